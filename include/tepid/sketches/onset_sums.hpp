// tepid/sketches/onset_sums.hpp - sums since many possible onsets, in logarithmic memory.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <tepid/core/bytes.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/core/prefix.hpp>

namespace tepid::inline v0 {

/// The values so far as buckets of 1, 2, 4, ... values, at most row_length of each size; a bucket keeps its sum and the
/// sum of its values times their place in it. So for an onset at any bucket's start the sum since and the sum weighted
/// by the distance from the onset follow. Ages of neighbouring onsets differ by at most a share 2 / row_length.
/// Cost: O(1) a value on average. Memory: 16 bytes for each of 16 x 63 buckets, none allocated. Values within
/// +-standard_max. Source: M. Datar, A. Gionis, P. Indyk, R. Motwani, SIAM J. Comput. 31 (2002) 1794-1813.
class onset_sums {
 public:
  static constexpr std::size_t row_length = 16, most_rows = 63;

  /// Of the values since an onset `age` values ago: their sum, and that of each times 1, 2, ..., age.
  struct since {
    std::uint64_t age = 0;
    double sum = 0.0, weighted = 0.0;
  };

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

  void add(double z) noexcept {
    if (count_ >= std::uint64_t{1} << 62) return;
    ++count_;
    bucket coming{z, 0.0};
    for (std::size_t row = 0;; ++row) {
      std::size_t& n = used_[row];
      bucket* const buckets = rows_[row].data();
      if (n < row_length) {
        buckets[n++] = coming;
        return;
      }
      const bucket oldest = merged(buckets[0], buckets[1], static_cast<double>(std::uint64_t{1} << row));
      std::copy(buckets + 2, buckets + row_length, buckets);
      buckets[row_length - 2] = coming;
      buckets[row_length - 1] = {};
      n = row_length - 1;
      coming = oldest;
    }
  }

  /// Calls f(since) for every onset kept, the newest first.
  template <class F>
  void for_each(F&& f) const noexcept {
    since s;
    for (std::size_t row = 0; row < most_rows; ++row) {
      const double size = static_cast<double>(std::uint64_t{1} << row);
      for (std::size_t i = used_[row]; i-- > 0;) {
        const bucket& b = rows_[row][i];
        s.weighted = (b.moment + b.sum) + (s.weighted + size * s.sum);
        s.sum += b.sum;
        s.age += std::uint64_t{1} << row;
        f(s);
      }
    }
  }

  void clear() noexcept { *this = {}; }

  [[nodiscard]] bool sound() const noexcept {
    for (std::size_t row = 0; row < most_rows; ++row) {
      const double size = static_cast<double>(std::uint64_t{1} << row), most = 1.001 * standard_max * size;
      for (std::size_t i = 0; i < used_[row]; ++i)
        if (!(rows_[row][i].sum >= -most && rows_[row][i].sum <= most && rows_[row][i].moment >= -most * size &&
              rows_[row][i].moment <= most * size))
          return false;
    }
    return count_ <= std::uint64_t{1} << 62;
  }

  /// The count, then row after row sums and moments, the oldest first. How long rows are follows from the count.
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.count_);
    if constexpr (Io::is_loading) {
      const std::uint64_t n = self.count_;
      self.clear();
      if (n > std::uint64_t{1} << 62) return io.fail();
      self.count_ = n;
      std::uint64_t left = n;
      for (std::size_t row = 0; left != 0 && row < most_rows; ++row) {
        const std::uint64_t here = left <= row_length ? left : row_length - 1 + (left - (row_length - 1)) % 2;
        self.used_[row] = static_cast<std::size_t>(here);
        left = (left - here) / 2;
      }
    }
    for (std::size_t row = 0; row < most_rows; ++row)
      for (std::size_t i = 0; i < self.used_[row]; ++i) io(self.rows_[row][i].sum, self.rows_[row][i].moment);
  }

  friend bool operator==(const onset_sums&, const onset_sums&) = default;

 private:
  struct bucket {
    double sum = 0.0, moment = 0.0;  // moment: each value times its place 0, 1, ...
    friend bool operator==(const bucket&, const bucket&) = default;
  };

  [[nodiscard]] static bucket merged(const bucket& older, const bucket& newer, double size) noexcept {
    return {older.sum + newer.sum, older.moment + (newer.moment + size * newer.sum)};
  }

  std::array<std::array<bucket, row_length>, most_rows> rows_{};
  std::array<std::size_t, most_rows> used_{};
  std::uint64_t count_ = 0;
};

}  // namespace tepid::inline v0
