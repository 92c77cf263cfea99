// tepid/two_sample/change_points.hpp - where a recorded series changed: benchmarks by commit, quality by release.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <boost/math/distributions/students_t.hpp>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>

namespace tepid::inline v0 {

/// Which points are measured anew when one between them goes.
enum class merge_rule {
  both_neighbours,  ///< The one before and the one after: both have other values beside them now.
  /// The one after and the one after that, as Apache Otava 0.7 does: the one before keeps the p-value it had. For its
  /// published results.
  otava,
};

/// Options of find_change_points.
struct change_point_options {
  std::size_t window = 50;     ///< Values that are looked at together. [2, 4096]
  double max_pvalue = 0.001;   ///< Of the t-test at a point that is kept. (0, 1]
  double min_magnitude = 0.0;  ///< The least relative change that is kept: 0.05 is five percent. [0, inf)
  merge_rule merge = merge_rule::both_neighbours;
};

/// A point at which a series changed.
struct change_point {
  std::size_t index = 0;  ///< The first value after the change.
  double mean_before = 0.0, mean_after = 0.0;  ///< From the point before, and up to the point after.
  double p_value = 1.0;
  double statistic = 0.0;  ///< Energy statistic q of the split, in units of the values.

  /// Relative change, the larger of that from before to after and back: inf where one mean is 0.
  [[nodiscard]] double magnitude() const noexcept {
    if (mean_before == mean_after) return 0.0;
    const double there = std::abs(mean_after / mean_before - 1.0), back = std::abs(mean_before / mean_after - 1.0);
    return is_nan(there) || is_nan(back) ? std::numeric_limits<double>::infinity() : std::max(there, back);
  }
};

namespace detail {

/// Where to split xs best, by its energy statistic over every split and every end; needs two values.
/// q of the first n values against the m that follow: 2 / (m + n) sum |x - y| - 2 m / ((m + n) (n - 1)) sum |x - x'|
/// - 2 n / ((m + n) (m - 1)) sum |y - y'|, each pair once. O(n^2) time and memory.
[[nodiscard]] inline change_point best_split(std::span<const double> xs) {
  const std::size_t size = xs.size();
  // to[j][t]: sum of the distances of value j to the first t values.
  std::vector<double> to(size * (size + 1), 0.0);
  const auto at = [&](std::size_t j, std::size_t t) -> double& { return to[j * (size + 1) + t]; };
  for (std::size_t j = 0; j < size; ++j)
    for (std::size_t i = 0; i < size; ++i) at(j, i + 1) = at(j, i) + std::abs(xs[j] - xs[i]);
  change_point best{.index = 1, .statistic = -std::numeric_limits<double>::infinity()};
  double left = 0.0;  // over pairs of the first n values
  for (std::size_t split = 1; split < size; ++split) {
    left += at(split - 1, split - 1);
    const double n = static_cast<double>(split);
    double cross = 0.0, right = 0.0;
    for (std::size_t end = split; end < size; ++end) {
      cross += at(end, split);
      right += at(end, end) - at(end, split);
      const double m = static_cast<double>(end - split + 1);
      const double q = 2.0 / (m + n) * cross - (split > 1 ? 2.0 * m / ((m + n) * (n - 1.0)) * left : 0.0) -
                       (end > split ? 2.0 * n / ((m + n) * (m - 1.0)) * right : 0.0);
      if (q > best.statistic) best = {.index = split, .statistic = q};
    }
  }
  return best;
}

/// Fills in means and the p-value of Student's t-test between before and after. Standard deviations are those of the
/// values themselves, divided by n: as in the programs whose results this reproduces.
inline void compare_sides(std::span<const double> before, std::span<const double> after, change_point& p) {
  const auto mean_of = [](std::span<const double> xs) {
    double sum = 0.0;
    for (const double x : xs) sum += x;
    return sum / static_cast<double>(xs.size());
  };
  const auto variance_of = [](std::span<const double> xs, double mean) {
    double sum = 0.0;
    for (const double x : xs) sum += (x - mean) * (x - mean);
    return sum / static_cast<double>(xs.size());
  };
  p.mean_before = mean_of(before);
  p.mean_after = mean_of(after);
  const double n = static_cast<double>(before.size()), m = static_cast<double>(after.size()), df = n + m - 2.0;
  p.p_value = 1.0;
  if (!(df > 0)) return;
  const double pooled =
      ((n - 1.0) * variance_of(before, p.mean_before) + (m - 1.0) * variance_of(after, p.mean_after)) / df;
  const double error = std::sqrt(pooled * (1.0 / n + 1.0 / m)), difference = std::abs(p.mean_after - p.mean_before);
  if (difference == 0.0) return;
  const double t = difference / error;
  p.p_value = is_finite(t) ? 2.0 * boost::math::cdf(boost::math::complement(boost::math::students_t{df}, t)) : 0.0;
}

/// All significant splits of a few values, the best one first, until the best is not significant.
[[nodiscard]] inline std::vector<change_point> split_window(std::span<const double> xs, double max_pvalue) {
  struct stretch {
    std::size_t begin, end;
    change_point best;  // index within all values
  };
  const auto examine = [&](std::size_t begin, std::size_t end) {
    stretch s{begin, end, {.index = begin, .statistic = -std::numeric_limits<double>::infinity()}};
    if (end - begin >= 2) {
      s.best = best_split(xs.subspan(begin, end - begin));
      s.best.index += begin;
      compare_sides(xs.subspan(begin, s.best.index - begin), xs.subspan(s.best.index, end - s.best.index), s.best);
    }
    return s;
  };
  std::vector<change_point> found;
  std::vector<stretch> open{examine(0, xs.size())};
  for (;;) {
    const auto next = std::max_element(open.begin(), open.end(),
                                       [](const auto& a, const auto& b) { return a.best.statistic < b.best.statistic; });
    if (next->end - next->begin < 2 || !(next->best.p_value <= max_pvalue)) break;
    const stretch s = *next;
    found.push_back(s.best);
    *next = examine(s.begin, s.best.index);
    open.push_back(examine(s.best.index, s.end));
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
  return found;
}

}  // namespace detail

/// Points at which the mean of a recorded series changed.
///
/// Split: windows that overlap by half, or begin at the last point found; in each the best split by energy statistic while
///        Student's t-test has a p-value of at most ten times max_pvalue (twice from 0.05 on).
/// Merge: with the means between neighbouring points, the point with the largest p-value goes while that is not below
///        max_pvalue, then that with the least relative change while that is not above min_magnitude.
/// Every series of a few hundred noisy values has such points now and then: p-values are of the best split among many,
/// not of one that was fixed before. For a stated rate of false alarms use a detector.
/// Values are finite; throws error{bad_data, "series"} otherwise, error{bad_argument} that names the option.
/// Cost: O(n window) time, O(window^2) memory; 1,000 values in windows of 50 some ms.
/// Source: D. S. Matteson, N. A. James, J. Am. Statist. Assoc. 109 (2014) 334-345 (e-divisive); M. Fleming et al., Hunter,
///         Proc. ICPE 2023, 199-206 (windows, t-test and merging).
[[nodiscard]] inline std::vector<change_point> find_change_points(std::span<const double> series,
                                                                  const change_point_options& o = {}) {
  const auto must = [](bool holds, const char* what, const std::string& why) {
    if (!holds) throw error{errc::bad_argument, what, std::string{"change points: "} + what + " " + why};
  };
  must(o.window >= 2 && o.window <= 4096, "window", "must be in [2, 4096], not " + std::to_string(o.window));
  must(o.max_pvalue > 0 && o.max_pvalue <= 1, "max_pvalue", "must be in (0, 1], not " + to_text(o.max_pvalue));
  must(is_finite(o.min_magnitude) && o.min_magnitude >= 0, "min_magnitude",
       "must be 0 or more, not " + to_text(o.min_magnitude));
  for (std::size_t i = 0; i < series.size(); ++i)
    if (!is_finite(series[i]))
      throw error{errc::bad_data, "series", "change points: value " + std::to_string(i) + " is " + to_text(series[i])};

  const double weak = o.max_pvalue < 0.05 ? 10.0 * o.max_pvalue : o.max_pvalue < 0.5 ? 2.0 * o.max_pvalue : o.max_pvalue;
  std::vector<change_point> points;
  for (std::size_t start = 0; start < series.size();) {
    const std::size_t end = std::min(start + o.window, series.size());
    const auto found = detail::split_window(series.subspan(start, end - start), weak);
    const std::size_t last = found.empty() ? 0 : start + found.back().index;
    for (change_point p : found) {
      p.index += start;
      if (std::none_of(points.begin(), points.end(), [&](const auto& q) { return q.index == p.index; }))
        points.push_back(p);
    }
    start = std::max(last, start + o.window / 2);
  }
  std::sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.index < b.index; });

  const auto measure = [&](std::size_t i) {
    if (i >= points.size()) return;
    const std::size_t begin = i == 0 ? 0 : points[i - 1].index, at = points[i].index,
                      end = i + 1 == points.size() ? series.size() : points[i + 1].index;
    detail::compare_sides(series.subspan(begin, at - begin), series.subspan(at, end - at), points[i]);
  };
  for (std::size_t i = 0; i < points.size(); ++i) measure(i);
  while (!points.empty()) {
    auto weakest = std::max_element(points.begin(), points.end(),
                                    [](const auto& a, const auto& b) { return a.p_value < b.p_value; });
    if (weakest->p_value < o.max_pvalue) {
      weakest = std::min_element(points.begin(), points.end(),
                                 [](const auto& a, const auto& b) { return a.magnitude() < b.magnitude(); });
      if (weakest->magnitude() > o.min_magnitude) break;
    }
    const auto i = static_cast<std::size_t>(points.erase(weakest) - points.begin());
    measure(i);
    if (o.merge == merge_rule::otava)
      measure(i + 1);
    else if (i > 0)
      measure(i - 1);
  }
  return points;
}

}  // namespace tepid::inline v0
