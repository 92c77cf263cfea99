// tepid/two_sample/merge.hpp - one pass over two sorted samples at once.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tepid::inline v0::detail {

/// How many of the first `rank` pooled values, in order, are of `a` (those of `a` first among equals).
[[nodiscard]] inline std::size_t from_first(std::span<const double> a, std::span<const double> b,
                                            std::size_t rank) noexcept {
  std::size_t low = rank > b.size() ? rank - b.size() : 0, high = std::min(rank, a.size());
  while (low < high) {
    const std::size_t i = low + (high - low) / 2;
    if (a[i] <= b[rank - i - 1])
      low = i + 1;
    else
      high = i;
  }
  return low;
}

/// A stretch of the merge: whole groups of equal values.
struct merge_stretch {
  const double *a, *b;
  std::size_t i, j, end;  // end = i + j behind the last value
  std::int64_t lead;      // i m - j n

  /// One value, or one of each sample where they are equal, without a branch that data decides.
  template <class Visitor>
  void step(std::int64_t n, std::int64_t m, double last, Visitor& visit) noexcept {
    const double x = a[i], y = b[j];
    const bool first = x <= y, second = y <= x;
    i += first;
    j += second;
    lead += (first ? m : 0) - (second ? n : 0);
    visit(first ? x : y, std::min(std::min(a[i], b[j]), last), lead);
  }
  [[nodiscard]] std::size_t left() const noexcept { return end - i - j; }
};

/// Calls visit(x, next, lead) along the pooled values in order: x the value just passed, next the one that follows (x
/// itself while equal values follow and behind the last), lead = i m - j n when i values of `a` (n values) and j of `b`
/// (m values) are passed: the difference of the two distribution functions times n m, right wherever next > x.
/// Both samples must be readable one place behind their end, with +infinity there; n, m <= 10^9.
///
/// Four stretches of the merge go side by side, each with a visitor of its own: a step waits for the one before it in
/// its stretch, so one alone would leave the processor idle. About 2 ns a value.
template <class Visitor>
[[nodiscard]] std::array<Visitor, 4> merge_samples(std::span<const double> a, std::span<const double> b,
                                                   const Visitor& start) noexcept {
  const auto n = static_cast<std::int64_t>(a.size()), m = static_cast<std::int64_t>(b.size());
  const double last = std::max(a.back(), b.back());
  std::array<Visitor, 4> visits{start, start, start, start};
  std::array<merge_stretch, 4> part;
  std::size_t i = 0, j = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    part[k] = {a.data(), b.data(), i, j, 0, static_cast<std::int64_t>(i) * m - static_cast<std::int64_t>(j) * n};
    if (k == 3) {
      i = a.size();
      j = b.size();
    } else {  // behind the group of equal values at this quarter of the pooled values
      const std::size_t rank = std::max((a.size() + b.size()) / 4 * (k + 1), i + j);
      const std::size_t of_a = from_first(a, b, rank), of_b = rank - of_a;
      if (rank > i + j) {
        const double x = of_b == 0 ? a[of_a - 1] : of_a == 0 ? b[of_b - 1] : std::max(a[of_a - 1], b[of_b - 1]);
        i = static_cast<std::size_t>(std::upper_bound(a.begin(), a.end(), x) - a.begin());
        j = static_cast<std::size_t>(std::upper_bound(b.begin(), b.end(), x) - b.begin());
      }
    }
    part[k].end = i + j;
  }
  // Copies with names of their own stay in registers; a structured binding cannot be captured before clang 16.
  merge_stretch p0 = part[0], p1 = part[1], p2 = part[2], p3 = part[3];
  Visitor v0 = visits[0], v1 = visits[1], v2 = visits[2], v3 = visits[3];
  const auto steps = [&] { return std::min(std::min(p0.left(), p1.left()), std::min(p2.left(), p3.left())) / 2; };
  for (std::size_t quiet = steps(); quiet > 0; quiet = steps())
    for (; quiet > 0; --quiet) {
      p0.step(n, m, last, v0);
      p1.step(n, m, last, v1);
      p2.step(n, m, last, v2);
      p3.step(n, m, last, v3);
    }
  while (p0.left() > 0) p0.step(n, m, last, v0);
  while (p1.left() > 0) p1.step(n, m, last, v1);
  while (p2.left() > 0) p2.step(n, m, last, v2);
  while (p3.left() > 0) p3.step(n, m, last, v3);
  return {v0, v1, v2, v3};
}

/// The extremes of lead over the ends of groups of equal values.
struct lead_extremes {
  std::int64_t highest = 0, lowest = 0;
  std::size_t groups = 0;  ///< Ends seen, but for the last.

  void operator()(double x, double next, std::int64_t lead) noexcept {
    const bool ends = next > x;
    const std::int64_t there = ends ? lead : 0;
    highest = std::max(highest, there);
    lowest = std::min(lowest, there);
    groups += ends;
  }
  [[nodiscard]] static lead_extremes of(std::span<const double> a, std::span<const double> b) noexcept {
    lead_extremes all;
    for (const lead_extremes& part : merge_samples(a, b, lead_extremes{})) {
      all.highest = std::max(all.highest, part.highest);
      all.lowest = std::min(all.lowest, part.lowest);
      all.groups += part.groups;
    }
    return all;
  }
};

}  // namespace tepid::inline v0::detail
