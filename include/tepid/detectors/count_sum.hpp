// tepid/detectors/count_sum.hpp - the one-sided cumulative sum of counts that the CUSUM charts of counts share.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include <tepid/core/detector.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/core/side.hpp>

namespace tepid::inline v0 {

/// S = max(0, S + x - k) for side up, max(0, S + k - x) for down, from a head start.
///
/// S is computed from the total of the counts since it last was zero, so that rounding never adds up: with k = 5.3 the
/// hundredth sum is as exact as the first.
class count_sum {
 public:
  /// Counts beyond are taken as this many.
  static constexpr double largest_count = 1e15;

  count_sum() = default;
  /// Throws error{bad_parameter} for side both, and for a head start above h.
  count_sum(std::string_view owner, double k, double h, double head_start, tepid::side side)
      : k_{k}, head_start_{head_start}, up_{side == tepid::side::up} {
    if (side == tepid::side::both)
      throw error{errc::bad_parameter, "side",
                  std::string{owner} +
                      ": parameter 'side' is both, but each side needs a k of its own; run two "
                      "detectors, one up and one down, each at twice the budget"};
    if (head_start > h)
      throw error{errc::bad_parameter, "head_start",
                  std::string{owner} + ": parameter 'head_start' is " + to_text(head_start) +
                      "; it must be at most h, " + to_text(h)};
    clear();
  }

  /// Takes the count x (not negative) as value number `count`.
  void take(double x, std::uint64_t count) noexcept {
    total_ += x;
    const double length = static_cast<double>(count - since_), expected = length * k_;
    value_ = start_ + (up_ ? total_ - expected : expected - total_);
    if (value_ > 0.0) return;
    value_ = total_ = start_ = 0.0;
    since_ = count;
  }

  [[nodiscard]] double value() const noexcept { return value_; }

  [[nodiscard]] change_estimate change(std::uint64_t count) const noexcept {
    if (!(value_ > 0.0) || since_ == count) return {};
    const double excess = value_ / static_cast<double>(count - since_);
    // The mean count since the onset, against the reference value; the sign is the direction.
    return {.onset = since_, .effect = up_ ? excess : -excess, .direction = up_ ? 1 : -1};
  }

  void clear() noexcept {
    value_ = start_ = head_start_;
    total_ = 0.0;
    since_ = 0;
  }

  [[nodiscard]] bool sound(std::uint64_t count) const noexcept {
    if (since_ > count || !(total_ >= 0.0 && total_ <= largest_count * static_cast<double>(count))) return false;
    if (start_ != (since_ == 0 ? start_ : 0.0) || !(start_ == 0.0 || start_ == head_start_)) return false;
    const double expected = static_cast<double>(count - since_) * k_;
    return count == since_ ? total_ == 0.0 && value_ == start_
                           : value_ > 0.0 && value_ == start_ + (up_ ? total_ - expected : expected - total_);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.value_, self.start_, self.total_, self.since_);
  }

  friend bool operator==(const count_sum&, const count_sum&) = default;

 private:
  double value_ = 0.0;
  double start_ = 0.0;       // the head start until the sum is zero for the first time
  double total_ = 0.0;       // of the counts since then
  std::uint64_t since_ = 0;  // values taken when the sum last was zero
  double k_ = 1.0, head_start_ = 0.0;
  bool up_ = true;
};

/// Sums of a chart on a lattice may miss a lattice point by rounding; they exceed h only when beyond it by more.
[[nodiscard]] constexpr double count_level(double h) noexcept { return h + 1e-9 * std::max(1.0, h); }
[[nodiscard]] constexpr double count_limit(double level) noexcept {
  return level <= 1.0 + 1e-9 ? level - 1e-9 : level / (1.0 + 1e-9);
}

}  // namespace tepid::inline v0
