// tepid/kernels/ewma.hpp - the EWMA chart over many features.
#pragma once

#include <cstddef>
#include <limits>

#include <tepid/kernels/block.hpp>
#include <tepid/kernels/target.hpp>

namespace tepid::inline v0::kernels {

/// The columns of the state, after the count: the EWMA, and the count before it last changed sides of the mean.
enum ewma_column : std::size_t { ewma_value = 1, ewma_since, ewma_columns };

struct ewma_constants {
  double keep = 0.9;
  double weight = 0.1;  ///< Of the newest value; negative turns its sign.
  double per_sd = 1.0;  ///< 1 / the long-run standard deviation of the EWMA.
  double lowest = -std::numeric_limits<double>::infinity();  ///< A one-sided EWMA is held there.
  bool one_sided = false;
};

/// value = max(lowest, value keep + weight z); the statistic is |value| per_sd, of a one-sided one value per_sd.
[[nodiscard]] kernel<ewma_constants> ewma_kernel(target on) noexcept;

}  // namespace tepid::inline v0::kernels
