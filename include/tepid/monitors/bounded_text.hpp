// tepid/monitors/bounded_text.hpp - texts that a monitor keeps, cut to a maximum of bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tepid/core/hash.hpp>

namespace tepid::inline v0 {

/// Bytes of a name that a monitor keeps (signals, segments), and of each text of a change event.
inline constexpr std::size_t most_name_bytes = 256, most_event_bytes = 4096;

/// Text of up to `most` bytes as it is; of longer text the beginning, without part of a UTF-8 character, then '~' and the
/// text's hash (core/hash.hpp) as 16 hexadecimal digits: `most` bytes at most, and long texts stay apart. most >= 17.
[[nodiscard]] inline std::string bounded_text(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string{text};
  std::size_t keep = most - 17;
  while (keep > 0 && (static_cast<unsigned char>(text[keep]) & 0xc0u) == 0x80u) --keep;
  std::string out{text.substr(0, keep)};
  out += '~';
  const std::uint64_t hash = hash_of(text);
  for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[hash >> shift & 15];
  return out;
}

}  // namespace tepid::inline v0
