// src/compare/compare_column.hpp - one column of both sides through its tests.
#pragma once

#include <string>

#include <tepid/compare/column_sample.hpp>
#include <tepid/compare/comparison.hpp>

#include "compare/raw_comparison.hpp"
#include "compare/row_clusters.hpp"

namespace tepid::inline v0::detail {

/// The margin of a column.
[[nodiscard]] inline double margin_of(const comparison_options& options, const std::string& column) {
  const auto own = options.margins.find(column);
  return own == options.margins.end() ? options.margin : own->second;
}

/// Compares two samples as columns of this type. `level`: the error of each decision, before correction. `clusters`: null
/// where the rows are independent. Throws error{bad_argument, "tests"} for a test that cannot be used; what is wrong with the values makes the column not judged.
[[nodiscard]] raw_comparison compare_column(column_sample before, column_sample now, column_type type,
                                            const comparison_options& options, double level,
                                            const row_clusters* clusters);

}  // namespace tepid::inline v0::detail
