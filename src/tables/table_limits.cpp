// src/tables/table_limits.cpp - messages about tables that are too wide.
#include "tables/table_limits.hpp"

#include <fmt/format.h>

#include <vector>

#include "text/counted.hpp"
#include "text/names.hpp"
#include "text/printable.hpp"

namespace tepid::inline v0::tables {

table_error too_many_columns(const std::string& name, std::uint64_t line, std::uint64_t most) {
  return {errc::bad_data, name, line,
          fmt::format("there are more than {} columns", grouped(most)), {.what = remedy::max_columns}};
}

table_error too_many_cells(const std::string& name, std::uint64_t line, std::uint64_t most) {
  return {errc::bad_data, name, line,
          fmt::format("the row has more than {} cells", grouped(most)), {.what = remedy::max_columns}};
}

table_error no_value(const std::string& name, std::uint64_t line, const std::string& column, bool array,
                     std::span<const std::string> columns) {
  if (array)
    return {errc::bad_data, name, line, column, "its value is an array, or an object too deep within others: it cannot be used"};
  std::vector<std::string> fields;
  for (const std::string& c : columns)
    if (c.size() > column.size() && c.starts_with(column) && c[column.size()] == '.') fields.push_back(c);
  return {errc::bad_data, name, line, column,
          fmt::format("its value is an object{}",
                      fields.empty() ? " without fields"
                                     : fmt::format("; its fields are columns of their own: {}", list_of(fields)))};
}

void check_name(const std::string& name, std::uint64_t line, std::string_view column) {
  if (column.size() > longest_name)
    throw table_error{errc::bad_data, name, line,
                      fmt::format("the name of a column is longer than 64 KiB; it begins with {}", in_quotes(column))};
}

}  // namespace tepid::inline v0::tables
