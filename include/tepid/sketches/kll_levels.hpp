// tepid/sketches/kll_levels.hpp - the levels of a KLL sketch, and how they make room.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/sketches/kll_image.hpp>
#include <tepid/sketches/sorted_runs.hpp>

namespace tepid::inline v0::detail {

/// Levels of sorted values, those of level i standing for 2^i values each, packed to the end of one array: adding
/// takes place in front of level 0, and a compaction moves only the levels below it.
///
/// When all are more than the capacities allow, the lowest level that is full is compacted: every second value goes one
/// level up, the even or the odd ones by a random bit. Which of them is mixed with the values' own bits, so that
/// sketches of different data with one seed err independently.
template <class T>
class kll_levels {
 public:
  /// With room for `extra` values beyond the capacities.
  kll_levels(std::uint32_t k, std::size_t extra) : items_(kll_capacity(k, kll_most_levels) + extra) {
    for (std::size_t depth = 0; depth < kll_most_levels; ++depth) capacities_[depth] = kll_level_capacity(k, depth);
    clear();
  }

  [[nodiscard]] std::size_t count() const noexcept { return levels_; }
  [[nodiscard]] std::span<const T> level(std::size_t i) const noexcept {
    return {items_.data() + start_[i], items_.data() + start_[i + 1]};
  }
  [[nodiscard]] std::size_t retained() const noexcept { return items_.size() - start_[0]; }
  [[nodiscard]] std::size_t bytes() const noexcept { return items_.size() * sizeof(T); }

  void clear() noexcept {
    levels_ = 1;
    allowed_ = capacities_[0];
    start_[0] = start_[1] = static_cast<std::uint32_t>(items_.size());
  }

  /// Sorts a block of 8 * 2^j values, `extra` at most; the places that are free serve as scratch.
  void sort(std::span<T> block) noexcept { sort_block(block.data(), items_.data(), block.size()); }

  /// Adds sorted values of weight 1 and makes room. At most `extra` at once.
  void add(std::span<const T> sorted, random_source& random) noexcept {
    T* const items = items_.data();
    const std::uint32_t from = start_[0] - static_cast<std::uint32_t>(sorted.size());
    merge_runs(sorted.data(), sorted.data() + sorted.size(), items + start_[0], items + start_[1], items + from);
    start_[0] = from;
    make_room(random);
  }

  /// Takes the levels of a sound image; `random` chooses when they are more than the capacities allow.
  void assign(std::span<const std::uint32_t> sizes, std::span<const T> sorted, random_source& random) {
    const std::size_t usual = items_.size();
    if (sorted.size() > usual) items_.resize(sorted.size());
    levels_ = sizes.size();
    std::copy(sorted.begin(), sorted.end(), items_.end() - static_cast<std::ptrdiff_t>(sorted.size()));
    start_[levels_] = static_cast<std::uint32_t>(items_.size());
    for (std::size_t i = levels_; i-- > 0;) start_[i] = start_[i + 1] - sizes[i];
    allowed_ = 0;
    for (std::size_t depth = 0; depth < levels_; ++depth) allowed_ += capacities_[depth];
    make_room(random);
    const auto beyond = static_cast<std::uint32_t>(items_.size() - usual);
    if (beyond == 0) return;
    items_.erase(items_.begin(), items_.begin() + beyond);
    items_.shrink_to_fit();
    for (std::size_t i = 0; i <= levels_; ++i) start_[i] -= beyond;
  }

 private:
  void make_room(random_source& random) noexcept {
    while (retained() > allowed_) {
      std::size_t full = 0;  // there is one, as together they are more than their capacities
      while (start_[full + 1] - start_[full] < capacities_[levels_ - 1 - full]) ++full;
      compact(full, random);
    }
  }

  void compact(std::size_t i, random_source& random) noexcept {
    if (i + 1 == levels_) {
      allowed_ += capacities_[levels_];
      start_[++levels_] = static_cast<std::uint32_t>(items_.size());
    }
    T* const items = items_.data();
    const std::uint32_t begin = start_[i], end = start_[i + 1], odd = (end - begin) & 1, half = (end - begin) / 2;
    T* const pairs = items + begin + odd;  // an odd one out, the smallest, stays in its level
    const std::uint64_t own = bits(pairs[0]) + 3 * bits(items[end - 1]);
    const std::size_t which = static_cast<std::size_t>((random.bits() ^ own * 0x9e3779b97f4a7c15) >> 63);
    for (std::uint32_t j = 0; j < half; ++j) pairs[j] = pairs[2 * j + which];
    merge_runs(pairs, pairs + half, items + end, items + start_[i + 2], pairs + half);
    start_[i + 1] = begin + odd + half;
    if (odd) items[begin + half] = items[begin];  // after the merge: what it overwrites has been read
    if (i > 0) std::copy_backward(items + start_[0], items + begin, items + begin + half);
    for (std::size_t here = 0; here <= i; ++here) start_[here] += half;
  }

  [[nodiscard]] static std::uint64_t bits(T x) noexcept {
    return std::bit_cast<std::uint64_t>(static_cast<double>(x));
  }

  std::vector<T> items_;
  std::array<std::uint32_t, kll_most_levels> capacities_{};  ///< By depth below the highest level.
  std::array<std::uint32_t, kll_most_levels + 2> start_{};   ///< Of each level, then the end.
  std::size_t levels_ = 1, allowed_ = 0;
};

}  // namespace tepid::inline v0::detail
