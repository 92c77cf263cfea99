// src/cli/text.hpp - text for people: safe to print, measured in columns of a terminal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tepid::cli {

/// The text with control characters and bytes that are not UTF-8 replaced.
[[nodiscard]] std::string printable(std::string_view text);

/// At most `width` characters, the last an ellipsis if something was left out.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t width);

/// Characters (code points) of UTF-8 text.
[[nodiscard]] std::size_t width_of(std::string_view text) noexcept;

/// 1,234,567
[[nodiscard]] std::string grouped(std::uint64_t number);

/// Six significant digits; "-" for NaN.
[[nodiscard]] std::string brief(double number);

/// "2024-05-01 12:00:00", UTC, of seconds since 1970; "-" for what is not finite.
[[nodiscard]] std::string time_text(double seconds);

/// "1 row", "2 rows"
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view noun);

}  // namespace tepid::cli
