// STEPD: published alarms, its definition, and mistakes that other libraries made.
#include "support/catch.hpp"
#include "support/error_streams.hpp"

#include <cmath>

#include <tepid/detectors/stepd.hpp>

using namespace tepid_test;
using tepid::side;
using tepid::stepd;
using tepid::stepd_params;

TEST_CASE("stepd alarms where frouros does") {
  const auto fall = judge<stepd>({.alpha_drift = 0.001, .alpha_warning = 0.005, .side = side::both},
                                 published("bernoulli_08_then_05"));
  CHECK(fall.alarms.front() == 1024);
  CHECK(fall.warnings == indices{640, 641, 1023});
}

TEST_CASE("stepd's statistic is that of its definition, in batches too") {
  for (const side s : {side::up, side::down, side::both}) {
    const auto xs = errors({{400, 0.1}, {100, 0.6}, {300, 0.05}}, 41);
    bool same = false;
    const auto found = statistics<stepd>({.window = 25, .side = s}, xs, same);
    CHECK(same);
    double worst = 0;
    for (std::size_t n = 1; n <= xs.size(); ++n) {
      double expected = 0;
      if (n >= 50) {
        double o = 0, r = 0;
        for (std::size_t i = 0; i < n; ++i) (i + 25 < n ? o : r) += xs[i];
        const double m = static_cast<double>(n) - 25, d = r / 25 - o / m, q = (o + r) / (m + 25), c = 1 / m + 1.0 / 25;
        if (q > 0 && q < 1 && (s == side::both || (d > 0) == (s == side::up)))
          expected = std::max(0.0, (std::fabs(d) - c / 2) / std::sqrt(q * (1 - q) * c));
      }
      worst = std::max(worst, std::fabs(found[n - 1] - expected));
    }
    CHECK(worst < 1e-9);
  }
}

TEST_CASE("stepd takes a difference within the continuity correction for none") {
  // One error in 30 and none in the 30 recent ones: |d| - c / 2 is 0 at most. Its absolute value, taken after the
  // subtraction, would grow with the length of an almost faultless stream, and raise an alarm.
  std::vector<double> xs(20000, 0.0);
  xs[100] = 1.0;
  stepd d{{.side = side::both}};
  for (std::size_t i = 0; i < xs.size(); ++i) {
    d.update(xs[i]);
    if (i >= 130) REQUIRE(d.statistic() == 0.0);
  }
}

TEST_CASE("stepd keeps quiet on equal values, where the variance is zero") {
  CHECK(silent<stepd>({.side = side::both}, 1.0, 200000));
  CHECK(silent<stepd>({.side = side::both}, 0.0, 200000));
}

TEST_CASE("stepd's level is the normal quantile, and the limit is found back") {
  CHECK(stepd{{.alpha_drift = 0.025}}.level() == Catch::Approx(1.959963984540054).epsilon(1e-14));
  for (const double a : {0.4, 0.003, 1e-9, 1e-250})
    CHECK(stepd::limit_for(stepd{{.alpha_drift = a}}.level()) == Catch::Approx(a).epsilon(1e-11));
}

TEST_CASE("stepd tells direction and effect") {
  const auto xs = errors({{1000, 0.8}, {100, 0.1}}, 4);
  stepd d{{.alpha_drift = 1e-6, .side = side::both}};
  d.update(std::span{xs});
  CHECK(d.status() == tepid::state::drift);
  CHECK(d.change().direction == -1);
  CHECK(d.change().effect < -0.3);
  CHECK(alarms<stepd>({.alpha_drift = 1e-6, .side = side::up}, xs).empty());
}
