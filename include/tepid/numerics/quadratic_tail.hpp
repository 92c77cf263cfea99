// tepid/numerics/quadratic_tail.hpp - limit laws of quadratic statistics: Cramer-von Mises and Anderson-Darling.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tepid::inline v0 {

/// P(sum of Z_j^2 / y_j >= x), Z_j independent standard normal numbers, y_1 < y_2 < ... : by Smirnov's formula
///   (1 / pi) sum over k = 1, 2, ... of (-1)^(k - 1) integral from y_(2k-1) to y_(2k) of e^(-x y / 2) / (y sqrt|D(y)|)
/// dy, D(y) the product of the 1 - y / y_j. The roots of D at both ends go with y = middle - half cos t; the rest is
/// smooth, and the midpoint rule over t is exact to 13 digits. Far tails keep their digits. x above about 0.003.
/// Source: N. V. Smirnov, Mat. Sbornik 2 (1937) 973-993; N. L. Johnson, S. Kotz and N. Balakrishnan, Continuous
/// Univariate Distributions 1 (1994), section 18.8.
template <class Root, class Size>
[[nodiscard]] double quadratic_upper_tail(double x, Root&& root, Size&& size_of_d) noexcept {
  constexpr int points = 32;
  double sum = 0.0;
  for (int k = 1; k < 400; ++k) {
    const double low = root(2 * k - 1), high = root(2 * k);
    if (0.5 * x * low > 745.0 || (k > 1 && 0.5 * x * (low - root(1)) > 45.0)) break;
    double part = 0.0;
    for (int i = 0; i < points; ++i) {
      const double y = 0.5 * (low + high) - 0.5 * (high - low) * std::cos((i + 0.5) * std::numbers::pi / points);
      part += std::exp(-0.5 * x * y) / (y * std::sqrt(size_of_d(y) / ((y - low) * (high - y))));
    }
    sum += (k % 2 == 1 ? part : -part) / points;
  }
  return std::clamp(sum, 0.0, 1.0);
}

/// P(W^2 >= x) of the Cramer-von Mises limit law: y_j = (pi j)^2.
[[nodiscard]] inline double cramer_von_mises_upper_tail(double x) noexcept {
  if (!(x > 0.003)) return 1.0;  // within 1e-15
  return quadratic_upper_tail(
      x, [](int j) { return std::numbers::pi * j * (std::numbers::pi * j); },
      [](double y) { return std::abs(std::sin(std::sqrt(y))) / std::sqrt(y); });
}

/// P(A^2 >= x) of the Anderson-Darling limit law: y_j = j (j + 1).
[[nodiscard]] inline double anderson_darling_upper_tail(double x) noexcept {
  if (!(x > 0.03)) return 1.0;  // within 1e-12
  return quadratic_upper_tail(
      x, [](int j) { return static_cast<double>(j) * (j + 1.0); },
      [](double y) {
        return std::abs(std::cos(0.5 * std::numbers::pi * std::sqrt(1.0 + 4.0 * y))) / (std::numbers::pi * y);
      });
}

}  // namespace tepid::inline v0
