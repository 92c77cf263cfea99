// tepid/monitors/recent_watch.hpp - abrupt changes of a signal's values, within seconds.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <tepid/core/numeric.hpp>
#include <tepid/monitors/rate_bank.hpp>

namespace tepid::inline v0 {

/// A rate_bank over a signal's normal scores.
///
/// Each score is taken less the level of the last window or so (an EWMA too, as slow as a window is long): seasons and
/// wandering over hours are the affair of series_watch. At the start it is the mean of the values so far, and the first 32
/// are passed over. Where series_watch has no reference, less 0, the reference's own level.
/// Rates: down to four in a window, or 50 / m, m the values of the reference, where the level is 0.
/// Cost:  10 ns a value, noexcept, no allocation.
class recent_watch {
 public:
  static constexpr double settling = 32.0;

  /// The number of rates, by the values of a window and, where the level is fixed, of the reference.
  [[nodiscard]] static std::size_t usable_rates(double values_a_window, double fixed_reference) noexcept {
    double slowest = 4.0 / std::max(values_a_window, 8.0);
    if (fixed_reference > 0) slowest = std::max(slowest, 50.0 / fixed_reference);
    return rate_bank::rates_down_to(slowest);
  }

  /// Without limits: for measuring a reference. level_rate 0: the level stays 0.
  explicit recent_watch(std::size_t rates = 1, double level_rate = 0.0) : bank_{rates}, level_rate_{level_rate} {}
  /// arl: values between false alarms, of this signal's part; tails of windows of `values_a_window`; law: as rate_bank's.
  recent_watch(std::span<const design::tail_fit> tails, double level_rate, double arl, double values_a_window,
               const design::ewma_of_law* law = nullptr)
      : bank_{tails, std::vector<double>(tails.size(), values_a_window), arl, law}, level_rate_{level_rate} {}

  /// Takes a score; true above the limit. The caller restarts it then.
  bool update(double z) noexcept {
    const double x = z - level_;
    if (level_rate_ > 0) {
      level_ += (seen_ * level_rate_ < 1.0 ? 1.0 / (seen_ + 1.0) : level_rate_) * x;
      seen_ += seen_ < most_seen ? 1.0 : 0.0;
      if (seen_ <= settling) return false;  // the level is not known yet
    }
    return bank_.update(x);
  }
  void restart() noexcept { bank_.restart(); }

  [[nodiscard]] const rate_bank& bank() const noexcept { return bank_; }
  /// The level that scores are taken less, and how fast it follows.
  [[nodiscard]] double level() const noexcept { return level_; }
  [[nodiscard]] double level_rate() const noexcept { return level_rate_; }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.bank_, self.level_, self.seen_);
    if constexpr (Io::is_loading)
      if (!(std::abs(self.level_) <= most_score) || !(self.seen_ >= 0 && self.seen_ <= most_seen)) {
        self.level_ = self.seen_ = 0.0;
        io.fail();
      }
  }
  friend bool operator==(const recent_watch&, const recent_watch&) = default;

 private:
  static constexpr double most_seen = 0x1p53;
  static constexpr double most_score = 1e4;  // of value_scale, where nearly all of a reference is one value

  rate_bank bank_;
  double level_rate_, level_ = 0.0;
  double seen_ = 0.0;  // scores, for the level
};

}  // namespace tepid::inline v0
