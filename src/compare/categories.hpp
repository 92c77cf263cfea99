// src/compare/categories.hpp - the categories of two sides put side by side.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tepid/compare/column_sample.hpp>
#include <tepid/compare/comparison.hpp>

namespace tepid::inline v0::detail {

/// Rows of the same categories on both sides. Those that a profile did not keep are one, without a name.
struct category_rows {
  std::vector<std::uint64_t> before, now;
  std::vector<std::string> names;
  /// Of each category of a side, in its order, the place in the above.
  std::vector<std::uint32_t> place_before, place_now;
};

/// Is nearly every value different, so that there is no distribution to compare? True of at least 20 values of which nine
/// tenths are different.
[[nodiscard]] bool like_an_identifier(const column_sample& s);

/// Categories side by side, none pooled but what a profile did not keep. Fills in what of `out` is about new, vanished and
/// changed categories. Missing cells are no category.
[[nodiscard]] category_rows align_categories(const column_sample& a, const column_sample& b, column_comparison& out);

}  // namespace tepid::inline v0::detail
