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
  /// Shares of each side's values in the category without a name: what moved within it is not known.
  double unknown_before = 0.0, unknown_now = 0.0;
  /// Of each category of a side, in its order, the place in the above.
  std::vector<std::uint32_t> place_before, place_now;
};

/// Is nearly every value different, so that there is no distribution to compare? True of at least 20 values of which nine
/// tenths are different.
[[nodiscard]] bool like_an_identifier(const column_sample& s);

/// Categories side by side, none pooled but what a profile did not keep, and what it kept by chance: with counts so near to
/// the least that it kept, six standard deviations, that in another sample of the same law others might stand there. Fills in what of `out` is about new, vanished and
/// changed categories. Missing cells are no category.
[[nodiscard]] category_rows align_categories(const column_sample& a, const column_sample& b, column_comparison& out);

}  // namespace tepid::inline v0::detail
