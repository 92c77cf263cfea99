// tepid/numerics/cosine.hpp - a cosine with the same bits on every machine, and of a form that vectors can follow.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// The numbers of portable_cos, for the vector kernels that repeat it step by step.
///
/// x = q pi/2 + r with q odd and |r| <= pi/2 (and a rounding), so that cos x = +-sin r: one odd series, and digits are
/// kept where the cosine is near 0. pi/2 is taken off in three parts; the first two have 27 bits, so that q times them
/// is exact for |q| <= 2^26.
namespace cosine {

/// Beyond this the parts of pi/2 no longer do.
inline constexpr double most = 1e8;
inline constexpr double inverse_pi = 0x1.45f306dc9c883p-2;
/// Adding it rounds to a whole number, whose parity is then the lowest bit.
inline constexpr double to_whole = 0x1.8p52;
inline constexpr double half_pi_1 = 0x1.921fb54p+0;
inline constexpr double half_pi_2 = 0x1.10b461p-30;
inline constexpr double half_pi_3 = 0x1.a62633145c06ep-58;

/// sin r = r + r (s (c[0] + s (c[1] + ...))), s = r^2: the Taylor series, which leaves less than 2e-18 at pi/2.
inline constexpr std::array<double, 10> series = [] {
  std::array<double, 10> c{};
  // 1 / 21! and its like, rounded once: the factorials up to 18! are exact, and the last three are within an ulp of
  // numbers that reach the result multiplied by less than 1e-6.
  double factorial = 1.0;
  for (std::size_t k = 0; k < c.size(); ++k) {
    const auto n = static_cast<double>(2 * k + 3);
    factorial *= (n - 1.0) * n;
    c[k] = (k % 2 == 0 ? -1.0 : 1.0) / factorial;
  }
  return c;
}();

}  // namespace cosine

/// cos x within 2.5 ulp for |x| <= 1e8 (within 1e-25 where |cos x| < 1e-9). Beyond, where few digits of a phase are left, it is 0: the mean
/// over all phases. NaN stays NaN.
/// Source: W. J. Cody and W. Waite, Software Manual for the Elementary Functions (1980), chapter 8 (the reduction).
[[nodiscard]] constexpr double portable_cos(double x) noexcept {
  if (x != x) return x;
  if (!(x >= -cosine::most && x <= cosine::most)) return 0.0;
  const double shifted = (x * cosine::inverse_pi - 0.5) + cosine::to_whole;  // k, with q = 2 k + 1
  const double q = 2.0 * (shifted - cosine::to_whole) + 1.0;
  // The first step is exact where it matters; what the others round off is kept in low.
  const double second = q * cosine::half_pi_2, third = q * cosine::half_pi_3;
  const double first = x - q * cosine::half_pi_1;
  const double rest = first - second;
  const double high = rest - third, low = ((rest - high) - third) + ((first - rest) - second);
  const double s = high * high;
  double sum = cosine::series.back();
  for (std::size_t k = cosine::series.size() - 1; k-- > 0;) sum = sum * s + cosine::series[k];
  // sin(high + low) = sin high + low cos high, with 1 - s/2 for the cosine.
  const double sine = high + (high * (s * sum) + (low - low * (0.5 * s)));
  // cos(q pi/2 + r) = -sin r for even k, sin r for odd k.
  const std::uint64_t sign = (~std::bit_cast<std::uint64_t>(shifted)) << 63;
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(sine) ^ sign);
}

}  // namespace tepid::inline v0
