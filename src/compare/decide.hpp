// src/compare/decide.hpp - from the p-values of all columns to verdicts.
#pragma once

#include <vector>

#include <tepid/compare/comparison.hpp>

#include "compare/raw_comparison.hpp"

namespace tepid::inline v0::detail {

/// Lets the first test of the column decide, which the caller named: gives its p-values, or makes the column not judged.
void take_first_test(raw_comparison& raw);

/// Corrects the p-values of all columns for their number and gives each column its verdict, unless it has one.
[[nodiscard]] comparison decide(std::vector<raw_comparison> all, const comparison_options& options);

}  // namespace tepid::inline v0::detail
