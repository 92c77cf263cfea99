// src/tables/number_kernel.hpp - many short numbers read at once.
#pragma once

#include <cstddef>
#include <cstdint>

#include <tepid/kernels/target.hpp>

#include "tables/number_cells.hpp"

namespace tepid::inline v0::tables {

/// Reads [-]digits[.digits], with the decimal sign that number_cells names, at most 16 characters without the sign, as std::from_chars does, to the bit; puts the
/// numbers of all other cells into `others`, which has room for all of them, and returns how many these are.
using numbers_kernel_t = std::size_t (*)(const number_cells& cells, double* out, std::uint32_t* others);
[[nodiscard]] numbers_kernel_t numbers_kernel(kernels::target on) noexcept;

}  // namespace tepid::inline v0::tables
