// src/cli/parsed_block.hpp - some whole rows of a table, column by column.
#pragma once

#include <cstdint>
#include <limits>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/cell.hpp"

namespace tepid::cli {

/// What the cells of a column are read for.
enum class cell_use : std::uint8_t {
  none,
  count,    ///< How many are numbers and how many are text.
  numbers,  ///< The numbers, and what is text beside them.
  texts,    ///< All as they were written.
};

struct parsed_column {
  /// A cell that is neither missing nor a number.
  struct word {
    std::uint64_t row = 0, line = 0;
    std::string_view text;
  };

  cell_use use = cell_use::none;
  std::uint64_t values = 0, booleans = 0, texts_met = 0;
  std::vector<double> numbers;  ///< One a row, NaN for words and for cells without a value (missing_value where none
                                ///< was given); longer than the rows are many.
  std::vector<word> words;      ///< In the order of rows.
  std::vector<std::string_view> texts;  ///< One a row, a null pointer for missing; longer too.
};

/// Rows of a block. Its vectors keep their memory from one block to the next.
class parsed_block {
 public:
  std::uint64_t rows = 0, lines = 0;
  std::vector<parsed_column> columns;

  /// Empties it. Columns beyond `uses` will be read for numbers.
  void begin(std::span<const cell_use> uses) {
    rows = lines = 0;
    columns.resize(uses.size());
    for (std::size_t i = 0; i < uses.size(); ++i) start(columns[i], uses[i]);
    kept_.release();
  }
  /// In the middle of a row.
  void add_column() { start(columns.emplace_back(), cell_use::numbers); }

  /// Makes room for more rows.
  void begin_rows(std::uint64_t count) {
    if (rows + count <= room_) return;
    while (room_ < rows + count) room_ = room_ == 0 ? 1024 : 2 * room_;
    for (parsed_column& c : columns) make_room(c);
  }
  void begin_row() { begin_rows(1); }
  /// A cell of the row that was begun, read; each column that is of use has one. With `lasting`, its text outlives the
  /// block's use.
  void put(std::size_t column, const cell& c, std::uint64_t line, bool lasting) { put(column, rows, c, line, lasting); }
  /// The same of any row that was begun. A column's rows come in their order.
  void put(std::size_t column, std::uint64_t row, const cell& c, std::uint64_t line, bool lasting) {
    parsed_column& to = columns[column];
    if (to.use == cell_use::numbers && c.kind == cell_kind::number) {
      ++to.values;
      to.numbers[row] = c.number;
    } else {
      put_other(to, row, c, line, lasting);
    }
  }
  void end_row() { ++rows; }
  void end_rows(std::uint64_t count) { rows += count; }

 private:
  [[gnu::noinline]] void put_other(parsed_column& to, std::uint64_t row, const cell& c, std::uint64_t line,
                                   bool lasting) {
    if (c.kind == cell_kind::missing) return clear_cell(to, row, c.number);
    ++to.values;
    if (c.kind == cell_kind::boolean) ++to.booleans;
    if (!c.is_number()) ++to.texts_met;
    if (to.use == cell_use::numbers) {
      to.numbers[row] = c.is_number() ? c.number : std::numeric_limits<double>::quiet_NaN();
      if (!c.is_number()) to.words.push_back({row, line, lasting ? c.text : kept(c.text)});
    } else if (to.use == cell_use::texts) {
      to.texts[row] = lasting && !c.text.empty() ? c.text : kept(text_of(c));
    }
  }
  void start(parsed_column& c, cell_use use) {
    c.use = use;
    c.values = c.booleans = c.texts_met = 0;
    c.words.clear();
    make_room(c);
    // A column that comes late has missed the rows before.
    for (std::uint64_t row = 0; row < rows; ++row) clear_cell(c, row, missing_value);
  }
  void make_room(parsed_column& c) const {
    if (c.use == cell_use::numbers && c.numbers.size() < room_) c.numbers.resize(room_);
    if (c.use == cell_use::texts && c.texts.size() < room_) c.texts.resize(room_);
  }
  static void clear_cell(parsed_column& c, std::uint64_t row, double no_value) {
    if (c.use == cell_use::numbers) c.numbers[row] = no_value;
    if (c.use == cell_use::texts) c.texts[row] = {};
  }
  std::string_view kept(std::string_view text) {
    // Never a null pointer: that would be missing.
    char* const copy = static_cast<char*>(kept_.allocate(text.size() + 1, 1));
    text.copy(copy, text.size());
    return {copy, text.size()};
  }

  std::uint64_t room_ = 0;
  std::pmr::monotonic_buffer_resource kept_;
};

/// Makes columns of the rows of one format. One object is one thread's.
class block_parser {
 public:
  virtual ~block_parser() = default;

  /// The columns that rows have; in NDJSON parse() may add to them.
  virtual void set_columns(const std::vector<std::string>& columns) = 0;
  [[nodiscard]] virtual const std::vector<std::string>& columns() const noexcept = 0;
  /// Parses whole rows, the first in line `line`. Texts stay where they are in `text`, which is what the block refers
  /// to. Throws problem naming the line.
  virtual void parse(std::string_view text, std::uint64_t line, std::span<const cell_use> uses, parsed_block& out) = 0;
};

}  // namespace tepid::cli
