// src/cli/table_options.hpp - the options of every command that reads a table.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "tables/open_rows.hpp"

namespace tepid::cli {

/// Adds --format, --delimiter, --decimal, --thousands, --day-first, --no-header, --missing, --types, --max-columns and --bad-lines. What is to be noted goes to standard error.
void add_input_options(arguments& command, tables::input_options& options);

/// Adds --columns and --exclude.
void add_columns_option(arguments& command, std::vector<std::string>& words, tables::input_options& options);

}  // namespace tepid::cli
