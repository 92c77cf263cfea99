// src/tables/row_source.hpp - a table read row by row, whatever its format.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tables/advice.hpp"
#include "tables/bad_lines.hpp"
#include "tables/byte_source.hpp"
#include "tables/cell.hpp"
#include "tables/cell_rules.hpp"
#include "tables/column_types.hpp"
#include "tables/line_reader.hpp"
#include "tables/parsed_block.hpp"
#include "tables/row_blocks.hpp"

namespace tepid::inline v0::tables {

/// The rows of a table, one after the other.
class row_source {
 public:
  virtual ~row_source() = default;
  row_source(const row_source&) = delete;
  row_source& operator=(const row_source&) = delete;

  /// The next row, false at the end. Throws table_error naming the file and the line, also when the table turns
  /// out to have no rows at all. At the end it is noted which words made cells missing.
  bool next();

  /// The columns: all of them from the start in CSV; in NDJSON those met so far, in the order of their keys.
  [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return columns_; }
  /// Columns may still be added.
  [[nodiscard]] virtual bool open_ended() const noexcept = 0;
  /// The current row's cells, in the order of columns(); valid until next().
  [[nodiscard]] std::span<const cell> cells() const noexcept { return cells_; }
  /// The line where the current row begins, from 1.
  [[nodiscard]] std::uint64_t line() const noexcept { return line_; }
  /// Rows delivered so far.
  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
  [[nodiscard]] const std::string& name() const noexcept { return bytes_->name(); }
  [[nodiscard]] byte_source& bytes() noexcept { return *bytes_; }

  /// Lines that next(), or opening the table, has left out.
  [[nodiscard]] const bad_lines& left_out() const noexcept { return bad_; }

  /// The table has turned out to have no rows at all, perhaps because all were left out: throws table_error.
  [[noreturn]] void refuse_no_rows(const bad_lines& bad) const;

  /// For reading on by blocks of rows, after which next() must not be called: a parser of this table's format, ...
  [[nodiscard]] virtual std::unique_ptr<block_parser> parser() const = 0;
  /// ... the rows that next() has not delivered, ...
  [[nodiscard]] unread_text unread() const { return lines_->unread(); }
  /// ... what a row looks like, ...
  [[nodiscard]] virtual row_shape shape() const noexcept = 0;
  /// ... and a column that was met there.
  void add_column(const std::string& name) { columns_.push_back(name); }

  /// The position of a column. Throws table_error if it is not there; in an open-ended table gives npos.
  [[nodiscard]] std::size_t find(std::string_view column) const;
  /// The same, throws where find gives npos: for the end of the table.
  [[nodiscard]] std::size_t find_at_end(std::string_view column) const;
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  /// Cell `index` of this row by the table's rules, missing where the row has none. Words that make it missing are
  /// counted, once a row. Throws table_error for an object or an array.
  [[nodiscard]] cell value(std::size_t index);
  /// The number there: missing_value or NaN where there is none. Throws table_error for text, and for what is none of the type
  /// that the column was given; of a time seconds since 1970.
  [[nodiscard]] double number(std::size_t index);
  /// Types that columns were given.
  void give_types(column_types types) { types_ = std::move(types); }
  [[nodiscard]] const cell_rules& rules() const noexcept { return *rules_; }

 protected:
  row_source(std::unique_ptr<byte_source> bytes, std::unique_ptr<line_reader> lines,
             std::shared_ptr<const cell_rules> rules, bool skips_bad_lines,
             note_taker on_note)
      : bytes_{std::move(bytes)},
        lines_{std::move(lines)},
        rules_{std::move(rules)},
        skips_bad_lines_{skips_bad_lines},
        on_note_{std::move(on_note)} {}
  virtual bool read_row() = 0;
  void note(const std::string& text, const advice& help = {}) const {
    if (on_note_ && !text.empty()) on_note_(text, help);
  }

  /// A bad line is left out. The first is told at once: a live table may have no end.
  void leave_out(std::uint64_t line, std::string_view cause);

  std::unique_ptr<byte_source> bytes_;
  std::unique_ptr<line_reader> lines_;
  std::shared_ptr<const cell_rules> rules_;
  std::vector<std::string> columns_;
  std::vector<cell> cells_;
  std::uint64_t line_ = 0;
  bool skips_bad_lines_ = false;

 private:
  /// Of a column of which values were asked for.
  struct words_met {
    word_counts counts;
    std::uint64_t last_row = 0;
    bool text = false;  ///< It has text.
  };
  void tell_words();
  [[nodiscard]] double number_as(column_type given, std::size_t index);

  note_taker on_note_;
  column_types types_;
  std::vector<std::optional<column_type>> given_;  // of the columns so far, where any has a type
  std::vector<words_met> words_;
  bad_lines bad_;
  std::uint64_t rows_ = 0;
  bool told_ = false;
};

}  // namespace tepid::inline v0::tables
