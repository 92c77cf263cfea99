// src/tables/bad_lines.hpp - lines of a table that nobody could read and that were left out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "tables/table_error.hpp"

namespace tepid::inline v0::tables {

/// A row with another number of cells than the header, or a line that is no JSON object: the next one may be good.
class bad_line : public table_error {
 public:
  bad_line(std::string file, std::uint64_t line, std::string_view what)
      : table_error{errc::bad_data, std::move(file), line, what}, cause_{what} {}
  bad_line(std::string file, std::uint64_t line, std::string column, std::string_view what)
      : table_error{errc::bad_data, std::move(file), line, column, what},
        cause_{located("", 0, column, what).substr(2)} {}  // without ": " behind no file

  /// The message without file and line.
  [[nodiscard]] const std::string& cause() const noexcept { return cause_; }

 private:
  std::string cause_;
};

/// How many lines were left out, and the first of them.
struct bad_lines {
  std::uint64_t count = 0, first_line = 0;
  std::string cause;  ///< Of the first.

  void add(std::uint64_t line, std::string_view why) {
    if (count++ != 0) return;
    first_line = line;
    cause = why;
  }
  /// Later ones, whose lines count from `line`.
  void add(const bad_lines& others, std::uint64_t line) {
    if (others.count == 0) return;
    if (count == 0) {
      first_line = line + others.first_line;
      cause = others.cause;
    }
    count += others.count;
  }
};

/// "3 lines were left out, the first in line 7: the row has 1 cell, the header 2"
[[nodiscard]] std::string bad_lines_text(const bad_lines& bad);

}  // namespace tepid::inline v0::tables
