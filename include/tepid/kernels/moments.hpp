// tepid/kernels/moments.hpp - counts, shifted power sums and extremes of an array.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include <tepid/core/non_finite.hpp>
#include <tepid/kernels/target.hpp>
#include <tepid/numerics/moments.hpp>

namespace tepid::inline v0::kernels {

/// Values whose place modulo 8 is the same are added one after another; the eight sums are then added in a fixed tree.
/// That is the order of additions on every target, however many values its vectors hold.
inline constexpr std::size_t virtual_lanes = 8;

/// What is known of an array after one pass.
struct power_sums {
  std::uint64_t count = 0;  ///< Finite values.
  non_finite_counts not_finite;
  double shift = 0.0;
  std::array<double, 4> sum{};  ///< Of (x - shift)^1 .. (x - shift)^4 over the finite values.
  /// Smallest and largest finite value, inverted infinities where there is none. A zero is +0.
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  friend bool operator==(const power_sums&, const power_sums&) = default;
};

/// Smallest and largest finite value of an array, inverted infinities where there is none. A zero is +0.
struct extremes {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  friend bool operator==(const extremes&, const extremes&) = default;
};

using power_sums_kernel_t = power_sums (*)(std::span<const double> xs, double shift);
using extremes_kernel_t = extremes (*)(std::span<const double> xs);
[[nodiscard]] power_sums_kernel_t power_sums_kernel(target on) noexcept;
[[nodiscard]] extremes_kernel_t extremes_kernel(target on) noexcept;

/// Smallest and largest finite value, at the speed of reading memory.
/// Throws what active_target() does.
[[nodiscard]] inline extremes min_max(std::span<const double> xs, target on = active_target()) {
  return extremes_kernel(on)(xs);
}

/// Values summed about one point by add_moments.
inline constexpr std::size_t moment_block = 2048;

/// Adds all finite values of `xs` to `into` and counts the others: what moments::add does, up to rounding, at the speed
/// of reading memory. Blocks of moment_block values are summed about the mean so far (the first about its own) and
/// merged. Same bits on every target; other bits than moments::add, and than those of `xs` in other parts.
/// Throws what active_target() does.
inline non_finite_counts add_moments(moments& into, std::span<const double> xs, target on = active_target()) {
  const power_sums_kernel_t sums_of = power_sums_kernel(on);
  non_finite_counts others;
  for (std::size_t at = 0; at < xs.size(); at += moment_block) {
    const auto block = xs.subspan(at, std::min(moment_block, xs.size() - at));
    double shift = into.mean();
    if (into.count() == 0) {
      const auto first = std::find_if(block.begin(), block.end(), [](double x) { return is_finite(x); });
      if (first != block.end()) {
        const power_sums about = sums_of(block, *first);
        shift = *first + about.sum[0] / static_cast<double>(about.count);
        if (!is_finite(shift)) shift = *first;
      }
    }
    const power_sums sums = sums_of(block, shift);
    others += sums.not_finite;
    if (is_finite(sums.sum[0]))
      into.merge(moments::of_sums(sums.count, shift, sums.sum, sums.low, sums.high));
    else
      into.add(block);  // differences that leave the range of a double
  }
  return others;
}

}  // namespace tepid::inline v0::kernels
