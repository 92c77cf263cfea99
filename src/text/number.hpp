// src/text/number.hpp - a number in a sentence.
#pragma once

#include <array>
#include <charconv>
#include <string>

namespace tepid::inline v0::detail {

/// Four digits: a share, a threshold. (Of a value that is meant itself: to_text.)
[[nodiscard]] inline std::string number_text(double x) {
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), x, std::chars_format::general, 4).ptr};
}

}  // namespace tepid::inline v0::detail
