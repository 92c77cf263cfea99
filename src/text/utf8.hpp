// src/text/utf8.hpp - text that readers of UTF-8 accept.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tepid::inline v0 {

/// Length of the valid sequence (RFC 3629) at the start of the text; 0 if there is none.
[[nodiscard]] std::size_t utf8_sequence(std::string_view text) noexcept;

/// The text with every byte that begins no valid UTF-8 sequence (RFC 3629) replaced by U+FFFD.
[[nodiscard]] std::string valid_utf8(std::string_view text);

}  // namespace tepid::inline v0
