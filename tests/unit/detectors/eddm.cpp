// EDDM: published alarms, its definition, and the two variances in use.
#include "support/catch.hpp"
#include "support/error_streams.hpp"

#include <cmath>

#include <tepid/detectors/eddm.hpp>

using namespace tepid_test;
using tepid::eddm;
using tepid::eddm_params;
using tepid::eddm_variance;

TEST_CASE("eddm alarms where river does") {
  CHECK(alarms<eddm>({.variance = eddm_variance::sample}, published("bernoulli_02_then_08")) ==
        indices{663, 828, 1007, 1078});
  const auto coin = judge<eddm>({.warning_level = 0.8, .drift_level = 0.75, .variance = eddm_variance::sample},
                                published("coin_then_biased_07"));
  CHECK(coin.alarms.front() == 1278);
  CHECK(coin.warnings.front() == 1059);
}

TEST_CASE("eddm's statistic is that of its definition, in batches too") {
  for (const auto variance : {eddm_variance::population, eddm_variance::sample}) {
    const eddm_params p{.variance = variance};
    const auto xs = errors({{3000, 0.03}, {1500, 0.2}, {500, 0.9}}, 12);
    bool same = false;
    const auto found = statistics<eddm>(p, xs, same);
    CHECK(same);
    std::vector<double> distances;
    double highest = 0, expected = 0, worst = 0;
    std::size_t last = 0;
    for (std::size_t i = 0; i < xs.size(); ++i) {
      if (xs[i] == 1.0) {
        distances.push_back(static_cast<double>(i + 1 - last));
        last = i + 1;
        double mean = 0, squares = 0;
        const double k = static_cast<double>(distances.size());
        for (const double d : distances) mean += d / k;
        for (const double d : distances) squares += (d - mean) * (d - mean);
        const double of = variance == eddm_variance::sample ? std::max(k - 1, 1.0) : k;
        const double now = mean + 2 * std::sqrt(squares / of);
        if (i + 1 > 30) highest = std::max(highest, now);
        if (k > 30 && highest > 0) expected = 1 - now / highest;
      }
      worst = std::max(worst, std::fabs(found[i] - expected));
    }
    CHECK(worst < 1e-9);
  }
}

TEST_CASE("eddm's variances differ, and each is its own") {
  const auto xs = errors({{400, 0.2}}, 5);
  bool same = false;
  CHECK(statistics<eddm>({.variance = eddm_variance::population}, xs, same) !=
        statistics<eddm>({.variance = eddm_variance::sample}, xs, same));
}

TEST_CASE("eddm keeps quiet on equal distances") {
  CHECK(silent<eddm>({}, 1.0, 200000));
  CHECK(silent<eddm>({}, 0.0, 200000));
  std::vector<double> regular(60000, 0.0);
  for (std::size_t i = 6; i < regular.size(); i += 7) regular[i] = 1.0;
  CHECK(alarms<eddm>({}, regular).empty());
}

TEST_CASE("eddm's level is one less its limit") {
  CHECK(eddm{{.drift_level = 0.75}}.level() == 0.25);
  CHECK(eddm::limit_for(0.25) == 0.75);
}

TEST_CASE("eddm tells how much the error rate rose") {
  const auto xs = errors({{4000, 0.05}, {1000, 0.5}}, 6);
  eddm d{{.warning_level = 0.6, .drift_level = 0.5}};
  d.update(std::span{xs});
  CHECK(d.status() == tepid::state::drift);
  CHECK(d.change().direction == 1);
  CHECK(d.change().effect > 0.0);
  CHECK(d.change().onset <= 4100);
}
