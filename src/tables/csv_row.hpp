// src/tables/csv_row.hpp - one row of CSV, whatever is in it: libcsv.
#pragma once

#include <csv.h>

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "tables/table_error.hpp"

namespace tepid::inline v0::tables {

/// Puts a row together from pieces of lines: quoted cells with doubled quotes, line ends within quotes.
class csv_row {
 public:
  /// `name` is the file's, for messages; a row has at most so many cells.
  csv_row(std::string name, char delimiter, std::uint64_t most_cells);
  ~csv_row();
  csv_row(const csv_row&) = delete;
  csv_row& operator=(const csv_row&) = delete;

  /// Forgets the row before.
  void begin();
  /// Takes a piece of line number `line`, an empty one at the end of the table; `ended`: the line ends with it.
  /// `columns` of the table, 0 of its header or first row, where nothing is known. A blank line (spaces and tabs that do
  /// not delimit) is a row where there is one column: its cell is empty. Otherwise it is left out. True once the row is
  /// complete. Throws table_error.
  bool take(std::string_view piece, bool ended, std::uint64_t line, std::size_t columns);

  /// The line where the row begins.
  [[nodiscard]] std::uint64_t line() const noexcept { return line_; }
  [[nodiscard]] std::size_t size() const noexcept { return ends_.size(); }
  /// Calls f(i, text) for each cell; the texts are valid until begin().
  template <class F>
  void for_each(F&& f) const {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < ends_.size(); ++i) {
      f(i, std::string_view{chars_}.substr(begin, ends_[i] - begin));
      begin = ends_[i];
    }
  }
  /// Throws table_error unless the row has so many cells.
  void check_size(std::size_t columns) const {
    if (size() != columns) throw table_error{errc::bad_data, name_, line_, size_cause(columns)};
  }
  /// "the row has 1 cell, the header 2"
  [[nodiscard]] std::string size_cause(std::size_t columns) const;

 private:
  static void on_cell(void* text, std::size_t length, void* self) noexcept;
  static void on_row(int end, void* self) noexcept;

  std::string name_;
  char delimiter_;
  std::uint64_t most_cells_;
  csv_parser parser_{};
  std::string chars_;              // the cells, one after the other
  std::vector<std::size_t> ends_;  // where each ends in chars_
  std::size_t length_ = 0;
  std::uint64_t line_ = 0;
  bool done_ = false, open_ = false, too_many_ = false;
  std::exception_ptr failure_;  // thrown while libcsv was calling; C cannot be thrown through
};

}  // namespace tepid::inline v0::tables
