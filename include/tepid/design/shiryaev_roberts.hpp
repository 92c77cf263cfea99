// tepid/design/shiryaev_roberts.hpp - exact run lengths and limits of the Shiryaev-Roberts procedure.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <tepid/core/side.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/normal_recursion.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/solve_limit.hpp>

namespace tepid::inline v0::design {

/// The Shiryaev-Roberts statistic of unit-variance normal data with target mean 0 against mean theta:
/// R = (1 + R) exp(theta x - theta^2 / 2), alarm when R >= A; downwards with -x. Shiryaev (1963), Roberts (1966).
/// R - n is a martingale in control, so the in-control mean run length is at least A - R0 whatever theta.
struct shiryaev_roberts_chart {
  double theta = 1.0;         ///< The shift to detect, in sd.           (0, 100]
  double A = 500.0;           ///< Alarm limit.                          (0, 1e300)
  double R0 = 0.0;            ///< Start of R (Pollak 1985: a head start).  [0, A)
  side direction = side::up;  ///< up or down
};

namespace detail {

inline void check(const shiryaev_roberts_chart& chart) {
  require(std::isfinite(chart.theta) && chart.theta > 0.0 && chart.theta <= 100.0, "theta",
          "theta = " + std::to_string(chart.theta) +
              ": the shift to detect must be above 0 and at most 100 standard deviations");
  require(
      std::isfinite(chart.A) && chart.A > 0.0 && chart.A < 1e300, "A",
      "A = " + std::to_string(chart.A) + ": the alarm limit must be a number above 0; the mean run length is about A");
  require(chart.R0 >= 0.0 && chart.R0 < chart.A, "R0", "R0 must be at least 0 and below A");
  require(chart.direction != side::both, "direction",
          "a Shiryaev-Roberts chart is one-sided: up or down; for both, run two of them at twice the budget");
}

// Solved for y = log R. States below the barrier are those of R = 0 to 1e-17, or are left within 10 sd.
[[nodiscard]] inline normal_chart_solver solver_of(const shiryaev_roberts_chart& chart, double least_mean,
                                                   double fineness) {
  const double drop = 0.5 * chart.theta * chart.theta;
  const double limit = std::log(chart.A);
  const double lowest = chart.theta * (std::fmin(0.0, least_mean) - 10.0) - drop;
  const double barrier = std::fmin(std::fmax(lowest, -40.0), limit - chart.theta);
  normal_recursion step;
  step.carry = [drop](double y) { return (y > 0.0 ? y + std::log1p(std::exp(-y)) : std::log1p(std::exp(y))) - drop; };
  step.gain = chart.theta;
  step.pieces = {{barrier, limit}};
  step.at_rest = normal_recursion::rest{barrier, -std::numeric_limits<double>::infinity(), barrier};
  step.alarm_above = limit;
  return {std::move(step), std::log(chart.R0), fineness};
}

}  // namespace detail

/// Mean run length, by Nystrom's method for log R (Moustakides, Polunchenko and Tartakovsky 2009 solve the same
/// equation). Infinite for a ramp away from the side. Error: bad_parameter naming theta, A, R0, direction, step or
/// slope; theta also if the chart needs more than 6000 states (log(A) / theta beyond 2500). Cost: 2 ms at theta 0.1 and
/// A 1e4.
[[nodiscard]] inline run_length average_run_length(const shiryaev_roberts_chart& chart,
                                                   const mean_change& change = {}) {
  detail::check(chart);
  detail::check(change);
  const mean_change seen = chart.direction == side::up ? change : change.mirrored();
  return detail::at_two_resolutions(
      [&](double fineness) { return detail::solver_of(chart, seen.step, fineness).arl(seen); });
}

/// The whole law of the run length at a constant data mean.
[[nodiscard]] inline absorbing_chain run_length_law(const shiryaev_roberts_chart& chart, double mean = 0.0) {
  detail::check(chart);
  detail::check(mean_change{.step = mean});
  const double seen = chart.direction == side::up ? mean : -mean;
  return detail::solver_of(chart, seen, 1.25).chain(seen);
}

/// The A at which the in-control mean run length is arl0; the A that the chart comes with is not used.
/// Error: bad_parameter naming theta, R0 or direction, bad_argument naming arl0. Cost: 10 ms at theta 0.5.
[[nodiscard]] inline solved_limit solve_limit(shiryaev_roberts_chart chart, double arl0,
                                              change_from from = change_from::start) {
  detail::check_arl0(arl0);
  chart.A = chart.R0 + 1.0;
  detail::check(chart);
  const mean_change quiet{.from = from};
  const auto arl = [&](double limit, double fineness) {
    chart.A = limit;
    return detail::solver_of(chart, 0.0, fineness).arl(quiet);
  };
  const double guess = chart.R0 + arl0 * std::exp(-0.583 * chart.theta);
  const double limit = solve_limit([&](double at) { return arl(at, 1.0); }, arl0,
                                   {.name = "A", .guess = guess, .lowest = chart.R0, .highest = 1e18});
  return {limit, detail::at_two_resolutions([&](double fineness) { return arl(limit, fineness); })};
}

}  // namespace tepid::inline v0::design
