// src/reports/utf8.hpp - text that readers of UTF-8 accept.
#pragma once

#include <string>
#include <string_view>

namespace tepid::inline v0 {

/// The text with every byte that begins no valid UTF-8 sequence (RFC 3629) replaced by U+FFFD.
[[nodiscard]] std::string valid_utf8(std::string_view text);

}  // namespace tepid::inline v0
