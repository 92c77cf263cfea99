// tepid/kernels/cusum.hpp - two-sided tabular CUSUM over many features.
#pragma once

#include <cstddef>

#include <tepid/kernels/block.hpp>
#include <tepid/kernels/target.hpp>

namespace tepid::inline v0::kernels {

/// The columns of the state, after the count: both sums, and the count when each last was zero.
enum cusum_column : std::size_t { cusum_up = 1, cusum_down, cusum_up_since, cusum_down_since, cusum_columns };

/// Reference values in standard deviations; infinite for a side that nobody asked for.
struct cusum_constants {
  double k_up = 0.5;
  double k_down = 0.5;
};

/// up = max(0, up + z - k_up), down = max(0, down - z - k_down); the statistic is the larger.
[[nodiscard]] kernel<cusum_constants> cusum_kernel(target on) noexcept;

}  // namespace tepid::inline v0::kernels
