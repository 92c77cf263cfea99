// src/compare/categories.hpp - the categories of two sides put side by side.
#pragma once

#include <cstdint>
#include <vector>

#include <tepid/compare/column_sample.hpp>
#include <tepid/compare/comparison.hpp>

namespace tepid::inline v0::detail {

/// Rows of the same categories on both sides.
struct category_rows {
  std::vector<std::uint64_t> before, now;
};

/// Mostly different values: an identifier or free text, of which there is no distribution to compare.
[[nodiscard]] bool like_an_identifier(const column_sample& a, const column_sample& b);

/// Categories side by side. Those of which hardly any can be seen (fewer than 5 expected in the smaller sample) are
/// one, the unknown of a profile are another, and missing cells are a category too. Fills in what of `out` is about new
/// categories.
[[nodiscard]] category_rows align_categories(const column_sample& a, const column_sample& b, column_comparison& out);

}  // namespace tepid::inline v0::detail
