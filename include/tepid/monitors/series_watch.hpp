// tepid/monitors/series_watch.hpp - one number for each window of a signal, against two references at once.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/design/ewma_bank_limit.hpp>
#include <tepid/detectors/composed.hpp>
#include <tepid/detectors/ewma_bank.hpp>
#include <tepid/monitors/season_fit.hpp>
#include <tepid/transforms/deseason.hpp>
#include <tepid/transforms/whiten.hpp>

namespace tepid::inline v0 {

/// Parameters of series_watch.
struct series_watch_params {
  double arl0 = 1e5;  ///< The budget of each reference, in windows. [10, 1e10]
  season_options season{};
  std::uint64_t most_order = 24;  ///< Of the autoregression, in windows.
  double trailing_windows = 0.0;  ///< Memory of the trailing reference, in windows; 0: there is none.
};

/// Watches a series of window values: season out, autocorrelation out, then an ewma_bank. Against the frozen reference,
/// the whole recorded series, which notices what is gradual; and against a trailing one, the exponentially weighted mean
/// of what the season left in the last windows, which notices what is new even where the frozen one has long alarmed, and
/// gets used to it: alone it would be the frog in slowly heated water.
///
/// Limit: limit_of_ewma_bank for the budget, which is conservative by about a nat: room for what the estimates of season,
///        autoregression and spread cost. Rates down to 400 / (windows of the reference): slower ones see what an
///        autoregression of finite order, fitted to so few windows, leaves of slow wandering. Simulated over 20 seeds (50
///        signals, half-hour windows, 8 weeks of reference): 11.5 false alarms in a year with rates down to 50 / n, 6.9
///        with 150 / n, 4.2 with 400 / n, where 4.1 are to be expected; a ramp of one request's standard deviation in six
///        weeks is then found after 10.9, 14.1 and 18.5 days.
/// Input: one value a window, with the time at which the window begins; NaN for a window without values.
/// Cost:  40 ns a window; update is noexcept and does not allocate.
class series_watch {
 public:
  using detector = composed<whiten, ewma_bank>;
  /// A reference of fewer windows with a value says too little.
  static constexpr std::size_t least_windows = 120;

  struct verdict {
    bool frozen = false, trailing = false;
  };

  /// `reference` are the values of windows that follow one another, NaN where there was none, the first beginning at
  /// `start` (seconds since 1970). Throws error{bad_data, "reference"} for fewer than least_windows or no spread,
  /// error{bad_argument} for a season that is no multiple of the window, error{bad_parameter, "arl0"}.
  series_watch(std::span<const double> reference, std::int64_t start, const series_watch_params& p = {})
      : series_watch{fit_season(reference, start, p.season), p} {}

  /// Takes the value of the window that begins at `seconds`.
  verdict update(double value, std::int64_t seconds) noexcept {
    if (!is_finite(value)) return {};
    residual_ = season_(value, seconds);
    verdict found{frozen_.update(residual_) == state::drift, false};
    if (trailing_) {
      const double from_recent = residual_ - recent_;
      recent_ += recent_rate_ * from_recent;
      found.trailing = trailing_->update(from_recent) == state::drift;
    }
    return found;
  }
  void restart_frozen() noexcept { frozen_.restart(); }
  void restart_trailing() noexcept {
    if (trailing_) trailing_->restart();
  }

  [[nodiscard]] const detector& frozen() const noexcept { return frozen_; }
  [[nodiscard]] const std::optional<detector>& trailing() const noexcept { return trailing_; }
  /// What the season left of the last value, and its mean over the last windows.
  [[nodiscard]] double residual() const noexcept { return residual_; }
  [[nodiscard]] double recent() const noexcept { return recent_; }
  /// What the season expects of the window that begins at `seconds`.
  [[nodiscard]] double expected(std::int64_t seconds) const noexcept {
    deseason copy = season_;
    return -copy(0.0, seconds);
  }
  /// Whole periods that the season was fitted on; below 2 there is none.
  [[nodiscard]] std::uint64_t periods() const noexcept { return periods_; }
  /// Standard error of the mean of what the season leaves in n windows, autocorrelation included.
  [[nodiscard]] double standard_error(double n) const noexcept {
    return mean_sd_ / std::sqrt(std::max(n, 1.0));
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    if constexpr (Io::is_loading) {
      std::uint64_t size = 0;
      const auto take = [&](detector& into) {
        io(size);
        const auto bytes = io.raw(size);
        if (io.failed()) return;
        detector loaded = tepid::load<detector>(bytes);
        if (!(loaded.parameters() == into.parameters()) || !(loaded.transform().fitted() == into.transform().fitted()))
          return io.fail();
        into = std::move(loaded);
      };
      take(self.frozen_);
      if (self.trailing_) take(*self.trailing_);
      io(self.residual_, self.recent_);
      if (!is_finite(self.residual_) || !is_finite(self.recent_)) io.fail();
    } else {
      const auto put = [&](const detector& from) {
        const std::vector<std::byte> bytes = tepid::save(from);
        io(static_cast<std::uint64_t>(bytes.size()));
        io.raw(bytes);
      };
      put(self.frozen_);
      if (self.trailing_) put(*self.trailing_);
      io(self.residual_, self.recent_);
    }
  }

 private:
  series_watch(season_fit fit, const series_watch_params& p)
      : season_{fit.season}, periods_{fit.periods}, frozen_{made(enough(fit.residuals), p)} {
    const whiten& w = frozen_.transform();
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
                  "the reference has " + std::to_string(residuals.size()) + " windows with values; slow drift is watched from " +
                      std::to_string(least_windows) + " on"};
    return residuals;
  }
  static detector made(std::span<const double> residuals, const series_watch_params& p) {
    constexpr double fastest = 0.75, ratio = 3.0;
    if (!(p.arl0 >= 10 && p.arl0 <= 1e10))
      throw error{errc::bad_parameter, "arl0",
                  "series_watch: parameter 'arl0' is " + to_text(p.arl0) + "; it must be in [10, 1e10]"};
    whiten_options o;
    o.most_order = p.most_order;
    std::vector<double> rates{fastest};
    const double slowest = std::max(400.0 / static_cast<double>(residuals.size()), 20.0 / p.arl0);
    while (rates.size() < ewma_bank::max_rates && rates.back() / ratio >= slowest) rates.push_back(rates.back() / ratio);
    return detector{whiten::fit(residuals, o), ewma_bank_params{.rates = rates.size(),
                                                                .max_rate = fastest,
                                                                .ratio = ratio,
                                                                .limit = design::limit_of_ewma_bank(p.arl0, rates).limit,
                                                                .tilt = 1.0}};
  }

  deseason season_;
  std::uint64_t periods_;
  detector frozen_;
  std::optional<detector> trailing_;
  double recent_rate_ = 0.0, recent_ = 0.0, residual_ = 0.0, mean_sd_ = 1.0;
};

}  // namespace tepid::inline v0
