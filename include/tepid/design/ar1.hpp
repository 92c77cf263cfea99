// tepid/design/ar1.hpp - exact run lengths of a Shewhart chart on autocorrelated data.
#pragma once

#include <cmath>
#include <numbers>
#include <string>

#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/chain_ramp.hpp>
#include <tepid/design/normal_recursion.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/solve_limit.hpp>

namespace tepid::inline v0::design {

/// A Shewhart chart with limits at +-c standard deviations on a stationary normal AR(1) series with coefficient alpha
/// ("modified limits": the standard deviation is that of the series, not of its innovations). Schmid (1995).
struct ar1_shewhart_chart {
  double alpha = 0.0;  ///< Autocorrelation at lag 1.                 (-1, 1)
  double c = 3.0;      ///< Limit, in standard deviations of the series.  (0, 40]
};

namespace detail {

inline void check(const ar1_shewhart_chart& chart) {
  require(
      std::isfinite(chart.alpha) && std::fabs(chart.alpha) < 1.0, "alpha",
      "alpha = " + std::to_string(chart.alpha) + ": the autocorrelation of a stationary series is between -1 and 1");
  require(std::isfinite(chart.c) && chart.c > 0.0 && chart.c <= 40.0, "c",
          "c = " + std::to_string(chart.c) + ": the limit must be above 0 and at most 40 standard deviations");
}

// In units of the series' standard deviation; the last state stands for the time before the first observation, whose
// mean is `first_mean`. The innovations are such that the series' mean settles at `mean`.
[[nodiscard]] inline absorbing_chain chain_of(const ar1_shewhart_chart& chart, double mean, double first_mean,
                                              double fineness) {
  normal_recursion step;
  step.carry = [a = chart.alpha](double z) { return a * z; };
  step.gain = std::sqrt((1.0 - chart.alpha) * (1.0 + chart.alpha));
  step.pieces = {{-chart.c, chart.c}};
  step.alarm_below = -chart.c;
  step.alarm_above = chart.c;
  const state_grid grid{step, fineness};
  const double innovation_mean = mean * std::sqrt((1.0 - chart.alpha) / (1.0 + chart.alpha));
  const Eigen::Index n = grid.size();
  row_major_matrix q = row_major_matrix::Zero(n + 1, n + 1);
  Eigen::VectorXd alarm(n + 1);
  for (Eigen::Index i = 0; i < n; ++i)
    alarm(i) = grid.transitions(step, grid.positions()(i), innovation_mean, q.row(i));
  for (Eigen::Index j = 0; j < n; ++j) {
    const double e = grid.positions()(j) - first_mean;
    q(n, j) = grid.quadrature_weight(j) * 0.5 * std::numbers::sqrt2 * std::numbers::inv_sqrtpi * std::exp(-0.5 * e * e);
  }
  alarm(n) = state_grid::above(chart.c - first_mean) + state_grid::above(chart.c + first_mean);
  Eigen::VectorXd start = Eigen::VectorXd::Zero(n + 1);
  start(n) = 1.0;
  return {std::move(q), std::move(start), std::move(alarm)};
}

[[nodiscard]] inline absorbing_chain chain_of(const ar1_shewhart_chart& chart, double mean, double fineness) {
  return chain_of(chart, mean, mean, fineness);
}

[[nodiscard]] inline double arl(const ar1_shewhart_chart& chart, const mean_change& change, double fineness) {
  if (change.from == change_from::start && change.slope == 0.0) return chain_of(chart, change.step, fineness).arl();
  const absorbing_chain before = chain_of(chart, 0.0, fineness);
  Eigen::VectorXd law = change.from == change_from::start    ? before.start()
                        : change.from == change_from::steady ? before.quasi_stationary()
                                                             : before.cyclical();
  if (change.slope == 0.0) return chain_of(chart, change.step, fineness).arl_from(law);
  // A trend m_t on top of the series: its innovations have mean m_t - alpha m_(t-1), that of a series which settles at
  // m_t + slope alpha / (1 - alpha).
  const double ahead = change.slope * chart.alpha / (1.0 - chart.alpha);
  const auto chain_at = [&](double mean) { return chain_of(chart, mean + ahead, mean, fineness); };
  const double sensitivity = 2.0 * chart.c / std::sqrt((1.0 - chart.alpha) * (1.0 + chart.alpha));
  mean_change ramp = change;
  double waited = 0.0;
  if (change.ramp_starts_at_zero && change.from != change_from::start) {  // one more observation without a trend
    waited = law.sum();
    law = before.transitions().transpose() * law;
    ramp.ramp_starts_at_zero = false;
  }
  return waited + mean_under_ramp(chain_at, law, ramp, sensitivity);
}

}  // namespace detail

/// Mean run length after a step or under a ramp of the series' mean, in its standard deviations. From the start, the
/// first observation has the stationary law around the new mean; from a steady state, the innovations of a step change
/// so that the mean settles there, while a ramp is added to the series. Error: bad_parameter naming alpha, c, step or
/// slope: give one of the two. Cost: 0.1 ms, more for alpha near +-1 and for each level of a ramp.
[[nodiscard]] inline run_length average_run_length(const ar1_shewhart_chart& chart, const mean_change& change = {}) {
  detail::check(chart);
  detail::check(change);
  detail::require(change.slope == 0.0 || change.step == 0.0, "slope",
                  "a step and a ramp together are not solved for autocorrelated data; use one of them");
  return detail::at_two_resolutions([&](double fineness) { return detail::arl(chart, change, fineness); });
}

/// The whole law of the run length at a constant mean of the series.
[[nodiscard]] inline absorbing_chain run_length_law(const ar1_shewhart_chart& chart, double mean = 0.0) {
  detail::check(chart);
  detail::check(mean_change{.step = mean});
  return detail::chain_of(chart, mean, 1.25);
}

/// The c at which the in-control mean run length is arl0; the c that the chart comes with is not used.
/// Error: bad_parameter naming alpha, bad_argument naming arl0.
[[nodiscard]] inline solved_limit solve_limit(ar1_shewhart_chart chart, double arl0,
                                              change_from from = change_from::start) {
  detail::check_arl0(arl0);
  chart.c = 3.0;
  detail::check(chart);
  const auto arl = [&](double c, double fineness) {
    chart.c = c;
    return detail::arl(chart, {.from = from}, fineness);
  };
  const double guess = std::sqrt(2.0 * std::log(std::fmax(arl0, 1.5)));
  const double c =
      solve_limit([&](double at) { return arl(at, 1.0); }, arl0, {.name = "c", .guess = guess, .highest = 40.0});
  return {c, detail::at_two_resolutions([&](double fineness) { return arl(c, fineness); })};
}

}  // namespace tepid::inline v0::design
