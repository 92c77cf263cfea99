// tepid/monitors/alarm_policy.hpp - which findings of a detector become alarms.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include <tepid/core/detector.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/monitors/alarm_config.hpp>
#include <tepid/monitors/saved_time.hpp>

namespace tepid::inline v0 {

/// What a detector found, for the policy.
struct finding {
  double effect = std::numeric_limits<double>::quiet_NaN();  ///< In the unit of the margin; NaN: unknown.
  double effect_low = std::numeric_limits<double>::quiet_NaN();
  double effect_high = std::numeric_limits<double>::quiet_NaN();
  double evidence_seconds = 0.0;  ///< How long it took to find, from its onset.
  bool is_another = false;        ///< Not the change that latched it: told at once.
};

/// What becomes of a finding.
enum class judgement : std::uint8_t {
  told,          ///< A new alarm.
  continues,     ///< The signal is latched: the alarm before goes on.
  below_margin,  ///< Certain, but smaller than what matters.
};

/// Of one signal: effect before significance, one alarm for one change.
///
/// Latch:   the first finding whose effect may be as large as the margin (the end of its interval away from 0; the
///          effect itself without an interval; always when unknown) raises an alarm and latches the signal. While
///          the signal is latched, further findings continue that alarm.
/// Re-arm:  when the statistic has stayed below half its limit for rearm_seconds, or three times as long as the finding
///          took if that is longer (a change that goes on is found again in as long as the first time), or by
///          acknowledge(). Three findings raise a new alarm at once: one of another direction, one whose severity is
///          higher even if its effect is the near end of its interval, and one that says that it is another change.
/// Cost:    O(1), noexcept, no allocation.
class alarm_policy {
 public:
  explicit alarm_policy(double margin = 0.0, const alarm_config& config = {}) noexcept
      : margin_{margin}, config_{config} {}

  /// A finding at `time` (seconds, not falling); direction +1, -1 or 0.
  judgement judge(const finding& f, int direction, double time) noexcept {
    const double largest = largest_effect(f);
    if (largest < margin_) {
      ++below_margin_;
      return judgement::below_margin;
    }
    const tepid::severity now = severity_of(f);
    const bool news = !latched_ || f.is_another || (direction != 0 && direction_ != 0 && direction != direction_) ||
                      severity_of({smallest_effect(f)}) > severity_;
    quiet_since_ = std::numeric_limits<double>::quiet_NaN();
    quiet_for_ = std::max({config_.rearm_seconds, 3.0 * f.evidence_seconds, latched_ ? quiet_for_ : 0.0});
    if (!news) {
      if (direction_ == 0) direction_ = direction;
      ++continued_;
      return judgement::continues;
    }
    latched_ = true;
    direction_ = direction;
    severity_ = now;
    last_alarm_ = time;
    ++alarms_;
    return judgement::told;
  }

  /// The detector's statistic while it says nothing.
  void observe(double statistic, double limit, double time) noexcept {
    if (!latched_) return;
    if (!(statistic < 0.5 * limit)) {
      quiet_since_ = std::numeric_limits<double>::quiet_NaN();
    } else if (is_nan(quiet_since_)) {
      quiet_since_ = time;
    } else if (time - quiet_since_ >= quiet_for_) {
      rearm();
    }
  }

  /// The alarm was seen: the next finding raises a new one.
  void acknowledge() noexcept { rearm(); }

  /// Warning at the margin, critical at critical_margins of it; unknown effects and a margin of 0 are warnings.
  [[nodiscard]] tepid::severity severity_of(const finding& f) const noexcept {
    if (is_nan(f.effect) || !(margin_ > 0)) return tepid::severity::warning;
    return std::abs(f.effect) >= config_.critical_margins * margin_ ? tepid::severity::critical
                                                                    : tepid::severity::warning;
  }

  [[nodiscard]] bool latched() const noexcept { return latched_; }
  /// Of the alarm that latched it.
  [[nodiscard]] tepid::severity severity() const noexcept { return severity_; }
  [[nodiscard]] int direction() const noexcept { return direction_; }
  /// Alarms raised, findings that continued one, findings below the margin.
  [[nodiscard]] std::uint64_t alarms() const noexcept { return alarms_; }
  [[nodiscard]] std::uint64_t continued() const noexcept { return continued_; }
  [[nodiscard]] std::uint64_t below_margin() const noexcept { return below_margin_; }
  /// NaN before the first.
  [[nodiscard]] double last_alarm() const noexcept { return last_alarm_; }

  /// Margin and settings are the configuration's; the rest is saved.
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    std::uint8_t latched = self.latched_, direction = static_cast<std::uint8_t>(self.direction_ + 1);
    io(latched, direction, self.severity_, self.last_alarm_, self.quiet_since_, self.alarms_, self.continued_,
       self.below_margin_, self.quiet_for_);
    if constexpr (Io::is_loading) {
      if (latched > 1 || direction > 2 || self.severity_ > tepid::severity::critical ||
          !is_saved_time_or_none(self.last_alarm_) || !is_saved_time_or_none(self.quiet_since_) ||
          !(self.quiet_for_ >= 0 && is_finite(self.quiet_for_)) ||
          std::max({self.alarms_, self.continued_, self.below_margin_}) > counter_max) {
        self.severity_ = tepid::severity::info;
        return io.fail();
      }
      self.latched_ = latched == 1;
      self.direction_ = direction - 1;
    }
  }

 private:
  static double largest_effect(const finding& f) noexcept {
    if (is_nan(f.effect)) return std::numeric_limits<double>::infinity();
    double largest = std::abs(f.effect);
    if (!is_nan(f.effect_low) && !is_nan(f.effect_high))
      largest = std::max(largest, std::max(std::abs(f.effect_low), std::abs(f.effect_high)));
    return largest;
  }
  /// The end of the interval that is nearer to 0; 0 if it has both signs.
  static double smallest_effect(const finding& f) noexcept {
    if (is_nan(f.effect_low) || is_nan(f.effect_high)) return f.effect;
    if (f.effect_low <= 0 && f.effect_high >= 0) return 0.0;
    return std::min(std::abs(f.effect_low), std::abs(f.effect_high));
  }
  void rearm() noexcept {
    latched_ = false;
    severity_ = tepid::severity::info;
    direction_ = 0;
    quiet_since_ = std::numeric_limits<double>::quiet_NaN();
  }

  double margin_;
  alarm_config config_;
  bool latched_ = false;
  int direction_ = 0;
  tepid::severity severity_ = tepid::severity::info;
  double last_alarm_ = std::numeric_limits<double>::quiet_NaN();
  double quiet_since_ = std::numeric_limits<double>::quiet_NaN();
  double quiet_for_ = 0.0;  // seconds of quiet that re-arm
  std::uint64_t alarms_ = 0, continued_ = 0, below_margin_ = 0;
};

}  // namespace tepid::inline v0
