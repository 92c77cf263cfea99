// src/tables/number_cells_reference.hpp - what number_cells does, without vectors, and the tables of both.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "tables/number_cells.hpp"
#include "tables/plain_number.hpp"

namespace tepid::inline v0::tables {

/// Which of 16 characters go where so that the digits of a number stand at the end, its point taken out; noughts come
/// from characters that are not there (128).
struct digit_order_table {
  alignas(16) std::array<std::array<std::array<std::uint8_t, 16>, 17>, 17> order{};

  constexpr digit_order_table() {
    for (unsigned size = 0; size <= 16; ++size)
      for (unsigned point = 0; point <= 16; ++point)
        for (unsigned to = 0, skipped = point < size ? 1 : 0; to < 16; ++to) {
          const unsigned noughts = 16 - (size - skipped), digit = to - noughts;
          order[size][point][to] = static_cast<std::uint8_t>(to < noughts ? 128 : digit < point ? digit : digit + 1);
        }
  }
  /// For a number of so many characters; `point` is the size where there is none.
  [[nodiscard]] const std::uint8_t* at(std::size_t size, std::size_t point) const noexcept {
    return order[size][point].data();
  }
};
inline constexpr digit_order_table digit_order;

/// digits / 10^fraction: both are doubles, so it is rounded once.
[[gnu::always_inline]] inline double signed_number(std::uint64_t digits, std::size_t fraction,
                                                   std::uint64_t negative) noexcept {
  static constexpr std::array<double, 17> ten{1e0, 1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7, 1e8,
                                              1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16};
  const double value = static_cast<double>(static_cast<std::int64_t>(digits)) / ten[fraction];
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) | negative << 63);
}

inline std::size_t reference_numbers(const number_cells& cells, double* out, std::uint32_t* others) {
  std::size_t rest = 0;
  const std::uint32_t* ends = cells.ends;
  for (std::size_t i = 0; i < cells.count; ++i, ends += cells.stride) {
    const char* const begin = cells.text + (ends[0] + 1);
    const char* const end = cells.text + (ends[1] - (cells.last && cells.text[ends[1] - 1] == '\r' ? 1 : 0));
    const plain_number n = read_plain_number(begin, cells.point);
    if (n.whole + n.fraction > 0 && n.end == end && n.exact)
      out[i] = n.value;
    else
      others[rest++] = static_cast<std::uint32_t>(i);
  }
  return rest;
}

}  // namespace tepid::inline v0::tables
