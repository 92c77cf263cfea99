// tepid/sketches/kll_image.hpp - a KLL sketch as plain numbers, and as the bytes that Apache DataSketches writes.
//
// Bytes (little-endian), as its libraries for Java, C++, Python, Rust and Go write and read them:
//   0  u8   words of the preamble: 2, or 5 where n > 1
//   1  u8   serial version: 1; 2 for a sketch of one value
//   2  u8   family: 15
//   3  u8   flags: 1 empty, 2 the lowest level is sorted, 4 one value
//   4  u16  k
//   6  u8   m, the smallest capacity of a level: 8
//   7  u8   0
//   empty: nothing more; one value: that value; else
//   8  u64  n
//  16  u16  the smallest k among the sketches merged into this one
//  18  u8   levels
//  19  u8   0
//  20  u32  for each level where its values start, counted from the start of an array as long as kll_capacity says
//           and filled to its end; level i holds values of weight 2^i, in order from level 1 on
//   -  T    min, max, then the values
// The type of the values is not in the bytes: who reads must know it.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>

namespace tepid::inline v0 {

namespace detail {

inline constexpr std::size_t kll_most_levels = 61;
inline constexpr std::uint64_t kll_most_values = std::uint64_t{1} << 60;  ///< A value of weight 2^61 cannot arise.
inline constexpr std::uint32_t kll_least = 8;                             ///< The smallest capacity of a level.

/// The capacity of a level `depth` below the highest: k (2/3)^depth, rounded, at least 8.
[[nodiscard]] constexpr std::uint32_t kll_level_capacity(std::uint32_t k, std::size_t depth) noexcept {
  if (depth > 30) return kll_least;  // 65535 (2/3)^30 < 1
  std::uint64_t above = std::uint64_t{k} * 2, below = 1;
  for (std::size_t i = 0; i < depth; ++i) above *= 2, below *= 3;
  return std::max(kll_least, static_cast<std::uint32_t>((above / below + 1) / 2));
}

/// Of all levels together.
[[nodiscard]] constexpr std::uint32_t kll_capacity(std::uint32_t k, std::size_t levels) noexcept {
  std::uint32_t sum = 0;
  for (std::size_t depth = 0; depth < levels; ++depth) sum += kll_level_capacity(k, depth);
  return sum;
}

/// A number of type double or float, by its bits.
template <class T, class Io, class Value>
void value_io(Io& io, Value& value) {
  if constexpr (std::is_same_v<T, double>) {
    io(value);
  } else {
    static_assert(std::is_same_v<T, float>);
    auto bits = std::bit_cast<std::uint32_t>(value);
    io(bits);
    if constexpr (Io::is_loading) value = std::bit_cast<float>(bits);
  }
}

}  // namespace detail

/// What a KLL sketch holds: for each level, the lowest first, how many values; and the values, level after level.
template <class T>
struct kll_image {
  std::uint16_t k = 0, min_k = 0;
  std::uint64_t n = 0;
  T min{}, max{};                    ///< Of all values ever taken; 0 of none.
  std::vector<std::uint32_t> sizes;  ///< At least one level.
  std::vector<T> items;              ///< In order within each level.

  /// Can these numbers belong to a sketch?
  [[nodiscard]] bool sound() const noexcept {
    if (k < 8 || min_k < 8 || min_k > k || sizes.empty() || sizes.size() > detail::kll_most_levels) return false;
    std::uint64_t weight = 0, total = 0;
    for (std::size_t level = 0; level < sizes.size(); ++level) {
      if (sizes[level] > detail::kll_most_values >> level) return false;
      weight += std::uint64_t{sizes[level]} << level;
      if (weight > detail::kll_most_values) return false;
      total += sizes[level];
    }
    if (weight != n || total != items.size() || total > detail::kll_capacity(k, sizes.size())) return false;
    if (is_nan(min) || is_nan(max) || min > max) return false;
    if (n == 0) return sizes.size() == 1 && min == 0 && max == 0;
    std::size_t at = 0;
    for (const std::uint32_t size : sizes)
      for (std::size_t i = 0; i < size; ++i, ++at)
        if (!(items[at] >= min && items[at] <= max) || (i > 0 && items[at] < items[at - 1])) return false;
    return true;
  }
};

/// The bytes of Apache DataSketches.
template <class T>
[[nodiscard]] std::vector<std::byte> kll_to_datasketches(const kll_image<T>& image) {
  constexpr std::uint8_t m = detail::kll_least;
  const auto write = [&](auto&& io) {
    const bool one = image.n == 1, full = image.n > 1;
    const auto words = static_cast<std::uint8_t>(full ? 5 : 2), version = static_cast<std::uint8_t>(one ? 2 : 1);
    const auto flags = static_cast<std::uint8_t>(full ? 2 : one ? 4 : 1);
    io(words, version, std::uint8_t{15}, flags, image.k, m, std::uint8_t{0});
    if (full) {
      io(image.n, image.min_k, static_cast<std::uint8_t>(image.sizes.size()), std::uint8_t{0});
      auto start = static_cast<std::uint32_t>(detail::kll_capacity(image.k, image.sizes.size()) - image.items.size());
      for (const std::uint32_t size : image.sizes) {
        io(start);
        start += size;
      }
      detail::value_io<T>(io, image.min);
      detail::value_io<T>(io, image.max);
    }
    for (const T& x : image.items) detail::value_io<T>(io, x);
    return io.size();
  };
  std::vector<std::byte> out(write(byte_writer{{}}));
  write(byte_writer{out});
  return out;
}

/// The image in such bytes; checks everything and throws error{truncated, bad_version or bad_state}. Accepts an unsorted
/// lowest level and sorts it. Allocates no more than the bytes can fill.
template <class T>
[[nodiscard]] kll_image<T> kll_from_datasketches(std::span<const std::byte> bytes) {
  const auto refuse = [](errc code, const std::string& why) { return error{code, "bytes", "DataSketches KLL: " + why}; };
  byte_reader io{bytes};
  std::uint8_t words = 0, version = 0, family = 0, flags = 0, m = 0, unused = 0, levels = 1;
  kll_image<T> image;
  io(words, version, family, flags, image.k, m, unused);
  if (io.failed()) throw refuse(errc::truncated, "fewer than 8 bytes");
  if (family != 15) throw refuse(errc::bad_magic, "family " + std::to_string(family) + " is not KLL (15)");
  if (version != 1 && version != 2)
    throw refuse(errc::bad_version, "serial version " + std::to_string(version) +
                                        " is not read, only 1 and 2 (the compact forms)");
  const bool empty = (flags & 1) != 0, one = version == 2;
  if (m != detail::kll_least || image.k < 8 || words != (empty || one ? 2 : 5) || (empty && one) ||
      one != ((flags & 4) != 0))
    throw refuse(errc::bad_state, "the preamble contradicts itself");
  image.min_k = image.k;
  std::uint64_t count = one ? 1 : 0;
  if (one) {
    image.n = 1;
  } else if (!empty) {
    io(image.n, image.min_k, levels, unused);
    if (!io.failed() && (levels == 0 || levels > detail::kll_most_levels))
      throw refuse(errc::bad_state, std::to_string(levels) + " levels");
    std::vector<std::uint32_t> starts(io.failed() ? 1 : levels);
    for (auto& start : starts) io(start);
    starts.push_back(detail::kll_capacity(image.k, levels));
    if (!io.failed() && !std::is_sorted(starts.begin(), starts.end()))
      throw refuse(errc::bad_state, "the levels are out of order");
    for (std::size_t i = 0; i + 1 < starts.size(); ++i) image.sizes.push_back(starts[i + 1] - starts[i]);
    count = starts.back() - starts.front();
    detail::value_io<T>(io, image.min);
    detail::value_io<T>(io, image.max);
  }
  if (io.failed() || io.remaining() < count * sizeof(T))
    throw refuse(errc::truncated, std::to_string(bytes.size()) + " bytes end too early");
  if (io.remaining() > count * sizeof(T))
    throw refuse(errc::bad_state, std::to_string(io.remaining() - count * sizeof(T)) +
                                      " bytes too many: is it a sketch of another type of value?");
  image.items.resize(static_cast<std::size_t>(count));
  for (T& x : image.items) detail::value_io<T>(io, x);
  if (empty || one) image.sizes.assign(1, static_cast<std::uint32_t>(count));
  if (one) image.min = image.max = image.items.front();
  for (const T& x : image.items)
    if (is_nan(x)) throw refuse(errc::bad_state, "a value is not a number");
  std::sort(image.items.begin(), image.items.begin() + image.sizes.front());
  if (!image.sound()) throw refuse(errc::bad_state, "its numbers contradict each other: is it a sketch of another type of value?");
  return image;
}

}  // namespace tepid::inline v0
