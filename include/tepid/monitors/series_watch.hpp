// tepid/monitors/series_watch.hpp - one number for each window of a signal, against two references at once.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/design/tail_limit.hpp>
#include <tepid/monitors/rate_bank.hpp>
#include <tepid/monitors/season_fit.hpp>
#include <tepid/transforms/deseason.hpp>
#include <tepid/transforms/whiten.hpp>

namespace tepid::inline v0 {

/// Parameters of series_watch.
struct series_watch_params {
  double arl0 = 1e5;  ///< The budget of each reference, in windows; at least 10.
  season_options season{};
  std::uint64_t most_order = 24;  ///< Of the autoregression, in windows.
  double trailing_windows = 0.0;  ///< Memory of the trailing reference, in windows; 0: none.
};

/// Watches a series of window values: season out, autocorrelation out, then a rate_bank. Against the frozen reference,
/// the whole recorded series, which notices what is gradual; and against a trailing one, the exponentially weighted mean
/// of what the season left in the last windows, which notices what is new even where the frozen one has long alarmed, and
/// gets used to it: alone it would be the frog in slowly heated water.
///
/// Limit: for each rate the larger of that of independent normal values and what the reference does at that rate when it
///        is replayed: an autoregression of finite order leaves some of slow wandering, and distances and shares have
///        longer tails than normal values. Rates down to 30 / (windows of the reference).
/// Input: one value a window, with the time at which the window begins; NaN for a window without values.
/// Cost:  40 ns a window; update is noexcept and does not allocate.
class series_watch {
 public:
  /// A reference of fewer windows with a value says too little.
  static constexpr std::size_t least_windows = 120;

  struct verdict {
    bool frozen = false, trailing = false;
  };

  /// `reference` are the values of windows that follow one another, NaN where there was none, the first beginning at
  /// `start` (seconds since 1970). Throws error{bad_data, "reference"} for fewer than least_windows or no spread,
  /// error{bad_argument} for a season that is no multiple of the window.
  series_watch(std::span<const double> reference, std::int64_t start, const series_watch_params& p = {})
      : series_watch{fit_season(reference, start, p.season), p} {}

  /// Takes the value of the window that begins at `seconds`. `added_variance`: by how much more it varies than those of the
  /// reference, having fewer values; it then counts as much less as makes it vary as they do.
  verdict update(double value, std::int64_t seconds, double added_variance = 0.0) noexcept {
    if (!is_finite(value)) return {};
    residual_ = season_(value, seconds);
    verdict found{frozen_.update(residual_, added_variance), false};
    if (recent_rate_ > 0) {
      const double from_recent = residual_ - recent_;
      recent_ += recent_rate_ * from_recent;
      found.trailing = trailing_.update(from_recent, added_variance);
    }
    return found;
  }
  /// After an alarm: the bank alone starts anew.
  void restart_frozen() noexcept { frozen_.bank.restart(); }
  void restart_trailing() noexcept { trailing_.bank.restart(); }

  [[nodiscard]] const rate_bank& frozen() const noexcept { return frozen_.bank; }
  [[nodiscard]] const rate_bank& trailing() const noexcept { return trailing_.bank; }
  [[nodiscard]] bool has_trailing() const noexcept { return recent_rate_ > 0; }
  /// What the season left of the last value.
  [[nodiscard]] double residual() const noexcept { return residual_; }
  /// What the autoregression did not foresee of the last value, in its own standard deviations: of independent windows
  /// standard normal. Not saved: meaningful after an update with a value.
  [[nodiscard]] double innovation() const noexcept { return frozen_.last; }
  /// What the season expects of the window that begins at `seconds`.
  [[nodiscard]] double expected(std::int64_t seconds) const noexcept {
    deseason copy = season_;
    return -copy(0.0, seconds);
  }
  /// Whole periods that the season was fitted on; below 2 no season is fitted.
  [[nodiscard]] std::uint64_t periods() const noexcept { return periods_; }
  /// Standard error of the mean of what the season leaves in n windows, autocorrelation included.
  [[nodiscard]] double standard_error(double n) const noexcept { return mean_sd_ / std::sqrt(std::max(n, 1.0)); }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.frozen_.innovations, self.frozen_.bank, self.trailing_.innovations, self.trailing_.bank, self.residual_,
       self.recent_);
    if constexpr (Io::is_loading)
      if (!self.frozen_.innovations.sound() || !self.trailing_.innovations.sound() ||
          !(std::abs(self.residual_) <= standard_max) || !(std::abs(self.recent_) <= standard_max))
        io.fail();
  }

 private:
  /// What a fitted autoregression does not foresee, and a bank over it.
  struct detector {
    whiten innovations;
    rate_bank bank;
    double last = 0.0;

    bool update(double residual, double added_variance) noexcept {
      const double z = innovations(residual), usual = innovations.innovation_sd() * innovations.innovation_sd();
      last = added_variance > 0 ? z * std::sqrt(usual / (usual + added_variance)) : z;
      return bank.update(last);
    }
  };

  series_watch(season_fit fit, const series_watch_params& p)
      : season_{fit.season}, periods_{fit.periods}, frozen_{made(enough(fit.residuals), p)} {
    const whiten& w = frozen_.innovations;
    const std::vector<double> a = w.coefficients();
    mean_sd_ = w.innovation_sd() / std::max(0.02, 1.0 - std::accumulate(a.begin(), a.end(), 0.0));
    if (p.trailing_windows > 0) {
      recent_rate_ = 1.0 / std::max(1.0, p.trailing_windows);
      std::vector<double> from_recent;
      double recent = 0.0;
      for (const double r : fit.residuals) {
        from_recent.push_back(r - recent);
        recent += recent_rate_ * from_recent.back();
      }
      trailing_ = made(from_recent, p);
    }
  }

  static std::vector<double>& enough(std::vector<double>& residuals) {
    std::erase_if(residuals, [](double x) { return !is_finite(x); });
    if (residuals.size() < least_windows)
      throw error{errc::bad_data, "reference",
                  "the reference has " + std::to_string(residuals.size()) +
                      " windows with values; slow drift is watched from " + std::to_string(least_windows) + " on"};
    return residuals;
  }
  static detector made(std::span<const double> residuals, const series_watch_params& p) {
    whiten_options o;
    o.most_order = p.most_order;
    detector found{whiten::fit(residuals, o), rate_bank{}};
    rate_bank replayed{rate_bank::rates_down_to(30.0 / static_cast<double>(residuals.size()))};
    // The largest score in stretches about as long as a rate's memory: neighbouring ones are nearly independent.
    std::vector<double> length;
    std::vector<std::vector<double>> largest(replayed.rates());
    for (std::size_t j = 0; j < replayed.rates(); ++j) length.push_back(std::ceil(1.0 / replayed.rate(j)));
    whiten innovations = found.innovations;
    for (std::size_t i = 0; i < residuals.size(); ++i) {
      replayed.update(innovations(residuals[i]));
      for (std::size_t j = 0; j < replayed.rates(); ++j) {
        if (i % static_cast<std::size_t>(length[j]) == 0) largest[j].push_back(0.0);
        largest[j].back() = std::max(largest[j].back(), replayed.score(j));
      }
    }
    std::vector<design::tail_fit> tails;
    for (const auto& l : largest) tails.push_back(design::fit_tail(l));
    found.bank = rate_bank{tails, length, p.arl0};
    return found;
  }

  deseason season_;
  std::uint64_t periods_;
  detector frozen_, trailing_;
  double recent_rate_ = 0.0, recent_ = 0.0, residual_ = 0.0, mean_sd_ = 1.0;
};

}  // namespace tepid::inline v0
