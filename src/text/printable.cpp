// src/text/printable.cpp - UTF-8 walked sequence by sequence.
#include "text/printable.hpp"

namespace tepid::inline v0 {

namespace {

bool continues(char c) noexcept { return (static_cast<unsigned char>(c) & 0xc0u) == 0x80u; }

/// Length of the UTF-8 sequence at the start of text, 0 if it is not one.
std::size_t sequence(std::string_view text) noexcept {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = lead < 0x80                   ? 1
                             : lead >= 0xf0 && lead < 0xf5 ? 4
                             : lead >= 0xe0 && lead < 0xf0 ? 3
                             : lead >= 0xc2 && lead < 0xe0 ? 2
                                                           : 0;
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if (!continues(text[i])) return 0;
  return length;
}

}  // namespace

std::string printable(std::string_view text) {
  constexpr std::string_view replacement = "\xef\xbf\xbd";
  std::string safe;
  while (!text.empty()) {
    const std::size_t length = sequence(text);
    const auto lead = static_cast<unsigned char>(text[0]);
    // C1 control characters are c2 80 .. c2 9f.
    const bool control =
        lead < 0x20 || lead == 0x7f || (lead == 0xc2 && length == 2 && static_cast<unsigned char>(text[1]) < 0xa0);
    safe += length == 0 || control ? replacement : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return safe;
}

std::size_t width_of(std::string_view text) noexcept {
  std::size_t width = 0;
  for (const char c : text) width += continues(c) ? 0 : 1;
  return width;
}

std::string shortened(std::string_view text, std::size_t width) {
  if (width_of(text) <= width) return std::string{text};
  std::size_t end = 0, taken = 0;
  for (; end < text.size(); ++end)
    if (!continues(text[end]) && ++taken == width) break;
  return std::string{text.substr(0, end)} + "\xe2\x80\xa6";
}

std::string in_quotes(std::string_view text) {
  std::string quoted{"'"};
  return quoted.append(shortened(printable(text), 60)).append("'");
}

}  // namespace tepid::inline v0
