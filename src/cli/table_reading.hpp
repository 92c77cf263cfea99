// src/cli/table_reading.hpp - a whole table read while a bar shows how far.
#pragma once

#include <string>
#include <vector>

#include "tables/open_rows.hpp"
#include "tables/table_stream.hpp"

namespace tepid::cli {

/// tables::read_table with a bar on a terminal; the bar is wiped before a note is printed.
[[nodiscard]] tables::table_or_profile read_with_bar(const std::string& path, tables::input_options options,
                                                     const std::vector<std::string>& chosen, stream_detail detail);

}  // namespace tepid::cli
