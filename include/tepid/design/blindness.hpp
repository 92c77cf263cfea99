// tepid/design/blindness.hpp - what a detector would not see in time: the smallest step, the slowest ramp.
#pragma once

#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>

namespace tepid::inline v0::design {

/// A predicted delay in observations from the first changed one to the alarm.
struct predicted_delay {
  double mean = 0.0;
  double percentile_90 = std::numeric_limits<double>::quiet_NaN();  ///< NaN when it is not known.
};

/// A time within which a change should be seen.
struct blindness_horizon {
  std::string name;      ///< "day".
  double seconds = 0.0;  ///< Above 0.
};

/// A day, a week, six weeks.
[[nodiscard]] inline std::vector<blindness_horizon> usual_horizons() {
  return {{"day", 86'400.0}, {"week", 604'800.0}, {"six weeks", 3'628'800.0}};
}

/// Where to look for the smallest change that is seen, in sd and in sd per observation, and how closely.
struct blindness_search {
  double smallest_step = 1e-4, largest_step = 100.0;
  double slowest_ramp = 1e-12, fastest_ramp = 10.0;
  double tolerance = 1e-3;  ///< Relative, in (0, 1); delays by simulation deserve about 0.02.
};

/// The smallest size of a change with its delay within a horizon.
struct visible_change {
  /// Nothing when even the largest that was looked for is too late.
  std::optional<double> by_mean;
  std::optional<double> by_percentile_90;  ///< Nothing, too, when delays come without percentiles.
};

struct blindness_row {
  blindness_horizon horizon;
  double observations = 0.0;  ///< In the horizon.
  visible_change step;        ///< In sd.
  visible_change ramp;        ///< In sd per observation; times `observations` it is the drift reached at the horizon.
};

using blindness_table = std::vector<blindness_row>;

namespace detail {

/// Inverts a delay that falls with the size of the change; remembers what it asked, for delays may cost seconds.
class delay_search {
 public:
  delay_search(std::function<predicted_delay(double)> delay, double low, double high, double tolerance)
      : delay_{std::move(delay)}, low_{low}, high_{high}, tolerance_{tolerance} {}

  /// The smallest size whose delay is at most `most`; the smallest of the range when all are.
  [[nodiscard]] std::optional<double> smallest(double most, double predicted_delay::*which) {
    if (is_nan(at(high_).*which) || at(high_).*which > most) return std::nullopt;
    // The closest sizes that are already known to be too late and in time.
    double late = low_, seen = high_;
    for (const auto& [size, delay] : known_) {
      if (delay.*which > most)
        late = std::fmax(late, size);
      else if (size < seen && size > late)
        seen = size;
    }
    if (late == low_ && at(low_).*which <= most) return low_;
    while (seen > late * (1.0 + tolerance_)) {
      const double middle = std::sqrt(late * seen);
      if (!(middle > late && middle < seen)) break;
      (at(middle).*which > most ? late : seen) = middle;
    }
    return seen;
  }

 private:
  const predicted_delay& at(double size) {
    const auto found = known_.find(size);
    if (found != known_.end()) return found->second;
    const auto delay = delay_(size);
    if (is_nan(delay.mean) || delay.mean < 0.0)
      throw error{errc::bad_argument, "delay",
                  "delay: for a change of " + to_text(size) + " it is not a number of observations"};
    return known_.emplace(size, delay).first->second;
  }

  std::function<predicted_delay(double)> delay_;
  double low_, high_, tolerance_;
  std::map<double, predicted_delay> known_;
};

}  // namespace detail

/// What a detector sees within each horizon at `rate` observations a second: the smallest step (in sd) and the slowest
/// ramp (in sd per observation) whose predicted delay is no longer. `step_delay(shift)` and `ramp_delay(slope)` give
/// the delays; they must fall as the change grows. A horizon longer than the mean time between false alarms is met by
/// a false alarm: then the smallest change looked for is returned.
///
/// Cost: 20 to 40 calls of each for the first horizon, fewer for the next. @throws error{bad_argument} naming rate,
/// horizons, tolerance or the range that cannot be.
[[nodiscard]] inline blindness_table blindness(std::function<predicted_delay(double)> step_delay,
                                               std::function<predicted_delay(double)> ramp_delay, double rate,
                                               const std::vector<blindness_horizon>& horizons = usual_horizons(),
                                               const blindness_search& search = {}) {
  const auto require = [](bool holds, const char* field, const std::string& message) {
    if (!holds) throw error{errc::bad_argument, field, std::string{field} + ": " + message};
  };
  require(is_finite(rate) && rate > 0.0, "rate",
          "must be a positive number of observations a second, not " + to_text(rate));
  require(!horizons.empty(), "horizons", "at least one is needed");
  for (const auto& h : horizons)
    require(is_finite(h.seconds) && h.seconds * rate >= 1.0, "horizons",
            "\"" + h.name + "\" must hold at least one observation; it holds " + to_text(h.seconds * rate));
  require(search.tolerance >= 1e-12 && search.tolerance < 1.0, "tolerance",
          "must be in [1e-12, 1), not " + to_text(search.tolerance));
  require(search.smallest_step > 0.0 && search.smallest_step < search.largest_step && is_finite(search.largest_step),
          "smallest_step", "must be positive and below largest_step");
  require(search.slowest_ramp > 0.0 && search.slowest_ramp < search.fastest_ramp && is_finite(search.fastest_ramp),
          "slowest_ramp", "must be positive and below fastest_ramp");
  require(step_delay != nullptr, "step_delay", "is missing");
  require(ramp_delay != nullptr, "ramp_delay", "is missing");

  detail::delay_search step{std::move(step_delay), search.smallest_step, search.largest_step, search.tolerance};
  detail::delay_search ramp{std::move(ramp_delay), search.slowest_ramp, search.fastest_ramp, search.tolerance};
  blindness_table table;
  for (const auto& h : horizons) {
    const double most = h.seconds * rate;
    table.push_back(
        {h,
         most,
         {step.smallest(most, &predicted_delay::mean), step.smallest(most, &predicted_delay::percentile_90)},
         {ramp.smallest(most, &predicted_delay::mean), ramp.smallest(most, &predicted_delay::percentile_90)}});
  }
  return table;
}

}  // namespace tepid::inline v0::design
