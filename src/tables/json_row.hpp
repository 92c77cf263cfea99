// src/tables/json_row.hpp - one JSON object.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <tepid/core/keyed_hash.hpp>

#include "tables/cell.hpp"
#include "tables/cell_rules.hpp"
#include "tables/table_error.hpp"

namespace tepid::inline v0::tables {

/// Reads one line into one cell a column. A key that a row lacks and null are missing; true and false are boolean cells,
/// numbers keep their text; NaN, Infinity and -Infinity, as Python writes them, are what they say; a string is missing where
/// the same text is in CSV, else text, whatever it looks like. The fields of an object within it are columns "user.age", and
/// the object and an array are cells that say so. Columns come with the first object that has them.
class json_row {
 public:
  /// Objects within objects up to here have columns; deeper ones would make names as long as the line.
  static constexpr std::size_t deepest = 32;

  /// `name` is the file's, for messages; there are at most so many columns.
  json_row(std::string name, std::vector<std::string>& columns, std::vector<cell>& cells, std::uint64_t most_columns,
           std::shared_ptr<const cell_rules> rules);

  /// False if the line cannot be read: fault() says why. Throws table_error for a column too many. Then nothing remains of the
  /// line. The text must remain while the cells are used. No exception for a bad line: one took 18 us, this takes 1 (a shared Xeon, November 2026).
  [[nodiscard]] bool parse(std::string_view text, std::uint64_t line);
  /// What is wrong with a line, and the column where it is one value's fault.
  struct line_fault {
    std::string cause;
    std::optional<std::string> column{};
    /// "column 'x': the object has this key twice"
    [[nodiscard]] std::string text() const;
  };
  [[nodiscard]] const line_fault& fault() const noexcept { return fault_; }
  /// The fault of the line that was refused, as an error.
  [[nodiscard]] table_error error() const;

  /// The columns that the row has, in its order: the other cells are missing.
  [[nodiscard]] std::span<const std::size_t> met() const noexcept { return met_; }
  /// After a change of the columns from outside.
  void learn_columns();
  /// A column's place; the number of columns if it has not been met.
  [[nodiscard]] std::size_t find(const std::string& column) const;

 private:
  struct handler;
  void forget(std::size_t known);

  line_fault fault_;

  std::string name_;
  std::vector<std::string>& columns_;
  std::vector<cell>& cells_;
  std::uint64_t most_columns_;
  std::shared_ptr<const cell_rules> rules_;
  std::uint64_t line_ = 0, rows_ = 0;
  std::string prefix_;              // "user." while the fields of an object are read
  std::vector<std::size_t> outer_;  // how long it was in front of each open object
  std::string finite_;              // the line with numbers in place of NaN and infinities
  std::vector<bool> strange_;       // for each place where such a number is: does it stand for one?
  std::vector<std::size_t> met_;
  std::vector<std::string> strings_;    // the row's strings
  std::vector<std::size_t> string_of_;  // for each cell, where its string is in strings_
  std::vector<std::uint64_t> seen_in_;  // for each column, the last row that had it
  std::unordered_map<std::string, std::size_t, keyed_hash> positions_;
};

}  // namespace tepid::inline v0::tables
