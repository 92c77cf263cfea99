// tepid/two_sample/interval.hpp - confidence intervals that several tests share.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include <tepid/numerics/kolmogorov_limit.hpp>
#include <tepid/two_sample/result.hpp>

namespace tepid::inline v0::detail {

/// By how much, with probability `confidence` at least, the difference of two empirical distribution functions is off
/// anywhere: a band for each, either of which fails with half the error.
[[nodiscard]] inline double two_bands(double n, double m, double confidence) noexcept {
  const double each = 0.5 * (1.0 + confidence);
  return dkw_band(n, each) + dkw_band(m, each);
}

/// The interval of a distance, |effect| +- radius within [0, most], with the sign of the effect.
inline void signed_interval(test_result& r, double radius, double most) noexcept {
  const double size = std::abs(r.effect);
  const double near = std::max(0.0, size - radius), far = std::min(most, size + radius);
  r.effect_low = r.effect < 0 ? -far : near;
  r.effect_high = r.effect < 0 ? -near : far;
}

}  // namespace tepid::inline v0::detail
