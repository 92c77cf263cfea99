// tepid/compare/comparison.hpp - has a table drifted? Two sides compared column by column, one verdict for each.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/compare/table_side.hpp>
#include <tepid/core/non_finite.hpp>
#include <tepid/design/control.hpp>
#include <tepid/monitors/profile.hpp>
#include <tepid/two_sample/moved_mass.hpp>
#include <tepid/two_sample/rate_change.hpp>
#include <tepid/two_sample/result.hpp>

namespace tepid::inline v0 {

/// What is said of a column. The numbers are frozen.
enum class verdict : std::uint8_t {
  no_drift = 0,      ///< For certain no more than the margin moved: the whole interval lies within it.
  drift = 1,         ///< For certain more than the margin moved, or a small share changed by a multiple.
  inconclusive = 2,  ///< The interval holds the margin: more rows would tell (moved.n_needed).
  left_out = 3,      ///< The caller left the column out, by name.
  not_judged = 4,    ///< It cannot be compared; the note says why: a time, an identifier, no value on one side.
};
/// "no drift", "drift", "inconclusive", "left out" or "cannot be judged".
[[nodiscard]] std::string_view to_string(verdict v) noexcept;

/// Rows of one kind among all rows of a column.
struct share_comparison {
  std::uint64_t reference = 0, current = 0;  ///< How many there are.
  double difference = 0.0;                   ///< Current share less reference share, in [-1, 1]; NaN without rows.
  double p_adjusted = 1.0;                   ///< Of a share that did not change by what matters, corrected.

  [[nodiscard]] bool any() const noexcept { return reference + current != 0; }
};

/// The surest change of a small share: of the values in the reference's lowest or highest hundredth or beyond all of them, of
/// a number that repeats, or of a category.
struct small_change {
  std::string what{};  ///< "below 1.5", "above the highest, 99", "equal to -1", "'DE'"; empty: no small share changed by what matters.
  rate_change rate{};
  double p_adjusted = 1.0;
};

/// The outlines of both sides, to be drawn: shares of the values, each side's adding up to 1.
struct two_shapes {
  std::vector<double> edges;               ///< Of numbers: one more than there are bins, increasing; the outer bins are open.
  std::vector<std::string> names;          ///< Of categories; "" is all others. One of edges and names is empty.
  std::vector<double> reference, current;  ///< One a bin or name; empty where nothing was judged.
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
  /// The share of mass that moved: total variation of categories, the largest distance of the distribution functions of
  /// numbers. Its interval decides: `low` holds for all columns together at alpha, `high` for each column at alpha. NaN
  /// where nothing was judged. Where the caller named tests the first of them decides instead, and this is beside it.
  moved_mass moved = nothing_moved();
  /// Of a change too small for the margin, or that the margin does not see: 1 % that became 2 %, tails, a wider spread.
  small_change small;
  /// Shares of the current values that the reference does not have, each in [0, 1]: numbers below and above its range,
  /// and new categories.
  double below = 0.0, above = 0.0, unseen_share = 0.0;
  /// Of categories: the share of the reference's values whose categories vanished, and half the summed change of the
  /// shares of those that both sides have. Total variation is (unseen_share + vanished_share) / 2 + changed_share.
  double vanished_share = 0.0, changed_share = 0.0;
  /// Of categories: PSI with half a row added to each count, and what it is on average where nothing changed; else NaN.
  double psi = std::numeric_limits<double>::quiet_NaN(), psi_by_chance = std::numeric_limits<double>::quiet_NaN();
  std::vector<test_result> tests;         ///< Beside the verdict; where the caller named them, the first decides.
  std::vector<std::string_view> choices;  ///< For each test why it was chosen; "" if the caller named it.
  double p_adjusted = 1.0;                ///< Of "at most the margin moved", corrected.
  /// Resemblance of neighbouring rows, of the side where it is larger, where it is certain; else 0. Of numbers the lag-1
  /// correlation of ranks, of categories how many neighbours are equal beyond chance. 0 where clusters were given.
  double neighbours = 0.0;
  /// Where clusters were given, how many have a row with a value; else 0.
  std::uint64_t reference_clusters = 0, current_clusters = 0;
  /// By how much the share that decided varies more than of as many independent rows (Kish's design effect): the rows
  /// tell as much as rows / deff. 1 without clusters.
  double reference_deff = 1.0, current_deff = 1.0;
  std::vector<std::pair<std::string, std::uint64_t>> unseen;  ///< New categories and their rows, most frequent first.
  two_shapes shapes;
  verdict result = verdict::no_drift;
  std::string note;  ///< Why, where the numbers alone do not tell; may be empty.
  std::size_t width = 0;  ///< Numbers in a row, where rows of numbers were compared; 0 for a column.

  /// Of the first test, in its unit; 0 if none was run.
  [[nodiscard]] double effect() const noexcept { return tests.empty() ? 0.0 : tests.front().effect; }
  /// The share of all current values that the reference does not have.
  [[nodiscard]] double outside() const noexcept { return below + above + unseen_share; }

 private:
  static constexpr moved_mass nothing_moved() noexcept {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    return {.estimate = nan, .low = nan, .high = nan, .p = nan, .n_needed = nan};
  }
};

/// How p-values can be corrected for their number. bonferroni and holm keep the chance of any false verdict at alpha;
/// bh (independent columns), by and ebh (any columns) keep the share of false ones among the drift verdicts there.
inline constexpr std::string_view correction_names[] = {"bonferroni", "holm", "bh", "by", "ebh", "none"};

/// The rule of a comparison.
struct comparison_options {
  double alpha = 0.01;  ///< Largest corrected p-value that is drift; also the chance of a wrong "no drift" of a column. (0, 1)
  /// The least share of mass that matters (of named tests: the least effect, in the first test's unit). [0, inf)
  double margin = 0.1;
  std::map<std::string, double, std::less<>> margins{};  ///< Of columns that have a margin of their own.
  std::string correction = "bonferroni";                 ///< One of correction_names.
  /// The second look, at small shares; not taken with a margin of 0, which any change is beyond. `common_difference` is half
  /// of the column's margin, whatever stands there.
  small_share_options small{};
  /// Names of tests of numbers and of counts; "all" stands for every one. Of those that suit a column the first
  /// decides. None: moved_mass decides, beside default_tests().
  std::vector<std::string> tests{};
  std::vector<std::string> judge{};     ///< Columns that are values, though they look like identifiers, counters or times.
  std::vector<std::string> left_out{};  ///< Columns that the caller left out by name: told with the result.
  /// Columns that the caller cannot give, and why: told as not judged.
  std::vector<std::pair<std::string, std::string>> unreadable{};
  /// A column whose equal values are one cluster, as of a user or a session: rows of one cluster may resemble each other
  /// in any way. The same value on both sides is the same cluster. A row without a value is a cluster of its own. The
  /// column itself is not compared. Empty: rows are independent.
  std::string cluster{};
  /// So many rows one after the other are one cluster, on each side by itself: rows in time. 0: rows are independent.
  std::uint64_t block = 0;
  /// Threads that compare columns, the calling one among them; the result is the same. 0: one a processor.
  std::uint64_t threads = 0;
  /// Called before each column and between its tests, by the thread that called: how many columns are done, and of how
  /// many. False stops the comparison, which throws design::stopped; what it throws ends the comparison too.
  std::function<bool(std::size_t done, std::size_t total)> on_progress{};

  /// Throws error{bad_parameter} naming alpha, margin or correction, error{unknown_name or bad_argument} with field
  /// "tests" for a name that is no test of columns, or for any with clusters, whose p-values are of independent rows; and
  /// error{bad_argument, "block"} with a cluster column too. compare_sides() does the same before it takes a column.
  void validate() const;
};

/// What was found out about all columns.
struct comparison {
  std::vector<column_comparison> columns;  ///< In the order in which they were named, then those left out.
  std::uint64_t decisions = 0;             ///< p-values that decide; they are corrected for this number.
  std::vector<std::string> remarks;        ///< Of the sides, each with its name: lines that were left out.
  std::vector<std::string> doubts;         ///< Likewise: why a side is not fit to say "no drift".

  [[nodiscard]] bool any(verdict v) const noexcept;
  /// drift if any column drifted; else inconclusive if any was inconclusive or could not be judged, none was compared, or
  /// there are doubts; else no_drift.
  [[nodiscard]] verdict overall() const noexcept;
};

/// The columns that two tables are compared by: those that were named, and the cluster column with them, or else all of
/// both; each once, without those that `rule.left_out` names.
/// Throws error{bad_data, column} for one that a table does not have; error{bad_argument, "cluster"} for a cluster column
/// that is left out.
[[nodiscard]] std::vector<std::string> columns_to_compare(const table_side& reference, const table_side& current,
                                                          const std::optional<std::vector<std::string>>& named,
                                                          const comparison_options& rule);

/// Compares the named columns of two tables.
///
/// Decisions: three a column, each corrected for the number of all: how much mass moved (moved_mass); the second look at
///           small shares (rate_change: categories; tail_change and atom_change: numbers), which may be drift where the
///           first is not; and the shares of missing cells, NaN and infinities (of these a share of at most
///           small_share_options::most_share by the ratio, as the second look, a larger one by the margin).
/// Verdict:  drift if any of the three is certain; else no drift if the interval of the moved mass lies within the margin;
///           else inconclusive.
/// Tests:    where the caller names tests, the first that suits a column decides in place of the moved mass and of the
///           second look: drift if the p-value of an effect within the margin is at most alpha; for a test without an
///           interval that of no change, and the effect itself must be at least the margin.
/// Clusters: with comparison_options::cluster or block the moved mass is moved_mass_of_clusters, the second look and the
///           shares of missing cells, NaN and infinities clustered_rates. Tests stand beside them without p-values and
///           intervals, which would be of independent rows. A column with fewer than 20 clusters on a side, as of equal
///           ones (Kish), is not judged.
/// Types:    a column that is boolean on one side and numeric on the other is compared as numeric; one that is categorical
///           in the reference as categorical. Not judged: times; text that is nearly all different on both sides; whole
///           numbers beyond 2^53; numbers that only grow from row to row on both sides, or on the one whose order is
///           known (a profile's is not); text against numbers. Where a side is a profile that kept only the most frequent
///           categories, all others are one, and the interval holds whatever moved among them. Missing cells are no
///           category.
/// Errors:   what comparison_options::validate() throws; error{bad_argument, column} for a column that a side does not
///           have; error{bad_argument, "cluster" or "block"} where a side does not know its rows one by one, as a profile,
///           or where the values of the cluster column cannot be read; error{bad_argument, "tests"} for a test that needs
///           the values of a column that is only known as a distribution; and design::stopped. What is wrong with the values of a column makes that column not judged.
/// Cost:     the sum of what the tests take; memory of one column of both sides at a time.
[[nodiscard]] comparison compare_sides(table_side& reference, table_side& current,
                                       const std::vector<std::string>& columns,
                                       const comparison_options& options = {});

/// Compares rows of numbers, such as embeddings, as if they were one column of that name, with tests of rows. Rows with
/// a value that is not finite are left out, and counted as missing.
/// Throws what comparison_options::validate() throws, for tests of rows; error{bad_argument, "cluster" or "block"} where
/// clusters are asked for; error{bad_data} for rows of different widths;
/// and design::stopped. What a test throws for the values makes the column inconclusive.
[[nodiscard]] comparison compare_rows(std::string name, matrix_view reference, matrix_view current,
                                      const comparison_options& options = {});

}  // namespace tepid::inline v0
