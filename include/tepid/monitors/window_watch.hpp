// tepid/monitors/window_watch.hpp - a signal's means over windows of time, against a reference with seasons.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/core/schema.hpp>
#include <tepid/design/ewma_bank_limit.hpp>
#include <tepid/detectors/composed.hpp>
#include <tepid/detectors/ewma_bank.hpp>
#include <tepid/transforms/chain.hpp>
#include <tepid/transforms/deseason.hpp>
#include <tepid/transforms/whiten.hpp>

namespace tepid::inline v0 {

/// A season taken out of evenly spaced windows, and what it leaves.
struct season_fit {
  deseason season;
  std::uint64_t periods = 0;      ///< Whole periods that it was fitted on; below 2 there is no season.
  std::vector<double> residuals;  ///< One a window: its value less a season that was fitted without its own period.
};

/// Options of fit_season.
struct season_options {
  std::uint64_t window_seconds = 1800;
  std::uint64_t period_seconds = 604'800;  ///< A week; a multiple of the window.
  std::uint64_t smooth_seconds = 3600;  ///< Half the base of the triangle that neighbouring windows are weighed with.
};

/// The mean of each place in the period over all periods, smoothed over its neighbours.
///
/// Residuals leave their own period out: with w periods a mean is off by 1 / sqrt(w) of the residuals' spread, and what
/// is fitted on residuals of the very periods that made it would take later ones, which have that error too, for w + 1
/// over w - 1 times as variable as it should: with 8 weeks five times as many false alarms at 4 standard deviations.
/// `windows` are values of windows that follow one another, NaN where there was none; the first begins at `start`
/// (seconds since 1970). With fewer than two whole periods nothing is taken out. Throws error{bad_argument} for a
/// period that is no multiple of the window, error{bad_data} without a value.
[[nodiscard]] inline season_fit fit_season(std::span<const double> windows, std::int64_t start,
                                           const season_options& o = {}) {
  if (o.window_seconds == 0 || o.period_seconds == 0 || o.period_seconds % o.window_seconds != 0)
    throw error{errc::bad_argument, "period_seconds",
                "season: the period (" + std::to_string(o.period_seconds) + " s) must be a multiple of the window (" +
                    std::to_string(o.window_seconds) + " s)"};
  const auto per = static_cast<std::size_t>(o.period_seconds / o.window_seconds);
  const std::size_t periods = windows.size() / per;
  moments all;
  for (const double x : windows) all.add(x);
  if (all.count() == 0) throw error{errc::bad_data, "reference", "season: the reference has no value"};

  season_fit found{deseason{deseason_model{{all.mean()}, {1.0}, o.window_seconds, 0}}, periods, {}};
  found.residuals.assign(windows.begin(), windows.end());
  if (periods < 2) {
    for (double& x : found.residuals) x -= all.mean();
    return found;
  }
  const auto reach = static_cast<std::ptrdiff_t>(std::max<std::uint64_t>(1, o.smooth_seconds / o.window_seconds));
  struct weighed {
    double sum = 0.0, weight = 0.0;
  };
  // Of some periods: the weighed sums of each place and its neighbours.
  const auto smooth = [&](const std::vector<weighed>& place) {
    std::vector<weighed> out(per);
    for (std::size_t b = 0; b < per; ++b)
      for (std::ptrdiff_t j = 1 - reach; j < reach; ++j) {
        const auto size = static_cast<std::ptrdiff_t>(per);
        const auto& from = place[static_cast<std::size_t>(((static_cast<std::ptrdiff_t>(b) + j) % size + size) % size)];
        const double w = 1.0 - static_cast<double>(std::abs(j)) / static_cast<double>(reach);
        out[b].sum += w * from.sum;
        out[b].weight += w * from.weight;
      }
    return out;
  };
  const auto add = [&](std::vector<weighed>& place, std::size_t i) {
    if (!is_finite(windows[i])) return;
    place[i % per].sum += windows[i];
    place[i % per].weight += 1.0;
  };
  std::vector<weighed> sums(per);
  for (std::size_t i = 0; i < windows.size(); ++i) add(sums, i);
  const std::vector<weighed> whole = smooth(sums);
  for (std::size_t first = 0; first < windows.size(); first += per) {
    const std::size_t end = std::min(windows.size(), first + per);
    std::vector<weighed> own(per);
    for (std::size_t i = first; i < end; ++i) add(own, i);
    const std::vector<weighed> left_out = smooth(own);
    for (std::size_t i = first; i < end; ++i) {
      const std::size_t b = i % per;
      const double weight = whole[b].weight - left_out[b].weight;
      const double mean = weight > 0.5 ? (whole[b].sum - left_out[b].sum) / weight : all.mean();
      found.residuals[i] = windows[i] - mean;
    }
  }
  // deseason counts places from 1970-01-01; the first window lies at `from` among them.
  const auto size = static_cast<std::int64_t>(per), step = static_cast<std::int64_t>(o.window_seconds);
  const std::int64_t at = (start >= 0 ? start : start - step + 1) / step;
  const auto from = static_cast<std::size_t>((at % size + size) % size);
  deseason_model m{std::vector<double>(per), std::vector<double>(per, 1.0), o.window_seconds, from};
  for (std::size_t b = 0; b < per; ++b)
    m.mean[(from + b) % per] = whole[b].weight > 0 ? whole[b].sum / whole[b].weight : all.mean();
  found.season = deseason{std::move(m)};
  return found;
}

/// Parameters of window_watch.
struct window_watch_params {
  double arl0 = 1e5;  ///< The budget, in windows.
  season_options season{};
  std::uint64_t most_order = 24;  ///< Of the autoregression, in windows.
};

/// Watches the means of windows of one signal: season out, autocorrelation out, then an ewma_bank.
///
/// Limit: limit_of_ewma_bank for the budget, which is conservative by about a nat: room for what the estimates of
/// season,
///        autoregression and spread cost. Rates down to 400 / (windows of the reference): slower ones see what an
///        autoregression of finite order, fitted to so few windows, leaves of slow wandering. In the simulation below,
///        over 20 seeds: 11.5 false alarms in a year with rates down to 50 / n, 6.9 with 150 / n, 4.2 with 400 / n; a
///        ramp of one request's standard deviation in six weeks is then found after 10.9, 14.1 and 18.5 days.
/// Input: one value a window, with the time at which the window begins; NaN for a window without values.
/// Simulated (tests/long/healthy_year.cpp): 50 signals with daily and weekly seasons, shared and own wandering over
/// minutes
///        to days, 8 weeks of reference, half-hour windows and a budget of one false alarm in 90 days over all of them.
/// Cost: 20 ns a window; noexcept, no allocation after construction.
class window_watch {
 public:
  using detector = composed<chain<deseason, whiten>, ewma_bank>;

  /// Throws as fit_season and whiten::fit do, and error{bad_parameter, "arl0"}.
  window_watch(std::span<const double> reference, std::int64_t start, const window_watch_params& p = {})
      : window_watch{fit_season(reference, start, p.season), p} {}

  /// Takes the mean of the window that begins at `seconds`; true if it raises an alarm. After it the bank starts anew
  /// when restart() is called.
  bool update(double mean, std::int64_t seconds) noexcept {
    return is_finite(mean) && detector_.update(mean, seconds) == state::drift;
  }
  void restart() noexcept { detector_.restart(); }

  [[nodiscard]] double statistic() const noexcept { return detector_.statistic(); }
  [[nodiscard]] double limit() const noexcept { return detector_.parameters().limit; }
  [[nodiscard]] change_estimate change() const noexcept { return detector_.change(); }
  [[nodiscard]] std::uint64_t count() const noexcept { return detector_.count(); }
  [[nodiscard]] std::uint64_t rates() const noexcept { return detector_.parameters().rates; }
  /// Whole periods that the season was fitted on.
  [[nodiscard]] std::uint64_t periods() const noexcept { return periods_; }
  [[nodiscard]] const detector& detecting() const noexcept { return detector_; }

 private:
  window_watch(season_fit season, const window_watch_params& p)
      : periods_{season.periods},
        detector_{chain<deseason, whiten>{season.season, fitted(season.residuals, p)},
                  designed(season.residuals.size(), p)} {}

  static whiten fitted(std::vector<double>& residuals, const window_watch_params& p) {
    std::erase_if(residuals, [](double x) { return !is_finite(x); });
    whiten_options o;
    o.most_order = p.most_order;
    return whiten::fit(residuals, o);
  }
  static ewma_bank_params designed(std::size_t windows, const window_watch_params& p) {
    constexpr double fastest = 0.75, ratio = 3.0;
    std::vector<double> rates{fastest};
    const double slowest = std::max(400.0 / static_cast<double>(windows), 20.0 / p.arl0);
    while (rates.size() < ewma_bank::max_rates && rates.back() / ratio >= slowest)
      rates.push_back(rates.back() / ratio);
    if (!(p.arl0 >= 10 && p.arl0 <= 1e10))
      throw error{errc::bad_parameter, "arl0",
                  "window_watch: parameter 'arl0' is " + to_text(p.arl0) + "; it must be in [10, 1e10]"};
    return {.rates = rates.size(),
            .max_rate = fastest,
            .ratio = ratio,
            .limit = design::limit_of_ewma_bank(p.arl0, rates).limit,
            .tilt = 1.0};
  }

  std::uint64_t periods_;
  detector detector_;
};

}  // namespace tepid::inline v0
