// src/cli/table_stream.hpp - a table of any size in bounded memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/table_data.hpp"

namespace tepid::cli {

/// A table: whole if it is small, else its profile alone.
struct table_or_profile {
  std::string name;
  std::uint64_t rows = 0;
  std::optional<table_data> table;
  std::optional<profile> summary;
};

/// Cells up to which a table is kept whole, some 40 bytes each.
inline constexpr std::uint64_t most_cells = 2'000'000;

/// Reads a table to its end, with a progress bar. A larger one is read twice (what comes from a pipe is kept in a file
/// without a name meanwhile), one thread reading and one counting, in memory that does not depend on its length: 1.5
/// MiB a column of numbers, up to 80 MiB a column of text. `with_replay`: column_profile::replay is wanted.
/// `chosen` as for column_picker. Throws problem. Notes a column of numbers that a few words make categorical.
[[nodiscard]] table_or_profile read_table(const std::string& path, const input_options& options,
                                          const std::vector<std::string>& chosen, bool with_replay);

}  // namespace tepid::cli
