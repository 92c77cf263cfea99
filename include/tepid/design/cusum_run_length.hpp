// tepid/design/cusum_run_length.hpp - exact run lengths of CUSUM charts for the mean of normal data.
#pragma once

#include <cmath>
#include <limits>
#include <string>

#include <tepid/core/side.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/cusum_two_sided.hpp>
#include <tepid/design/normal_recursion.hpp>
#include <tepid/design/run_length.hpp>

namespace tepid::inline v0::design {

/// A CUSUM of unit-variance normal data with target mean 0: C = max(0, C + x - k), alarm when C > h; downwards with -x;
/// both: two such charts side by side, alarm at the first of the two. Page (1954).
struct cusum_chart {
  double k = 0.5;           ///< Reference value, half the shift to detect, in sd.  [0, 1000]
  double h = 5.0;           ///< Decision limit, in sd.                             (0, 1000]
  double head_start = 0.0;  ///< The value each side starts at (Lucas and Crosier 1982), in sd.  [0, h)
  side direction = side::both;
};

/// Crosier's (1986) two-sided CUSUM: C = |S + x|; S = 0 if C <= k, else (S + x)(1 - k / C); alarm when |S| > h.
struct crosier_chart {
  double k = 0.5;           ///< As in cusum_chart; positive or 0.
  double h = 3.73;          ///< (0, 1000]
  double head_start = 0.0;  ///< Start of S.  (-h, h)
};

namespace detail {

inline void check_k_h(double k, double h) {
  require(std::isfinite(k) && k >= 0.0 && k <= 1e3, "k",
          "k = " + std::to_string(k) +
              ": the reference value is half the shift to detect, between 0 and 1000 standard deviations");
  require(std::isfinite(h) && h > 0.0 && h <= 1e3, "h",
          "h = " + std::to_string(h) + ": the decision limit must be above 0 and at most 1000 standard deviations");
}

inline void check(const cusum_chart& chart) {
  check_k_h(chart.k, chart.h);
  require(chart.head_start >= 0.0 && chart.head_start < chart.h, "head_start",
          "head_start must be at least 0 and below h; half of h is usual");
}

inline void check(const crosier_chart& chart) {
  check_k_h(chart.k, chart.h);
  require(std::fabs(chart.head_start) < chart.h, "head_start", "head_start must be between -h and h");
}

[[nodiscard]] inline normal_recursion recursion_of(const crosier_chart& chart) {
  normal_recursion step;
  step.carry = [](double z) { return z; };
  step.pieces = {{-chart.h, 0.0, -chart.k}, {0.0, chart.h, chart.k}};
  step.at_rest = normal_recursion::rest{0.0, -chart.k, chart.k};
  step.alarm_above = chart.h + chart.k;
  step.alarm_below = -step.alarm_above;
  return step;
}

[[nodiscard]] inline double arl(const cusum_chart& chart, const mean_change& change, double fineness) {
  if (chart.direction == side::both) return two_sided_cusum{chart.k, chart.h, chart.head_start, fineness}.arl(change);
  const normal_chart_solver solver{upward_cusum(chart.k, chart.h), chart.head_start, fineness};
  return solver.arl(chart.direction == side::up ? change : change.mirrored());
}

}  // namespace detail

/// Mean run length of a CUSUM, by Nystrom's method with Gauss-Legendre nodes on the integral equation of Page (1954);
/// under a ramp by the forward recursion of Knoth (2003); two-sided without approximation (see two_sided_cusum).
/// Infinite where the chart may never alarm (a ramp away from its side).
/// Error: bad_parameter naming k, h, head_start, step or slope. Cost: 1 ms for h up to 30 and no slope; with a slope
/// that for each observation until the alarm.
[[nodiscard]] inline run_length average_run_length(const cusum_chart& chart, const mean_change& change = {}) {
  detail::check(chart);
  detail::check(change);
  return detail::at_two_resolutions([&](double fineness) { return detail::arl(chart, change, fineness); });
}

/// Mean run length of Crosier's CUSUM; errors and cost as for cusum_chart, at twice the states.
[[nodiscard]] inline run_length average_run_length(const crosier_chart& chart, const mean_change& change = {}) {
  detail::check(chart);
  detail::check(change);
  return detail::at_two_resolutions([&](double fineness) {
    return normal_chart_solver{detail::recursion_of(chart), chart.head_start, fineness}.arl(change);
  });
}

/// The whole law of the run length at a constant data mean: quantiles, survival, hazard, steady state.
/// For a two-sided chart a head start must be at most h/2 + k (up to there no side alarms while the other is off zero).
[[nodiscard]] inline absorbing_chain run_length_law(const cusum_chart& chart, double mean = 0.0) {
  detail::check(chart);
  detail::check(mean_change{.step = mean});
  if (chart.direction == side::both) return two_sided_cusum{chart.k, chart.h, chart.head_start, 1.25}.law(mean);
  const normal_chart_solver solver{upward_cusum(chart.k, chart.h), chart.head_start, 1.25};
  return solver.chain(chart.direction == side::up ? mean : -mean);
}

[[nodiscard]] inline absorbing_chain run_length_law(const crosier_chart& chart, double mean = 0.0) {
  detail::check(chart);
  detail::check(mean_change{.step = mean});
  return normal_chart_solver{detail::recursion_of(chart), chart.head_start, 1.25}.chain(mean);
}

}  // namespace tepid::inline v0::design
