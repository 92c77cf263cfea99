// tests/unit/design/run_length_errors.cpp - nonsense gets an error that names its culprit.
#include <cmath>
#include <limits>
#include <string>

#include <tepid/design/ar1.hpp>
#include <tepid/design/cusum_limit.hpp>
#include <tepid/design/estimated_limit.hpp>
#include <tepid/design/ewma_limit.hpp>
#include <tepid/design/shiryaev_roberts.hpp>
#include <tepid/design/variance_cusum.hpp>
#include <tepid/design/variance_ewma.hpp>

#include "support/catch.hpp"

using namespace tepid::design;
using tepid::side;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

template <class F>
std::string culprit(F&& f) {
  try {
    static_cast<void>(f());
  } catch (const tepid::error& e) {
    CHECK(std::string{e.what()}.size() > 30);
    return e.field();
  }
  return "nobody";
}

template <class Chart>
std::string refused(const Chart& chart) {
  return culprit([&] { return average_run_length(chart); });
}

}  // namespace

TEST_CASE("chart parameters out of their bounds") {
  CHECK(refused(cusum_chart{not_a_number, 5}) == "k");
  CHECK(refused(cusum_chart{-.5, 5}) == "k");
  CHECK(refused(cusum_chart{.5, 0}) == "h");
  CHECK(refused(cusum_chart{.5, -3}) == "h");
  CHECK(refused(cusum_chart{.5, not_a_number}) == "h");
  CHECK(refused(cusum_chart{.5, inf}) == "h");
  CHECK(refused(cusum_chart{.5, 5, 5}) == "head_start");
  CHECK(refused(cusum_chart{.5, 5, not_a_number}) == "head_start");
  CHECK(refused(crosier_chart{.5, 5, -5}) == "head_start");
  CHECK(refused(ewma_chart{0, 3}) == "lambda");
  CHECK(refused(ewma_chart{1.5, 3}) == "lambda");
  CHECK(refused(ewma_chart{not_a_number, 3}) == "lambda");
  CHECK(refused(ewma_chart{.1, 0}) == "L");
  CHECK(refused(ewma_chart{.1, 3, 3}) == "head_start");
  CHECK(refused(ewma_chart{1e-9, 3}) == "lambda");  // more states than can be solved
  CHECK(refused(ewma_chart{.1, 3, 0, ewma_limits::fixed, side::up, 1}) == "barrier");
  CHECK(refused(ewma_chart{.1, 3, 0, ewma_limits::steiner, side::up}) == "limits");
  CHECK(refused(shiryaev_roberts_chart{0, 100}) == "theta");
  CHECK(refused(shiryaev_roberts_chart{1, -1}) == "A");
  CHECK(refused(shiryaev_roberts_chart{1, 100, 100}) == "R0");
  CHECK(refused(shiryaev_roberts_chart{1, 100, 0, side::both}) == "direction");
  CHECK(refused(ar1_shewhart_chart{1, 3}) == "alpha");
  CHECK(refused(ar1_shewhart_chart{.5, not_a_number}) == "c");
  CHECK(refused(variance_cusum_chart{0, 3}) == "k");
  CHECK(refused(variance_cusum_chart{1.5, 3, 0}) == "df");
  CHECK(refused(variance_ewma_chart{.1, not_a_number}) == "L");
}

TEST_CASE("changes that are none") {
  CHECK(culprit([] { return average_run_length(cusum_chart{}, {.step = not_a_number}); }) == "step");
  CHECK(culprit([] { return average_run_length(ewma_chart{}, {.slope = inf}); }) == "slope");
  CHECK(culprit([] { return average_run_length(variance_cusum_chart{}, {.sigma = 0}); }) == "sigma");
  CHECK(culprit([] { return average_run_length(ar1_shewhart_chart{}, {.step = 1, .slope = .1}); }) == "slope");
}

TEST_CASE("budgets that cannot be met") {
  for (const double arl0 : {.5, 0., -3., not_a_number, inf, 1e300}) {
    CHECK(culprit([&] { return solve_limit(cusum_chart{}, arl0); }) == "arl0");
    CHECK(culprit([&] { return solve_limit(ewma_chart{}, arl0); }) == "arl0");
    CHECK(culprit([&] { return solve_limit(shiryaev_roberts_chart{}, arl0); }) == "arl0");
    CHECK(culprit([&] { return solve_limit(variance_ewma_chart{}, arl0); }) == "arl0");
  }
  CHECK(culprit([] { return solve_limit(cusum_chart{.5}, 1.2); }) == "arl0");  // h near 0 already gives 1.6
  CHECK(culprit([] { return solve_limit(ewma_chart{0}, 1e6); }) == "lambda");
  CHECK(culprit([] { return solve_limit(cusum_chart{not_a_number}, 1e6); }) == "k");
}

TEST_CASE("references that are none") {
  CHECK(culprit([] { return average_run_length(ewma_chart{}, reference_sample{0}); }) == "size");
  CHECK(culprit([] { return average_run_length(ewma_chart{}, reference_sample{1}); }) == "size");
  CHECK(culprit([] { return chance_of_budget(ewma_chart{}, reference_sample{50}, not_a_number); }) == "arl0");
  CHECK(culprit([] { return solve_limit_for_chance(ewma_chart{}, 500, reference_sample{50}, 1.0); }) == "chance");
}
