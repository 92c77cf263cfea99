// src/compare/raw_comparison.hpp - a column compared, before p-values are corrected.
#pragma once

#include <array>
#include <cstddef>
#include <limits>

#include <tepid/compare/comparison.hpp>
#include <tepid/core/non_finite.hpp>

namespace tepid::inline v0::detail {

/// The p-values of a column that are corrected together, in this order: of the mass that moved, of small shares, of what is
/// no finite number.
inline constexpr std::size_t decisions_a_column = 3;

/// p-values as they are; NaN where there is nothing to decide.
struct raw_comparison {
  static constexpr double undecided = std::numeric_limits<double>::quiet_NaN();
  column_comparison column;
  double margin = 0.0;
  std::array<double, decisions_a_column> p{undecided, undecided, undecided};
  double any_change_p = undecided;  ///< Of the values, whatever the margin; of a test that the caller named.
  /// Each already multiplied by the number of kinds that are there: the least is the third of `p`.
  std::array<double, non_finite_kinds> not_finite_p{undecided, undecided, undecided, undecided};
  bool by_test = false;     ///< A test that the caller named decides.
  bool no_shares = false;  ///< Rows of numbers, which have no small shares to decide on.
};

}  // namespace tepid::inline v0::detail
