// tepid/compare/column_sample.hpp - what a comparison takes of one column of one side.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/non_finite.hpp>
#include <tepid/monitors/profile.hpp>
#include <tepid/sketches/ecdf.hpp>

namespace tepid::inline v0 {

/// The rows of one column. A categorical column has its values in `categories` and `other`; any other column has them
/// in `numbers` (times in seconds since 1970) or, where there are too many to keep, in `distribution`.
struct column_sample {
  std::string name;
  column_type type = column_type::numeric;
  std::uint64_t rows = 0;  ///< Cells of any kind.
  /// Cells that are no finite number, by kind. In a categorical column every cell without a value is missing.
  non_finite_counts not_finite;
  bool kinds_known = true;                          ///< As column_profile::kinds_known.
  std::vector<double> numbers;                      ///< One a row; missing_value where none was given.
  bool in_row_order = true;                         ///< Whether `numbers` are in the order of the rows.
  std::shared_ptr<const ecdf> distribution;         ///< Of the finite values, in place of `numbers`; else null.
  std::uint64_t misplaced = 0;                      ///< As column_profile::misplaced.
  std::map<std::string, std::uint64_t> categories;  ///< Rows of each category.
  std::uint64_t other = 0;  ///< Rows of categories whose names are not known: a profile keeps 1,024 names.
  /// In place of a row's category: it has no value.
  static constexpr std::uint32_t no_category = ~std::uint32_t{0};
  /// Of a categorical column, in the order of the rows, the place of the row's category in the order of `categories`, or
  /// no_category. Empty where the rows are not known one by one.
  std::vector<std::uint32_t> row_categories;

  /// Takes the rows of a categorical column: `categories`, `row_categories`, and how many cells are missing. `places`: of
  /// each row the place of its text among `texts`, or no_category; a place beyond them is undefined behaviour. Texts may
  /// be there twice, or be of no row. O(rows + texts log texts).
  void take_categories(std::span<const std::string_view> texts, std::vector<std::uint32_t> places);

  /// Rows with a value; infinities are values.
  [[nodiscard]] std::uint64_t values() const noexcept { return rows - not_finite.no_value(); }
};

}  // namespace tepid::inline v0
