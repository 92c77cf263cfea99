// tepid/compare/comparison.hpp - has a table drifted? Two sides compared column by column, one verdict for each.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/compare/table_side.hpp>
#include <tepid/core/non_finite.hpp>
#include <tepid/design/control.hpp>
#include <tepid/monitors/profile.hpp>
#include <tepid/two_sample/result.hpp>

namespace tepid::inline v0 {

/// What is said of a column. The numbers are frozen.
enum class verdict : std::uint8_t {
  no_drift = 0,
  drift = 1,         ///< An effect beyond the margin, or a changed share of missing or non-finite cells.
  inconclusive = 2,  ///< Too few values, or values that the test cannot judge.
  skipped = 3,       ///< Nothing was tested: times, identifiers, no value on either side, no test of this type.
};
/// "no drift", "drift", "inconclusive" or "skipped".
[[nodiscard]] std::string_view to_string(verdict v) noexcept;

/// Rows of one kind among all rows of a column.
struct share_comparison {
  std::uint64_t reference = 0, current = 0;  ///< How many there are.
  double difference = 0.0;                   ///< Current share less reference share, in [-1, 1]; NaN without rows.
  double p_adjusted = 1.0;                   ///< Of a difference within the margin, corrected.

  [[nodiscard]] bool any() const noexcept { return reference + current != 0; }
};

/// What was found out about one column.
struct column_comparison {
  std::string name;
  column_type type = column_type::numeric;                    ///< What both sides were compared as.
  std::uint64_t reference = 0, current = 0;                   ///< Rows with a value.
  std::uint64_t reference_rows = 0, current_rows = 0;         ///< All rows.
  std::array<share_comparison, non_finite_kinds> not_finite;  ///< Indexed by non_finite.
  /// False if one side is a profile that does not know all kinds: then `missing` is of cells without a value, NaN too,
  /// `positive_infinity` of both infinities, and the other two are not compared.
  bool kinds_known = true;
  /// Shares of the current values that the reference does not have, each in [0, 1]: numbers below and above its range,
  /// and new categories.
  double below = 0.0, above = 0.0, unseen_share = 0.0;
  std::vector<test_result> tests;         ///< The first decides.
  std::vector<std::string_view> choices;  ///< For each test why it was chosen; "" if the caller named it.
  double p_adjusted = 1.0;                ///< Of the first test: of an effect within the margin, corrected.
  std::vector<std::pair<std::string, std::uint64_t>> unseen;  ///< New categories and their rows, most frequent first.
  verdict result = verdict::no_drift;
  std::string note;  ///< Why, where the numbers alone do not tell; may be empty.
  std::size_t width = 0;  ///< Numbers in a row, where rows of numbers were compared; 0 for a column.

  /// The effect that is held against the margin, in the unit of the first test; 0 if nothing was tested.
  [[nodiscard]] double effect() const noexcept { return tests.empty() ? 0.0 : tests.front().effect; }
  /// The share of all current values that the reference does not have.
  [[nodiscard]] double outside() const noexcept { return below + above + unseen_share; }
};

/// How p-values can be corrected for their number. bonferroni and holm keep the chance of any false verdict at alpha;
/// bh (independent columns), by and ebh (any columns) keep the share of false ones among the drift verdicts there.
inline constexpr std::string_view correction_names[] = {"bonferroni", "holm", "bh", "by", "ebh", "none"};

/// The rule of a comparison.
struct comparison_options {
  double alpha = 0.01;                    ///< Largest corrected p-value that is drift.                 [0, 1]
  double margin = 0.1;                    ///< Least effect that matters, in the first test's unit.     [0, inf)
  std::string correction = "bonferroni";  ///< One of correction_names.
  /// Names of tests of numbers and of counts; "all" stands for every one. Of those that suit a column the first
  /// decides. None: default_tests().
  std::vector<std::string> tests{};
  std::vector<std::string> left_out{};  ///< Columns that the caller left out by name: told with the result.
  /// What a column whose types do not fit (text among numbers, numbers among times) is: an error, so that a mistake in a
  /// file is told at once; or one more column that cannot be judged, inconclusive with the reason.
  bool keep_going = false;
  /// Called before each column and between its tests, by the thread that called: how many columns are done, and of how
  /// many. False stops the comparison, which throws design::stopped; what it throws ends the comparison too.
  std::function<bool(std::size_t done, std::size_t total)> on_progress{};

  /// Throws error{bad_parameter} naming alpha, margin or correction, or error{unknown_name or bad_argument} with field
  /// "tests" for a name that is no test of columns. compare_sides() does the same before it takes a column.
  void validate() const;
};

/// What was found out about all columns.
struct comparison {
  std::vector<column_comparison> columns;  ///< In the order in which they were named.
  std::uint64_t decisions = 0;             ///< p-values that decide; they are corrected for this number.

  /// Of all columns together: drift if any drifted; no_drift if any did not and none is inconclusive; else inconclusive.
  [[nodiscard]] verdict overall() const noexcept;
  [[nodiscard]] bool any(verdict v) const noexcept;
};

/// Compares the named columns of two tables.
///
/// A column drifted if the corrected p-value of "the effect is within the margin" is at most alpha, by the first test.
/// For a test without an interval the p-value is that of no change, and the effect itself must be at least the margin.
/// It also drifted if the share of missing cells, of NaN, of -infinity or of +infinity changed by more than the margin,
/// each by itself (share_difference). Numbers beyond the reference's range and new categories count in the effect.
///
/// Types: a column that is boolean on one side and numeric on the other is compared as numeric; one that is categorical
/// in the reference as categorical. Times are skipped. Categories of which fewer than 5 rows are expected in the
/// smaller side are pooled. Where a side knows a column only as a distribution, kolmogorov_smirnov, psi and wasserstein
/// carry its rank error (two_sample/sketched.hpp); no other test can be used.
///
/// Throws what comparison_options::validate() throws; error{bad_argument, column} for a column that a side does not
/// have; error{bad_data, column} where the current side has text in a column of numbers, naming its line, unless
/// keep_going says that it is inconclusive, as a column with a problem_of() is;
/// error{bad_argument, "tests"} for a test that needs the values of a column that is only known as a distribution; and
/// design::stopped. What a test throws for the values of one column makes that column inconclusive.
/// Cost: the sum of what the tests take; memory of one column of both sides at a time.
[[nodiscard]] comparison compare_sides(table_side& reference, table_side& current,
                                       const std::vector<std::string>& columns,
                                       const comparison_options& options = {});

/// Compares rows of numbers, such as embeddings, as if they were one column of that name, with tests of rows. Rows with
/// a value that is not finite are left out, and counted as missing.
/// Throws what comparison_options::validate() throws, for tests of rows; error{bad_data} for rows of different widths;
/// and design::stopped. What a test throws for the values makes the column inconclusive.
[[nodiscard]] comparison compare_rows(std::string name, matrix_view reference, matrix_view current,
                                      const comparison_options& options = {});

}  // namespace tepid::inline v0
