// tepid/numerics/lane_elementary.hpp - log and exp of two numbers at once, each with the bits of elementary.hpp.
#pragma once

#include <cstdint>

#include <tepid/core/lanes.hpp>
#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// portable_log of each lane, for positive normal numbers.
[[nodiscard]] inline lane_pair lane_log(lane_pair x) noexcept {
  using words [[gnu::vector_size(16)]] = std::uint64_t;
  const words bits = (words)x;
  lane_pair m = (lane_pair)((bits & 0x000f'ffff'ffff'ffff) | 0x3ff0'0000'0000'0000);
  const lane_pair_index above = m > lane_pair{1.4142135623730951, 1.4142135623730951};
  m = above ? m * 0.5 : m;
  // A small whole number added to the bits of 1.5 * 2^52 is that number added to it.
  constexpr double shifted = 0x1.8p52;
  const words exponent = (bits >> 52) - 1023 - (words)above;
  const lane_pair scale = (lane_pair)((words)lane_pair{shifted, shifted} + exponent) - shifted;
  const lane_pair d = m - 1.0, f = d / (m + 1.0), s = f * f;
  lane_pair series{};
  for (int k = 25; k >= 3; k -= 2) series = (series + 1.0 / k) * s;
  return scale * log_parts::ln2_high + (d - (f * (d - 2.0 * series) - scale * log_parts::ln2_low));
}

/// log(1 + u) of each lane as detail::portable_log1p, for u >= 0 and far below the largest double.
[[nodiscard]] inline lane_pair lane_log1p(lane_pair u) noexcept {
  lane_pair series{};
  for (int k = 9; k >= 1; --k) series = 1.0 / k - u * series;
  return u > lane_pair{0.01, 0.01} ? lane_log(1.0 + u) : u * series;
}

/// portable_exp of eight numbers in [-700, 700]. Its divisions wait for each other: four chains of them fill the time.
inline void lane_exp(lane_pair (&x)[4]) noexcept {
  constexpr double inverse_ln2 = 0x1.71547652b82fep+0, ln2_high = 0x1.62e42fee00000p-1, ln2_low = 0x1.a39ef35793c76p-33;
  lane_pair r[4], lost[4];
  lane_pair_index whole[4];
  for (int i = 0; i < 4; ++i) {
    const lane_pair scaled = x[i] * inverse_ln2;
    const lane_pair rounded = scaled + (scaled < lane_pair{} ? lane_pair{-0.5, -0.5} : lane_pair{0.5, 0.5});
    const int first = static_cast<int>(rounded[0]), second = static_cast<int>(rounded[1]);
    whole[i] = lane_pair_index{first, second};
    const lane_pair k{static_cast<double>(first), static_cast<double>(second)};
    const lane_pair high = x[i] - k * ln2_high, low = k * ln2_low;
    r[i] = high - low;
    lost[i] = (high - r[i]) - low;
  }
  lane_pair a{}, b{}, c{}, d{};
  const lane_pair r0 = r[0], r1 = r[1], r2 = r[2], r3 = r[3];
  for (int n = 14; n >= 2; --n) {
    const auto divisor = static_cast<double>(n);
    a = (a + 1.0) * r0 / divisor;
    b = (b + 1.0) * r1 / divisor;
    c = (c + 1.0) * r2 / divisor;
    d = (d + 1.0) * r3 / divisor;
  }
  const lane_pair series[4]{a, b, c, d};
  for (int i = 0; i < 4; ++i) {
    const lane_pair e = 1.0 + (r[i] + (r[i] * series[i] + lost[i]));
    x[i] = e * (lane_pair)((whole[i] + 1023) << 52);
  }
}

}  // namespace tepid::inline v0
