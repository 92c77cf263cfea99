// src/tables/parsed_block.hpp - some whole rows of a table, column by column.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tables/bad_lines.hpp"
#include "tables/cell.hpp"
#include "tables/cell_rules.hpp"

namespace tepid::inline v0::tables {

/// What the cells of a column are read for.
enum class cell_use : std::uint8_t {
  none,
  count,    ///< How many are numbers and how many are text.
  numbers,  ///< The numbers, and what is text beside them.
  texts,    ///< All as they were written.
};

/// Dense: a cell for each row. Otherwise, where most rows may lack most columns, cells in stretches of rows; the rows
/// before, between and behind them have none. So memory goes with the cells that are there, not with rows x columns.
struct parsed_column {
  /// A cell that is neither missing nor a number.
  struct word {
    std::uint64_t row = 0, line = 0;
    std::size_t place = 0;  ///< Among the numbers.
    std::string_view text;
  };
  /// Rows one after the other that have cells.
  struct stretch {
    std::uint64_t row = 0;  ///< The first,
    std::size_t place = 0;  ///< and where its cell is among the numbers or texts.
  };
  cell_use use = cell_use::none;
  bool dense = true;
  std::uint64_t values = 0, booleans = 0, texts_met = 0;
  word_counts missing_words;
  std::uint64_t objects = 0, arrays = 0;  ///< Cells that are neither values nor missing, of a column that is not dense.
  std::uint64_t nested_line = 0;          ///< Where the first of them is, as words count theirs.
  bool nested_array = false;              ///< It is an array.
  /// How the numbers of a dense column were written: JSON has no leading zeros.
  struct widths {
    std::uint64_t zeros = 0;      ///< So many begin with a 0 and another digit,
    std::uint64_t line = 0;       ///< the first of them here, as words count theirs.
    std::string first{};
    std::size_t characters = 0;   ///< Of each number; 0: there is none.
    bool same = true;             ///< False: they differ.
  };
  widths written;
  std::uint64_t next = 0;       ///< If not dense: the row behind the last cell; none yet: a row that there is not.
  std::uint64_t met_in = 0;     ///< The line that brought the column, as words count theirs.
  std::vector<double> numbers;  ///< One a cell, NaN for words and for cells without a value (missing_value where none
                                ///< was given); of a dense column longer than the rows are many.
  std::vector<word> words;      ///< In the order of rows.
  std::vector<std::string_view> texts;  ///< One a cell, a null pointer for missing; longer too.
  std::vector<stretch> stretches;       ///< In the order of rows; of a dense column none.

  /// Numbers without leading zeros: as many characters each, or not.
  void take_width(std::size_t characters, bool same) {
    if (written.characters == 0) written.characters = characters;
    written.same = written.same && same && characters == written.characters;
  }
  void take_written(std::string_view text, std::uint64_t line) {
    take_width(text.size(), true);
    if (text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9' && written.zeros++ == 0) {
      written.line = line;
      written.first = text;
    }
  }
  /// Cells among the numbers or texts, whichever the column is read for.
  [[nodiscard]] std::size_t cells(std::uint64_t rows) const noexcept {
    return dense ? static_cast<std::size_t>(rows) : use == cell_use::texts ? texts.size() : numbers.size();
  }
  /// Calls here(first place, cells) and absent(rows) for the stretches of the block's rows, in their order.
  template <class Here, class Absent>
  void for_each_stretch(std::uint64_t rows, Here&& here, Absent&& absent) const {
    if (dense) return here(std::size_t{0}, static_cast<std::size_t>(rows));
    std::uint64_t row = 0;
    for (std::size_t i = 0; i < stretches.size(); ++i) {
      const stretch& s = stretches[i];
      if (s.row > row) absent(s.row - row);
      const std::size_t end = i + 1 < stretches.size() ? stretches[i + 1].place : cells(rows);
      here(s.place, end - s.place);
      row = s.row + (end - s.place);
    }
    if (rows > row) absent(rows - row);
  }
};

/// Rows of a block. Its vectors keep their memory from one block to the next.
class parsed_block {
 public:
  std::uint64_t rows = 0, lines = 0;
  std::vector<parsed_column> columns;
  bad_lines bad;  ///< What was left out, lines counted as those of words.

  /// Empties it. Unless it is dense, rows need not have a cell of each column; columns beyond `uses` can be added then,
  /// which are read for numbers.
  void begin(std::span<const cell_use> uses, bool dense) {
    rows = lines = 0;
    bad = {};
    dense_ = dense;
    columns.resize(uses.size());
    for (std::size_t i = 0; i < uses.size(); ++i) start(columns[i], uses[i], 0);
    kept_.release();
  }
  /// In the middle of a row, which is in line `line`.
  void add_column(std::uint64_t line) { start(columns.emplace_back(), cell_use::numbers, line); }

  /// Makes room for more rows.
  void begin_rows(std::uint64_t count) {
    if (rows + count <= room_ || !dense_) return;
    room_ = std::max(2 * room_, rows + count);  // no more than there are: a table may have very many columns
    for (parsed_column& c : columns) make_room(c);
  }
  void begin_row() { begin_rows(1); }
  /// A cell of the row that was begun, read; if dense, each column that is of use has one. With `lasting`, its text
  /// outlives the block's use.
  void put(std::size_t column, const cell& c, std::uint64_t line, bool lasting) { put(column, rows, c, line, lasting); }
  /// The same of any row that was begun. A column's rows come in their order.
  void put(std::size_t column, std::uint64_t row, const cell& c, std::uint64_t line, bool lasting) {
    parsed_column& to = columns[column];
    if (to.use == cell_use::numbers && c.kind == cell_kind::number) {
      ++to.values;
      number_at(to, row) = c.number;
      if (to.dense) to.take_written(c.text, line);
    } else {
      put_other(to, row, c, line, lasting);
    }
  }
  void end_row() { ++rows; }
  void end_rows(std::uint64_t count) { rows += count; }

 private:
  [[gnu::noinline]] void put_other(parsed_column& to, std::uint64_t row, const cell& c, std::uint64_t line,
                                   bool lasting) {
    if (c.is_nested()) {
      const bool array = c.kind == cell_kind::array;
      if (to.objects + to.arrays == 0) {
        to.nested_line = line;
        to.nested_array = array;
      }
      ++(array ? to.arrays : to.objects);
      return;
    }
    if (c.kind == cell_kind::missing) {
      if (c.word != 0) to.missing_words.add(c.word);
      if (to.use == cell_use::numbers) number_at(to, row) = c.number;
      if (to.use == cell_use::texts) text_at(to, row) = {};
      return;
    }
    ++to.values;
    if (c.kind == cell_kind::boolean) ++to.booleans;
    if (!c.is_number()) ++to.texts_met;
    if (to.use == cell_use::numbers) {
      double& number = number_at(to, row);
      number = c.is_number() ? c.number : std::numeric_limits<double>::quiet_NaN();
      if (!c.is_number())
        to.words.push_back(
            {row, line, static_cast<std::size_t>(&number - to.numbers.data()), lasting ? c.text : kept(c.text)});
    } else if (to.use == cell_use::texts) {
      text_at(to, row) = lasting && !c.text.empty() ? c.text : kept(text_of(c));
    }
  }
  void start(parsed_column& c, cell_use use, std::uint64_t met_in) {
    c.use = use;
    c.dense = dense_;
    c.next = ~std::uint64_t{0};
    c.values = c.booleans = c.texts_met = 0;
    c.objects = c.arrays = 0;
    c.met_in = met_in;
    c.written = {};
    c.words.clear();
    c.missing_words.clear();
    c.stretches.clear();
    if (!dense_) {
      c.numbers.clear();
      c.texts.clear();
    } else {
      make_room(c);
    }
  }
  static double& number_at(parsed_column& c, std::uint64_t row) {
    if (c.dense) return c.numbers[static_cast<std::size_t>(row)];
    return append(c, c.numbers, row, missing_value);
  }
  static std::string_view& text_at(parsed_column& c, std::uint64_t row) {
    if (c.dense) return c.texts[static_cast<std::size_t>(row)];
    return append(c, c.texts, row, std::string_view{});
  }
  /// A place for the cell of a row. A few rows without one are cheaper filled than begun anew.
  template <class T>
  static T& append(parsed_column& c, std::vector<T>& cells, std::uint64_t row, const T& none) {
    constexpr std::uint64_t few = 4;
    if (row != c.next) [[unlikely]] {
      if (c.stretches.empty() || row - c.next > few)
        c.stretches.push_back({row, cells.size()});
      else
        cells.insert(cells.end(), static_cast<std::size_t>(row - c.next), none);
    }
    c.next = row + 1;
    return cells.emplace_back();
  }
  void make_room(parsed_column& c) const {
    if (c.use == cell_use::numbers && c.numbers.size() < room_) c.numbers.resize(room_);
    if (c.use == cell_use::texts && c.texts.size() < room_) c.texts.resize(room_);
  }
  std::string_view kept(std::string_view text) {
    // Never a null pointer: that would be missing.
    char* const copy = static_cast<char*>(kept_.allocate(text.size() + 1, 1));
    text.copy(copy, text.size());
    return {copy, text.size()};
  }

  std::uint64_t room_ = 0;
  bool dense_ = true;
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
  /// to. Throws table_error naming the line.
  virtual void parse(std::string_view text, std::uint64_t line, std::span<const cell_use> uses, parsed_block& out) = 0;
};

}  // namespace tepid::inline v0::tables
