// tepid/two_sample/optimal_partition.hpp - the cheapest way to cut a series into segments, each change at a price.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// What a segment has of its own, and so what a change is a change of. The numbers are frozen.
enum class change_kind : std::uint8_t {
  mean = 0,           ///< Its mean; the spread is that of the whole series.
  mean_variance = 1,  ///< Its mean and its variance.
};
inline constexpr std::string_view change_kind_names[] = {"mean", "mean+variance"};

/// Options of optimal_partition.
struct partition_options {
  change_kind kind = change_kind::mean;
  double penalty = 0.0;            ///< What each change costs, in units of the cost. [0, inf)
  std::size_t min_segment = 1;     ///< Values in a segment at least; 2 with mean_variance. [1, 2^31]
  std::size_t step = 1;            ///< Segments begin at multiples of this alone. [1, 2^31]
  double variance_floor = 1e-300;  ///< Added to the variance of each segment, with mean_variance. (0, inf)
};

/// The cheapest partition.
struct partition {
  std::vector<std::size_t> starts;  ///< The first values of all segments but the first, in order.
  double cost = 0.0;                ///< Of the segments, without the penalties.
};

namespace detail {

/// Sums of the values and of their squares up to each value, of a series that lies about 0.
class segment_sums {
 public:
  explicit segment_sums(std::span<const double> xs) : sum_(xs.size() + 1, 0.0), square_(xs.size() + 1, 0.0) {
    for (std::size_t i = 0; i < xs.size(); ++i) {
      sum_[i + 1] = sum_[i] + xs[i];
      square_[i + 1] = square_[i] + xs[i] * xs[i];
    }
  }
  [[nodiscard]] std::size_t size() const noexcept { return sum_.size() - 1; }
  [[nodiscard]] double sum(std::size_t end) const noexcept { return sum_[end]; }
  [[nodiscard]] double square(std::size_t end) const noexcept { return square_[end]; }
  [[nodiscard]] double mean(std::size_t begin, std::size_t end) const noexcept {
    return (sum_[end] - sum_[begin]) / static_cast<double>(end - begin);
  }

 private:
  std::vector<double> sum_, square_;
};

/// The beginnings that the segment up to the present end may still have, in arrays for each of their numbers.
struct open_starts {
  std::vector<double> at, sum, square, cost;  ///< Position, sums before it, cost of all before it.
  std::vector<std::size_t> dead_from;         ///< The end from which on it cannot be part of the best; SIZE_MAX if alive.

  void add(std::size_t start, const segment_sums& sums, double before) {
    at.push_back(static_cast<double>(start));
    sum.push_back(sums.sum(start));
    square.push_back(sums.square(start));
    cost.push_back(before);
    dead_from.push_back(std::numeric_limits<std::size_t>::max());
  }
  void keep(std::size_t from, std::size_t to) {
    at[to] = at[from];
    sum[to] = sum[from];
    square[to] = square[from];
    cost[to] = cost[from];
    dead_from[to] = dead_from[from];
  }
  void cut(std::size_t count) {
    at.resize(count);
    sum.resize(count);
    square.resize(count);
    cost.resize(count);
    dead_from.resize(count);
  }
};

/// out[i] = cost before start i + cost of the segment from there to `end`.
inline void costs_up_to(const open_starts& open, const segment_sums& sums, std::size_t end, const partition_options& o,
                        std::vector<double>& out) {
  const std::size_t count = open.at.size();
  if (out.size() < count) out.resize(2 * count);
  const double here = static_cast<double>(end), sum = sums.sum(end), square = sums.square(end);
  const double *const at = open.at.data(), *const sum_at = open.sum.data(), *const square_at = open.square.data(),
                      *const before = open.cost.data();
  double* const to = out.data();
  for (std::size_t i = 0; i < count; ++i) {
    const double m = here - at[i], s = sum - sum_at[i], around = (square - square_at[i]) - s * s / m;
    to[i] = before[i] + (around > 0.0 ? around : 0.0);
  }
  if (o.kind == change_kind::mean) return;
  for (std::size_t i = 0; i < count; ++i) {
    const double m = here - at[i];
    to[i] = before[i] + m * portable_log((to[i] - before[i]) / m + o.variance_floor);
  }
}

/// optimal_partition of finite values that lie about 0.
[[nodiscard]] inline partition cut_best(const segment_sums& sums, const partition_options& o) {
  const std::size_t n = sums.size(), least = std::max<std::size_t>(o.min_segment, o.kind == change_kind::mean ? 1 : 2);
  partition best;
  if (n == 0) return best;
  // Only ends where a segment may begin, and the last, have a number of their own.
  std::vector<double> lowest;                  // by end / step; cost with the penalties
  std::vector<std::size_t> last_start;         // where the last segment up to there begins
  const std::size_t ends = (n - 1) / o.step + 1;
  lowest.assign(ends + 1, std::numeric_limits<double>::infinity());
  last_start.assign(ends + 1, 0);
  lowest[0] = -o.penalty;
  open_starts open;
  std::vector<double> costs;
  std::size_t next = 0;  // the start that is not yet open, in steps
  for (std::size_t e = 1; e <= ends; ++e) {
    const std::size_t end = e == ends ? n : e * o.step;
    while (next < e && next * o.step + least <= end) {
      if (lowest[next] < std::numeric_limits<double>::infinity())
        open.add(next * o.step, sums, lowest[next] + o.penalty);
      ++next;
    }
    costs_up_to(open, sums, end, o, costs);
    const std::size_t count = open.at.size();
    double least_cost = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < count; ++i) least_cost = costs[i] < least_cost ? costs[i] : least_cost;
    if (count == 0) continue;
    lowest[e] = least_cost;
    // Pruning: a start whose cost without one more penalty is not below the least can, from the moment on when a
    // segment may begin at this end and be long enough, always be replaced by the cut at this end.
    std::size_t kept = 0;
    bool found = false;
    for (std::size_t i = 0; i < count; ++i) {
      if (!found && costs[i] == least_cost) {
        last_start[e] = static_cast<std::size_t>(open.at[i]);
        found = true;
      }
      if (costs[i] >= least_cost + o.penalty && open.dead_from[i] > end + least) open.dead_from[i] = end + least;
      if (open.dead_from[i] <= end) continue;
      if (kept != i) open.keep(i, kept);
      ++kept;
    }
    open.cut(kept);
  }
  best.cost = lowest[ends];
  for (std::size_t end = ends, at = n; at != 0;) {
    const std::size_t start = last_start[end];
    if (start != 0) {
      best.starts.push_back(start);
      best.cost -= o.penalty;
    }
    at = start;
    end = start / o.step;
  }
  std::reverse(best.starts.begin(), best.starts.end());
  return best;
}

}  // namespace detail

/// The partition of a series into segments that costs least, with a penalty for each change.
///
/// Cost of m values with variance v (divisor m): m v of the mean; m log(v + variance_floor) of mean and variance. The
/// result is the exact minimum over all partitions whose segments have at least min_segment values and begin at multiples
/// of step, where costs differ by more than the rounding of n times the square of the series' range.
/// Values are finite; throws error{bad_data, "series"} otherwise, and error{bad_argument} that names the option, also for a
/// series shorter than one segment.
/// Cost: O(n) expected where the number of changes grows with n, O((n / step)^2) where there are few; O(n) memory.
/// Source: R. Killick, P. Fearnhead, I. A. Eckley, J. Am. Statist. Assoc. 107 (2012) 1590-1598 (PELT); B. Jackson et al.,
///         IEEE Signal Processing Letters 12 (2005) 105-108 (optimal partitioning).
[[nodiscard]] inline partition optimal_partition(std::span<const double> series, const partition_options& o = {}) {
  const auto must = [](bool holds, const char* what, const std::string& why) {
    if (!holds) throw error{errc::bad_argument, what, std::string{"optimal partition: "} + what + " " + why};
  };
  constexpr std::size_t most = std::size_t{1} << 31;
  must(is_finite(o.penalty) && o.penalty >= 0, "penalty", "must be 0 or more, not " + to_text(o.penalty));
  must(o.min_segment >= 1 && o.min_segment <= most, "min_segment", "must be in [1, 2^31]");
  must(o.step >= 1 && o.step <= most, "step", "must be in [1, 2^31]");
  must(is_finite(o.variance_floor) && o.variance_floor > 0, "variance_floor", "must be above 0");
  double sum = 0.0;
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (!is_finite(series[i]))
      throw error{errc::bad_data, "series", "optimal partition: value " + std::to_string(i) + " is " + to_text(series[i])};
    sum += series[i] / static_cast<double>(series.size());
  }
  if (series.empty()) return {};
  must(series.size() >= o.min_segment, "min_segment", "is more than the series has values");
  std::vector<double> about_zero(series.begin(), series.end());
  for (double& x : about_zero) x -= sum;
  partition best = detail::cut_best(detail::segment_sums{about_zero}, o);
  best.cost = 0.0;  // anew from the segments: differences of sums over the whole series have lost digits
  for (std::size_t i = 0; i <= best.starts.size(); ++i) {
    const std::size_t begin = i == 0 ? 0 : best.starts[i - 1],
                      end = i == best.starts.size() ? about_zero.size() : best.starts[i];
    const double m = static_cast<double>(end - begin);
    double mean = 0.0, around = 0.0;
    for (std::size_t t = begin; t < end; ++t) mean += about_zero[t] / m;
    for (std::size_t t = begin; t < end; ++t) around += (about_zero[t] - mean) * (about_zero[t] - mean);
    best.cost += o.kind == change_kind::mean ? around : m * portable_log(around / m + o.variance_floor);
  }
  return best;
}

}  // namespace tepid::inline v0
