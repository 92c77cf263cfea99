// tepid/core/lanes.hpp - two doubles side by side, for the up and the down side of one stream.
//
// GCC's and clang's vector types: +, -, *, comparisons and ?: work lane by lane, each with the bits of the
// scalar operation, at any optimization level and for any target. Wider work over many features goes
// through kernels/, which chooses the instruction set at run time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

using lane_pair [[gnu::vector_size(16)]] = double;
using lane_pair_index [[gnu::vector_size(16)]] = std::int64_t;

/// Elements 2i and 2i + 1 of an array.
template <std::size_t N>
[[nodiscard]] inline lane_pair load_pair(const std::array<double, N>& from, std::size_t i = 0) noexcept {
  return lane_pair{from[2 * i], from[2 * i + 1]};
}
template <std::size_t N>
inline void store_pair(std::array<double, N>& to, lane_pair value, std::size_t i = 0) noexcept {
  to[2 * i] = value[0];
  to[2 * i + 1] = value[1];
}

/// Lane by lane, b where it is larger.
[[nodiscard]] inline lane_pair larger(lane_pair a, lane_pair b) noexcept { return b > a ? b : a; }

}  // namespace tepid::inline v0
