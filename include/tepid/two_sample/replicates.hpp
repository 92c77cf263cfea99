// tepid/two_sample/replicates.hpp - bootstrap replicates of a statistic and their quantiles.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include <tepid/two_sample/interval.hpp>

namespace tepid::inline v0::detail {

/// Replicates in order: made once, asked for quantiles at any error.
class replicates {
 public:
  explicit replicates(std::vector<double> values) : sorted_{std::move(values)} {
    std::sort(sorted_.begin(), sorted_.end());
  }

  /// What one more replicate exceeds with probability `error` at most; infinite where they are too few to tell.
  [[nodiscard]] double exceeded_by(double error) const noexcept {
    const double all = static_cast<double>(sorted_.size()) + 1.0;
    // Less than a millionth of a replicate is rounding of the error.
    const double rank = std::max(1.0, std::ceil((1.0 - error) * all - 1e-6));
    return rank < all ? sorted_[static_cast<std::size_t>(rank) - 1] : std::numeric_limits<double>::infinity();
  }
  /// What one more replicate is below with probability `error` at most.
  [[nodiscard]] double undercut_by(double error) const noexcept {
    const double all = static_cast<double>(sorted_.size()) + 1.0, rank = std::floor(error * all + 1e-6);
    return rank >= 1 ? sorted_[static_cast<std::size_t>(std::min(rank, all - 1.0)) - 1]
                     : -std::numeric_limits<double>::infinity();
  }
  [[nodiscard]] double mean() const noexcept {
    double sum = 0.0;
    for (const double x : sorted_) sum += x;
    return sum / static_cast<double>(sorted_.size());
  }

 private:
  std::vector<double> sorted_;
};

/// The basic bootstrap's interval of a squared distance: replicates of how far a resampled one is above that of the
/// samples, which chance has raised as much. Right at 0 too, where chance raises the resampled one once more, so that
/// it is rather too long there. A larger distance scatters more, so the upper end is as far from the middle as the
/// lower one at least: without that it is too low in 7 % of samples of 100 rows instead of 2.5 %.
[[nodiscard]] inline effect_interval squared_distance_interval(double squared, const replicates& rises, double error) {
  const double most = rises.exceeded_by(0.5 * error), least = rises.undercut_by(0.5 * error);
  return {std::max(0.0, squared - most), std::max({0.0, squared - least, squared - 2.0 * rises.mean() + most})};
}

}  // namespace tepid::inline v0::detail
