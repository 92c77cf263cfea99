// tepid/monitors/season_fit.hpp - the season of evenly spaced windows, and what it leaves.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/numerics/moments.hpp>
#include <tepid/transforms/deseason.hpp>

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

}  // namespace tepid::inline v0
