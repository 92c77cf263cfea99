// tepid/numerics/kolmogorov_limit.hpp - limit laws of distances between empirical distribution functions.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tepid::inline v0 {

/// P(K >= x) of Kolmogorov's limit law, by whichever of its two series converges fast.
[[nodiscard]] inline double kolmogorov_upper_tail(double x) noexcept {
  if (!(x > 0)) return 1.0;
  if (x < 1.0) {  // theta function identity
    const double a = -std::numbers::pi * std::numbers::pi / (8.0 * x * x);
    double sum = 0.0;
    for (int k = 1; k <= 7; k += 2) sum += std::exp(a * k * k);
    return 1.0 - std::sqrt(2.0 * std::numbers::pi) / x * sum;
  }
  double sum = 0.0;
  for (int k = 1; k <= 6; ++k) sum += (k % 2 ? 2.0 : -2.0) * std::exp(-2.0 * k * k * x * x);
  return sum;
}

/// P(V >= x) of the limit law of Kuiper's V times the root of the sample size:
/// the range of a Brownian bridge. Source: N. H. Kuiper, Proc. Kon. Ned. Akad. Wet. A 63 (1960) 38-47.
[[nodiscard]] inline double kuiper_upper_tail(double x) noexcept {
  if (!(x > 0.4)) return 1.0;  // within 1e-12
  double sum = 0.0;
  for (int k = 1; k <= 12; ++k) {
    const double square = static_cast<double>(k * k) * x * x;
    sum += 2.0 * (4.0 * square - 1.0) * std::exp(-2.0 * square);
  }
  return std::clamp(sum, 0.0, 1.0);
}

/// Half the width of a band that holds the whole distribution function with at least this probability, around the
/// empirical one of n values. Source: P. Massart, Annals of Probability 18 (1990) 1269-1283.
[[nodiscard]] inline double dkw_band(double n, double confidence) noexcept {
  return std::sqrt(std::log(2.0 / (1.0 - confidence)) / (2.0 * n));
}

}  // namespace tepid::inline v0
