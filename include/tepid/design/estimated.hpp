// tepid/design/estimated.hpp - charts whose in-control mean and standard deviation come from a reference sample.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <string>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/tools/toms748_solve.hpp>

#include <tepid/core/error.hpp>
#include <tepid/core/side.hpp>
#include <tepid/design/control.hpp>
#include <tepid/design/cusum_limit.hpp>
#include <tepid/design/cusum_run_length.hpp>
#include <tepid/design/ewma_limit.hpp>
#include <tepid/design/ewma_run_length.hpp>
#include <tepid/design/quadrature.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/solve_limit.hpp>

namespace tepid::inline v0::design {

/// What a chart takes from its reference in place of the true values.
enum class estimates : int { mean = 0, sd = 1, mean_and_sd = 2 };

/// A reference of independent normal observations.
struct reference_sample {
  std::uint64_t size = 100;  ///< Observations that the mean is taken over.  [1, 1e12]
  estimates what = estimates::mean_and_sd;
  std::uint64_t df = 0;  ///< Degrees of freedom of the standard deviation; 0: size - 1.
};

namespace detail {

inline void check(const reference_sample& reference) {
  require(reference.size >= 1 && reference.size <= 1000000000000, "size",
          "the reference has " + std::to_string(reference.size) + " observations; it needs between 1 and 1e12");
  require(reference.what == estimates::mean || reference.df > 0 || reference.size >= 2, "size",
          "a standard deviation cannot be estimated from one observation; take a longer reference");
}

[[nodiscard]] inline double df_of(const reference_sample& reference) noexcept {
  return static_cast<double>(reference.df > 0 ? reference.df : reference.size - 1);
}

// A chart in true standard deviations whose own unit is s of them.
[[nodiscard]] inline cusum_chart scaled(cusum_chart chart, double s) noexcept {
  chart.k *= s;
  chart.h *= s;
  chart.head_start *= s;
  return chart;
}
[[nodiscard]] inline ewma_chart scaled(ewma_chart chart, double s) noexcept {
  chart.L *= s;
  chart.head_start *= s;
  chart.barrier *= s;
  return chart;
}

// c where the mean run length of a scaled chart grows like exp(c s^2 / 2): with df <= c its mean over s is infinite.
[[nodiscard]] inline double growth_with_scale(const cusum_chart& chart) noexcept { return 4.0 * chart.k * chart.h; }
[[nodiscard]] inline double growth_with_scale(const ewma_chart& chart) noexcept { return chart.L * chart.L; }

// An offset of the mean that the chart notices.
[[nodiscard]] inline double noticed_offset(const cusum_chart& chart) noexcept { return 1.0 / (chart.h + 1.2); }
[[nodiscard]] inline double noticed_offset(const ewma_chart& chart) noexcept { return ewma_sd(chart.lambda); }

[[nodiscard]] inline bool symmetric(const cusum_chart& chart) noexcept { return chart.direction == side::both; }
[[nodiscard]] inline bool symmetric(const ewma_chart& chart) noexcept {
  return chart.direction == side::both && (chart.head_start == 0.0 || chart.limits != ewma_limits::fixed);
}

// Integral of f outwards from `from` in steps that double up to `widest`, until a step adds nothing.
template <class F>
[[nodiscard]] double integrate_outwards(F&& f, double from, double step, double widest, double last, double fineness) {
  static constexpr double negligible = 1e-11;
  const quadrature_rule rule = gauss_legendre(static_cast<std::size_t>(std::ceil(8.0 * fineness)));
  const double sign = step < 0.0 ? -1.0 : 1.0;
  double sum = 0.0;
  for (double at = from; sign * (last - at) > 0.0;) {
    checkpoint();
    const double to = sign > 0.0 ? std::fmin(last, at + step) : std::fmax(last, at + step);
    double part = 0.0;
    for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
      part += rule.weights[i] * f(at + 0.5 * (to - at) * (1.0 + rule.nodes[i]));
    }
    part *= 0.5 * std::fabs(to - at);
    sum += part;
    if (!(part > negligible * sum)) break;
    at = to;
    if (std::fabs(step) < widest) step *= 2.0;
  }
  return sum;
}

// E f(s) over the estimated standard deviation s = sqrt(chi^2(df) / df).
template <class F>
[[nodiscard]] double mean_over_sd(F&& f, double df, double largest, double fineness) {
  const double log_scale = std::numbers::ln2 + 0.5 * df * std::log(0.5 * df) - std::lgamma(0.5 * df);
  const auto weighted = [&](double s) {
    const double density = std::exp(log_scale + (df - 1.0) * std::log(s) - 0.5 * df * s * s);
    return density > 0.0 ? density * f(s) : 0.0;
  };
  const double step = std::fmin(0.5, 2.0 / std::sqrt(2.0 * df));
  return integrate_outwards(weighted, 1.0, step, step, largest, fineness) +
         integrate_outwards(weighted, 1.0, -step, step, 1e-6, fineness);
}

// E f(e) over a standard normal e, f varying over distances of `scale`.
template <class F>
[[nodiscard]] double mean_over_normal(F&& f, double scale, bool even, double fineness) {
  const auto weighted = [&](double e) {
    return 0.5 * std::numbers::sqrt2 * std::numbers::inv_sqrtpi * std::exp(-0.5 * e * e) * f(e);
  };
  const double step = std::clamp(scale, 1e-4, 1.0);
  const double right = integrate_outwards(weighted, 0.0, step, 2.0, 37.0, fineness);
  return even ? 2.0 * right : right + integrate_outwards(weighted, 0.0, -step, 2.0, -37.0, fineness);
}

template <class Chart>
[[nodiscard]] double arl_with(const Chart& chart, const reference_sample& reference, const mean_change& change,
                              double fineness) {
  const double root_size = std::sqrt(static_cast<double>(reference.size));
  const auto given = [&](double s, double e) {
    mean_change seen = chart.direction == side::down ? change.mirrored() : change;
    seen.step -= e / root_size;
    Chart upward = scaled(chart, s);
    if (upward.direction == side::down) upward.direction = side::up;
    return arl(upward, seen, 1.0);
  };
  const bool even = symmetric(chart) && change.step == 0.0 && change.slope == 0.0;
  const double scale = 0.5 * root_size * noticed_offset(chart);
  const auto given_sd = [&](double s) {
    if (reference.what == estimates::sd) return given(s, 0.0);
    return mean_over_normal([&](double e) { return given(s, e); }, scale, even, fineness);
  };
  if (reference.what == estimates::mean) return given_sd(1.0);
  const double df = df_of(reference);
  const double growth = growth_with_scale(chart);
  if (growth >= df) return std::numeric_limits<double>::infinity();
  const double largest = std::sqrt(600.0 / growth);  // mean run lengths stay within double precision
  const double needed = 8.5 / std::sqrt(2.0 * (df - growth)) + std::sqrt(df / (df - growth));
  if (needed > largest) return std::numeric_limits<double>::infinity();
  return mean_over_sd(given_sd, df, largest, fineness);
}

}  // namespace detail

/// Mean run length of a two-sided or one-sided CUSUM or EWMA over references as well as over data: the chart's mean and
/// standard deviation are those of a reference of independent normal observations (Jones, Champ and Rigdon 2001), and
/// limits, k and head start are in units of the estimated standard deviation. `change` is that of the true mean.
///
/// With an estimated standard deviation this mean is infinite where df <= L^2 (EWMA) or df <= 4 k h (CUSUM): a few
/// lucky references with a large estimate never alarm. It is infinite here, too, where it exceeds double precision.
/// Short of that it is still carried by such references; chance_of_budget says how many references keep a budget.
/// Error: bad_parameter naming a parameter of the chart, of the reference or of the change.
/// Cost: 100 to 5000 run lengths of the chart: 50 ms to 2 s.
template <class Chart>
[[nodiscard]] run_length average_run_length(const Chart& chart, const reference_sample& reference,
                                            const mean_change& change = {}) {
  detail::check(chart);
  detail::check(reference);
  detail::check(change);
  return detail::at_two_resolutions(
      [&](double fineness) { return detail::arl_with(chart, reference, change, fineness); });
}

/// The share of references with which the chart's in-control mean run length is at least arl0.
/// For two-sided charts without a head start, and one-sided ones. Errors as above, and bad_argument naming arl0.
/// Cost: about 500 run lengths of the chart.
template <class Chart>
[[nodiscard]] double chance_of_budget(const Chart& chart, const reference_sample& reference, double arl0) {
  detail::check(chart);
  detail::check(reference);
  detail::check_arl0(arl0);
  const double root_size = std::sqrt(static_cast<double>(reference.size));
  const bool both = chart.direction == side::both;
  detail::require(!both || detail::symmetric(chart), "head_start",
                  "a two-sided chart needs a symmetric start here; set head_start to 0");
  const auto excess = [&](double s, double e) {  // the chart sees a mean of e / root_size
    Chart upward = detail::scaled(chart, s);
    if (!both) upward.direction = side::up;
    return std::log(detail::arl(upward, mean_change{.step = e / root_size}, 1.0) / arl0);
  };
  const auto given_sd = [&](double s) {
    if (reference.what == estimates::sd) return excess(s, 0.0) >= 0.0 ? 1.0 : 0.0;
    const auto at = [&](double e) { return excess(s, e); };
    double lower = both ? 0.0 : -9.0;
    double upper = 9.0;
    const double at_lower = at(lower);
    const double at_upper = at(upper);
    if (at_lower <= 0.0) return 0.0;
    if (at_upper >= 0.0) return 1.0;
    std::uintmax_t rounds = 60;
    const auto narrow = [](double a, double b) { return std::fabs(b - a) < 1e-9; };
    const auto root = boost::math::tools::toms748_solve(at, lower, upper, at_lower, at_upper, narrow, rounds);
    const double within = 0.5 * std::erfc(-0.5 * (root.first + root.second) / std::numbers::sqrt2);
    return both ? 2.0 * within - 1.0 : within;
  };
  if (reference.what == estimates::mean) return given_sd(1.0);
  const double df = detail::df_of(reference);
  const double largest =
      std::fmin(std::sqrt(600.0 / detail::growth_with_scale(chart)), 1.0 + 8.5 / std::sqrt(2.0 * df));
  // With two sides, or no offset, the chance is 0 up to the s at which a perfect mean just keeps the budget, and smooth
  // in the root of what s is beyond it.
  double smallest = std::fmax(1e-3, 1.0 - 8.5 / std::sqrt(2.0 * df));
  if (both || reference.what == estimates::sd) {
    double upper = largest;
    if (excess(upper, 0.0) <= 0.0) return 0.0;
    while (upper - smallest > 1e-12 * upper) {
      const double middle = 0.5 * (smallest + upper);
      (excess(middle, 0.0) < 0.0 ? smallest : upper) = middle;
    }
  }
  const boost::math::chi_squared_distribution<double> law{df};
  if (reference.what == estimates::sd) return boost::math::cdf(boost::math::complement(law, df * smallest * smallest));
  const double log_scale = std::numbers::ln2 + 0.5 * df * std::log(0.5 * df) - std::lgamma(0.5 * df);
  const quadrature_rule rule = gauss_legendre(48, 0.0, std::sqrt(std::fmax(0.0, largest - smallest)));
  double sum = 0.0;
  for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
    const double s = smallest + rule.nodes[i] * rule.nodes[i];
    const double density = std::exp(log_scale + (df - 1.0) * std::log(s) - 0.5 * df * s * s);
    sum += rule.weights[i] * 2.0 * rule.nodes[i] * density * given_sd(s);
  }
  return std::fmin(1.0, sum);
}

}  // namespace tepid::inline v0::design
