// tepid/sketches/exponential_histogram.hpp - a window of any length in logarithmic memory: sums and spreads of its parts.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <tepid/core/numeric.hpp>

namespace tepid::inline v0 {

/// The latest values as buckets of 1, 2, 4, ... values, at most `per_row` of each size; a bucket keeps its sum and its
/// sum of squared deviations from its own mean. When a row is too long its two oldest buckets become one of twice the
/// size. Values may be dropped from the old end, a bucket at a time.
///
/// Nothing is summed over the whole window as it moves, so no rounding builds up: a bucket's sum is that of a balanced
/// tree over its values, and dropping one forgets it entirely.
/// Cost: O(1) a value on average (a row is taken in one go); 992 per_row bytes, for up to 2^62 values. No allocation
/// after construction. Values of at most 2 standard_max: nothing overflows.
/// Source: M. Datar, A. Gionis, P. Indyk, R. Motwani, SIAM J. Comput. 31 (2002) 1794-1813; B. Babcock, M. Datar,
/// R. Motwani, L. O'Callaghan, PODS 2003 (variance).
class exponential_histogram {
 public:
  static constexpr std::size_t most_rows = 62;
  static constexpr std::size_t most_per_row = 32;
  /// Values that may be added at once.
  static constexpr std::size_t most_added = 32;

  explicit exponential_histogram(std::size_t per_row)
      : per_row_{per_row}, sums_(most_rows * per_row), squares_(most_rows * per_row) {}

  /// Values in the window.
  [[nodiscard]] std::uint64_t width() const noexcept { return width_; }
  /// Rows in use: the oldest buckets are in row rows() - 1.
  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  /// Sums and sums of squared deviations of the buckets of 2^row values, the oldest first.
  [[nodiscard]] std::span<const double> sums(std::size_t row) const noexcept {
    return {sums_.data() + row * per_row_, counts_[row]};
  }
  [[nodiscard]] std::span<const double> squares(std::size_t row) const noexcept {
    return {squares_.data() + row * per_row_, counts_[row]};
  }
  /// Values in a bucket of this row.
  [[nodiscard]] static constexpr std::uint64_t size(std::size_t row) noexcept { return std::uint64_t{1} << row; }

  /// Adds at most most_added values, the oldest first. The same buckets and bits as one by one.
  void add(std::span<const double> xs) noexcept {
    std::array<double, most_per_row + most_added> sum, square;  // one row and what comes to it, in order
    std::array<double, most_added> next_sum, next_square{};
    std::copy(xs.begin(), xs.end(), next_sum.begin());
    std::size_t coming = xs.size();
    width_ += coming;
    for (std::size_t row = 0; coming > 0; ++row) {
      if (row == most_rows) {  // 2^62 values and more: the oldest are forgotten
        width_ -= coming * size(row);
        break;
      }
      rows_ = std::max(rows_, row + 1);
      double* const sums = sums_.data() + row * per_row_;
      double* const squares = squares_.data() + row * per_row_;
      const std::size_t here = counts_[row], all = here + coming;
      if (all <= per_row_) {
        std::copy_n(next_sum.begin(), coming, sums + here);
        std::copy_n(next_square.begin(), coming, squares + here);
        counts_[row] = static_cast<std::uint8_t>(all);
        return;
      }
      std::copy_n(sums, here, sum.begin());
      std::copy_n(squares, here, square.begin());
      std::copy_n(next_sum.begin(), coming, sum.begin() + static_cast<std::ptrdiff_t>(here));
      std::copy_n(next_square.begin(), coming, square.begin() + static_cast<std::ptrdiff_t>(here));
      coming = (all - per_row_ + 1) / 2;
      const double half_share = 0.5 / static_cast<double>(size(row));
      for (std::size_t i = 0; i < coming; ++i) {
        const double apart = sum[2 * i] - sum[2 * i + 1];
        next_sum[i] = sum[2 * i] + sum[2 * i + 1];
        next_square[i] = square[2 * i] + square[2 * i + 1] + apart * (apart * half_share);
      }
      const std::size_t stay = all - 2 * coming;
      std::copy_n(sum.begin() + static_cast<std::ptrdiff_t>(2 * coming), stay, sums);
      std::copy_n(square.begin() + static_cast<std::ptrdiff_t>(2 * coming), stay, squares);
      counts_[row] = static_cast<std::uint8_t>(stay);
      tidy(row, here);
    }
  }

  /// Forgets the oldest bucket. The window must not be empty.
  void drop_oldest() noexcept {
    const std::size_t row = rows_ - 1;
    double* const sums = sums_.data() + row * per_row_;
    double* const squares = squares_.data() + row * per_row_;
    std::copy(sums + 1, sums + counts_[row], sums);
    std::copy(squares + 1, squares + counts_[row], squares);
    --counts_[row];
    width_ -= size(row);
    while (rows_ > 0 && counts_[rows_ - 1] == 0) --rows_;
    tidy(row, counts_[row] + std::size_t{1});
  }

  void clear() noexcept {
    counts_ = {};
    std::fill(sums_.begin(), sums_.end(), 0.0);
    std::fill(squares_.begin(), squares_.end(), 0.0);
    width_ = 0;
    rows_ = 0;
  }

  /// Could values within +-most have led here? (after loading)
  [[nodiscard]] bool sound(double most) const noexcept {
    double total = 0.0;
    for (std::size_t row = 0; row < most_rows; ++row) {
      const double n = static_cast<double>(size(row));
      total += n * counts_[row];
      for (const double s : sums(row))
        if (!(s >= -most * n && s <= most * n)) return false;
      for (const double v : squares(row))
        if (!(v >= 0 && v <= most * (most * n) * (1.0 + 1e-9)) || (row == 0 && v != 0)) return false;
    }
    return total <= 0x1p62;
  }

  /// Row after row, the smallest buckets first: how many there are, their sums, their sums of squares.
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.counts_);
    if constexpr (Io::is_loading) {
      for (const auto n : self.counts_)
        if (n > self.per_row_) return io.fail();
    }
    std::uint64_t total = 0;
    for (const auto n : self.counts_) total += n;
    const auto each = [&](auto& values) {  // as a vector of all buckets, oldest last
      std::uint64_t n = total;
      io(n);
      if constexpr (Io::is_loading)
        if (n != total) return io.fail();
      for (std::size_t row = 0; row < most_rows; ++row)
        for (std::size_t i = 0; i < self.counts_[row]; ++i) io(values[row * self.per_row_ + i]);
    };
    each(self.sums_);
    each(self.squares_);
    if constexpr (Io::is_loading) self.restore();
  }

  friend bool operator==(const exponential_histogram&, const exponential_histogram&) = default;

 private:
  /// Places that are no longer in use hold zero, so that equal windows are equal.
  void tidy(std::size_t row, std::size_t before) noexcept {
    for (std::size_t i = counts_[row]; i < before; ++i) sums_[row * per_row_ + i] = squares_[row * per_row_ + i] = 0.0;
  }

  void restore() noexcept {
    width_ = 0;
    rows_ = 0;
    for (std::size_t row = 0; row < most_rows; ++row) {
      width_ += counts_[row] * size(row);  // a forged state may make it wrap around: sound() sees that
      if (counts_[row] > 0) rows_ = row + 1;
      tidy(row, per_row_);
    }
  }

  std::size_t per_row_;
  std::vector<double> sums_, squares_;
  std::array<std::uint8_t, most_rows> counts_{};
  std::uint64_t width_ = 0;
  std::size_t rows_ = 0;
};

}  // namespace tepid::inline v0
