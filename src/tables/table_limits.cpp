// src/tables/table_limits.cpp - messages about tables that are too wide.
#include "tables/table_limits.hpp"
#include "text/counted.hpp"
#include "text/printable.hpp"

#include <fmt/format.h>


namespace tepid::inline v0::tables {

table_error too_many_columns(const std::string& name, std::uint64_t line, std::uint64_t most) {
  return {errc::bad_data, name, line,
          fmt::format("there are more than {} columns; --max-columns allows more, each of which takes memory",
                      grouped(most))};
}

table_error too_many_cells(const std::string& name, std::uint64_t line, std::uint64_t most) {
  return {errc::bad_data, name, line,
          fmt::format("the row has more than {} cells; --max-columns allows more", grouped(most))};
}

void check_name(const std::string& name, std::uint64_t line, std::string_view column) {
  if (column.size() > longest_name)
    throw table_error{errc::bad_data, name, line,
                      fmt::format("the name of a column is longer than 64 KiB; it begins with {}", in_quotes(column))};
}

}  // namespace tepid::inline v0::tables
