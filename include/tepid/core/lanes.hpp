// tepid/core/lanes.hpp - two doubles side by side, for the up and the down side of one stream.
//
// GCC's and clang's vector types: +, -, *, comparisons and ?: work lane by lane, each with the bits of the
// scalar operation, at any optimization level and for any target. Wider work over many features goes
// through kernels/, which chooses the instruction set at run time.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

using lane_pair [[gnu::vector_size(16)]] = double;
using lane_pair_index [[gnu::vector_size(16)]] = std::int64_t;

/// Elements 2i and 2i + 1 of an array.
template <std::size_t N>
[[nodiscard]] inline lane_pair load_pair(const std::array<double, N>& from, std::size_t i = 0) noexcept {
  lane_pair value;
  std::memcpy(&value, from.data() + 2 * i, sizeof value);
  return value;
}
template <std::size_t N>
inline void store_pair(std::array<double, N>& to, lane_pair value, std::size_t i = 0) noexcept {
  std::memcpy(to.data() + 2 * i, &value, sizeof value);  // one store, which the next load_pair can take over
}

/// Lane by lane, b where it is larger, or smaller.
[[nodiscard]] inline lane_pair larger(lane_pair a, lane_pair b) noexcept { return b > a ? b : a; }
[[nodiscard]] inline lane_pair smaller(lane_pair a, lane_pair b) noexcept { return b < a ? b : a; }

/// {x, -x}.
[[nodiscard]] inline lane_pair both_signs(double x) noexcept {
  constexpr lane_pair_index sign{0, std::numeric_limits<std::int64_t>::min()};
  return (lane_pair)((lane_pair_index)lane_pair{x, x} ^ sign);
}

/// For each lane, which of the last 32 steps met a condition.
class lane_history {
 public:
  /// `met` is the result of a comparison.
  void push(lane_pair_index met) noexcept {
#if defined(__SSE2__)
    const auto bits = static_cast<unsigned>(__builtin_ia32_movmskpd((lane_pair)met));
#else
    const auto bits = static_cast<unsigned>((met[0] & 1) | (met[1] & 2));
#endif
    steps_ = steps_ << 2 | bits;
  }
  /// True if lane `lane` met the condition in any step; `ago` is then how many steps came after the last such.
  [[nodiscard]] bool last(std::size_t lane, std::uint64_t& ago) const noexcept {
    const std::uint64_t own = steps_ >> lane & 0x5555'5555'5555'5555;
    ago = static_cast<std::uint64_t>(std::countr_zero(own)) / 2;
    return own != 0;
  }

 private:
  std::uint64_t steps_ = 0;
};

}  // namespace tepid::inline v0
