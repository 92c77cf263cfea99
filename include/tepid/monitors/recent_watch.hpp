// tepid/monitors/recent_watch.hpp - abrupt changes of a signal's values, within seconds.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/core/detector.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/design/ewma_bank_limit.hpp>
#include <tepid/design/tail_limit.hpp>
#include <tepid/detectors/ewma_bank.hpp>
#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// EWMAs of a signal's normal scores at fast rates, each with a limit of its own.
///
/// Each score is taken less the level of the last window or so (an EWMA too, as slow as a window is long): seasons and
/// wandering over hours are the affair of series_watch. Where that has no reference, less 0, the reference's own level.
/// Rates: 0.75 / 3^j, down to four in a window (or 50 / m, m the values of the reference, where the level is 0).
/// Limit: for each rate the larger of what independent data ask for (limit_of_ewma_bank) and what the reference itself
///        does at that rate (tail_fit of its windows), for an equal part of the budget: a rate that a signal's own
///        bursts reach often becomes blind, the others stay sharp.
/// Statistic: the largest ratio of a rate's score, e^2 / (2 s^2), to its limit; an alarm above 1.
/// Cost:  10 ns a value, noexcept, no allocation; 2 KiB.
class recent_watch {
 public:
  static constexpr double fastest = 0.75, ratio = 3.0;
  static constexpr std::size_t most_rates = 14;

  /// How many rates: for windows of so many values, and where the level is fixed a reference of so many.
  [[nodiscard]] static std::size_t usable_rates(double values_a_window, double fixed_reference) noexcept {
    double slowest = 4.0 / std::max(values_a_window, 8.0);
    if (fixed_reference > 0) slowest = std::max(slowest, 50.0 / fixed_reference);
    std::size_t n = 1;
    double rate = fastest / ratio;
    while (n < most_rates && rate >= slowest) {
      ++n;
      rate /= ratio;
    }
    return n;
  }

  /// Without limits: for measuring a reference. level_rate 0: the level stays 0.
  explicit recent_watch(std::size_t rates = 1, double level_rate = 0.0)
      : bank_{{.rates = std::clamp<std::size_t>(rates, 1, most_rates),
               .max_rate = fastest,
               .ratio = ratio,
               .limit = 1e9,
               .tilt = 0.0}},
        level_rate_{level_rate} {
    limit_.fill(std::numeric_limits<double>::infinity());
    inverse_most_.fill(0.0);
  }
  /// arl: values between false alarms, of this signal's part; windows of `values_a_window`. One tail for each rate.
  recent_watch(std::span<const design::tail_fit> tails, double level_rate, double arl, double values_a_window)
      : recent_watch{tails.size(), level_rate} {
    std::vector<double> rates;
    for (std::size_t j = 0; j < bank_.size(); ++j) rates.push_back(bank_.rate(j));
    // The mean time to an alarm grows by a factor e for each nat; charts alone are solved up to 1e10.
    const double most = 1e10, nats = design::limit_of_ewma_bank(std::clamp(arl, 10.0, most), rates).limit +
                                     portable_log(std::max(1.0, arl / most));
    const double windows = std::max(1.0, arl / values_a_window * static_cast<double>(bank_.size()));
    for (std::size_t j = 0; j < bank_.size(); ++j) {
      limit_[j] = std::max({nats + portable_log(bank_.rate(j)), tails[j].limit(windows), 1e-3});
      inverse_most_[j] = bank_.scale(j) / limit_[j];
      inflation_[j] = std::max(1.0, tails[j].scale);
    }
  }

  /// Takes a score; true above the limit. The caller restarts it then.
  bool update(double z) noexcept {
    const double x = z - level_;
    level_ += level_rate_ * x;
    bank_.update(x);
    double largest = 0.0;
    for (std::size_t j = 0; j < bank_.size(); ++j)
      largest = std::max(largest, bank_.value(j) * bank_.value(j) * inverse_most_[j]);
    statistic_ = largest;
    return largest > 1.0;
  }
  void restart() noexcept {
    bank_.reset();
    statistic_ = 0.0;
  }

  [[nodiscard]] double statistic() const noexcept { return statistic_; }
  [[nodiscard]] std::size_t rates() const noexcept { return bank_.size(); }
  [[nodiscard]] double rate(std::size_t j) const noexcept { return bank_.rate(j); }
  /// Score of a rate now and its limit, in nats.
  [[nodiscard]] double score(std::size_t j) const noexcept { return bank_.value(j) * bank_.value(j) * bank_.scale(j); }
  [[nodiscard]] double limit(std::size_t j) const noexcept { return limit_[j]; }
  /// The level that scores are taken less.
  [[nodiscard]] double level() const noexcept { return level_; }
  [[nodiscard]] double level_rate() const noexcept { return level_rate_; }
  /// Since the start; indices count scores.
  [[nodiscard]] change_estimate change() const noexcept { return bank_.change(); }
  [[nodiscard]] std::uint64_t count() const noexcept { return bank_.count(); }
  /// How much more variable a mean of n scores is on the reference than of independent ones, about.
  [[nodiscard]] double inflation(double n) const noexcept {
    std::size_t j = 0;
    while (j + 1 < bank_.size() && 1.0 / bank_.rate(j) < n) ++j;
    return inflation_[j];
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    std::vector<std::byte> bank;
    if constexpr (!Io::is_loading) {
      bank.resize(detector_codec<ewma_bank>::save(self.bank_, {}));
      detector_codec<ewma_bank>::save(self.bank_, bank);
      io(static_cast<std::uint64_t>(bank.size()));
      io.raw(bank);
      io(self.level_, self.statistic_);
    } else {
      std::uint64_t size = 0;
      io(size);
      const auto bytes = io.raw(size);
      io(self.level_, self.statistic_);
      if (io.failed() || !(std::abs(self.level_) <= 100.0) || !(self.statistic_ >= 0 && self.statistic_ <= 1e12)) {
        self.level_ = self.statistic_ = 0.0;
        return io.fail();
      }
      ewma_bank loaded = tepid::load<ewma_bank>(bytes);
      if (!(loaded.parameters() == self.bank_.parameters())) return io.fail();
      self.bank_ = loaded;
    }
  }
  friend bool operator==(const recent_watch&, const recent_watch&) = default;

 private:
  ewma_bank bank_;
  double level_rate_, level_ = 0.0, statistic_ = 0.0;
  std::array<double, most_rates> limit_{}, inverse_most_{}, inflation_{};
};

}  // namespace tepid::inline v0
