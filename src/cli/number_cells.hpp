// src/cli/number_cells.hpp - many short numbers at once.
#pragma once

#include <cstddef>
#include <cstdint>

#include <tepid/kernels/target.hpp>

namespace tepid::cli {

/// Cells of one column: one begins behind text[ends[0]] and ends at ends[1], the next is `stride` places further.
struct number_cells {
  const char* text = nullptr;  ///< `padding` bytes are readable behind it.
  const std::uint32_t* ends = nullptr;
  std::size_t stride = 0, count = 0;
  bool last = false;  ///< Of its row: a CR at the end is none of its text. The first row is not empty then.
};

/// Reads [-]digits[.digits], at most 16 characters without the sign, as std::from_chars does, to the bit; puts the
/// numbers of all other cells into `others`, which has room for all of them, and returns how many these are.
using numbers_kernel_t = std::size_t (*)(const number_cells& cells, double* out, std::uint32_t* others);
[[nodiscard]] numbers_kernel_t numbers_kernel(kernels::target on) noexcept;

}  // namespace tepid::cli
