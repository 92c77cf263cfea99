// src/tables/stretch_bits.hpp - from bits, one a byte of text, to places in the text.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "tables/mark_progress.hpp"

namespace tepid::inline v0::tables {

/// What a stretch holds, byte by byte from the lowest bit.
struct stretch_bits {
  std::uint64_t delimiters = 0, feeds = 0, returns = 0, quotes = 0, zeros = 0;
};

/// Bit i: is the number of bits up to i, itself included, odd?
[[gnu::always_inline]] inline std::uint64_t odd_through(std::uint64_t bits) noexcept {
  for (const int by : {1, 2, 4, 8, 16, 32}) bits ^= bits << by;
  return bits;
}

/// Appends the places of the bits, and up to 63 that are none behind them.
[[gnu::always_inline]] inline std::size_t put_places(std::uint64_t bits, std::uint32_t at, std::uint32_t* to) noexcept {
  const auto count = static_cast<std::size_t>(std::popcount(bits));
  // Eight at once: a branch for each bit would guess wrong once a stretch.
  for (std::size_t i = 0; i < count; i += 8) {
    for (std::size_t j = 0; j < 8; ++j) {
      to[i + j] = at + static_cast<std::uint32_t>(std::countr_zero(bits));
      bits &= bits - 1;
    }
  }
  return count;
}

[[gnu::always_inline]] inline void take(const stretch_bits& b, std::uint32_t at, bool feed_follows,
                                          mark_progress& p) noexcept {
  std::uint64_t ends = b.delimiters | b.feeds, feeds = b.feeds, returns = b.returns;
  if ((b.quotes | p.inside) != 0) {
    p.quotes += put_places(b.quotes, at, p.quote_places + p.quotes);
    const std::uint64_t inside = odd_through(b.quotes) ^ p.inside;
    p.inside = std::uint64_t{0} - (inside >> 63);
    ends &= ~inside;
    feeds &= ~inside;
    returns &= ~inside;
  }
  p.strange |= b.zeros != 0 || (returns & ~(b.feeds >> 1 | std::uint64_t{feed_follows} << 63)) != 0;
  for (std::uint64_t rows = feeds; rows != 0; rows &= rows - 1)
    p.row_places[p.rows++] =
        static_cast<std::uint32_t>(p.cells) + static_cast<std::uint32_t>(std::popcount(ends & ((rows & -rows) - 1)));
  p.cells += put_places(ends, at, p.cell_places + p.cells);
}

/// Of at most 64 bytes. Most are none of what is looked for.
inline stretch_bits bits_of(const char* at, std::size_t size, char delimiter) noexcept {
  stretch_bits b;
  const auto is_none = [&](char c) {
    return c != delimiter && c != '"' && c != '\n' && c != '\r' && c != '\0';
  };
  for (std::size_t i = 0; i < size; ++i) {
    const char c = at[i];
    if (is_none(c)) continue;
    const std::uint64_t bit = std::uint64_t{1} << i;
    (c == delimiter ? b.delimiters : c == '\n' ? b.feeds : c == '\r' ? b.returns : c == '"' ? b.quotes : b.zeros) |= bit;
  }
  return b;
}

/// Takes `count` whole stretches; the byte behind them is looked at too.
inline void reference_marks(const char* text, std::uint32_t from, std::size_t count, char delimiter,
                            mark_progress& p) {
  for (; count > 0; --count, from += mark_stretch)
    take(bits_of(text + from, mark_stretch, delimiter), from, text[from + mark_stretch] == '\n', p);
}

}  // namespace tepid::inline v0::tables
