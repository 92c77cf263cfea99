// tepid/design/run_length.hpp - a mean run length, how it was obtained, and for which change of the mean.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include <tepid/core/error.hpp>

namespace tepid::inline v0::design {

/// How a run length or a limit was obtained.
enum class limit_kind : int {
  exact = 0,       ///< Solved numerically to the stated error.
  simulated = 1,   ///< Estimated from simulated or resampled streams.
  guaranteed = 2,  ///< A bound that holds for every law of a stated class.
};

[[nodiscard]] constexpr std::string_view name_of(limit_kind kind) noexcept {
  switch (kind) {
    case limit_kind::exact:
      return "exact";
    case limit_kind::simulated:
      return "simulated";
    case limit_kind::guaranteed:
      return "guaranteed";
  }
  return "unknown";
}

/// A mean run length in observations, up to and with the alarm.
struct run_length {
  double arl = 0.0;
  limit_kind kind = limit_kind::exact;
  double error = 0.0;  ///< Estimated absolute error: the difference of two resolutions, or a standard error.
};

/// What simulated runs tell of their length besides the mean.
struct run_length_shape {
  double median = 0.0;  ///< Infinite where fewer than half of the runs came to an alarm.
  double early = 0.0;   ///< Share of runs that alarm within a tenth of the mean; of a budget, within a tenth of it.
  double runs = 0.0;    ///< How many told it.

  /// Not as waiting for chance alone has it, where half of all runs end within 69% of the mean, and 9.5% within a tenth: by
  /// four standard errors or more, and by enough to matter.
  [[nodiscard]] bool far_from_geometric(double mean) const noexcept {
    if (!(runs > 0.0 && mean > 0.0)) return false;
    return early > 0.095 + std::fmax(0.1, 1.2 / std::sqrt(runs)) || heavy(mean) ||
           median > mean * (0.693 + std::fmax(0.25, 4.0 / std::sqrt(runs)));
  }
  /// Are there so many early alarms that the mean tells little of most runs?
  [[nodiscard]] bool heavy(double mean) const noexcept {
    return median < mean * (0.693 - std::fmax(0.3, 4.0 / std::sqrt(runs)));
  }
};

/// The state that a chart is in when the mean changes.
enum class change_from : int {
  start = 0,   ///< The mean changes with the first observation (zero-state run lengths).
  steady = 1,  ///< Long after the start, no alarm so far (conditional steady state).
  cyclic = 2,  ///< Long after the start, where every false alarm was followed by a new start (cyclical steady state).
};

/// What happens to the mean of the data, in units of their in-control standard deviation. The t-th observation after
/// the change, t = 1, 2, ..., has mean step + slope * t, or step + slope * (t - 1) if the ramp starts at zero; before
/// the change the mean is 0. The default is no change: in-control run lengths.
struct mean_change {
  double step = 0.0;
  double slope = 0.0;                ///< Per observation.
  bool ramp_starts_at_zero = false;  ///< The first observation after the change still has mean `step`.
  change_from from = change_from::start;

  [[nodiscard]] double mean_at(double t) const noexcept { return step + slope * (ramp_starts_at_zero ? t - 1.0 : t); }
  [[nodiscard]] mean_change mirrored() const noexcept { return {-step, -slope, ramp_starts_at_zero, from}; }
};

namespace detail {

inline void require(bool holds, std::string_view field, const std::string& message) {
  if (!holds) throw error{errc::bad_parameter, field, message};
}

inline void check(const mean_change& change) {
  require(std::isfinite(change.step), "step", "step must be a finite number of standard deviations");
  require(std::isfinite(change.slope), "slope", "slope must be a finite number of standard deviations per observation");
  require(std::fabs(change.step) <= 1e3, "step",
          "a step beyond 1000 standard deviations is seen at once; use a smaller one");
}

// A run length computed at two resolutions: the finer value, and the difference as its error.
template <class F>
[[nodiscard]] run_length at_two_resolutions(F&& arl_at_fineness) {
  const double coarse = arl_at_fineness(1.0);
  const double fine = arl_at_fineness(1.25);
  return {fine, limit_kind::exact, std::isfinite(fine) ? std::fabs(fine - coarse) : 0.0};
}

}  // namespace detail

}  // namespace tepid::inline v0::design
