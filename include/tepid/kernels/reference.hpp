// tepid/kernels/reference.hpp - what each kernel computes, one value at a time: the truth that every target must match
// bit for bit, and the code that runs where there are no vectors.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <tepid/core/numeric.hpp>
#include <tepid/kernels/block.hpp>
#include <tepid/kernels/cusum.hpp>
#include <tepid/kernels/ewma.hpp>
#include <tepid/kernels/ewma_bank.hpp>
#include <tepid/kernels/page_hinkley.hpp>
#include <tepid/kernels/shewhart.hpp>

namespace tepid::inline v0::kernels::reference {

namespace detail {

/// Loads the first N columns of feature f, calls take(state, z) -> bool for each of its finite values (state[0] has
/// then counted the value), and stores them. True if any call was.
template <std::size_t N, class Take>
bool each_value(const block& b, std::size_t f, std::size_t columns, const Take& take) {
  std::array<double, N> s{};
  for (std::size_t i = 0; i < columns; ++i) s[i] = b.before[i * b.stride + f];
  bool above = false;
  for (std::size_t r = 0; r < b.row_count; ++r) {
    const double x = b.rows[r * b.features + f];
    if (!is_finite(x)) continue;
    s[0] += 1.0;
    above |= take(s, standardize(x, b.mean[f], b.inverse_sd[f]));
  }
  for (std::size_t i = 0; i < columns; ++i) b.after[i * b.stride + f] = s[i];
  return above;
}

}  // namespace detail

inline bool cusum(const block& b, const cusum_constants& c) {
  bool above = false;
  for (std::size_t f = 0; f < b.features; ++f)
    above |= detail::each_value<cusum_columns>(b, f, cusum_columns, [&](auto& s, double z) {
      const double up = s[cusum_up] + (z - c.k_up), down = s[cusum_down] + (-z - c.k_down);
      s[cusum_up] = up > 0.0 ? up : 0.0;
      s[cusum_down] = down > 0.0 ? down : 0.0;
      if (!(s[cusum_up] > 0.0)) s[cusum_up_since] = s[0];
      if (!(s[cusum_down] > 0.0)) s[cusum_down_since] = s[0];
      return std::max(s[cusum_up], s[cusum_down]) > b.limit[f];
    });
  return above;
}

inline bool page_hinkley(const block& b, const page_hinkley_constants& c) {
  bool above = false;
  for (std::size_t f = 0; f < b.features; ++f)
    above |= detail::each_value<page_hinkley_columns>(b, f, page_hinkley_columns, [&](auto& s, double scaled) {
      if (s[0] == 1.0) s[page_hinkley_origin] = scaled;
      const double z = scaled - s[page_hinkley_origin];
      s[page_hinkley_total] += z;
      const double deviation = z - s[page_hinkley_total] / s[0];
      double largest = 0.0;
      for (std::size_t side = 0; side < 2; ++side) {
        double& sum = s[page_hinkley_up + side];
        double& low = s[page_hinkley_up_low + side];
        sum = c.alpha * sum + ((side == 0 ? deviation : -deviation) - c.delta);
        if (sum < low) {
          low = sum;
          s[page_hinkley_up_low_at + side] = s[0];
        }
        if (side == 0 ? c.up : c.down) largest = std::max(largest, sum - low);
      }
      return s[0] >= c.min_samples && largest > b.limit[f];
    });
  return above;
}

inline bool ewma_bank(const block& b, const ewma_bank_constants& c) {
  bool above = false;
  for (std::size_t f = 0; f < b.features; ++f)
    above |= detail::each_value<1 + ewma_bank_most_rates>(b, f, 1 + c.rates, [&](auto& s, double z) {
      bool any = false;
      for (std::size_t j = 0; j < c.rates; ++j) {
        double& e = s[1 + j];
        e = e * c.decay[j] + c.rate[j] * z;
        any |= (e * e) * c.scale[j] + c.offset[j] > b.limit[f];
      }
      return any;
    });
  return above;
}

inline bool ewma(const block& b, const ewma_constants& c) {
  bool above = false;
  for (std::size_t f = 0; f < b.features; ++f)
    above |= detail::each_value<ewma_columns>(b, f, ewma_columns, [&](auto& s, double z) {
      const double before = s[ewma_value], moved = before * c.keep + c.weight * z;
      const double now = c.one_sided && !(moved > c.lowest) ? c.lowest : moved;
      if ((now > 0.0) != (before > 0.0)) s[ewma_since] = s[0] - 1.0;
      s[ewma_value] = now;
      return (c.one_sided ? now : std::fabs(now)) * c.per_sd > b.limit[f];
    });
  return above;
}

inline bool shewhart(const block& b, const shewhart_constants&) {
  bool above = false;
  for (std::size_t f = 0; f < b.features; ++f)
    above |= detail::each_value<shewhart_columns>(b, f, shewhart_columns, [&](auto& s, double z) {
      s[shewhart_statistic] = std::fabs(z);
      s[shewhart_deviation] = s[shewhart_statistic] > 0.0 ? z : 0.0;
      s[shewhart_span] = s[shewhart_statistic] > 0.0 ? 1.0 : 0.0;
      return s[shewhart_statistic] > b.limit[f];
    });
  return above;
}

}  // namespace tepid::inline v0::kernels::reference
