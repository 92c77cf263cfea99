// tepid/detectors/window_range.hpp - the fewest and the most errors that a sliding window has held.
#pragma once

#include <algorithm>
#include <cstdint>

#include <tepid/core/side.hpp>
#include <tepid/core/status.hpp>

namespace tepid::inline v0 {

/// Range of the number of errors in a window, and Hoeffding's evidence for a change since either end of it.
class window_range {
 public:
  /// Takes the errors in a full window.
  void take(std::uint64_t errors) noexcept {
    fewest_ = known_ ? std::min(fewest_, errors) : errors;
    most_ = known_ ? std::max(most_, errors) : errors;
    known_ = true;
  }

  /// 2 (difference from the end of the range)^2 / size, in nats; of two sides the larger. 0 before any full window.
  [[nodiscard]] double evidence(std::uint64_t errors, std::uint64_t size, tepid::side side) const noexcept {
    const double d = static_cast<double>(gap(errors, side));
    return 2.0 * d * d / static_cast<double>(size);
  }

  [[nodiscard]] change_estimate change(std::uint64_t errors, std::uint64_t size, tepid::side side) const noexcept {
    const std::uint64_t d = gap(errors, side);
    if (d == 0) return {};
    const bool rising = side == tepid::side::up || (side == tepid::side::both && errors - fewest_ == d);
    const double effect = static_cast<double>(d) / static_cast<double>(size);
    return {.effect = rising ? effect : -effect, .direction = rising ? 1 : -1};
  }

  /// Could it have come from a window of that size that now holds `errors`, full or not yet?
  [[nodiscard]] bool sound(std::uint64_t errors, std::uint64_t size, bool full) const noexcept {
    if (known_ != full) return false;
    return full ? fewest_ <= errors && errors <= most_ && most_ <= size : fewest_ == 0 && most_ == 0;
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.known_, self.fewest_, self.most_);
  }

  friend bool operator==(const window_range&, const window_range&) = default;

 private:
  [[nodiscard]] std::uint64_t gap(std::uint64_t errors, tepid::side side) const noexcept {
    if (!known_) return 0;
    const std::uint64_t rise = side == tepid::side::down ? 0 : errors - fewest_;
    const std::uint64_t fall = side == tepid::side::up ? 0 : most_ - errors;
    return std::max(rise, fall);
  }

  bool known_ = false;
  std::uint64_t fewest_ = 0, most_ = 0;
};

}  // namespace tepid::inline v0
