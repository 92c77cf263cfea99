// src/tables/number_cells.hpp - cells of which many are short numbers.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tepid::inline v0::tables {

/// Cells of one column: one begins behind text[ends[0]] and ends at ends[1], the next is `stride` places further.
struct number_cells {
  const char* text = nullptr;  ///< `padding` bytes are readable behind it.
  const std::uint32_t* ends = nullptr;
  std::size_t stride = 0, count = 0;
  char point = '.';   ///< The decimal sign.
  bool last = false;  ///< Of its row: a CR at the end is none of its text. The first row is not empty then.
};

}  // namespace tepid::inline v0::tables
