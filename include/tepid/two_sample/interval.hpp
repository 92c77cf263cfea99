// tepid/two_sample/interval.hpp - the interval of an effect at any confidence, and the test against a margin from it.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include <tepid/core/numeric.hpp>
#include <tepid/two_sample/result.hpp>

namespace tepid::inline v0::detail {

/// Both ends of a confidence interval; NaN where there is none.
struct effect_interval {
  double low = std::numeric_limits<double>::quiet_NaN(), high = std::numeric_limits<double>::quiet_NaN();

  /// Does it lie beyond the margin as a whole, above it or below its negative?
  [[nodiscard]] bool beyond(double margin) const noexcept { return low > margin || high < -margin; }
};

/// Intervals are asked for by their error, 1 - confidence, which keeps its digits near 0; none is smaller than this.
inline constexpr double least_error = 1e-16;

/// The p-value of |effect| <= margin: the least error whose interval lies beyond the margin, within 1e-7 relative; 1 if
/// none does, NaN if there is no interval. `interval(error)` must shrink as the error grows. At most 30 intervals.
template <class Interval>
[[nodiscard]] double margin_p_value(double margin, Interval&& interval) {
  const effect_interval widest = interval(least_error);
  if (is_nan(widest.low) || is_nan(widest.high)) return std::numeric_limits<double>::quiet_NaN();
  if (widest.beyond(margin)) return least_error;
  if (!interval(1.0).beyond(margin)) return 1.0;
  double within = std::log(least_error), beyond = 0.0;
  while (beyond - within > 1e-7) {
    const double middle = 0.5 * (within + beyond);
    (interval(std::exp(middle)).beyond(margin) ? beyond : within) = middle;
  }
  return std::exp(beyond);
}

/// Sets the interval at params.confidence and, when a margin is given, the p-value against it.
template <class Params, class Interval>
void set_interval(test_result& r, const Params& params, Interval&& interval) {
  const effect_interval at = interval(1.0 - params.confidence);
  r.effect_low = at.low;
  r.effect_high = at.high;
  if (params.margin > 0) r.margin_p = margin_p_value(params.margin, interval);
}

/// The interval of a distance, |effect| +- radius within [0, most], with the sign of the effect.
[[nodiscard]] inline effect_interval around_distance(double effect, double radius, double most) noexcept {
  const double size = std::abs(effect);
  const double near = std::max(0.0, size - radius), far = std::min(most, size + radius);
  return effect < 0 ? effect_interval{-far, -near} : effect_interval{near, far};
}

}  // namespace tepid::inline v0::detail
