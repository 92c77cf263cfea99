// tepid/detectors/mean_cut.hpp - how much evidence a difference of two means is, by ADWIN's bound.
#pragma once

#include <cmath>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// ADWIN's bound on the difference of the means of two parts, |d| <= sqrt(2 v t / m) + (2/3) t / m, solved for t:
/// what d' = ln(2 ln W / delta) would have to be for the difference to lie on the bound. v is the variance of both
/// parts together, 1/m the sum of one over each length.
class mean_cut {
 public:
  explicit mean_cut(double variance) noexcept : twice_{2.0 * variance}, root_{std::sqrt(twice_)} {}

  /// False only if t(apart, m) is no more than `least` (t is at most apart^2 m / (2 v)): cheaper than t.
  [[nodiscard]] bool may_exceed(double least, double apart, double m) const noexcept {
    return apart * apart * m > least * twice_;
  }

  /// t for a difference of `apart`, 0 or more.
  [[nodiscard]] double t(double apart, double m) const noexcept {
    if (!(apart > 0)) return 0.0;
    const double g = apart / (root_ + std::sqrt(twice_ + (8.0 / 3.0) * apart));
    return 4.0 * m * g * g;
  }

 private:
  double twice_, root_;
};

}  // namespace tepid::inline v0
