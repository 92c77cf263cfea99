// tepid/kernels/page_hinkley.hpp - the Page-Hinkley test over many features.
#pragma once

#include <cstddef>

#include <tepid/kernels/block.hpp>
#include <tepid/kernels/target.hpp>

namespace tepid::inline v0::kernels {

/// The columns of the state, after the count: the first z; the sum of z - first; for the upper and the lower side the
/// sum of deviations, its minimum, and the count at the minimum.
enum page_hinkley_column : std::size_t {
  page_hinkley_origin = 1,
  page_hinkley_total,
  page_hinkley_up,
  page_hinkley_down,
  page_hinkley_up_low,
  page_hinkley_down_low,
  page_hinkley_up_low_at,
  page_hinkley_down_low_at,
  page_hinkley_columns
};

struct page_hinkley_constants {
  double delta = 0.005;
  double alpha = 1.0;
  double min_samples = 30.0;  ///< No statistic before that many values.
  bool up = true;             ///< Which sides count for the statistic.
  bool down = true;
};

/// m = mean of z so far; sum = alpha sum +- (z - m) - delta; the statistic is the larger of sum - min(sum).
[[nodiscard]] kernel<page_hinkley_constants> page_hinkley_kernel(target on) noexcept;

}  // namespace tepid::inline v0::kernels
