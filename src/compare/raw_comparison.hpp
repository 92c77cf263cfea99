// src/compare/raw_comparison.hpp - a column compared, before p-values are corrected.
#pragma once

#include <array>
#include <limits>

#include <tepid/compare/comparison.hpp>
#include <tepid/core/non_finite.hpp>

namespace tepid::inline v0::detail {

/// p-values as they are; NaN where there is nothing to decide.
struct raw_comparison {
  static constexpr double undecided = std::numeric_limits<double>::quiet_NaN();
  column_comparison column;
  double p = undecided;             ///< Of an effect within the margin.
  double any_change_p = undecided;  ///< Of the values, whatever the margin.
  std::array<double, non_finite_kinds> not_finite_p{undecided, undecided, undecided, undecided};
};

}  // namespace tepid::inline v0::detail
