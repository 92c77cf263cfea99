// tepid/kernels/shewhart.hpp - the Shewhart chart of single values over many features.
#pragma once

#include <cstddef>

#include <tepid/kernels/block.hpp>
#include <tepid/kernels/target.hpp>

namespace tepid::inline v0::kernels {

/// The columns of the state, after the count: |z| and z of the last value, and 1 where that is not zero.
enum shewhart_column : std::size_t { shewhart_statistic = 1, shewhart_deviation, shewhart_span, shewhart_columns };

/// Nothing that all features share.
struct shewhart_constants {};

/// The statistic is |z|.
[[nodiscard]] kernel<shewhart_constants> shewhart_kernel(target on) noexcept;

}  // namespace tepid::inline v0::kernels
