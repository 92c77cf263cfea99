// tepid/detectors/onset_hull.hpp - the onsets that a rise of the mean can have: the convex hull of a walk.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <tepid/core/prefix.hpp>

namespace tepid::inline v0 {

/// Of all onsets of a rise in a stream, those that explain it best for some size of the rise: the vertices of
/// the lower convex hull of the walk (n, sum of the first n values). Expected number: about log n without a
/// floor, half of that with one. Part of detectors; for a fall it is fed the values with their sign turned.
///
/// With a floor only rises above mean 0 count: the hull begins anew wherever the walk is lowest, so that sums
/// never grow beyond what a rise needs. When all places are taken, the onset whose neighbours are closest to
/// each other, relative to their age, is given up: what remains covers all ages ever more coarsely.
class onset_hull {
 public:
  static constexpr std::size_t capacity = 128;

  explicit onset_hull(bool floor = true) noexcept
      : lowest_slope_{floor ? 0.0 : -std::numeric_limits<double>::infinity()} {
    clear();
  }

  void clear() noexcept {
    size_ = 1;
    onset_[0] = 0;
    sum_[0] = 0.0;
    slope_[0] = lowest_slope_;
  }

  /// The vertices, oldest first; the newest is the walk's end, an onset that no value supports yet.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::uint64_t onset(std::size_t i) const noexcept { return onset_[i]; }
  [[nodiscard]] double sum(std::size_t i) const noexcept { return sum_[i]; }
  [[nodiscard]] double total() const noexcept { return sum_[size_ - 1]; }

  /// The value z is the n-th, n = 1, 2, ...
  void add(double z, std::uint64_t n) noexcept {
    const double total = sum_[size_ - 1] + z;
    if (n <= onset_[size_ - 1]) {  // the counter stands still at its end
      sum_[size_ - 1] = total;
      return;
    }
    while (size_ > 0 && slope_to(size_ - 1, n, total) <= slope_[size_ - 1]) --size_;
    if (size_ == capacity) give_up_one(n);
    onset_[size_] = n;
    sum_[size_] = size_ == 0 ? 0.0 : total;
    slope_[size_] = size_ == 0 ? lowest_slope_ : slope_to(size_ - 1, n, total);
    ++size_;
  }

  /// Could updates have led here, after n values each within +-largest?
  [[nodiscard]] bool sound(std::uint64_t n, double largest) const noexcept {
    const double most = 1.001 * largest * static_cast<double>(n);
    for (std::size_t i = 0; i < size_; ++i) {
      if (!(sum_[i] >= -most && sum_[i] <= most) || (i > 0 && onset_[i] <= onset_[i - 1])) return false;
      if (lowest_slope_ == 0.0 && i > 0 && sum_[i] < sum_[i - 1]) return false;  // a sum below 0 could follow
    }
    return size_ > 0 && onset_[size_ - 1] == n && sum_[0] == 0.0 && (lowest_slope_ == 0.0 || onset_[0] == 0);
  }

  /// Two vectors of one length: onsets and sums. Slopes follow from them.
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    prefix_io(io, self.onset_, self.size_, 1, capacity);
    prefix_io(io, self.sum_, self.size_);
    if constexpr (Io::is_loading) {
      for (std::size_t i = 1; i < self.size_; ++i)
        self.slope_[i] = self.onset_[i] > self.onset_[i - 1] ? self.slope_to(i - 1, self.onset_[i], self.sum_[i]) : 0.0;
      self.slope_[0] = self.lowest_slope_;
    }
  }

  friend bool operator==(const onset_hull& a, const onset_hull& b) noexcept {
    return a.size_ == b.size_ && a.lowest_slope_ == b.lowest_slope_ &&
           std::equal(a.onset_.begin(), a.onset_.begin() + static_cast<std::ptrdiff_t>(a.size_), b.onset_.begin()) &&
           std::equal(a.sum_.begin(), a.sum_.begin() + static_cast<std::ptrdiff_t>(a.size_), b.sum_.begin());
  }

 private:
  [[nodiscard]] static double gap(std::uint64_t from, std::uint64_t to) noexcept {
    return static_cast<double>(static_cast<std::int64_t>(to - from));
  }
  [[nodiscard]] double slope_to(std::size_t i, std::uint64_t n, double total) const noexcept {
    return (total - sum_[i]) / gap(onset_[i], n);
  }

  void give_up_one(std::uint64_t n) noexcept {
    std::size_t least = 1;
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 1; i + 1 < size_; ++i) {
      const double relative = gap(onset_[i - 1], onset_[i + 1]) / gap(onset_[i - 1], n);
      if (relative < smallest) smallest = relative, least = i;
    }
    for (std::size_t i = least; i + 1 < size_; ++i) {
      onset_[i] = onset_[i + 1];
      sum_[i] = sum_[i + 1];
      slope_[i] = slope_[i + 1];
    }
    slope_[least] = slope_to(least - 1, onset_[least], sum_[least]);
    --size_;
  }

  std::array<std::uint64_t, capacity> onset_{};
  std::array<double, capacity> sum_{}, slope_{};  // slope_[i]: from vertex i - 1 to vertex i
  std::size_t size_ = 0;
  double lowest_slope_;
};

}  // namespace tepid::inline v0
