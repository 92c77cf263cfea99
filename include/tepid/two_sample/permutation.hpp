// tepid/two_sample/permutation.hpp - p-values from random divisions of the pooled sample.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/numerics/elementary.hpp>
#include <tepid/numerics/normal.hpp>

namespace tepid::inline v0::detail {

/// log(n!) for n below 256.
inline constexpr auto small_log_factorials = [] {
  std::array<double, 256> table{};
  for (std::size_t n = 2; n < table.size(); ++n) table[n] = table[n - 1] + portable_log(static_cast<double>(n));
  return table;
}();

/// log(n!) of a whole number within 1e-14 relative.
[[nodiscard]] inline double log_factorial(double n) noexcept {
  if (n < 256.0) return small_log_factorials[static_cast<std::size_t>(n)];
  const double x = n + 1.0, r = 1.0 / (x * x);  // Stirling's series of log Gamma(x)
  return (x - 0.5) * std::log(x) - x + 0.91893853320467274178 + (1.0 / 12.0 - r * (1.0 / 360.0 - r / 1260.0)) / x;
}

/// How many of `marked` items are among `drawn` ones drawn without replacement from `total`: a hypergeometric number,
/// drawn one by one when few, by inversion from the mode, or, above a standard deviation of 500, from the normal
/// law rounded to whole numbers.
[[nodiscard]] inline std::uint64_t hypergeometric(random_source& random, std::uint64_t total, std::uint64_t marked,
                                                  std::uint64_t drawn) noexcept {
  if (marked <= 24) {
    std::uint64_t x = 0;
    for (std::uint64_t i = 0; i < marked; ++i)
      if (random.below(total - i) < drawn - x) ++x;
    return x;
  }
  const double t = static_cast<double>(total), c = static_cast<double>(marked), d = static_cast<double>(drawn);
  const double low = std::max(0.0, c + d - t), high = std::min(c, d);
  const double mean = c * (d / t), variance = mean * ((t - c) / t) * ((t - d) / std::max(t - 1.0, 1.0));
  if (variance > 250000.0)
    return static_cast<std::uint64_t>(std::clamp(std::round(mean + std::sqrt(variance) * normal(random)), low, high));
  const double mode = std::clamp(std::floor((c + 1.0) * ((d + 1.0) / (t + 2.0))), low, high);
  const auto log_choose = [](double n, double k) { return log_factorial(n) - log_factorial(k) - log_factorial(n - k); };
  const double peak = std::exp(log_choose(c, mode) + log_choose(t - c, d - mode) - log_choose(t, d));
  double u = random.uniform() - peak;
  double up = mode, down = mode, p_up = peak, p_down = peak;
  while (u > 0 && (up < high || down > low)) {
    if (up < high) {
      p_up *= (c - up) * (d - up) / ((up + 1.0) * (t - c - d + up + 1.0));
      up += 1.0;
      if ((u -= p_up) <= 0) return static_cast<std::uint64_t>(up);
    }
    if (down > low) {
      p_down *= down * (t - c - d + down) / ((c - down + 1.0) * (d - down + 1.0));
      down -= 1.0;
      if ((u -= p_down) <= 0) return static_cast<std::uint64_t>(down);
    }
  }
  return static_cast<std::uint64_t>(mode);
}

/// One random table with the same margins: divides the pooled counts of each category so that the current
/// sample gets `m` in all. Every division of the pooled values is equally likely.
inline void divide(random_source& random, std::span<const std::uint64_t> pooled, std::uint64_t total, std::uint64_t m,
                   std::span<std::uint64_t> current) noexcept {
  for (std::size_t i = 0; i < pooled.size(); ++i) {
    const std::uint64_t x = i + 1 == pooled.size() ? m : hypergeometric(random, total, pooled[i], m);
    current[i] = x;
    total -= pooled[i];
    m -= x;
  }
}

/// P-value of `observed` among draws of a statistic under no change, large values being extreme. Stops after
/// `enough` draws that reach the observed one, with enough / draws; else after `most` draws, with
/// (reached + 1) / (most + 1). Both are p-values at any size: under no change P(p <= a) <= a.
/// Draws within 1e-12 of the observed value count as equal to it.
/// Source: J. Besag and P. Clifford, Biometrika 78 (1991) 301-304.
template <class Draw>
[[nodiscard]] double sequential_p_value(double observed, std::uint64_t most, std::uint64_t enough, Draw&& draw) {
  const double bound = observed - 1e-12 * std::fabs(observed);
  std::uint64_t reached = 0;
  for (std::uint64_t i = 1; i <= most; ++i)
    if (draw() >= bound && ++reached == enough) return static_cast<double>(enough) / static_cast<double>(i);
  return static_cast<double>(reached + 1) / static_cast<double>(most + 1);
}

/// Draws after which a p-value is known well enough: its relative error is about a tenth.
inline constexpr std::uint64_t enough_reached = 100;

/// As many draws of tables as take a second or so, between 199 and `most`.
[[nodiscard]] inline std::uint64_t affordable_draws(std::uint64_t most, std::size_t categories) noexcept {
  return std::min(most, std::max<std::uint64_t>(199, 20'000'000 / categories));
}

}  // namespace tepid::inline v0::detail
