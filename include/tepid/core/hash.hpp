// tepid/core/hash.hpp - 64-bit hashes of numbers and text, the same on every platform.
//
// These have no key: for what is saved, shown or counted, where the same text must have the same hash in every process
// (ids of predictions that are text, sketches, the marks of texts that were cut). Whoever chooses the texts can make
// them meet. Tables in memory whose keys others choose take keyed_hash (core/keyed_hash.hpp), and nothing that is
// saved or shown may follow from the order of such a table.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// The finaliser of MurmurHash3 (A. Appleby, public domain): a bijection; each input bit changes half the output bits.
[[nodiscard]] constexpr std::uint64_t mix_bits(std::uint64_t h) noexcept {
  h = (h ^ (h >> 33)) * 0xff51afd7ed558ccd;
  h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53;
  return h ^ (h >> 33);
}

/// Hash of an integer: mix_bits(x ^ 0x243f6a8885a308d3). Different integers never share one.
[[nodiscard]] constexpr std::uint64_t hash_of(std::uint64_t x) noexcept { return mix_bits(x ^ 0x243f6a8885a308d3); }

/// Hash of a number by its bits: mix_bits(bits ^ 0x13198a2e03707344); -0.0 as 0.0. Different numbers never share one.
[[nodiscard]] constexpr std::uint64_t hash_of(double x) noexcept {
  return mix_bits(std::bit_cast<std::uint64_t>(x == 0 ? 0.0 : x) ^ 0x13198a2e03707344);
}

/// Hash of text by its bytes: h = length ^ 0xa4093822299f31d0; for each eight bytes as a little-endian word w, the last
/// filled up with zeros: h = mix_bits(h ^ w) + 0x9e3779b97f4a7c15; then mix_bits(h). Two texts share one with
/// probability 2^-64, unless they were made to: it has no secret key.
[[nodiscard]] constexpr std::uint64_t hash_of(std::string_view text) noexcept {
  std::uint64_t h = text.size() ^ 0xa4093822299f31d0;
  for (std::size_t at = 0; at < text.size(); at += 8) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < 8 && at + i < text.size(); ++i)
      word |= std::uint64_t{static_cast<unsigned char>(text[at + i])} << (8 * i);
    h = mix_bits(h ^ word) + 0x9e3779b97f4a7c15;
  }
  return mix_bits(h);
}

}  // namespace tepid::inline v0
