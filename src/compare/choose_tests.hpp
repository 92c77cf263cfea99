// src/compare/choose_tests.hpp - which tests a column gets.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tepid/compare/comparison.hpp>
#include <tepid/monitors/profile.hpp>
#include <tepid/registry.hpp>

namespace tepid::inline v0::detail {

/// Throws error{bad_parameter} naming alpha, margin or correction.
void check_rule(const comparison_options& options);

/// The tests that the options name. Throws error{unknown_name or bad_argument, "tests"} for a name that is no test of
/// columns.
[[nodiscard]] std::vector<const test_row*> named_tests(const comparison_options& options);

/// The tests of a column. `margin`: the column's. `level`: the error of the first decision, before correction.
[[nodiscard]] std::vector<chosen_test> tests_for(column_type type, const comparison_options& options, double margin,
                                                 double level);

/// Throws error{bad_argument, "tests"} for a test that needs the values themselves.
void need_no_values(const std::vector<chosen_test>& tests, const std::string& column);

}  // namespace tepid::inline v0::detail
