// LFR: the law of its moving rates against every case of it, menelaus' alarms, its definition.
#include "support/catch.hpp"
#include "support/error_streams.hpp"
#include "support/paths.hpp"

#include <array>
#include <cmath>

#include <tepid/detectors/lfr.hpp>

using namespace tepid_test;
using tepid::geometric_bernoulli;
using tepid::lfr;
using tepid::lfr_rate;
using tepid::state;

namespace {

nlohmann::json oracle(const char* part) {
  const std::string path = tepid_test::source_folder() / "tests/oracle/detectors_classics.json";
  return nlohmann::json::parse(std::ifstream{path}).at(part);
}

/// The script's pairs, as 2 label + prediction.
std::vector<double> pairs(std::uint64_t seed, const nlohmann::json& rates) {
  std::vector<double> xs;
  const auto uniform = [&] {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return static_cast<double>(seed >> 48) / 65536.0;
  };
  for (const auto& part : rates)
    for (int i = 0; i < part.at(0).get<int>(); ++i) {
      const bool label = uniform() < 0.5, right = uniform() < part.at(label ? 2 : 1).get<double>();
      xs.push_back(2.0 * label + (label == right));
    }
  return xs;
}

}  // namespace

TEST_CASE("the tail of the geometrically weighted sum is that of all its cases") {
  const geometric_bernoulli law{0.9};
  const auto rows = oracle("weighted_tails");
  CHECK(rows.size() > 20);
  for (const auto& row : rows) {
    const double p = row.at("p"), tail = row.at("tail");
    const double found = std::exp(-law.evidence(row.at("slack"), p, 40));
    INFO("p " << p << ", tail " << tail << ", found " << found);
    CHECK(found == Catch::Approx(tail).epsilon(p < 0.1 ? 0.2 : 0.04));
  }
}

TEST_CASE("the outcomes that a value near the end needs are split off exactly") {
  const geometric_bernoulli law{0.9};
  // All of 30.
  CHECK(law.evidence(0.0, 0.3, 30) == Catch::Approx(-30 * std::log(0.3)).epsilon(1e-12));
  // All but the oldest of 20, or all: p^19.
  CHECK(law.evidence(0.1 * std::pow(0.9, 19) * 1.0000001, 0.4, 20) == Catch::Approx(-19 * std::log(0.4)).epsilon(1e-12));
  // Twelve ones and then the sum of the others: p^12 times their tail.
  const double inner = law.evidence(0.1001, 0.3, 188);
  CHECK(law.evidence(0.1001 * std::pow(0.9, 12), 0.3, 200) == Catch::Approx(inner - 12 * std::log(0.3)).epsilon(1e-9));
}

// The same alarms and warnings but for one warning; menelaus' burn-in and tables of 20,000 draws.
TEST_CASE("lfr alarms where menelaus does") {
  for (const auto& run : oracle("menelaus_lfr")) {
    const auto xs = pairs(run.at("seed"), run.at("rates"));
    lfr d{{.decay = 0.9, .alpha_drift = 0.001, .alpha_warning = 0.01, .warm_up = 1}};
    std::size_t alarm = xs.size(), warnings = 0, common = 0;
    const indices theirs = run.at("warnings");
    for (std::size_t i = 0; i < xs.size() && alarm == xs.size(); ++i) {
      const state s = d.update(xs[i]);
      if (i < 150) {  // menelaus' burn-in counts all pairs
        d.rearm();
        continue;
      }
      if (s == state::drift) alarm = i;
      if (s != state::warning) continue;
      ++warnings;
      common += std::find(theirs.begin(), theirs.end(), i) != theirs.end();
    }
    INFO("seed " << run.at("seed"));
    CHECK(alarm == run.at("alarm").get<std::size_t>());
    CHECK(warnings <= common + 1);  // a tail of 0.01 from 20,000 draws is good to 7%
    CHECK(common == theirs.size());
    for (std::size_t r = 0; r < 4; ++r)
      CHECK(d.recent(static_cast<lfr_rate>(r)) == Catch::Approx(run.at("recent").at(r).get<double>()).epsilon(1e-12));
  }
}

TEST_CASE("lfr's rates and statistic are those of the definition, in batches too") {
  const auto xs = pairs(5, nlohmann::json::parse("[[300,0.9,0.8],[200,0.6,0.9]]"));
  const tepid::lfr_params p{.decay = 0.95, .warm_up = 30};
  bool same = false;
  const auto found = statistics<lfr>(p, xs, same);
  CHECK(same);
  const geometric_bernoulli law{0.95};
  std::size_t told = 0;
  for (std::size_t end = 1; end <= xs.size(); end += 7) {
    double expected = 0;
    for (int r = 0; r < 4; ++r) {  // tpr, tnr, ppv, npv
      double hits = 0, n = 0, moving = 0.5;
      for (std::size_t i = 0; i < end; ++i) {
        const int label = xs[i] >= 2, prediction = static_cast<int>(xs[i]) % 2;
        if ((r < 2 ? label : prediction) != (r == 0 || r == 2)) continue;
        ++n;
        hits += label == prediction;
        moving = 0.95 * moving + 0.05 * (label == prediction);
      }
      if (n < 30) continue;
      const double q = (hits + 1) / (n + 2), start = std::pow(0.95, n), mean = q * (1 - start) + 0.5 * start;
      const double variance = q * (1 - q) * 0.05 / 1.95 * (1 - start * start);
      if (std::fabs(moving - mean) <= std::sqrt(variance)) continue;
      const bool up = moving > mean;
      expected = std::max(expected, law.evidence((up ? 1 - moving : moving) - start / 2, up ? q : 1 - q,
                                                 static_cast<std::uint64_t>(n)));
    }
    told += expected > 0;
    INFO(end);
    CHECK(found[end - 1] == Catch::Approx(expected).epsilon(1e-9).margin(1e-9));
  }
  CHECK(told > 20);
}

TEST_CASE("lfr sees a shift between two kinds of errors that leaves the error rate as it was") {
  const auto xs = pairs(6, nlohmann::json::parse("[[2000,0.95,0.6],[500,0.6,0.95]]"));
  lfr d;
  const std::size_t at = d.update(std::span{xs});
  CHECK(d.status() == state::drift);
  CHECK(at > 2000);
  CHECK(at < 2100);
  const auto seen = d.change();
  CHECK(seen.direction == (d.rate() == lfr_rate::tpr || d.rate() == lfr_rate::npv ? 1 : -1));
}

TEST_CASE("lfr takes any number for the nearest pair, and keeps quiet on equal pairs") {
  lfr a, b;
  for (const double x : {0.0, 1.0, 2.0, 3.0, 3.0, 0.0, 1.0, 2.0}) a.update(x);
  for (const double x : {-7.0, 0.5, 1.5, 2.5, 1e300, 0.49, 1.49, 2.49}) b.update(x);
  CHECK(a == b);
  for (const double pair : {0.0, 1.0, 2.0, 3.0}) CHECK(silent<lfr>({}, pair, 300000));
  CHECK(silent<lfr>({.decay = 0.999}, 3.0, 300000));
}

TEST_CASE("lfr says the same after it was saved and loaded") {
  lfr d;
  for (const double x : pairs(1, nlohmann::json::parse("[[200,0.9,0.9]]"))) d.update(x);
  CHECK(tepid::load<lfr>(tepid::save(d)) == d);
  CHECK(tepid::load<lfr>(tepid::save(d)).statistic() == d.statistic());
}
