// tepid/numerics/student_normal.hpp - the normal score of a Student t value, the same bits everywhere.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <tepid/numerics/elementary.hpp>
#include <tepid/numerics/normal.hpp>

namespace tepid::inline v0 {

namespace detail {

/// atan(u) for u >= 0 to a few ulp: halved twice, then its series.
[[nodiscard]] inline double portable_atan(double u) noexcept {
  constexpr double half_pi = 1.5707963267948966;
  if (u > 1.0) return half_pi - portable_atan(1.0 / u);
  for (int i = 0; i < 2; ++i) u = u / (1.0 + std::sqrt(1.0 + u * u));
  const double s = u * u;
  double series = 0.0;
  for (int k = 23; k >= 1; k -= 2) series = 1.0 / k - s * series;
  return 4.0 * u * series;
}

/// log(1 + u) for u >= 0, with all digits for small u.
[[nodiscard]] inline double portable_log1p(double u) noexcept {
  if (u > 0.01) return portable_log(1.0 + u);
  double series = 0.0;
  for (int k = 9; k >= 1; --k) series = 1.0 / k - u * series;
  return u * series;
}

}  // namespace detail

/// The standard normal z with P(Z <= z) = P(T <= t) for a Student T with `df` degrees of freedom, held within +-8.
/// Absolute error below 1e-7 for |z| up to 6 and below 1e-5 up to 7. Cost about 30 ns.
///
/// Below 20 degrees of freedom by the finite series of the central probability (Abramowitz and Stegun 26.7.3 and
/// 26.7.4), from there by the expansion of G. W. Hill, Communications of the ACM 13 (1970) 617-619.
[[nodiscard]] inline double normal_score_of_t(double t, std::uint64_t df) noexcept {
  constexpr double most = 8.0;
  const double nu = static_cast<double>(df), size = std::min(std::fabs(t), 1e150);
  double z;
  if (df >= 20) {
    const double a = nu - 0.5, b = 48.0 * a * a, y = a * detail::portable_log1p(size * size / nu);
    z = y > 2.0 * most * most  // beyond, whatever the correction
            ? most
            : std::sqrt(y) *
                  (((((-0.4 * y - 3.3) * y - 24.0) * y - 85.5) / (0.8 * y * y + 100.0 + b) + y + 3.0) / b + 1.0);
  } else {
    const double u = size / std::sqrt(nu), hypotenuse = std::sqrt(1.0 + u * u);
    const double sine = u / hypotenuse, square = 1.0 / (1.0 + u * u);
    double inside;  // P(|T| <= |t|)
    if (df % 2 == 0) {
      double sum = 1.0;
      for (std::uint64_t j = df - 2; j >= 2; j -= 2)
        sum = 1.0 + sum * square * (static_cast<double>(j - 1) / static_cast<double>(j));
      inside = sine * sum;
    } else {
      double sum = df > 1 ? 1.0 : 0.0;
      for (std::uint64_t j = df > 1 ? df - 2 : 1; j >= 3; j -= 2)
        sum = 1.0 + sum * square * (static_cast<double>(j - 1) / static_cast<double>(j));
      constexpr double two_over_pi = 0.6366197723675814;
      inside = two_over_pi * (detail::portable_atan(u) + sine / hypotenuse * sum);
    }
    z = inside < 0.5 ? normal_quantile(0.5 + 0.5 * inside) : -normal_quantile(std::max(0.5 * (1.0 - inside), 1e-17));
  }
  z = std::min(std::max(z, 0.0), most);
  return t < 0.0 ? -z : z;
}

}  // namespace tepid::inline v0
