// tepid/numerics/elementary.hpp - log with the same bits on every machine.
//
// A libm may round differently from one processor or release to the next; whatever enters a detector's
// state or a limit must not. These use +, -, * and / alone, which IEEE 754 fixes (build without
// contraction: -ffp-contract=off). They are constexpr, so tables can be made when compiling.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// Natural logarithm within 1 ulp. log(0) = -inf; NaN below 0.
///
/// x = 2^e m with m in [sqrt(1/2), sqrt(2)), and log m = 2 atanh(f), f = (m - 1) / (m + 1), by its series:
/// |f| < 0.1716, so twelve terms leave less than 2^-60.
[[nodiscard]] constexpr double portable_log(double x) noexcept {
  if (x != x || x < 0) return std::numeric_limits<double>::quiet_NaN();
  if (x == 0) return -std::numeric_limits<double>::infinity();
  if (x == std::numeric_limits<double>::infinity()) return x;
  int e = 0;
  if (x < std::numeric_limits<double>::min()) {
    x *= 0x1p54;
    e = -54;
  }
  std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
  e += static_cast<int>(bits >> 52) - 1023;
  double m = std::bit_cast<double>((bits & 0x000f'ffff'ffff'ffff) | 0x3ff0'0000'0000'0000);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    e += 1;
  }
  const double d = m - 1.0;  // exact
  const double f = d / (m + 1.0);
  const double s = f * f;
  double series = 0.0;
  for (int k = 25; k >= 3; k -= 2) series = (series + 1.0 / k) * s;
  // log m = 2f + 2f series; with 2f = d - d f the leading term d is exact.
  constexpr double ln2_high = 0x1.62e42fefa38p-1;      // 2^-33 spacing: e * ln2_high is exact
  constexpr double ln2_low = 0x1.ef35793c7673p-45;
  const double scale = static_cast<double>(e);
  return scale * ln2_high + (d - (f * (d - 2.0 * series) - scale * ln2_low));
}

}  // namespace tepid::inline v0
