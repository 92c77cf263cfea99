// tepid/detectors/removable_moments.hpp - mean and sum of squares of values that come and go.
#pragma once

#include <algorithm>
#include <cstdint>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// Mean and sum of squared deviations of n values, one added or removed at a time. Squares are never negative.
struct removable_moments {
  std::uint64_t n = 0;
  double mean = 0.0, squares = 0.0;

  void add(double x) noexcept {
    ++n;
    const double away = x - mean;
    mean += away / static_cast<double>(n);
    squares += away * (x - mean);
  }

  /// A value that is among them; n is at least 1. False if most digits went with it: then they should be computed anew.
  bool remove(double x) noexcept {
    if (--n == 0) {
      mean = squares = 0.0;
      return true;
    }
    const double away = x - mean, before = squares;
    mean -= away / static_cast<double>(n);
    squares = std::max(0.0, squares - away * (x - mean));
    return !(squares < 0x1p-20 * before);
  }

  /// Could they be of values within +-most?
  [[nodiscard]] bool sound(double most) const noexcept {
    return mean >= -most && mean <= most && squares >= 0 && squares <= 4.0 * most * (most * static_cast<double>(n)) &&
           (n > 0 || (mean == 0 && squares == 0));
  }

  friend bool operator==(const removable_moments&, const removable_moments&) = default;
};

}  // namespace tepid::inline v0
