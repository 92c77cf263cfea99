// tepid/sketches/short_text.hpp - text in 65 bytes, long ones by their beginning and a hash.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tepid/core/hash.hpp>

namespace tepid::inline v0::detail {

/// Text of up to 64 bytes as it is; of longer text the first 47 bytes, without part of a UTF-8 character, then '~' and its
/// hash (core/hash.hpp) as 16 hexadecimal digits. Two long texts are taken for one with probability 2^-64.
class short_text {
 public:
  static constexpr std::size_t most = 64, beginning = 47;

  short_text() = default;
  explicit short_text(std::string_view text) noexcept {
    std::size_t keep = text.size();
    if (text.size() > most) {
      keep = beginning;
      while (keep > 0 && (static_cast<unsigned char>(text[keep]) & 0xc0u) == 0x80u) --keep;
    }
    append(text.substr(0, keep));
    if (text.size() <= most) return;
    append("~");
    const std::uint64_t hash = hash_of(text);
    for (int shift = 60; shift >= 0; shift -= 4) append(std::string_view{"0123456789abcdef"}.substr(hash >> shift & 15, 1));
  }

  [[nodiscard]] std::string_view view() const noexcept { return {bytes_.data(), size_}; }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    std::string text{self.view()};
    io(text);
    if constexpr (Io::is_loading) {
      if (text.size() > most) return io.fail();
      self = short_text{text};
    }
  }
  friend bool operator==(const short_text& a, const short_text& b) noexcept { return a.view() == b.view(); }

 private:
  void append(std::string_view text) noexcept {
    std::copy(text.begin(), text.end(), bytes_.begin() + size_);
    size_ = static_cast<std::uint8_t>(size_ + text.size());
  }

  std::array<char, most> bytes_{};
  std::uint8_t size_ = 0;
};

}  // namespace tepid::inline v0::detail
