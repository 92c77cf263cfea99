// tepid/two_sample/series_noise.hpp - what is left of a series without its changes: outliers held, dependence fitted.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include <tepid/numerics/autoregression.hpp>
#include <tepid/numerics/elementary.hpp>
#include <tepid/two_sample/optimal_partition.hpp>

namespace tepid::inline v0::detail {

/// The middle value, the mean of the two middle ones of an even number; of one value at least. Reorders xs.
[[nodiscard]] inline double median_of(std::span<double> xs) {
  const std::size_t half = xs.size() / 2;
  std::nth_element(xs.begin(), xs.begin() + static_cast<std::ptrdiff_t>(half), xs.end());
  const double upper = xs[half];
  if (xs.size() % 2 == 1) return upper;
  const double lower = *std::max_element(xs.begin(), xs.begin() + static_cast<std::ptrdiff_t>(half));
  return lower + 0.5 * (upper - lower);
}

/// Median of the values up to `reach` places away, of each value; at the ends of those that there are.
[[nodiscard]] inline std::vector<double> running_median(std::span<const double> xs, std::size_t reach) {
  std::vector<double> out(xs.size()), near;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    const std::size_t from = i < reach ? 0 : i - reach, to = std::min(xs.size(), i + reach + 1);
    near.assign(xs.begin() + static_cast<std::ptrdiff_t>(from), xs.begin() + static_cast<std::ptrdiff_t>(to));
    out[i] = median_of(near);
  }
  return out;
}

/// Moves values that are further than `most` standard deviations from the running median to that distance, the standard
/// standard deviation being 1.4826 times the median distance: the Hampel filter. Steps that last longer than `reach` stay.
/// Where the median distance is 0, most values being the same, the others are moved to at most `most` times the median
/// distance of those that have one. Returns how many were moved.
/// Source: R. K. Pearson et al., EURASIP J. Adv. Signal Process. 2016:87.
inline std::size_t hold_outliers(std::span<double> xs, std::size_t reach, double most) {
  const std::vector<double> middle = running_median(xs, reach);
  std::vector<double> distance(xs.size());
  for (std::size_t i = 0; i < xs.size(); ++i) distance[i] = std::abs(xs[i] - middle[i]);
  double limit = most * 1.482602218505602 * median_of(distance);
  if (!(limit > 0)) {
    std::erase(distance, 0.0);
    if (!distance.empty()) limit = most * median_of(distance);
  }
  std::size_t moved = 0;
  for (std::size_t i = 0; i < xs.size() && limit > 0; ++i) {
    const double held = std::clamp(xs[i], middle[i] - limit, middle[i] + limit);
    moved += held != xs[i];
    xs[i] = held;
  }
  return moved;
}

/// Squares of standardized innovations count at most with the square of this: no outlier buys a change.
inline constexpr double innovation_cap = 2.5;
/// n log of the scale with that cap, times this, falls by a chi-square variable for each needless level where the noise is
/// normal: P(|Z| < c) - 2 c phi(c), with c the cap in standard deviations of a normal Z, 2.4693.
inline constexpr double capped_information = 0.893032472890656;

/// A segmentation seen as a regression: levels plus autoregressive noise.
struct noise_fit {
  std::vector<double> levels, spreads;  ///< Mean and standard deviation of each segment; spreads 1 with kind mean.
  std::vector<double> coefficients;     ///< Of the autoregression of what is left, in units of the spreads.
  double deviance = 0.0;                ///< -2 log likelihood, without constants.
  double innovation_variance = 0.0;     ///< Of what the autoregression leaves, capped; in units of the spreads.

  /// By how much the standard deviation of the mean of very many values exceeds that of independent innovations.
  [[nodiscard]] double long_run() const noexcept {
    double sum = 1.0;
    for (const double a : coefficients) sum -= a;
    return 1.0 / std::max(sum, 1e-9);
  }
};

/// Segment `i` of the partition with these starts: [begin, end).
[[nodiscard]] inline std::size_t segment_begin(std::span<const std::size_t> starts, std::size_t i) noexcept {
  return i == 0 ? 0 : starts[i - 1];
}
[[nodiscard]] inline std::size_t segment_end(std::span<const std::size_t> starts, std::size_t i, std::size_t n) noexcept {
  return i == starts.size() ? n : starts[i];
}

/// Highest order of autoregression for n values.
[[nodiscard]] inline std::size_t most_order(std::size_t n) noexcept {
  const double by_log = 4.342944819032518 * portable_log(static_cast<double>(std::max<std::size_t>(n, 2)));
  return std::min({static_cast<std::size_t>(by_log), n / 8, std::size_t{30}});
}

/// The innovation at `t` of what an autoregression is fitted to.
[[nodiscard]] inline double innovation(std::span<const double> left, std::span<const double> coefficients,
                                       std::size_t t) noexcept {
  double e = left[t];
  for (std::size_t k = 1; k <= coefficients.size() && k <= t; ++k) e -= coefficients[k - 1] * left[t - k];
  return e;
}

/// How the noise is measured.
struct noise_measure {
  change_kind kind = change_kind::mean;
  double floor = 1e-10;  ///< Added to variances of standardized values: rounding, and segments that are constant.
  /// Whether squares of innovations are held. Not where most values are the same: the scale would be that of these alone,
  /// and the others worth the cap each, so that any few of them in a row bought a level.
  bool capped = true;
};

/// The v that is the mean of the squares, each held at cap^2 v.
[[nodiscard]] inline double capped_scale(std::span<const double> squares, double start) noexcept {
  double v = start;
  for (int i = 0; i < 50 && v > 1e-300; ++i) {
    const double most = innovation_cap * innovation_cap * v;
    double sum = 0.0;
    for (const double e : squares) sum += std::min(e, most);
    const double next = sum / static_cast<double>(squares.size());
    const bool done = next >= v * (1.0 - 1e-9);
    v = next;
    if (done) break;
  }
  return v;
}

/// What is left of each value, in units of the spread of its segment.
[[nodiscard]] inline std::vector<double> leftovers(std::span<const double> xs, std::span<const std::size_t> starts,
                                                   const noise_fit& fit) {
  std::vector<double> left(xs.size());
  for (std::size_t i = 0; i <= starts.size(); ++i)
    for (std::size_t t = segment_begin(starts, i); t < segment_end(starts, i, xs.size()); ++t)
      left[t] = (xs[t] - fit.levels[i]) / fit.spreads[i];
  return left;
}

/// The autoregression of what is left, and its deviance: order by Akaike's criterion, its penalty in the deviance. `logs` is
/// twice the sum of the logarithms of the spreads.
inline void fit_left(std::span<const double> left, double logs, const noise_measure& measure, noise_fit& fit) {
  const std::size_t n = left.size();
  double squares = 0.0;
  for (const double x : left) squares += x * x;
  const double count = static_cast<double>(n), variance = squares / count;
  ar_fit ar = fit_autoregression(left, most_order(n), ar_method::burg);
  ar.cut(ar_order(ar, n));
  fit.coefficients = ar_coefficients(ar.reflection);
  std::vector<double> errors(n);
  double mean_square = 0.0;
  for (std::size_t t = 0; t < n; ++t) {
    const double e = innovation(left, fit.coefficients, t);
    errors[t] = e * e;
    mean_square += errors[t] / count;
  }
  const double scale = measure.capped ? capped_scale(errors, variance * ar.share.back()) : mean_square;
  fit.innovation_variance = std::max(scale, measure.floor);
  fit.deviance = (measure.capped ? capped_information : 1.0) * (logs + count * portable_log(fit.innovation_variance)) +
                 2.0 * static_cast<double>(fit.coefficients.size());
}

/// Means of the segments, then an autoregression of what is left, across their borders: a level that only follows a slope
/// leaves a jump at the border, and pays for it.
[[nodiscard]] inline noise_fit fit_noise(std::span<const double> xs, std::span<const std::size_t> starts,
                                         const noise_measure& measure) {
  const std::size_t n = xs.size();
  noise_fit fit;
  double logs = 0.0;
  for (std::size_t i = 0; i <= starts.size(); ++i) {
    const std::size_t begin = segment_begin(starts, i), end = segment_end(starts, i, n);
    const double m = static_cast<double>(end - begin);
    double mean = 0.0, square = 0.0;
    for (std::size_t t = begin; t < end; ++t) mean += xs[t];
    mean /= m;
    for (std::size_t t = begin; t < end; ++t) square += (xs[t] - mean) * (xs[t] - mean);
    const double spread = measure.kind == change_kind::mean ? 1.0 : std::sqrt(square / m + measure.floor);
    fit.levels.push_back(mean);
    fit.spreads.push_back(spread);
    if (measure.kind == change_kind::mean_variance) logs += 2.0 * m * portable_log(spread);
  }
  fit_left(leftovers(xs, starts, fit), logs, measure, fit);
  return fit;
}

/// What is left of [begin, end) beside a straight line in place of its levels, in units of one spread; the rest stays.
/// Returns by how much twice the sum of the logarithms of the spreads changes.
inline double straighten(std::span<const double> xs, std::size_t begin, std::size_t end, const noise_measure& measure,
                         std::span<double> left) {
  const double m = static_cast<double>(end - begin), middle = 0.5 * (m - 1.0);
  double mean = 0.0, slope = 0.0, square = 0.0;
  for (std::size_t t = begin; t < end; ++t) mean += xs[t] / m;
  for (std::size_t t = begin; t < end; ++t) slope += (static_cast<double>(t - begin) - middle) * (xs[t] - mean);
  slope /= m * (m * m - 1.0) / 12.0;
  for (std::size_t t = begin; t < end; ++t) {
    left[t] = xs[t] - mean - slope * (static_cast<double>(t - begin) - middle);
    square += left[t] * left[t] / m;
  }
  if (measure.kind == change_kind::mean) return 0.0;
  const double spread = std::sqrt(square + measure.floor);
  for (std::size_t t = begin; t < end; ++t) left[t] /= spread;
  return 2.0 * m * portable_log(spread);
}

}  // namespace tepid::inline v0::detail
