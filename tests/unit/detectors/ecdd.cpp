// ECDD: published alarms, its definition, and the run length that its polynomials promise.
#include "support/catch.hpp"
#include "support/error_streams.hpp"

#include <cmath>

#include <tepid/detectors/ecdd.hpp>

using namespace tepid_test;
using tepid::ecdd;
using tepid::ecdd_params;
using tepid::ecdd_unit;

namespace {

double mean_run_length(const ecdd_params& p, double rate, std::size_t n) {
  return static_cast<double>(n) / static_cast<double>(alarms<ecdd>(p, errors({{n, rate}}, 6)).size());
}

}  // namespace

TEST_CASE("ecdd gives no alarm where frouros gives none") {
  CHECK(alarms<ecdd>({}, published("bernoulli_06_then_08")).empty());
}

TEST_CASE("ecdd's statistic is that of its definition, in batches too") {
  for (const auto unit : {ecdd_unit::sd, ecdd_unit::arl_100, ecdd_unit::arl_400}) {
    const ecdd_params p{.lambda = 0.1, .unit = unit, .warm_start = 12};
    const auto xs = errors({{500, 0.1}, {300, 0.4}, {200, 0.0}}, 15);
    bool same = false;
    const auto found = statistics<ecdd>(p, xs, same);
    CHECK(same);
    double sum = 0, worst = 0;
    for (std::size_t t = 1; t <= xs.size(); ++t) {
      sum += xs[t - 1];
      double z = 0;
      for (std::size_t i = 0; i < t; ++i) z += 0.1 * std::pow(0.9, static_cast<double>(t - 1 - i)) * xs[i];
      const double q = sum / static_cast<double>(t);
      const double sd = std::sqrt(q * (1 - q) * 0.1 / 1.9 * (1 - std::pow(0.9, 2.0 * static_cast<double>(t))));
      double l = 1;
      if (unit == ecdd_unit::arl_100)
        l = 2.76 - 6.23 * q + 18.12 * std::pow(q, 3) - 312.45 * std::pow(q, 5) + 1002.18 * std::pow(q, 7);
      if (unit == ecdd_unit::arl_400)
        l = 3.97 - 6.56 * q + 48.73 * std::pow(q, 3) - 330.13 * std::pow(q, 5) + 848.18 * std::pow(q, 7);
      const double expected = t < 12 || sd == 0 || z <= q ? 0 : (z - q) / (sd * std::max(l, 0.1));
      worst = std::max(worst, std::fabs(found[t - 1] - expected));
    }
    CHECK(worst < 1e-9);
  }
}

TEST_CASE("ecdd's polynomials give about the run length that they are named for") {
  const double four_hundred = mean_run_length({.unit = ecdd_unit::arl_400}, 0.1, 200000);
  CHECK(four_hundred > 270);
  CHECK(four_hundred < 430);
  const double one_hundred = mean_run_length({.unit = ecdd_unit::arl_100}, 0.1, 50000);
  CHECK(one_hundred > 60);
  CHECK(one_hundred < 120);
}

TEST_CASE("ecdd keeps quiet on equal values, and on any share of errors under a negative polynomial") {
  CHECK(silent<ecdd>({}, 1.0, 200000));
  CHECK(silent<ecdd>({}, 0.0, 200000));
  ecdd d{{.unit = ecdd_unit::arl_100}};  // the polynomial is below 0 between 0.39 and 0.5
  for (const double x : errors({{3000, 0.45}}, 2)) {
    d.update(x);
    REQUIRE(d.statistic() >= 0.0);
    REQUIRE(tepid::is_finite(d.statistic()));
  }
}

TEST_CASE("ecdd alarms on a step and tells that it is a rise") {
  ecdd d{{.limit = 4.5, .unit = ecdd_unit::sd}};
  const auto xs = errors({{1000, 0.1}, {200, 0.8}}, 3);
  CHECK(d.update(std::span{xs}) < 1050);
  CHECK(d.status() == tepid::state::drift);
  CHECK(d.change().direction == 1);
  CHECK(d.change().effect > 0.3);
}
