// src/cli/comparison.hpp - a reference and a current table compared column by column.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <tepid/monitors/profile.hpp>
#include <tepid/registry.hpp>
#include <tepid/two_sample/result.hpp>

#include "tables/table_data.hpp"

namespace tepid::cli {

/// One column of one side.
struct sample {
  std::string name;
  column_type type = column_type::numeric;
  std::uint64_t rows = 0;
  non_finite_counts not_finite;                     ///< Of no distribution; if categorical no value is missing.
  bool kinds_known = true;                          ///< As column_profile's.
  std::vector<double> numbers;                      ///< One a row, unless categorical.
  std::shared_ptr<const ecdf> distribution;         ///< Instead of numbers that were too many to keep.
  std::uint64_t misplaced = 0;                      ///< As column_profile's.
  std::map<std::string, std::uint64_t> categories;  ///< How often each occurs, if categorical.
  std::uint64_t other = 0;                          ///< Values whose category is not known (profiles keep 1,024).

  /// Rows with a value.
  [[nodiscard]] std::uint64_t values() const noexcept { return rows - not_finite.no_value(); }
};

/// One side: a table or a profile.
class side_data {
 public:
  explicit side_data(tables::table_data table);
  side_data(std::string name, profile summary);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::vector<std::string> columns() const;
  [[nodiscard]] bool has(const std::string& column) const { return places_.contains(column); }
  [[nodiscard]] column_type type_of(const std::string& column) const;
  [[nodiscard]] bool empty(const std::string& column) const;
  /// Line and text of the first value that is no number; line 0 where that is not known.
  [[nodiscard]] std::pair<std::uint64_t, std::string> first_text(const std::string& column) const;
  /// Before columns of numbers are taken as categorical ones: their texts, of all such columns at once.
  void read_texts(const std::vector<std::string>& columns);
  [[nodiscard]] sample take(const std::string& column, column_type as) const;

 private:
  std::string name_;
  std::uint64_t rows_ = 0;
  tables::table_data table_;
  profile profile_;
  std::unordered_map<std::string, std::size_t> places_;  // of the columns, by name
  bool is_profile_ = false;

  void find_places();
  [[nodiscard]] const tables::data_column& of_table(const std::string& column) const {
    return table_.columns[places_.at(column)];
  }
  [[nodiscard]] const column_profile& of_profile(const std::string& column) const {
    return profile_.columns()[places_.at(column)];
  }
};

enum class verdict : std::uint8_t { no_drift, drift, inconclusive, skipped };
[[nodiscard]] std::string_view to_string(verdict v) noexcept;

/// Rows of one kind among all rows of a column.
struct share_comparison {
  std::uint64_t reference = 0, current = 0;  ///< How many there are.
  double difference = 0.0;                   ///< Of their shares, current less reference; NaN without rows.
  double p_adjusted = 1.0;

  [[nodiscard]] bool any() const noexcept { return reference + current != 0; }
};

struct column_comparison {
  std::string name;
  column_type type = column_type::numeric;
  std::uint64_t reference = 0, current = 0;  ///< Rows with a value.
  std::uint64_t reference_rows = 0, current_rows = 0;
  std::array<share_comparison, non_finite_kinds> not_finite;  ///< By kind.
  /// False if one side is a profile that does not know all kinds: then `missing` is of cells without a value, NaN too,
  /// `positive_infinity` of both infinities, and the other two are not compared.
  bool kinds_known = true;
  /// Shares of the current values that the reference does not have: below or above its range, or categories that are
  /// new.
  double below = 0.0, above = 0.0, unseen_share = 0.0;
  std::vector<test_result> tests;                             ///< The first decides.
  std::vector<std::string_view> choices;                      ///< Why each was chosen; "" if the user did.
  double p_adjusted = 1.0;                                    ///< Of the first test's effect within the margin.
  std::vector<std::pair<std::string, std::uint64_t>> unseen;  ///< New categories, most frequent first.
  verdict result = verdict::no_drift;
  std::string note;

  /// What counts against the margin: D, PSI; 0 if nothing was tested.
  [[nodiscard]] double effect() const noexcept { return tests.empty() ? 0.0 : tests.front().effect; }
  /// The share of all current values that the reference does not have.
  [[nodiscard]] double outside() const noexcept { return below + above + unseen_share; }
};

/// What --correction can be: how p-values are adjusted for their number.
inline constexpr std::string_view correction_names[] = {"bonferroni", "holm", "bh", "by", "ebh", "none"};

struct comparison_options {
  double alpha = 0.01;
  double margin = 0.1;
  std::string correction = "bonferroni";
  /// Names of tests; of those that suit a column the first decides. None: default_tests.
  std::vector<std::string> tests;
};

/// The tests that the options name. Throws problem for a name that is no test of columns.
[[nodiscard]] std::vector<const test_row*> named_tests(const comparison_options& options);

struct comparison {
  std::vector<column_comparison> columns;  ///< In the reference's order.
  std::uint64_t decisions = 0;             ///< p-values that decide, which are corrected for their number.

  [[nodiscard]] bool any(verdict v) const noexcept;
};

/// Compares the columns with the named tests that suit them, or with default_tests. Drift if the corrected p-value of
/// an effect within the margin is at most alpha, by the first test (one without an interval: that of no change, and the
/// effect itself must be at least the margin) or by the share of missing cells, of NaN, of -infinity or of
/// +infinity, each by itself (share_difference).
/// Values beyond the reference's range and new categories count in D and in PSI. Times are skipped. Where a side is
/// only known as a distribution at some points, Kolmogorov-Smirnov, PSI and Wasserstein-1 carry its rank error
/// (two_sample/sketched.hpp). Throws problem where the current side has text in a column of numbers.
[[nodiscard]] comparison compare_sides(side_data& reference, side_data& current,
                                       const std::vector<std::string>& columns, const comparison_options& options);

}  // namespace tepid::cli
