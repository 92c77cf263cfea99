// tepid/design/tail_limit.hpp - the limit of a statistic from how far it strays on a reference, window by window.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>

namespace tepid::inline v0::design {

/// The upper tail of a statistic on a reference: how often it goes beyond a high level, and by how much.
struct tail_fit {
  double level = 0.0;    ///< The high level.
  double scale = 1.0;    ///< Mean excess beyond it, with its error added; nats for e^2 / 2 s^2.
  double share_beyond = 0.0;  ///< Share of windows that go beyond it.
  double largest = 0.0;  ///< The largest value that was seen.
  std::uint64_t windows = 0;

  /// Beyond this the statistic goes about once in `arl` windows, arl >= 1; never below the largest value seen in as many.
  [[nodiscard]] double limit(double arl) const noexcept {
    if (windows == 0) return 0.0;
    const double beyond = level + scale * std::max(0.0, std::log(std::max(share_beyond * arl, 1e-300)));
    return arl >= static_cast<double>(windows) ? std::max(largest, beyond) : beyond;
  }

  /// Can it be one? (after loading)
  [[nodiscard]] bool sound() const noexcept {
    return is_finite(level) && is_finite(scale) && scale >= 0 && is_finite(share_beyond) && share_beyond >= 0 && is_finite(largest) &&
           windows <= std::uint64_t{1} << 53;
  }
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.level, self.scale, self.share_beyond, self.largest, self.windows);
  }
  friend bool operator==(const tail_fit&, const tail_fit&) = default;
};

/// Of the largest value in each window. The level is the tenth highest of a hundred. What goes beyond it does so, for a
/// Gaussian statistic e^2 / (2 s^2), by exponentially distributed amounts, whatever its autocorrelation, with the variance
/// of e over s^2 as scale; a bounded season makes the tail lighter than that. Two standard errors of the scale are added:
/// neighbouring windows are not independent. With fewer than 40 windows the largest value is the level, and the scale a
/// tenth of it, or 1 (that of independent data) where that is more.
/// Throws error{bad_data, "reference"} without a window or for a value that is not finite.
/// Source: peaks over threshold, A. C. Davison and R. L. Smith, J. R. Statist. Soc. B 52 (1990) 393-442.
[[nodiscard]] inline tail_fit fit_tail(std::span<const double> maxima) {
  if (maxima.empty()) throw error{errc::bad_data, "reference", "tail: the reference has no window"};
  for (const double x : maxima)
    if (!is_finite(x)) throw error{errc::bad_data, "reference", "tail: a window's largest value is not finite"};
  tail_fit found;
  found.windows = maxima.size();
  found.largest = *std::max_element(maxima.begin(), maxima.end());
  const double n = static_cast<double>(maxima.size());
  if (maxima.size() < 40) {
    found.level = found.largest;
    found.scale = std::max(1.0, 0.1 * found.largest);
    found.share_beyond = 1.0 / n;
    return found;
  }
  std::vector<double> sorted(maxima.begin(), maxima.end());
  const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(maxima.size() - maxima.size() / 10 - 1);
  std::nth_element(sorted.begin(), at, sorted.end());
  found.level = *at;
  double beyond = 0.0, excess = 0.0;
  for (const double x : maxima)
    if (x > found.level) {
      beyond += 1.0;
      excess += x - found.level;
    }
  if (beyond == 0.0) return found;  // all windows alike
  found.share_beyond = beyond / n;
  found.scale = excess / beyond * (1.0 + 2.0 / std::sqrt(beyond));
  return found;
}

}  // namespace tepid::inline v0::design
