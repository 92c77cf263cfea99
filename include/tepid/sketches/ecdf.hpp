// tepid/sketches/ecdf.hpp - the empirical distribution of a reference, frozen, and fast to ask.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <string>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/sketches/descriptor.hpp>

namespace tepid::inline v0 {

/// How many reference values lie below a value, and how many cannot be told from it.
struct rank_range {
  std::uint32_t below = 0;
  std::uint32_t equal = 0;
};

/// Empirical distribution function of a sample.
///
/// Exact up to `most_points` distinct values. Of a sample with more, a subset of the values is kept, at
/// most `most_points`: the smallest, the largest, every value that is frequent, and others so that fewer than
/// error() * size() sample values lie strictly between two neighbours. Such values count as equal to
/// whatever falls between those neighbours, so a randomized rank spreads evenly over the gap and stays
/// uniform; only its resolution suffers.
///
/// Memory: bytes(): 20 to 40 a kept value, at most 320 KiB. rank(): O(log points) with no branch to mispredict: a binary
/// search over a complete tree in breadth-first order, whose upper levels share cache lines.
/// Source: P.-V. Khuong and P. Morin, ACM J. Exp. Algorithmics 22 (2017) 1.3 (the layout).
class ecdf {
 public:
  static constexpr sketch_descriptor about{.name = "ecdf",
                                           .title = "Empirical distribution: exact up to 16,383 distinct values",
                                           .source = "Khuong and Morin 2017, ACM J. Exp. Algorithmics 22 (the layout)",
                                           .error = "of a rank, as a share of the values: never exceeded",
                                           .id = 10};

  /// Distinct values that are kept at most: a complete tree of 14 levels.
  static constexpr std::size_t most_points = 16383;

  /// Of no values.
  ecdf() = default;

  /// Of finite values in increasing order. Throws error{bad_data} for values that are not, or 2^32 and more.
  [[nodiscard]] static ecdf of_sorted(std::span<const double> sorted) {
    if (sorted.size() >= std::numeric_limits<std::uint32_t>::max())
      throw tepid::error{errc::bad_data, "reference", "ecdf: a reference has at most 4294967294 values"};
    for (std::size_t i = 0; i < sorted.size(); ++i)
      if (!is_finite(sorted[i]) || (i > 0 && sorted[i] < sorted[i - 1]))
        throw tepid::error{errc::bad_data, "reference", "ecdf: the values must be finite and sorted"};
    points found = thinned(sorted, 1);
    // A value is kept when it ends a stretch of `step` values or fills one alone: between n / step and 2 n / step.
    for (std::size_t step = sorted.size() / most_points + 1; found.value.size() > most_points; step += step / 16 + 1)
      found = thinned(sorted, step);
    ecdf built;
    built.build(found);
    return built;
  }

  /// Of counts: `at[i]` sample values equal value[i], `between[i]` lie strictly between value[i - 1] and value[i]. Values
  /// strictly increase, at[i] >= 1, between[0] = 0, at most most_points values. Throws error{bad_data} otherwise.
  [[nodiscard]] static ecdf of_counts(std::vector<double> value, std::vector<std::uint32_t> between,
                                      std::vector<std::uint32_t> at) {
    const points p{std::move(value), std::move(between), std::move(at)};
    if (!p.sound())
      throw tepid::error{errc::bad_data, "counts", "ecdf: these values and counts are those of no sample"};
    ecdf built;
    built.build(p);
    return built;
  }

  /// Sample size.
  [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
  /// Distinct values kept.
  [[nodiscard]] std::size_t points_kept() const noexcept { return kept_; }
  /// The largest share of the sample between two neighbouring kept values: 0 when exact.
  [[nodiscard]] double error() const noexcept {
    return size_ == 0 ? 0.0 : static_cast<double>(widest_) / static_cast<double>(size_);
  }
  /// Memory in use.
  [[nodiscard]] std::size_t bytes() const noexcept {
    return sizeof *this + tree_.capacity() * sizeof(double) + nodes_.capacity() * sizeof(node);
  }

  /// For finite x: how many values are below it and how many equal to it (or in one gap with it).
  [[nodiscard]] rank_range rank(double x) const noexcept {
    const std::uint64_t key = key_of(x);
    std::size_t i = 1;
    for (int level = 0; level < levels_; ++level) i = i + i + (tree_[i] < key ? 1u : 0u);
    return found(i, key);
  }

  /// rank(x).below of many finite values. Several searches side by side: each waits for memory at every level.
  void ranks_below(std::span<const double> xs, std::uint32_t* below) const noexcept {
    constexpr std::size_t together = 12;
    std::size_t from = 0;
    for (; from + together <= xs.size(); from += together) {
      std::array<std::uint64_t, together> key;
      for (std::size_t k = 0; k < together; ++k) key[k] = key_of(xs[from + k]);
      std::array<std::size_t, together> place;
      place.fill(1);
      for (int level = 0; level < levels_; ++level)
        for (std::size_t k = 0; k < together; ++k) place[k] = place[k] + place[k] + (tree_[place[k]] < key[k] ? 1u : 0u);
      for (std::size_t k = 0; k < together; ++k) below[from + k] = found(place[k], key[k]).below;
    }
    for (; from < xs.size(); ++from) below[from] = rank(xs[from]).below;
  }

  /// Share of the sample at or below x (in a compressed ecdf: up to error()).
  [[nodiscard]] double operator()(double x) const noexcept {
    const rank_range r = rank(x);
    return size_ == 0 ? 0.0 : (static_cast<double>(r.below) + static_cast<double>(r.equal)) / size_;
  }

  /// Calls f(value, values strictly between the one before and it, values equal to it) in increasing order.
  template <class F>
  void for_each_point(F&& f) const {
    visit(1, f);
  }

  /// Loading allocates only what the bytes can fill; anything that no sample gives makes `io` fail.
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    points p;
    if constexpr (!Io::is_loading) {
      self.for_each_point([&](double value, std::uint32_t between, std::uint32_t at) {
        p.value.push_back(value);
        p.between.push_back(between);
        p.at.push_back(at);
      });
      io(p.value, p.between, p.at);
    } else {
      io(p.value, p.between, p.at);
      if (io.failed() || !p.sound()) return io.fail();
      self.build(p);
    }
  }

  friend bool operator==(const ecdf&, const ecdf&) = default;

 private:
  /// Whole numbers in the order of the finite numbers they stand for, both zeros the same: comparing them costs two
  /// instructions a level, where doubles take five.
  [[nodiscard]] static std::uint64_t key_of(double x) noexcept {
    const auto bits = std::bit_cast<std::uint64_t>(x + 0.0);
    return (bits >> 63) != 0 ? ~bits : bits | sign;
  }
  [[nodiscard]] static double value_of(std::uint64_t key) noexcept {
    return std::bit_cast<double>((key & sign) != 0 ? key & ~sign : ~key);
  }
  static constexpr std::uint64_t sign = std::uint64_t{1} << 63, above_all = ~std::uint64_t{0};

  /// Where a search for the key has left the tree.
  [[nodiscard]] rank_range found(std::size_t i, std::uint64_t key) const noexcept {
    i >>= std::countr_one(i) + 1;  // back to where the search last went left: the first value not below x
    if (i == 0) return {size_, 0};
    const node& n = nodes_[i];
    return tree_[i] == key ? rank_range{n.below, n.through - n.below} : rank_range{n.gap, n.below - n.gap};
  }

  struct points {
    std::vector<double> value;
    std::vector<std::uint32_t> between, at;

    [[nodiscard]] bool sound() const noexcept {
      if (value.size() > most_points || between.size() != value.size() || at.size() != value.size()) return false;
      std::uint64_t total = 0;
      for (std::size_t i = 0; i < value.size(); ++i) {
        if (!is_finite(value[i]) || at[i] == 0 || (i == 0 ? between[i] != 0 : !(value[i] > value[i - 1]))) return false;
        total += std::uint64_t{between[i]} + at[i];
      }
      return total < std::numeric_limits<std::uint32_t>::max();
    }
  };
  /// Sample values through the kept value before, below this one, through this one.
  struct node {
    std::uint32_t gap = 0, below = 0, through = 0;
    friend bool operator==(const node&, const node&) = default;
  };

  /// The points that are kept when fewer than `step` values may lie between two of them; stops when they are
  /// more than most_points.
  static points thinned(std::span<const double> sorted, std::size_t step) {
    points found;
    std::uint32_t between = 0;
    for (std::size_t i = 0; i < sorted.size() && found.value.size() <= most_points;) {
      std::size_t end = i + 1;
      while (end < sorted.size() && sorted[end] == sorted[i]) ++end;
      const std::size_t at = end - i;
      if (i == 0 || end == sorted.size() || between + at >= step) {
        found.value.push_back(sorted[i]);
        found.between.push_back(between);
        found.at.push_back(static_cast<std::uint32_t>(at));
        between = 0;
      } else {
        between += static_cast<std::uint32_t>(at);
      }
      i = end;
    }
    return found;
  }

  void build(const points& p) {
    kept_ = p.value.size();
    levels_ = static_cast<int>(std::bit_width(kept_));
    // Places that the tree has and the sample does not fill lie above everything, like values that no x reaches.
    std::uint32_t through = 0;
    widest_ = 0;
    for (std::size_t i = 0; i < kept_; ++i) {
      through += p.between[i] + p.at[i];
      widest_ = std::max(widest_, p.between[i]);
    }
    size_ = through;
    const std::size_t places = std::size_t{1} << levels_;
    tree_.assign(places, above_all);
    nodes_.assign(places, node{size_, size_, size_});
    std::size_t next = 0;
    through = 0;
    fill(1, p, next, through);
  }
  void fill(std::size_t i, const points& p, std::size_t& next, std::uint32_t& through) {
    if (i >= tree_.size()) return;
    fill(2 * i, p, next, through);
    if (next < p.value.size()) {
      tree_[i] = key_of(p.value[next]);
      nodes_[i] = {through, through + p.between[next], through + p.between[next] + p.at[next]};
      through = nodes_[i].through;
      ++next;
    }
    fill(2 * i + 1, p, next, through);
  }
  template <class F>
  void visit(std::size_t i, F& f) const {
    if (i >= tree_.size()) return;
    visit(2 * i, f);
    if (tree_[i] != above_all) f(value_of(tree_[i]), nodes_[i].below - nodes_[i].gap, nodes_[i].through - nodes_[i].below);
    visit(2 * i + 1, f);
  }

  std::vector<std::uint64_t> tree_{above_all};  // keys; place 0 is not used
  std::vector<node> nodes_{node{}};
  std::size_t kept_ = 0;
  int levels_ = 0;
  std::uint32_t size_ = 0, widest_ = 0;
};

}  // namespace tepid::inline v0
