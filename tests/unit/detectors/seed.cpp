// SEED against MOA's program, against its definition, and where that program is off.
#include "support/window_oracle.hpp"
#include "support/catch.hpp"

#include <tepid/detectors/seed.hpp>
#include <tepid/numerics/normal.hpp>

using namespace tepid_test;
using tepid::seed_params;
using tepid::seed_variance;
using tepid::state;

namespace {

using indices = std::vector<std::size_t>;

}  // namespace

TEST_CASE("seed alarms where MOA's does") {
  const seed_params p{.variance = seed_variance::increments};
  for (const auto& entry : window_oracle("moa_seed"))
    CHECK(alarms_of<tepid::seed>(p, window_stream(entry), after_alarm::rearm) == entry.at("alarms").get<indices>());
}

TEST_CASE("seed alarms where CapyMOA's documentation says") {
  const auto xs = published_stream("coin_then_4_to_7_capymoa");
  CHECK(alarms_of<tepid::seed>({.variance = seed_variance::increments}, xs, after_alarm::rearm) == indices{1023, 1343});
  // The right variance is smaller than the increments' after a change, and the second alarm comes sooner.
  CHECK(alarms_of<tepid::seed>({}, xs, after_alarm::rearm) == indices{1023, 1183});
}

TEST_CASE("seed's statistic is that of the definition, and an alarm drops what is before the latest border") {
  const seed_params p{.delta = 0.02, .block = 8, .epsilon = 0, .max_blocks = 4096};
  tepid::seed d{p};
  std::vector<double> window;
  std::size_t drop = 0;
  int alarms = 0;
  for (const double x : window_stream(17, {0, 1, -0.5, 0.3}, false)) {
    window.erase(window.begin(), window.begin() + static_cast<std::ptrdiff_t>(drop));
    drop = 0;
    window.push_back(x);
    d.update(x);
    if (window.size() % p.block != 0 || window.size() < 2 * p.block) continue;
    const double W = static_cast<double>(window.size());
    double mean = 0, variance = 0, best = 0, before = 0;
    for (const double v : window) mean += v / W;
    for (const double v : window) variance += (v - mean) * (v - mean) / W;
    for (std::size_t n = 1; n < window.size(); ++n) {
      before += window[n - 1];
      if (n % p.block != 0) continue;
      const double n0 = static_cast<double>(n), n1 = W - n0, q = 1 / n0 + 1 / n1;
      const double apart = std::fabs((mean * W - before) / n1 - before / n0);
      const double b = std::sqrt(2 * q * variance), a = 2 * q / 3;
      const double root = (-b + std::sqrt(b * b + 4 * a * apart)) / (2 * a), t = root * root - std::log(std::log(W));
      best = std::max(best, t);
      if (t > d.level()) drop = n;
    }
    REQUIRE(d.statistic() == Catch::Approx(best).epsilon(1e-8).margin(1e-8));
    REQUIRE((d.status() == state::drift) == (drop > 0));
    alarms += drop > 0;
    d.rearm();
  }
  CHECK(alarms >= 3);
}

TEST_CASE("joining blocks keeps the window's sum and variance, and memory bounded") {
  const auto xs = window_stream(6, {0, 0, 0, 0, 0, 0}, false);
  tepid::seed fine{{.delta = 1e-12, .epsilon = 0}}, coarse{{.delta = 1e-12, .epsilon = 0, .max_blocks = 4}},
      joined{{.delta = 1e-12, .epsilon = 1e9, .compress_every = 3}};
  for (const double x : xs) fine.update(x), coarse.update(x), joined.update(x);
  const auto size = [](const tepid::seed& d) { return tepid::save(d).size(); };
  CHECK(size(fine) > size(coarse) + 100 * 24);
  CHECK(size(fine) > size(joined) + 100 * 24);
  CHECK(coarse.statistic() <= fine.statistic() + 1e-9);  // fewer borders, the same variance
  for (int i = 0; i < 320 && coarse.status() != state::drift; ++i) coarse.update(2.0);
  CHECK(coarse.status() == state::drift);
  CHECK(coarse.change().onset >= 5900);
  CHECK(coarse.change().onset <= 6100);
}

TEST_CASE("seed does not mind an offset, or constant values of any size") {
  tepid::seed near, far;
  tepid::random_source random{8};
  for (int i = 0; i < 300000; ++i) {
    const double x = std::floor(16.0 * random.uniform());
    near.update(x), near.rearm();
    far.update(1e12 + x), far.rearm();
  }
  CHECK(near.statistic() == far.statistic());
  for (const double level : {1e15 / 3.0, -1e300}) {
    tepid::seed d;
    for (int i = 0; i < 20000; ++i) d.update(i < 100 ? 0.0 : level), d.rearm();
    for (int i = 0; i < 100000; ++i) d.update(level);
    CHECK(d.status() != state::drift);
    CHECK(tepid::is_finite(d.statistic()));
  }
}
