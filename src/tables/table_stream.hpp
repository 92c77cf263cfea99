// src/tables/table_stream.hpp - a table of any size in bounded memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tepid/monitors/column_stream.hpp>

#include "tables/open_rows.hpp"
#include "tables/table_data.hpp"

namespace tepid::inline v0::tables {

/// What reading a column found out beside its values.
struct column_facts {
  std::string name;
  column_type type = column_type::numeric;
  std::string type_reason;  ///< As typed_column::reason().
  advice help;              ///< What would make it another type.
  std::vector<counted_word> missing_words;  ///< What its missing cells say, if anything, most frequent first.
};

/// A table: whole if it is small, else its profile alone.
struct table_or_profile {
  std::string name;
  std::uint64_t rows = 0;
  std::vector<column_facts> facts;    ///< Of each column, in their order.
  std::vector<std::string> excluded;  ///< Columns that were left out as input_options::exclude says.
  std::vector<std::string> arrays;    ///< What is left out because its values in NDJSON are arrays.
  bad_lines bad;                      ///< Lines that were left out as input_options::bad_lines says.
  std::optional<table_data> table;
  std::optional<profile> summary;
};

/// Reads a table to its end. Of one with more than reading_sizes::most_cells or most_bytes the rows beyond are
/// read once for what `detail` and its columns of text need, and a second time (what comes from a pipe is kept in a
/// file without a name meanwhile) for what stream_detail says, or for a column that turns out to be text only late. One
/// thread reads, all parse and count, in memory that does not depend on the table's length: 2.5 MiB a column of
/// numbers, some KiB where it has few, up to 80 MiB a column of text. `chosen` as for column_picker. Throws
/// table_error, error{bad_argument} for a wrong option, or design::stopped. Notes bad lines that are left out, a column of numbers that a few words
/// make categorical, words that make cells missing, columns of numbers that look like codes, and arrays. An object or
/// an array in a column that `chosen` or input_options::types name is an error; otherwise it is no value, and what has no other is
/// no column.
[[nodiscard]] table_or_profile read_table(const std::string& path, const input_options& options,
                                          const std::vector<std::string>& chosen, stream_detail detail);

}  // namespace tepid::inline v0::tables
