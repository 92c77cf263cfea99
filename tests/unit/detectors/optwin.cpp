// OPTWIN: its cut and statistic by scipy, its window against a naive one, mistakes that other libraries made.
#include "support/catch.hpp"
#include "support/paths.hpp"
#include "support/run_lengths.hpp"
#include "support/window_oracle.hpp"

#include <cmath>
#include <fstream>

#include <tepid/detectors/optwin.hpp>

using namespace tepid_test;
using tepid::optimal_cut;
using tepid::optwin;
using tepid::side;
using tepid::state;

namespace {

nlohmann::json oracle() {
  const std::string path = tepid_test::source_folder() / "tests/oracle/detectors_classics.json";
  return nlohmann::json::parse(std::ifstream{path}).at("optwin");
}

/// The script's values.
std::vector<double> values(std::uint64_t seed) {
  std::vector<double> xs;
  for (int i = 0; i < 420; ++i) {
    double z = i >= 300 ? -5 : -6;
    for (int k = 0; k < 12; ++k) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      z += static_cast<double>(seed >> 48) / 65536.0;
    }
    xs.push_back(z);
  }
  return xs;
}

}  // namespace

TEST_CASE("the optimal cut is that of trying every one, however it is come by") {
  const auto cuts = oracle().at("cuts");
  optimal_cut grown{0.5, 0.00025, 16384};
  std::uint64_t checked = 0;
  for (std::uint64_t N = 30; N <= 1000; ++N) {
    const std::uint64_t n = grown.recent(N);
    if (const auto exact = cuts.find(std::to_string(N)); exact != cuts.end()) {
      INFO(N);
      CHECK(n == exact->get<std::uint64_t>());
      ++checked;
    }
    if (N % 37 == 0 || (N > 450 && N < 560)) {
      optimal_cut alone{0.5, 0.00025, 16383};
      REQUIRE(alone.recent(N) == n);
    }
  }
  CHECK(checked == cuts.size());
  // A rigor that any part meets, and one that none does.
  CHECK(optimal_cut{100, 0.25, 1000}.recent(1000) == optimal_cut::least);
  CHECK(optimal_cut{0.01, 1e-12, 16384}.recent(16384) == 8192);
}

TEST_CASE("optwin's statistic is that of scipy's tests") {
  const auto all = oracle();
  const auto xs = values(all.at("seed"));
  optwin d{{.alpha_drift = 1e-300, .max_window = 200}};
  std::size_t next = 0;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    d.update(xs[i]);
    if (next == all.at("statistic").size() || all.at("statistic").at(next).at(0) != i) continue;
    INFO(i);
    CHECK(d.statistic() == Catch::Approx(all.at("statistic").at(next++).at(1).get<double>()).epsilon(1e-8).margin(1e-9));
  }
  CHECK(next == all.at("statistic").size());
}

TEST_CASE("optwin's sums do not drift, at any offset and after any outlier") {
  for (const double offset : {0.0, 1e12}) {
    optwin d{{.alpha_drift = 1e-300, .max_window = 200}};
    tepid::random_source random{9};
    std::vector<double> xs;
    for (int i = 0; i < 100300; ++i)
      xs.push_back(offset + (i == 70000 || i == 100040 ? 1e100 : std::floor(64 * tepid::normal(random)) / 64));
    for (const double x : xs) {
      d.update(x);
      d.rearm();
    }
    REQUIRE(d.width() == 200);
    double before = 0, now = 0;
    const std::size_t m = 200 - d.recent();
    for (std::size_t i = 0; i < 200; ++i) (i < m ? before : now) += xs[xs.size() - 200 + i] - offset;
    const double effect = now / static_cast<double>(d.recent()) - before / static_cast<double>(m);
    INFO(offset);
    CHECK(d.change().effect == Catch::Approx(effect).epsilon(1e-8));
  }
}

TEST_CASE("optwin forgets what was before the cut with the value after an alarm") {
  auto xs = values(11);
  optwin d;
  const std::size_t at = d.update(std::span{xs});
  CHECK(d.status() == state::drift);
  CHECK(at > 300);
  CHECK(at < 400);
  CHECK(d.width() == at);
  CHECK(d.change().onset == at - d.recent());
  const std::uint64_t recent = d.recent();
  optwin other = d;
  d.update(1.0);
  CHECK(d.width() == recent + 1);
  other.rearm();
  other.withdraw();
  other.update(1.0);
  CHECK(other.width() == at + 1);
  CHECK(tepid::load<optwin>(tepid::save(d)) == d);
}

TEST_CASE("optwin asks for the side that it is told, and for spread too") {
  auto xs = values(12);
  for (double& x : xs) x = -x;
  optwin up{{.side = side::up}}, down{{.side = side::down}};
  CHECK(up.update(std::span{xs}) == xs.size());
  CHECK(down.update(std::span{xs}) < xs.size());
  tepid::random_source random{13};
  optwin spread;
  for (int i = 0; i < 300; ++i) spread.update(tepid::normal(random));
  spread.rearm();
  std::size_t more = 0;
  while (spread.status() != state::drift && more++ < 300) spread.update(4 * tepid::normal(random));
  CHECK(more < 120);
}

TEST_CASE("optwin keeps quiet on constants, and on the rounding of large numbers") {
  for (const double level : {0.0, 1e15 / 3.0, -1e300, 1e-310}) {
    optwin d{{.noise = 0}};
    for (int i = 0; i < 5000; ++i) d.update(level);
    CHECK(d.status() == state::stable);
    CHECK(d.statistic() == 0);
  }
  CHECK_THROWS_AS((optwin{{.max_window = 20}}), tepid::error);
}
