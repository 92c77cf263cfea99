// src/compare/compare_column.hpp - one column of both sides through its tests.
#pragma once

#include <tepid/compare/column_sample.hpp>
#include <tepid/compare/comparison.hpp>

#include "compare/raw_comparison.hpp"

namespace tepid::inline v0::detail {

/// Compares two samples as columns of this type. `level`: as for tests_for. Throws error{bad_argument, "tests"} for a
/// test that cannot be used; what is wrong with the values makes the column inconclusive.
[[nodiscard]] raw_comparison compare_column(column_sample before, column_sample now, column_type type,
                                            const comparison_options& options, double level);

}  // namespace tepid::inline v0::detail
