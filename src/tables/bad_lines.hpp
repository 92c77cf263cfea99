// src/tables/bad_lines.hpp - lines of a table that nobody could read and that were left out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
namespace tepid::inline v0::tables {

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

/// More than a tenth of all lines: what is left need not be like the table.
[[nodiscard]] inline bool too_many(const bad_lines& bad, std::uint64_t rows) noexcept { return bad.count > (bad.count + rows) / 10; }
/// "3 of 20 lines were left out, more than a tenth: ..."
[[nodiscard]] std::string too_many_text(const bad_lines& bad, std::uint64_t rows);

/// "3 lines were left out, the first in line 7: the row has 1 cell, the header 2"
[[nodiscard]] std::string bad_lines_text(const bad_lines& bad);

}  // namespace tepid::inline v0::tables
