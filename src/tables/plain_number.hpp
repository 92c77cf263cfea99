// src/tables/plain_number.hpp - the number at the start of a text, and where it ends, in one walk.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace tepid::inline v0::tables {

/// Bytes that must be readable behind a text that is searched or that numbers are read from: a vector's.
inline constexpr std::size_t padding = 64;

/// Appends the digits that begin at `at` to `digits`, modulo 2^64; returns what is behind them. Eight bytes are looked
/// at at once: how many digits a cell has is different in each, which a loop's branch would guess wrong.
inline const char* take_digits(const char* at, std::uint64_t& digits) noexcept {
  if constexpr (std::endian::native == std::endian::little) {
    static constexpr std::array<std::uint64_t, 9> ten{1,       10,        100,        1'000,      10'000,
                                                      100'000, 1'000'000, 10'000'000, 100'000'000};
    for (;;) {
      std::uint64_t x;
      std::memcpy(&x, at, 8);
      x ^= 0x3030'3030'3030'3030;
      // A digit is below 10 now. What a byte carries into the next only comes behind the first that is none.
      const std::uint64_t others = (x | (x + 0x0606'0606'0606'0606)) & 0xf0f0'f0f0'f0f0'f0f0;
      const auto n = static_cast<unsigned>(std::countr_zero(others)) / 8;
      if (n == 0) return at;
      x <<= 64 - 8 * n;  // noughts in front
      // Pairs, fours, eight; D. Lemire, Quickly parsing eight digits (2018).
      x = x * 10 + (x >> 8);
      x = ((x & 0x0000'00ff'0000'00ff) * (100 + (std::uint64_t{1'000'000} << 32)) +
           ((x >> 16) & 0x0000'00ff'0000'00ff) * (1 + (std::uint64_t{10'000} << 32))) >>
          32;
      digits = digits * ten[n] + x;
      at += n;
      if (n < 8) return at;
    }
  } else {
    for (unsigned d; (d = static_cast<unsigned>(static_cast<unsigned char>(*at)) - '0') < 10; ++at)
      digits = 10 * digits + d;
    return at;
  }
}

/// A number as most tables write it: [-]digits[.digits][e[+-]digits].
struct plain_number {
  const char* end = nullptr;   ///< Behind it.
  std::uint32_t whole = 0;     ///< Digits before the point.
  std::uint32_t fraction = 0;  ///< Digits behind it.
  bool point = false, exponent = false;
  bool exact = false;  ///< `value` is the nearest double; otherwise std::from_chars must say.
  double value = 0.0;
};

/// Reads digits from `at`, with `point` for the decimal sign, which some character that is no part of a number must follow, and then `padding`. There was
/// no number if there are neither whole nor fraction digits.
///
/// Up to 2^53 and ten to 22 are doubles, so one multiplication or division rounds once: the bits of std::from_chars,
/// without looking for the end first. Source: W. Clinger, PLDI 1990.
inline plain_number read_plain_number(const char* at, char point = '.') noexcept {
  static constexpr std::array<double, 23> ten{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                              1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  const auto digit = [](char c) { return static_cast<unsigned>(static_cast<unsigned char>(c)) - '0'; };
  plain_number n;
  const bool negative = *at == '-';
  at += negative ? 1 : 0;
  std::uint64_t digits = 0;
  const char* first = at;
  at = take_digits(at, digits);
  n.whole = static_cast<std::uint32_t>(at - first);
  if (*at == point) {
    n.point = true;
    first = ++at;
    at = take_digits(at, digits);
    n.fraction = static_cast<std::uint32_t>(at - first);
  }
  std::int64_t power = -static_cast<std::int64_t>(n.fraction);
  if ((*at == 'e' || *at == 'E') && n.whole + n.fraction > 0) {
    const char* e = at + 1;
    const bool down = *e == '-';
    e += down || *e == '+' ? 1 : 0;
    if (digit(*e) < 10) {
      n.exponent = true;
      std::int64_t value = 0;
      for (unsigned d; (d = digit(*e)) < 10; ++e) value = value < 10'000 ? 10 * value + d : value;
      power += down ? -value : value;
      at = e;
    }
  }
  n.end = at;
  // 19 digits cannot exceed 64 bits.
  n.exact = n.whole + n.fraction <= 19 && digits <= std::uint64_t{1} << 53 && power >= -22 && power <= 22;
  if (n.exact) {
    const auto x = static_cast<double>(digits);
    const double y = power <= 0 ? x / ten[static_cast<std::size_t>(-power)] : x * ten[static_cast<std::size_t>(power)];
    // Whether a number is negative is often a coin's toss: no branch.
    n.value = std::bit_cast<double>(std::bit_cast<std::uint64_t>(y) | (std::uint64_t{negative} << 63));
  }
  return n;
}

}  // namespace tepid::inline v0::tables
