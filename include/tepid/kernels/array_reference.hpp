// tepid/kernels/array_reference.hpp - what each kernel over arrays computes, one value at a time: the truth that every
// target must match bit for bit, and the code that runs where there are no vectors.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <tepid/core/numeric.hpp>
#include <tepid/kernels/bin_counts.hpp>
#include <tepid/kernels/moments.hpp>
#include <tepid/kernels/rows.hpp>
#include <tepid/numerics/cosine.hpp>

namespace tepid::inline v0::kernels::reference {

/// One sum of eight: each half is added to the other, until one is left.
[[nodiscard]] inline double tree_sum(const std::array<double, virtual_lanes>& lane) noexcept {
  const double a = lane[0] + lane[4], b = lane[1] + lane[5], c = lane[2] + lane[6], d = lane[3] + lane[7];
  return (a + c) + (b + d);
}

/// The sums of the eight lanes, before they are combined.
struct power_lanes {
  std::array<std::array<double, virtual_lanes>, 4> sum{};
  extremes range;
  non_finite_counts not_finite;

  void take(std::size_t lane, double x, double shift) noexcept {
    if (!is_finite(x)) {
      not_finite.add(x);
      return;
    }
    const double d = x - shift, squared = d * d;
    sum[0][lane] += d;
    sum[1][lane] += squared;
    sum[2][lane] += squared * d;
    sum[3][lane] += squared * squared;
    range.low = std::min(range.low, x);
    range.high = std::max(range.high, x);
  }

  [[nodiscard]] power_sums combined(std::size_t size, double shift) const noexcept {
    power_sums all{.count = size - not_finite.total(), .not_finite = not_finite, .shift = shift};
    for (std::size_t p = 0; p < 4; ++p) all.sum[p] = tree_sum(sum[p]);
    all.low = range.low + 0.0;  // -0 + 0 = 0
    all.high = range.high + 0.0;
    return all;
  }
};

inline power_sums power_sums_of(std::span<const double> xs, double shift) {
  power_lanes lanes;
  for (std::size_t i = 0; i < xs.size(); ++i) lanes.take(i % virtual_lanes, xs[i], shift);
  return lanes.combined(xs.size(), shift);
}

inline extremes extremes_of(std::span<const double> xs) {
  extremes e;
  for (const double x : xs)
    if (is_finite(x)) {
      e.low = std::min(e.low, x);
      e.high = std::max(e.high, x);
    }
  return {e.low + 0.0, e.high + 0.0};
}

/// The slot of one value.
[[nodiscard]] inline std::uint32_t bin_slot(const bin_cells& c, double x) noexcept {
  if (!is_finite(x)) return c.not_finite(non_finite_kind(x));
  if (x < c.low) return c.below();
  if (x > c.high) return c.above();
  const std::uint32_t cell = c.cell(x);
  return 2 * cell + (x > c.cut[cell] ? 1 : 0);
}

inline void count_cells(const bin_cells& c, std::span<const double> xs, std::uint32_t* slots) {
  for (std::size_t i = 0; i < xs.size(); ++i) ++slots[i % 2 * c.slots() + bin_slot(c, xs[i])];
}

inline void sort(std::span<double> xs) { std::sort(xs.begin(), xs.end()); }

inline std::size_t copy_finite(std::span<const double> from, double* to) {
  double* end = to;
  for (const double x : from) {
    *end = x;
    end += is_finite(x) ? 1 : 0;  // no branch to mispredict; never past from.size() values
  }
  return static_cast<std::size_t>(end - to);
}

/// Columns [first, b.rows) of the distances.
inline void pairwise_from(const row_block& a, const row_block& b, double* squared, std::size_t first) {
  for (std::size_t i = 0; i < a.rows; ++i)
    for (std::size_t j = first; j < b.rows; ++j) {
      double sum = 0.0;
      for (std::size_t k = 0; k < a.width; ++k) {
        const double d = a.row(i)[k] - b.row(j)[k];
        sum += d * d;
      }
      squared[i * b.rows + j] = sum;
    }
}
inline void pairwise(const row_block& a, const row_block& b, double* squared) { pairwise_from(a, b, squared, 0); }

/// Features [first, map.features) of each row.
inline void fourier_from(const row_block& x, const fourier_map& map, double* out, std::size_t first) {
  for (std::size_t i = 0; i < x.rows; ++i)
    for (std::size_t f = first; f < map.features; ++f) {
      double sum = map.phase[f];
      for (std::size_t k = 0; k < x.width; ++k) sum += x.row(i)[k] * map.frequency[k * map.features + f];
      out[i * map.features + f] = portable_cos(sum);
    }
}
inline void fourier(const row_block& x, const fourier_map& map, double* out) { fourier_from(x, map, out, 0); }

}  // namespace tepid::inline v0::kernels::reference
