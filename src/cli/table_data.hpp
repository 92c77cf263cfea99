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

/// What the cells of a column have been so far.
class cell_types {
 public:
  /// The cell as a number: of a time the seconds, NaN if it is missing; nothing once the column is text.
  std::optional<double> add(const cell& read, std::string_view text, std::uint64_t line);

  /// Rows before the column was first seen.
  void add_missing(std::uint64_t rows) noexcept { missing_ += rows; }
  /// Many cells that are numbers or missing, so many of them JSON's true and false.
  void add_numbers(std::uint64_t values, std::uint64_t booleans, std::uint64_t missing) noexcept;
  /// Many cells of a column that is text already.
  void add_texts(std::uint64_t values, std::uint64_t numbers, std::uint64_t missing) noexcept;

  [[nodiscard]] column_type type() const noexcept;
  [[nodiscard]] bool numbers() const noexcept { return all_numbers_ || all_times_; }
  [[nodiscard]] std::uint64_t missing() const noexcept { return missing_; }
  [[nodiscard]] std::uint64_t values() const noexcept { return values_; }
  [[nodiscard]] std::uint64_t text_line() const noexcept { return text_line_; }
  [[nodiscard]] const std::string& text_example() const noexcept { return text_example_; }
  [[nodiscard]] std::uint64_t number_count() const noexcept { return number_count_; }

 private:
  bool all_numbers_ = true, all_times_ = true, all_booleans_ = true;
  std::uint64_t missing_ = 0, values_ = 0, number_count_ = 0, text_line_ = 0;
  std::string text_example_;
};

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
  [[nodiscard]] column_type type() const noexcept { return types_.type(); }
  [[nodiscard]] std::uint64_t rows() const noexcept { return lengths_.size(); }
  [[nodiscard]] std::uint64_t missing() const noexcept { return types_.missing(); }
  /// No value at all.
  [[nodiscard]] bool empty() const noexcept { return types_.values() == 0; }
  /// All rows as numbers, times in seconds since 1970, NaN for missing; nothing for a categorical column.
  [[nodiscard]] std::span<const double> numbers() const noexcept { return numbers_; }
  /// All rows as text, nothing for missing: also of numbers, as they were written.
  [[nodiscard]] std::vector<std::optional<std::string_view>> texts() const;
  /// Where the column first has a value that is not a number, for messages; line 0 if nowhere.
  [[nodiscard]] std::uint64_t text_line() const noexcept { return types_.text_line(); }
  [[nodiscard]] const std::string& text_example() const noexcept { return types_.text_example(); }
  [[nodiscard]] const cell_types& types() const noexcept { return types_; }

 private:
  static constexpr std::uint32_t no_text = ~std::uint32_t{0};

  std::string name_;
  cell_types types_;
  std::vector<double> numbers_;
  // The text of every cell, one after the other: only at the end is it known whether it is needed.
  std::string chars_;
  std::vector<std::uint32_t> lengths_;
};

/// A table with some or all of its columns.
struct table_data {
  std::string name;
  std::uint64_t rows = 0;
  std::vector<data_column> columns;

  [[nodiscard]] const data_column* find(std::string_view column) const noexcept;
};

/// Which columns of a source are wanted, and the place of each among those: as they are met, for columns may be added.
class column_picker {
 public:
  /// `chosen` are words of a --columns option, each a column or several with commas between; all columns if there are
  /// none. Throws problem for a column that is not there.
  column_picker(const row_source& source, const std::vector<std::string>& chosen);

  /// Calls f(name) for each wanted column that has come since the last call: its place is the next one.
  template <class F>
  void for_each_new(F&& f) {
    for (std::size_t i = places_.size(); i < source_->columns().size(); ++i) {
      places_.push_back(wanted(source_->columns()[i]) ? picked_++ : row_source::npos);
      if (places_.back() != row_source::npos) f(source_->columns()[i]);
    }
  }
  /// Calls f(place, cell) for each wanted cell of the current row.
  template <class F>
  void for_each_cell(F&& f) const {
    const auto cells = source_->cells();
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (places_[i] != row_source::npos) f(places_[i], cells[i]);
  }
  /// The place of a column of the source that for_each_new has come to; row_source::npos if it is not wanted.
  [[nodiscard]] std::size_t place(std::size_t column) const { return places_[column]; }
  /// At the end of the table. Throws problem for a chosen column that never came.
  void finish() const;

 private:
  [[nodiscard]] bool wanted(const std::string& name) const;

  const row_source* source_;
  std::vector<std::string> names_;
  bool all_;
  std::vector<std::size_t> places_;
  std::size_t picked_ = 0;
};

/// A few words among numbers are worth a look: notes that they are why a column is not compared as numbers.
void note_mixed(const std::string& table, const std::string& column, const cell_types& types);

/// The names that the words of a --columns option mean among `columns`; a word that is no column is cut at its
/// commas. A name that is still no column is kept: the caller knows what to say.
[[nodiscard]] std::vector<std::string> chosen_names(const std::vector<std::string>& words,
                                                    std::span<const std::string> columns);

/// Adds --columns.
void add_columns_option(arguments& command, std::vector<std::string>& words, const std::string& meaning);

}  // namespace tepid::cli
