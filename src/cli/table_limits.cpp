// src/cli/table_limits.cpp - messages about tables that are too wide.
#include "cli/table_limits.hpp"

#include <fmt/format.h>

#include "cli/text.hpp"

namespace tepid::cli {

problem too_many_columns(const std::string& name, std::uint64_t line, std::uint64_t most) {
  return problem_at(name, line, nullptr,
                    fmt::format("there are more than {} columns; --max-columns allows more, each of which takes memory",
                                grouped(most)));
}

problem too_many_cells(const std::string& name, std::uint64_t line, std::uint64_t most) {
  return problem_at(name, line, nullptr,
                    fmt::format("the row has more than {} cells; --max-columns allows more", grouped(most)));
}

void check_name(const std::string& name, std::uint64_t line, std::string_view column) {
  if (column.size() > longest_name)
    throw problem_at(name, line, nullptr,
                     fmt::format("the name of a column is longer than 64 KiB; it begins with {}", in_quotes(column)));
}

}  // namespace tepid::cli
