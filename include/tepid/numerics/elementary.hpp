// tepid/numerics/elementary.hpp - log and exp with the same bits on every machine.
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

/// log 2 for portable_log, in two parts.
struct log_parts {
  static constexpr double ln2_high = 0x1.62e42fefa38p-1;  ///< 2^-33 spacing: a whole number times it is exact.
  static constexpr double ln2_low = 0x1.ef35793c7673p-45;
};

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
  const double scale = static_cast<double>(e);
  return scale * log_parts::ln2_high + (d - (f * (d - 2.0 * series) - scale * log_parts::ln2_low));
}

/// e^x within 1 ulp. Below -745.2 it is 0, above 709.79 infinite; NaN stays NaN.
///
/// x = k log 2 + r with |r| <= log(2) / 2, and the series of e^r: fourteen terms leave less than 2^-57.
[[nodiscard]] constexpr double portable_exp(double x) noexcept {
  if (x != x) return x;
  if (x > 709.782712893384) return std::numeric_limits<double>::infinity();
  if (x < -745.2) return 0.0;
  constexpr double inverse_ln2 = 0x1.71547652b82fep+0;
  constexpr double ln2_high = 0x1.62e42fee00000p-1;  // 32 bits: k * ln2_high is exact
  constexpr double ln2_low = 0x1.a39ef35793c76p-33;
  const double scaled = x * inverse_ln2;
  const int k = static_cast<int>(scaled + (scaled < 0 ? -0.5 : 0.5));
  const double high = x - k * ln2_high, low = k * ln2_low;
  const double r = high - low;
  const double lost = (high - r) - low;  // what rounding r has cut off
  double series = 0.0;
  for (int n = 14; n >= 2; --n) series = (series + 1.0) * r / n;
  double e = 1.0 + (r + (r * series + lost));
  const auto power = [](int n) { return std::bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52); };
  if (k < -1000) return e * power(k + 1000) * power(-1000);  // a subnormal result is rounded once
  if (k > 1000) return e * power(k - 1000) * power(1000);
  return e * power(k);
}

}  // namespace tepid::inline v0
