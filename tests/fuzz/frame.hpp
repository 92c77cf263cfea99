// tests/fuzz/frame.hpp - a saved frame whose payload was changed, made whole again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <tepid/core/saved.hpp>

/// Writes the right length and checksum into a frame of at least frame_size bytes: no mutator finds those, and what it
/// changes inside would never be looked at.
inline void repair_frame(std::span<std::byte> state) {
  const std::uint64_t length = state.size() - tepid::frame_size;
  for (std::size_t i = 0; i < 8; ++i) state[16 + i] = static_cast<std::byte>((length >> (8 * i)) & 0xffu);
  const std::uint32_t crc = tepid::detail::frame_crc(state);
  for (std::size_t i = 0; i < 4; ++i)
    state[tepid::detail::crc_at + i] = static_cast<std::byte>((crc >> (8 * i)) & 0xffu);
}

[[nodiscard]] inline std::vector<std::byte> repaired_frame(std::span<const std::byte> given) {
  std::vector<std::byte> state(given.begin(), given.end());
  repair_frame(state);
  return state;
}
