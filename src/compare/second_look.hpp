// src/compare/second_look.hpp - small but important: what the margin of the moved mass does not see.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

#include <tepid/compare/comparison.hpp>
#include <tepid/two_sample/clustered_rates.hpp>
#include <tepid/two_sample/samples.hpp>
#include <tepid/two_sample/sketched.hpp>

#include "compare/row_clusters.hpp"

namespace tepid::inline v0::detail {

/// The surest change of a small share, and its p-value, corrected for all that were looked at; NaN where nothing was.
struct second_look {
  small_change small{};
  double p = std::numeric_limits<double>::quiet_NaN();
};

/// As the caller wishes, in a column with this margin: of a share that is not rare half the margin matters.
[[nodiscard]] small_share_options small_shares_of(const comparison_options& options, double margin) noexcept;

/// Of numbers: both tails, what lies beyond the reference's values, and values that repeat. The tails have half of the error,
/// the values that repeat the other half.
[[nodiscard]] second_look look_at_numbers(const sample_pair& sorted, const small_share_options& options);
[[nodiscard]] second_look look_at_numbers(const weighted_points& reference, const weighted_points& current,
                                          const small_share_options& options);
/// In rows of clusters.
[[nodiscard]] second_look look_at_numbers(clustered_rates& rates, std::span<const double> reference,
                                          std::span<const double> current, const small_share_options& options);

/// Of categories, what was found; an empty name is of all that a profile did not keep.
[[nodiscard]] second_look look_at_categories(const rare_category_change& found, std::span<const std::string> names);

}  // namespace tepid::inline v0::detail
