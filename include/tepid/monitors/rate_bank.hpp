// tepid/monitors/rate_bank.hpp - EWMAs at fast and slow rates, each with a limit of its own.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include <tepid/core/detector.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/core/status.hpp>
#include <tepid/design/ewma_bank_limit.hpp>
#include <tepid/design/ewma_of_law.hpp>
#include <tepid/design/tail_limit.hpp>
#include <tepid/detectors/ewma_change.hpp>
#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// As ewma_bank, for values of mean 0 and variance 1, with a limit for each rate: the larger of what independent values
/// ask for (limit_of_ewma_bank) and what the reference itself does at that rate (its tail_fit), for an equal part of the
/// budget. A rate that healthy bursts or wandering reach often becomes blind; the others stay sharp.
/// Rates: 0.75 / 3^j, as in ewma_bank and replay_grid.
/// Statistic: the largest ratio of a rate's score, e^2 / (2 s^2), to its limit; an alarm above 1.
/// Cost:  8 ns a value, noexcept, no allocation; 0.7 KiB.
class rate_bank {
 public:
  static constexpr double fastest = 0.75, ratio = 3.0;
  static constexpr std::size_t most_rates = 14;

  /// How many rates are at least `slowest`; the fastest is in any case.
  [[nodiscard]] static std::size_t rates_down_to(double slowest) noexcept {
    std::size_t n = 1;
    double rate = fastest / ratio;
    while (n < most_rates && rate >= slowest) {
      ++n;
      rate /= ratio;
    }
    return n;
  }

  /// Without limits: for measuring a reference.
  explicit rate_bank(std::size_t rates = 1) : rates_{std::clamp<std::size_t>(rates, 1, most_rates)} {
    double rate = fastest;
    for (std::size_t j = 0; j < rates_; ++j, rate /= ratio) {
      rate_[j] = rate;
      scale_[j] = (2.0 - rate) / (2.0 * rate);
    }
    limit_.fill(std::numeric_limits<double>::infinity());
    inflation_.fill(1.0);
  }
  /// arl: values between false alarms, at least 10. One tail for each rate, each of windows of values_a_window[j] values.
  /// law: that of the values, where it is far from a normal one; no limit is then below what it asks for.
  rate_bank(std::span<const design::tail_fit> tails, std::span<const double> values_a_window, double arl,
            const design::ewma_of_law* law = nullptr)
      : rate_bank{tails.size()} {
    // The mean time to an alarm grows by a factor e for each nat; charts alone are solved up to 1e10.
    constexpr double most = 1e10;
    const double nats =
        design::limit_of_ewma_bank(std::clamp(arl, 10.0, most), std::span{rate_}.first(rates_)).limit +
        portable_log(std::max(1.0, arl / most));
    for (std::size_t j = 0; j < rates_; ++j) {
      const double windows = std::max(1.0, arl / values_a_window[j] * static_cast<double>(rates_));
      const double own_nats = nats + portable_log(rate_[j]), far = law == nullptr ? 0.0 : law->limit(rate_[j], own_nats);
      limit_[j] = std::max({own_nats, far * far * scale_[j], tails[j].limit(windows), 1e-3});
      inverse_most_[j] = scale_[j] / limit_[j];
      inflation_[j] = std::max(1.0, tails[j].scale);
    }
  }

  /// Takes a value; true above the limit. The caller restarts it then.
  bool update(double x) noexcept {
    ++count_;
    // Places beyond the last rate stay 0: a whole number of vectors, and no branch.
    std::array<double, most_rates> squares;
    for (std::size_t j = 0; j < most_rates; ++j) {
      value_[j] += rate_[j] * (x - value_[j]);
      squares[j] = value_[j] * value_[j] * inverse_most_[j];
    }
    double largest = 0.0;
    for (const double s : squares) largest = s > largest ? s : largest;
    statistic_ = largest;
    return largest > 1.0;
  }
  void restart() noexcept {
    value_.fill(0.0);
    count_ = 0;
    statistic_ = 0.0;
  }

  [[nodiscard]] double statistic() const noexcept { return statistic_; }
  [[nodiscard]] std::size_t rates() const noexcept { return rates_; }
  [[nodiscard]] double rate(std::size_t j) const noexcept { return rate_[j]; }
  /// Score of a rate now and its limit, in nats.
  [[nodiscard]] double score(std::size_t j) const noexcept { return value_[j] * value_[j] * scale_[j]; }
  [[nodiscard]] double limit(std::size_t j) const noexcept { return limit_[j]; }
  /// Since the start; indices count values.
  [[nodiscard]] change_estimate change() const noexcept {
    return change_of_ewmas<most_rates>(std::span{rate_}.first(rates_), std::span{value_}.first(rates_), count_, 1.0);
  }
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// How much more variable a mean of n values is on the reference than of independent ones, about.
  [[nodiscard]] double inflation(double n) const noexcept {
    std::size_t j = 0;
    while (j + 1 < rates_ && 1.0 / rate_[j] < n) ++j;
    return inflation_[j];
  }

  /// Rates and limits are the owner's.
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.value_, self.count_, self.statistic_);
    if constexpr (Io::is_loading)
      if (!std::all_of(self.value_.begin(), self.value_.end(), [](double v) { return std::abs(v) <= standard_max; }) ||
          self.count_ > counter_max || !(self.statistic_ >= 0 && is_finite(self.statistic_))) {
        self.restart();
        io.fail();
      }
  }
  friend bool operator==(const rate_bank&, const rate_bank&) = default;

 private:
  std::array<double, most_rates> value_{}, rate_{}, inverse_most_{}, scale_{}, limit_{}, inflation_{};
  std::size_t rates_;
  double statistic_ = 0.0;
  std::uint64_t count_ = 0;
};

}  // namespace tepid::inline v0
