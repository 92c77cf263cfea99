// src/tables/table_limits.hpp - what a table may have at most, so that a small file cannot fill the memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "tables/table_error.hpp"

namespace tepid::inline v0::tables {

/// Columns of a table unless --max-columns says otherwise, and cells of a row: each costs memory, whatever is in it.
inline constexpr std::uint64_t usual_columns = 100'000;
/// Bytes of a column's name.
inline constexpr std::size_t longest_name = std::size_t{1} << 16;

/// "there are more than N columns ...", of a table with a header or keys, or "the row has more than N cells ...".
[[nodiscard]] table_error too_many_columns(const std::string& name, std::uint64_t line, std::uint64_t most);
[[nodiscard]] table_error too_many_cells(const std::string& name, std::uint64_t line, std::uint64_t most);
/// For a column that somebody wants and that is an object, whose fields are among the columns, or an array.
[[nodiscard]] table_error no_value(const std::string& name, std::uint64_t line, const std::string& column, bool array,
                                   std::span<const std::string> columns);
/// Throws table_error for a column's name that is too long.
void check_name(const std::string& name, std::uint64_t line, std::string_view column);

}  // namespace tepid::inline v0::tables
