// tepid/numerics/gamma.hpp - the logarithm of the gamma function, the same bits everywhere.
#pragma once

#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// ln Gamma(x) for x > 0. Absolute error below 2e-14, and below 1e-15 of the result where that is above 20.
/// Stirling's series from 12 on; below, Gamma(x) = Gamma(x + k) / (x (x + 1) ... (x + k - 1)).
[[nodiscard]] constexpr double log_gamma(double x) noexcept {
  double product = 1.0;
  for (; x < 12.0; x += 1.0) product *= x;
  const double inverse = 1.0 / x, s = inverse * inverse;
  constexpr double c[] = {1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156};
  double series = 0.0;
  for (int k = 6; k >= 0; --k) series = series * s + c[k];
  constexpr double half_log_two_pi = 0.9189385332046728;
  return (x - 0.5) * portable_log(x) - x + (half_log_two_pi + series * inverse) - (product > 1.0 || product < 1.0 ? portable_log(product) : 0.0);
}

/// ln(Gamma(x + 1/2) / Gamma(x)) - ln(x) / 2 for x >= 16: absolute error below 1e-14.
[[nodiscard]] constexpr double log_gamma_half_step_rest(double x) noexcept {
  const double inverse = 1.0 / x, s = inverse * inverse;
  constexpr double c[] = {-1.0 / 8, 1.0 / 192, -1.0 / 640, 17.0 / 14336, -31.0 / 18432};
  double series = 0.0;
  for (int k = 4; k >= 0; --k) series = series * s + c[k];
  return series * inverse;
}

/// ln(Gamma(x + 1/2) / Gamma(x)) for x > 0. Absolute error below 3e-14 for every size of x.
[[nodiscard]] constexpr double log_gamma_half_step(double x) noexcept {
  if (x < 16.0) return log_gamma(x + 0.5) - log_gamma(x);
  return 0.5 * portable_log(x) + log_gamma_half_step_rest(x);
}

}  // namespace tepid::inline v0
