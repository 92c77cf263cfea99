// tests/unit/design/cusum_head_start.cpp - what no table has for CUSUMs: compared with simulations of the charts'
// definitions.
//
// The simulations were written apart from the library (Mersenne twister, std::normal_distribution); each number stands
// with its standard error, and four of those are allowed.
#include <cmath>

#include <tepid/design/cusum_run_length.hpp>

#include "support/catch.hpp"

using namespace tepid::design;
using tepid::side;

namespace {

double arl(const cusum_chart& chart, const mean_change& change) {
  const run_length found = average_run_length(chart, change);
  CHECK(found.kind == limit_kind::exact);
  CHECK(found.error < 1e-9 * found.arl);
  return found.arl;
}

}  // namespace

TEST_CASE("head starts so large that both sides can be off zero at the alarm") {
  CHECK(arl({.5, 4, 3}, {.step = 1}) == Approx(3.34816).margin(4 * .00104));
  CHECK(arl({.1, 4, 3.9}, {.step = .1}) == Approx(1.21434).margin(4 * .00019));
  CHECK(arl({.1, 4, 3.9}, {.slope = .01}) == Approx(1.21590).margin(4 * .00025));
}

TEST_CASE("a two-sided CUSUM under a ramp") {
  CHECK(arl({.25, 6}, {.slope = .01}) == Approx(41.15999).margin(4 * .01154));
  CHECK(arl({.25, 6, 3}, {.slope = -.01}) == Approx(33.69554).margin(4 * .01419));
}

TEST_CASE("a ramp so slow that it is none") {
  CHECK(arl({.25, 3}, {.slope = 1e-12}) == Approx(average_run_length(cusum_chart{.25, 3}).arl).epsilon(1e-7));
}

TEST_CASE("the law of a two-sided CUSUM's run length") {
  const absorbing_chain law = run_length_law(cusum_chart{.25, 6});
  CHECK(law.survival(50) == Approx(.705005).margin(4 * std::sqrt(.705 * .295 / 1e6)));
  CHECK(law.arl() == Approx(average_run_length(cusum_chart{.25, 6}).arl).epsilon(1e-10));
  CHECK(law.survival(law.quantile(.5)) <= .5);
  CHECK(law.survival(law.quantile(.5) - 1) > .5);
  CHECK_THROWS_AS(run_length_law(cusum_chart{.1, 4, 3.9}), tepid::error);
}

TEST_CASE("Crosier's CUSUM with a head start") {
  // 6e6 paths, standard deviation about 19.
  CHECK(average_run_length(crosier_chart{.25, 6, 2}, {.step = .4}).arl == Approx(24.03776).margin(4 * .008));
}

TEST_CASE("a ramp away from the side of the chart may never alarm") {
  CHECK(std::isinf(average_run_length(cusum_chart{.5, 4, 0, side::up}, {.slope = -.01}).arl));
  CHECK(std::isinf(average_run_length(cusum_chart{.5, 4, 0, side::down}, {.slope = .01}).arl));
}
