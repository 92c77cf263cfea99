// src/cli/table_data.hpp - a whole table in memory, column by column.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/monitors/profile.hpp>

#include "cli/row_source.hpp"

namespace tepid::cli {

/// One column. Its type is numeric if every value is a number, boolean if every value is JSON's true or false,
/// time if every value is a time as time_of() reads it, else categorical. Without any value it is numeric.
class data_column {
 public:
  explicit data_column(std::string name) : name_{std::move(name)} {}

  void add(const cell& c, std::uint64_t line);
  /// Missing cells: rows before the column was first seen.
  void add_missing(std::uint64_t rows) {
    for (std::uint64_t i = 0; i < rows; ++i) add({}, 0);
  }

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] column_type type() const noexcept;
  [[nodiscard]] std::uint64_t rows() const noexcept { return lengths_.size(); }
  [[nodiscard]] std::uint64_t missing() const noexcept { return missing_; }
  /// No value at all.
  [[nodiscard]] bool empty() const noexcept { return missing_ == rows(); }
  /// All rows as numbers, times in seconds since 1970, NaN for missing; nothing for a categorical column.
  [[nodiscard]] std::span<const double> numbers() const noexcept { return numbers_; }
  /// All rows as text, nothing for missing: also of numbers, as they were written.
  [[nodiscard]] std::vector<std::optional<std::string_view>> texts() const;
  /// Where the column first has a value that is not a number, for messages; line 0 if nowhere.
  [[nodiscard]] std::uint64_t text_line() const noexcept { return text_line_; }
  [[nodiscard]] const std::string& text_example() const noexcept { return text_example_; }
  /// How many of its values are numbers.
  [[nodiscard]] std::uint64_t number_count() const noexcept { return number_count_; }

 private:
  static constexpr std::uint32_t no_text = ~std::uint32_t{0};

  std::string name_;
  bool all_numbers_ = true, all_times_ = true, all_booleans_ = true;
  std::vector<double> numbers_;
  // The text of every cell, one after the other: only at the end is it known whether it is needed.
  std::string chars_;
  std::vector<std::uint32_t> lengths_;
  std::uint64_t missing_ = 0, number_count_ = 0, text_line_ = 0;
  std::string text_example_;
};

/// A table with some or all of its columns.
struct table_data {
  std::string name;
  std::uint64_t rows = 0;
  std::vector<data_column> columns;

  [[nodiscard]] const data_column* find(std::string_view column) const noexcept;
};

/// Reads a table to its end, with a progress bar. `chosen` are words of a --columns option, each a column or
/// several with commas between; all columns if there are none. Throws problem. Notes a column of numbers
/// that a few words make categorical.
[[nodiscard]] table_data load_table(const std::string& path, const input_options& options,
                                    const std::vector<std::string>& chosen = {});

/// The names that the words of a --columns option mean among `columns`; a word that is no column is cut at its
/// commas. A name that is still no column is kept: the caller knows what to say.
[[nodiscard]] std::vector<std::string> chosen_names(const std::vector<std::string>& words,
                                                    std::span<const std::string> columns);

/// Adds --columns.
void add_columns_option(arguments& command, std::vector<std::string>& words, const std::string& meaning);

}  // namespace tepid::cli
