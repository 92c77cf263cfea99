// tests/unit/design/slow_ramp.cpp - ramps so slow that a recursion over observations is replaced by settled jumps.
#include <cmath>

#include <tepid/design/cusum_run_length.hpp>
#include <tepid/design/ewma_run_length.hpp>

#include "support/catch.hpp"

using namespace tepid::design;
using tepid::side;

TEST_CASE("slower and slower ramps lead to the run length without one") {
  const cusum_chart chart{.5, 8.1, 0, side::up};
  const double quiet = average_run_length(chart).arl;
  CHECK(average_run_length(chart, {.slope = 1e-13}).arl == Approx(quiet).epsilon(1e-7));
  CHECK(average_run_length(chart, {.slope = 1e-6}).arl < 0.98 * quiet);
}

TEST_CASE("a two-sided chart sees both directions alike") {
  const cusum_chart chart{1, 4.2};
  CHECK(average_run_length(chart, {.slope = -1e-6}).arl ==
        Approx(average_run_length(chart, {.slope = 1e-6}).arl).epsilon(1e-9));
}

TEST_CASE("a slow ramp that began from a steady state ends sooner") {
  const ewma_chart chart{.1, 4.2};
  const double from_start = average_run_length(chart, {.slope = 1e-8}).arl;
  const double from_steady = average_run_length(chart, {.slope = 1e-8, .from = change_from::steady}).arl;
  CHECK(from_steady < from_start);
  CHECK(from_steady > from_start - 20.0);
}
