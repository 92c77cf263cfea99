// src/tables/open_rows.hpp - opening a table, whatever its format.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tables/advice.hpp"
#include "tables/byte_source.hpp"
#include "tables/row_source.hpp"
#include "tables/table_limits.hpp"

namespace tepid::inline v0::tables {

/// How to read a table, and what to tell meanwhile. The callbacks may be empty; they are called by the thread that
/// called, and what they throw comes out of the reading.
struct input_options {
  std::string format = "auto";  ///< "auto", "csv" or "ndjson".
  std::string delimiter{};      ///< One character, or "tab"; empty: a comma, in a file called .tsv a tab.
  std::string decimal = ".";    ///< The decimal sign of numbers in CSV, "." or ",". With a comma cells are separated by
                                ///< semicolons where the header has some, or no comma, and nothing else is said.
  std::string thousands{};      ///< What stands between thousands there: nothing, or as number_style_of takes it.
  bool day_first = false;       ///< Dates such as 31/12/2025 begin with the day, else with what all of a column allow.
  bool no_header = false;       ///< CSV begins with data: its columns are column_0, column_1, ...
  std::uint64_t max_columns = usual_columns;
  /// "error", or "skip": rows with another number of cells than the header and lines that are no JSON object are left out.
  std::string bad_lines = "error";
  /// Words that mean a missing value, as cell_rules takes them; none: the usual ones.
  std::vector<std::string> missing{};
  /// Types of columns, as column_types takes them: what their cells look like does not matter then. Who reads row by row reads
  /// numbers of these types.
  std::vector<std::string> types{};
  /// Columns that are left out, each word one or several with commas between. Of read_table alone.
  std::vector<std::string> exclude{};
  /// Something in the table that may not be meant; the reading goes on.
  note_taker on_note{};
  /// Bytes read and bytes of the file, 0 where that is not known. Called by read_table alone: with 0 at the start of each
  /// pass, then about every 4 MiB. False stops the reading, which throws design::stopped.
  std::function<bool(std::uint64_t done, std::uint64_t total)> on_progress{};
};

/// Opens a table; "-" is standard input. The format is what the options say, else what the file's name says
/// (.csv, .tsv, .ndjson, .jsonl, each perhaps with .gz or .zst), else NDJSON if the first character is a brace. Throws
/// table_error, or error{bad_argument} that names the option.
[[nodiscard]] std::unique_ptr<row_source> open_rows(const std::string& path, const input_options& options);

/// The same of bytes that are at their start; `path` only tells the format.
[[nodiscard]] std::unique_ptr<row_source> open_rows(std::unique_ptr<byte_source> bytes, const std::string& path,
                                                    const input_options& options);

}  // namespace tepid::inline v0::tables
