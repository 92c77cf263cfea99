// tepid/monitors/continuing_onset.hpp - when a change began that is found again and again.
#pragma once

#include <algorithm>
#include <cstdint>

#include <tepid/core/detector.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/monitors/alarm.hpp>
#include <tepid/monitors/saved_time.hpp>

namespace tepid::inline v0 {

/// A detector starts anew after each of its findings, alarm or not, and dates the next one no earlier than that. A
/// finding continues the one before if it has the same direction, if its change may have been there since the detector's
/// start, and if it comes soon: within three times as long as the one before took to find, or the change between them.
/// Then it has the onset of that one.
/// Cost: O(1), noexcept, no allocation; 56 bytes.
class continuing_onset {
 public:
  /// Gives the finding `a`, with the members of monitor_alarm that are used here, the onset of the one it continues.
  /// from_start: its onset's interval reaches the detector's start.
  template <class Finding>
  void join(Finding& a, bool from_start) noexcept {
    if (is_nan(a.onset)) return;
    const double between = a.time - time_;
    const bool continues = from_start && !is_nan(time_) && direction_ == a.direction && between <= 3.0 * took_;
    if (continues) {
      a.onset = onset_;
      a.onset_low = onset_low_;
      a.onset_high = onset_high_;
      a.onset_row = onset_row_;
      took_ = std::max(took_, between);
    } else {
      direction_ = a.direction;
      onset_ = a.onset;
      onset_low_ = a.onset_low;
      onset_high_ = a.onset_high;
      onset_row_ = a.onset_row;
      took_ = std::max(0.0, a.time - (is_nan(a.onset_low) ? a.onset : a.onset_low));
    }
    time_ = a.time;
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    std::uint8_t direction = static_cast<std::uint8_t>(self.direction_ + 1);
    io(direction, self.time_, self.onset_, self.onset_low_, self.onset_high_, self.onset_row_, self.took_);
    if constexpr (Io::is_loading) {
      bool times = true;
      for (const double t : {self.time_, self.onset_, self.onset_low_, self.onset_high_})
        times &= is_saved_time_or_none(t);
      if (direction > 2 || !times || !(self.took_ >= 0 && is_finite(self.took_)) || self.onset_row_ > counter_max) {
        self = {};
        return io.fail();
      }
      self.direction_ = direction - 1;
    }
  }
  friend bool operator==(const continuing_onset&, const continuing_onset&) = default;

 private:
  int direction_ = 0;
  double time_ = monitor_alarm::unknown;  // of the last finding; NaN: there was none
  double onset_ = monitor_alarm::unknown, onset_low_ = monitor_alarm::unknown, onset_high_ = monitor_alarm::unknown;
  std::uint64_t onset_row_ = 0;
  double took_ = 0.0;  // seconds
};

}  // namespace tepid::inline v0
