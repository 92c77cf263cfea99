// tepid/sketches/rank_tree.hpp - a growing sample that tells ranks, in logarithmic time and fixed memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <tepid/core/version.hpp>
#include <tepid/sketches/ecdf.hpp>

namespace tepid::inline v0 {

/// Up to `capacity` values in order, equal ones too: how many are below x, how many equal to it, in O(log n) for every
/// input, exactly. A binary search tree balanced by the sizes of its parts (weight-balanced, parameters 3 and 2).
/// Memory: 24 bytes for each value of the capacity, taken at construction.
/// Source: J. Nievergelt and E. M. Reingold, SIAM J. Comput. 2 (1973) 33-43; Y. Hirai and K. Yamamoto, J. Functional
/// Programming 21 (2011) 287-307 (parameters that keep the balance).
class rank_tree {
 public:
  static constexpr std::size_t most_capacity = std::size_t{1} << 20;

  /// 1 <= capacity <= most_capacity.
  explicit rank_tree(std::size_t capacity) : nodes_(capacity + 1) {}

  [[nodiscard]] std::size_t capacity() const noexcept { return nodes_.size() - 1; }
  [[nodiscard]] std::size_t size() const noexcept { return used_; }
  /// Value number i in the order of arrival.
  [[nodiscard]] double arrived(std::size_t i) const noexcept { return nodes_[i + 1].value; }

  /// Of a finite x among the values here.
  [[nodiscard]] rank_range rank(double x) const noexcept {
    std::uint32_t below = 0, through = 0;
    bool tie = false;
    for (std::uint32_t i = root_; i != 0;) {
      const node& n = nodes_[i];
      tie |= n.value == x;
      const bool right = n.value < x;
      below += right ? nodes_[n.left].size + 1 : 0;
      i = right ? n.right : n.left;
    }
    if (!tie) return {below, 0};
    for (std::uint32_t i = root_; i != 0;) {
      const node& n = nodes_[i];
      const bool right = n.value <= x;
      through += right ? nodes_[n.left].size + 1 : 0;
      i = right ? n.right : n.left;
    }
    return {below, through - below};
  }

  /// Adds a finite value; size() must be below capacity().
  void add(double x) noexcept {
    std::array<std::uint32_t, most_depth> path;
    std::size_t depth = 0;
    for (std::uint32_t i = root_; i != 0; i = nodes_[i].value < x ? nodes_[i].right : nodes_[i].left) path[depth++] = i;
    std::uint32_t below = ++used_;
    nodes_[below] = {x, 0, 0, 1};
    while (depth > 0) {  // upwards: the part below has a new top
      const std::uint32_t i = path[--depth];
      node& n = nodes_[i];
      (n.value < x ? n.right : n.left) = below;
      ++n.size;
      below = balanced(i);
    }
    root_ = below;
  }

  /// Forgets all but the first n values, which `sorted` lists in increasing order. n <= capacity().
  void restart(std::span<const double> sorted) noexcept {
    used_ = 0;
    root_ = build(sorted);
    for (std::size_t i = used_ + std::size_t{1}; i < nodes_.size(); ++i) nodes_[i] = {};
  }

  friend bool operator==(const rank_tree&, const rank_tree&) = default;

 private:
  /// The height is at most log(n + 1) / log(4 / 3): 49 at most_capacity.
  static constexpr std::size_t most_depth = 64;

  struct node {
    double value = 0.0;
    std::uint32_t left = 0, right = 0, size = 0;  // 0: no node; nodes_[0] has size 0
    friend bool operator==(const node&, const node&) = default;
  };

  [[nodiscard]] std::uint64_t weight(std::uint32_t i) const noexcept { return std::uint64_t{nodes_[i].size} + 1; }
  void count(std::uint32_t i) noexcept {
    nodes_[i].size = nodes_[nodes_[i].left].size + nodes_[nodes_[i].right].size + 1;
  }

  std::uint32_t balanced(std::uint32_t i) noexcept {
    const std::uint32_t l = nodes_[i].left, r = nodes_[i].right;
    if (weight(r) > 3 * weight(l)) {
      if (weight(nodes_[r].left) >= 2 * weight(nodes_[r].right)) nodes_[i].right = rotated_right(r);
      return rotated_left(i);
    }
    if (weight(l) > 3 * weight(r)) {
      if (weight(nodes_[l].right) >= 2 * weight(nodes_[l].left)) nodes_[i].left = rotated_left(l);
      return rotated_right(i);
    }
    return i;
  }
  std::uint32_t rotated_left(std::uint32_t i) noexcept {
    const std::uint32_t top = nodes_[i].right;
    nodes_[i].right = nodes_[top].left;
    nodes_[top].left = i;
    count(i);
    count(top);
    return top;
  }
  std::uint32_t rotated_right(std::uint32_t i) noexcept {
    const std::uint32_t top = nodes_[i].left;
    nodes_[i].left = nodes_[top].right;
    nodes_[top].right = i;
    count(i);
    count(top);
    return top;
  }

  std::uint32_t build(std::span<const double> sorted) noexcept {
    if (sorted.empty()) return 0;
    const std::size_t middle = sorted.size() / 2;
    const std::uint32_t i = ++used_;
    const std::uint32_t left = build(sorted.first(middle)), right = build(sorted.subspan(middle + 1));
    nodes_[i] = {sorted[middle], left, right, static_cast<std::uint32_t>(sorted.size())};
    return i;
  }

  std::vector<node> nodes_;
  std::uint32_t root_ = 0, used_ = 0;
};

}  // namespace tepid::inline v0
