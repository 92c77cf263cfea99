// src/text/names.hpp - files, lines and columns in messages.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tepid::inline v0 {

/// "FILE: what", "FILE:LINE: what" or "FILE:LINE: column 'X': what"; line 0 and no column are left out.
[[nodiscard]] std::string located(std::string_view file, std::uint64_t line, std::optional<std::string_view> column,
                                  std::string_view what);

/// "'a', 'b', 'c' and 17 more"; at most 20 names are listed.
[[nodiscard]] std::string list_of(std::span<const std::string> names);

/// Is the column one of these, or a field of one: "user.age" of "user"?
[[nodiscard]] bool is_among(std::span<const std::string> names, std::string_view column);

/// "there is no column 'X'; there are ...", with a guess where a name is close.
[[nodiscard]] std::string no_such_column(std::string_view wanted, std::span<const std::string> columns);

}  // namespace tepid::inline v0
