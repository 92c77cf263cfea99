// src/cli/row_source.hpp - a table read row by row, whatever its format.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/byte_source.hpp"
#include "cli/cell.hpp"
#include "cli/line_reader.hpp"
#include "cli/parsed_block.hpp"
#include "cli/row_blocks.hpp"
#include "cli/table_limits.hpp"

namespace tepid::cli {

/// How to read a table; the options of every command that reads one.
struct input_options {
  std::string format = "auto";
  std::string delimiter;
  bool no_header = false;
  std::uint64_t max_columns = usual_columns;
};
/// Adds --format, --delimiter, --no-header and --max-columns.
void add_input_options(arguments& command, input_options& options);

/// The rows of a table, one after the other.
class row_source {
 public:
  virtual ~row_source() = default;
  row_source(const row_source&) = delete;
  row_source& operator=(const row_source&) = delete;

  /// The next row, false at the end. Throws problem naming the file and the line, also when the table turns
  /// out to have no rows at all.
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

  /// The table has turned out to have no rows at all: throws problem.
  [[noreturn]] void refuse_no_rows() const;

  /// For reading on by blocks of rows, after which next() must not be called: a parser of this table's format, ...
  [[nodiscard]] virtual std::unique_ptr<block_parser> parser() const = 0;
  /// ... the rows that next() has not delivered, ...
  [[nodiscard]] unread_text unread() const { return lines_->unread(); }
  /// ... what a row looks like, ...
  [[nodiscard]] virtual row_shape shape() const noexcept = 0;
  /// ... and a column that was met there.
  void add_column(const std::string& name) { columns_.push_back(name); }

  /// The position of a column. Throws problem if it is not there; in an open-ended table gives npos.
  [[nodiscard]] std::size_t find(std::string_view column) const;
  /// The same, throws where find gives npos: for the end of the table.
  [[nodiscard]] std::size_t find_at_end(std::string_view column) const;
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  /// The number in column `index` of this row: missing_value or NaN where there is none. Throws problem for text.
  [[nodiscard]] double number(std::size_t index) const;

 protected:
  row_source(std::unique_ptr<byte_source> bytes, std::unique_ptr<line_reader> lines)
      : bytes_{std::move(bytes)}, lines_{std::move(lines)} {}
  virtual bool read_row() = 0;

  std::unique_ptr<byte_source> bytes_;
  std::unique_ptr<line_reader> lines_;
  std::vector<std::string> columns_;
  std::vector<cell> cells_;
  std::uint64_t line_ = 0;

 private:
  std::uint64_t rows_ = 0;
};

/// Opens a table; "-" is standard input. The format is what the options say, else what the file's name says
/// (.csv, .tsv, .ndjson, .jsonl, each perhaps with .gz), else NDJSON if the first character is a brace.
[[nodiscard]] std::unique_ptr<row_source> open_rows(const std::string& path, const input_options& options);

/// The same of bytes that are at their start; `path` only tells the format.
[[nodiscard]] std::unique_ptr<row_source> open_rows(std::unique_ptr<byte_source> bytes, const std::string& path,
                                                    const input_options& options);

}  // namespace tepid::cli
