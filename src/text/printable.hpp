// src/text/printable.hpp - text of unknown origin made safe for messages and tables.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tepid::inline v0 {

/// The text with control characters and bytes that are not UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string printable(std::string_view text);

/// At most `width` characters, and an ellipsis in place of the last if something was left out.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t width);

/// Characters (code points) of UTF-8 text.
[[nodiscard]] std::size_t width_of(std::string_view text) noexcept;

/// The text in single quotes, printable and at most 60 characters long.
[[nodiscard]] std::string in_quotes(std::string_view text);

}  // namespace tepid::inline v0
