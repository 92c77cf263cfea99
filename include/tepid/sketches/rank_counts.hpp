// tepid/sketches/rank_counts.hpp - how many values were below, at and above any value, to the fineness of a grid.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <tepid/core/numeric.hpp>
#include <tepid/core/prefix.hpp>

namespace tepid::inline v0 {

/// The first `cuts` values become a grid; all later ones are counted by the cell between two of its points, or at one
/// of them, in which they fall. A value that occurs often is a point of the grid and has a cell of its own.
/// Memory 40 to 56 bytes a cut; no allocation after construction; counting and asking take O(log cuts).
class rank_counts {
 public:
  /// Values counted before, in lower, the same and higher cells.
  struct place {
    std::uint64_t below = 0, same = 0, above = 0;
  };

  /// At least one cut.
  explicit rank_counts(std::size_t cuts)
      : cuts_(cuts), cell_(2 * cuts + 1), depth_{static_cast<unsigned>(std::bit_width(2 * cuts))} {
    left_.resize(std::size_t{1} << depth_);
  }

  /// False while the grid is made; that value is then a part of it.
  [[nodiscard]] bool ready() const noexcept { return known_ == cuts_.size(); }
  [[nodiscard]] std::uint64_t total() const noexcept { return total_; }
  /// True once values have been in more than one cell.
  [[nodiscard]] bool several() const noexcept { return several_; }

  /// Adds a point to the grid, which is not ready: O(cuts).
  void learn(double x) noexcept {
    const auto end = cuts_.begin() + static_cast<std::ptrdiff_t>(known_);
    const auto at = std::upper_bound(cuts_.begin(), end, x);
    std::copy_backward(at, end, end + 1);
    *at = x;
    ++known_;
  }

  /// Where x is among the values counted so far; then counts it, unless the total is at `most`.
  [[nodiscard]] place count(double x, std::uint64_t most) noexcept {
    const std::size_t cell = cell_of(x);
    place found;
    found.same = cell_[cell];
    const std::uint64_t one = total_ < most ? 1 : 0;
    found.below = walk(cell, one);
    found.above = total_ - found.below - found.same;
    several_ |= found.below + found.above != 0;
    total_ += one;
    cell_[cell] += one;
    return found;
  }

  void clear() noexcept {
    std::fill(cuts_.begin(), cuts_.end(), 0.0);
    std::fill(cell_.begin(), cell_.end(), 0);
    std::fill(left_.begin(), left_.end(), 0);
    known_ = 0;
    total_ = 0;
    several_ = false;
  }

  /// After `values` values.
  [[nodiscard]] bool sound(std::uint64_t values) const noexcept {
    const std::uint64_t cuts = std::min<std::uint64_t>(values, cuts_.size());
    return known_ == cuts && total_ == values - cuts &&
           std::all_of(cuts_.begin(), cuts_.begin() + static_cast<std::ptrdiff_t>(known_), is_finite) &&
           std::is_sorted(cuts_.begin(), cuts_.begin() + static_cast<std::ptrdiff_t>(known_));
  }

  /// The grid in order, and, once it is complete, the number of values in each of its cells.
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    prefix_io(io, self.cuts_, self.known_, 0, self.cuts_.size());
    std::size_t cells = self.ready() ? self.cell_.size() : 0;
    prefix_io(io, self.cell_, cells);
    if constexpr (Io::is_loading) self.restore(io);
  }

  friend bool operator==(const rank_counts&, const rank_counts&) = default;

 private:
  /// Points below x, and points below or at it: their sum tells cells at a point (odd for a single one) from those
  /// between two. In order of x.
  [[nodiscard]] std::size_t cell_of(double x) const noexcept {
    const double* base = cuts_.data();
    for (std::size_t length = cuts_.size(); length > 1;) {  // no branch to guess
      const std::size_t half = length / 2;
      base += half & (0 - static_cast<std::size_t>(base[half - 1] < x));
      length -= half;
    }
    const auto low = static_cast<std::size_t>(base - cuts_.data()) + (*base < x ? 1 : 0);
    if (low == cuts_.size() || x < cuts_[low]) return 2 * low;
    const auto high = std::upper_bound(cuts_.begin() + static_cast<std::ptrdiff_t>(low), cuts_.end(), x);
    return low + static_cast<std::size_t>(high - cuts_.begin());
  }

  /// The sum of the cells below `cell`; adds `more` to it. The bits of a cell's number are its way from the root.
  std::uint64_t walk(std::size_t cell, std::uint64_t more) noexcept {
    std::uint64_t below = 0;
    for (unsigned rest = depth_; rest != 0; --rest) {
      std::uint64_t& left = left_[(left_.size() | cell) >> rest];
      const std::uint64_t right = cell >> (rest - 1) & 1;
      below += left & (0 - right);
      left += more & (right - 1);
    }
    return below;
  }

  /// The total and the tree from the cells.
  template <class Io>
  void restore(Io& io) noexcept {
    constexpr std::uint64_t most = std::uint64_t{1} << 62;
    total_ = 0;
    several_ = false;
    std::fill(left_.begin(), left_.end(), 0);
    for (std::size_t i = 0; i < cell_.size(); ++i) {
      if (cell_[i] > most - total_) return io.fail();
      several_ |= total_ != 0 && cell_[i] != 0;
      total_ += cell_[i];
      walk(i, cell_[i]);
    }
  }

  std::vector<double> cuts_;         // the first known_ in order, 0 beyond
  std::vector<std::uint64_t> cell_;  // values in each cell
  std::vector<std::uint64_t> left_;  // a binary tree, the root at 1: how many values are below each node's left child
  unsigned depth_ = 1;
  std::size_t known_ = 0;
  std::uint64_t total_ = 0;
  bool several_ = false;
};

}  // namespace tepid::inline v0
