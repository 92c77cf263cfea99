// tepid/design/ewma_run_length.hpp - exact run lengths of EWMA charts for the mean of normal data.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <tepid/core/side.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/ewma_moving_limits.hpp>
#include <tepid/design/normal_recursion.hpp>
#include <tepid/design/run_length.hpp>

namespace tepid::inline v0::design {

/// An EWMA of unit-variance normal data with target mean 0: Z = (1 - lambda) Z + lambda x, alarm when |Z| exceeds its
/// limit, which in the long run is L sqrt(lambda / (2 - lambda)). One-sided charts are held at a barrier on the quiet
/// side: upwards Z = max(barrier, Z). Roberts (1959); Lucas and Saccucci (1990).
struct ewma_chart {
  double lambda = 0.1;      ///< Weight of the newest observation.  (0, 1]
  double L = 2.814;         ///< Limit in long-run sd of Z.          (0, 1000]
  double head_start = 0.0;  ///< Start of Z, in long-run sd of Z, on the side that is looked at.
  ewma_limits limits = ewma_limits::fixed;
  side direction = side::both;
  double barrier = -6.0;  ///< Of one-sided charts alone, in long-run sd of Z, below the head start.
};

namespace detail {

[[nodiscard]] inline double ewma_sd(double lambda) { return std::sqrt(lambda / (2.0 - lambda)); }

inline void check(const ewma_chart& chart) {
  require(std::isfinite(chart.lambda) && chart.lambda > 0.0 && chart.lambda <= 1.0, "lambda",
          "lambda = " + std::to_string(chart.lambda) +
              ": the weight of the newest observation must be above 0 and at most 1; 0.1 is usual, less for slower "
              "changes");
  require(std::isfinite(chart.L) && chart.L > 0.0 && chart.L <= 1e3, "L",
          "L = " + std::to_string(chart.L) +
              ": the limit must be above 0 and at most 1000 standard deviations of the EWMA");
  require(std::isfinite(chart.head_start) && std::fabs(chart.head_start) < chart.L, "head_start",
          "head_start must be within the limits: between -L and L");
  if (chart.direction != side::both) {
    require(std::isfinite(chart.barrier) && chart.barrier <= chart.head_start && chart.barrier < chart.L &&
                chart.barrier >= -1e3,
            "barrier", "barrier must be at most the head start, and at least -1000; -6 changes little");
    require(chart.limits == ewma_limits::fixed || chart.limits == ewma_limits::exact_variance, "limits",
            "a one-sided EWMA has fixed limits or those of the exact variance");
  }
}

// The two-sided or the upward chart.
[[nodiscard]] inline normal_recursion recursion_of(const ewma_chart& chart) {
  const double sd = ewma_sd(chart.lambda);
  const double limit = chart.L * sd;
  normal_recursion step;
  step.carry = [keep = 1.0 - chart.lambda](double z) { return keep * z; };
  step.gain = chart.lambda;
  step.alarm_above = limit;
  if (chart.direction == side::both) {
    step.pieces = {{-limit, limit}};
    step.alarm_below = -limit;
  } else {
    const double barrier = chart.barrier * sd;
    step.pieces = {{barrier, limit}};
    step.at_rest = normal_recursion::rest{barrier, -std::numeric_limits<double>::infinity(), barrier};
  }
  return step;
}

[[nodiscard]] inline double arl(const ewma_chart& chart, const mean_change& change, double fineness) {
  normal_recursion step = recursion_of(chart);
  double start = chart.head_start * ewma_sd(chart.lambda);
  if (chart.direction == side::both && change.step == 0.0 && change.slope == 0.0) {
    step.pieces = {{0.0, step.alarm_above}};  // |Z| is a chain of its own, with half the states
    step.folded = true;
    start = std::fabs(start);
  }
  if (chart.limits != ewma_limits::fixed) {
    return moving_limits_ewma{std::move(step), chart.lambda, start, chart.limits, fineness}.arl(change);
  }
  return normal_chart_solver{std::move(step), start, fineness}.arl(change);
}

[[nodiscard]] inline mean_change seen_by(const ewma_chart& chart, const mean_change& change) {
  return chart.direction == side::down ? change.mirrored() : change;
}

}  // namespace detail

/// Mean run length of an EWMA, by Nystrom's method with Gauss-Legendre nodes on the integral equation of Crowder
/// (1987), as many as its kernel needs (at lambda 0.01 and L 4.5, 200); with moving limits and under ramps by the
/// forward recursion of Knoth (2003). Infinite where a one-sided chart drifts away from its limit for ever. Error:
/// bad_parameter naming lambda, L, head_start, barrier, limits, step or slope; also lambda if the chart needs more than
/// 6000 states (lambda below about 1e-5). Cost: 1 ms at lambda 0.1 and 10 ms at 0.001 for fixed limits and no slope.
[[nodiscard]] inline run_length average_run_length(const ewma_chart& chart, const mean_change& change = {}) {
  detail::check(chart);
  detail::check(change);
  return detail::at_two_resolutions(
      [&](double fineness) { return detail::arl(chart, detail::seen_by(chart, change), fineness); });
}

/// The whole law of the run length of an EWMA with fixed limits at a constant data mean.
/// Error: as above, and limits for a chart whose limits move: it is no time-homogeneous chain (see ewma_survival).
[[nodiscard]] inline absorbing_chain run_length_law(const ewma_chart& chart, double mean = 0.0) {
  detail::check(chart);
  detail::check(mean_change{.step = mean});
  detail::require(chart.limits == ewma_limits::fixed, "limits", "the law as a chain needs fixed limits");
  const normal_chart_solver solver{detail::recursion_of(chart), chart.head_start * detail::ewma_sd(chart.lambda), 1.25};
  return solver.chain(chart.direction == side::down ? -mean : mean);
}

/// P(N > n) for n = 0, ..., count - 1 at a constant data mean, for every kind of limits.
[[nodiscard]] inline std::vector<double> ewma_survival(const ewma_chart& chart, std::size_t count, double mean = 0.0) {
  detail::check(chart);
  detail::check(mean_change{.step = mean});
  const double start = chart.head_start * detail::ewma_sd(chart.lambda);
  return moving_limits_ewma{detail::recursion_of(chart), chart.lambda, start, chart.limits, 1.25}.survival(
      count, chart.direction == side::down ? -mean : mean);
}

}  // namespace tepid::inline v0::design
