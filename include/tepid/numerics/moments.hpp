// tepid/numerics/moments.hpp - mean, spread, skewness, kurtosis, extremes of a stream in one pass.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include <tepid/core/numeric.hpp>

namespace tepid::inline v0 {

/// Count, mean, central sums of powers 2 to 4, smallest and largest value.
///
/// Safe at any offset: deviations are taken from the running mean, which is kept with twice the digits, so
/// values near 1e12 with a spread of 1 lose no more than values near 0. Merging two parts gives what one pass over both
/// gives, up to rounding. A sum of powers that leaves the range of a double stays at infinity; the mean never does.
/// Not-finite values are not taken: the caller counts them. O(1) a value, 72 bytes, no allocation.
/// Source: P. Pebay, Sandia report SAND2008-6212 (2008); T. F. Chan, G. H. Golub, R. J. LeVeque 1979.
class moments {
 public:
  void add(double x) noexcept {
    if (!is_finite(x)) return;
    low_ = count_ == 0 ? x : std::min(low_, x);
    high_ = count_ == 0 ? x : std::max(high_, x);
    if (++count_ == 1) {
      mean_ = x;  // a power of a first value beyond 1e154 would overflow, and there is no spread yet
      return;
    }
    const double n = static_cast<double>(count_);
    // Halves, because the difference of two doubles of opposite sign may be too large for one.
    const double half = (0.5 * x - 0.5 * mean_) - 0.5 * rest_;
    const double part = 2.0 * (half / n);
    const double delta = 2.0 * half, across = delta * part * (n - 1.0);
    m4_ += across * part * part * (n * n - 3.0 * n + 3.0) + 6.0 * part * part * m2_ - 4.0 * part * m3_;
    m3_ += across * part * (n - 2.0) - 3.0 * part * m2_;
    m2_ += across;
    move_mean(part);
    saturate();
  }
  void add(std::span<const double> xs) noexcept {
    for (const double x : xs) add(x);
  }

  /// Of a block of finite values, in two passes: rounds less than one by one. Eight sums side by side, then one tree.
  [[nodiscard]] static moments of_block(std::span<const double> xs) noexcept {
    moments m;
    if (xs.empty()) return m;
    m.count_ = xs.size();
    m.low_ = m.high_ = xs[0];
    for (const double x : xs) {
      m.low_ = x < m.low_ ? x : m.low_;
      m.high_ = m.high_ < x ? x : m.high_;
    }
    // Deviations from the middle first: small where the offset is large. Beyond this range their powers would overflow.
    const double middle = 0.5 * m.low_ + 0.5 * m.high_, n = static_cast<double>(xs.size());
    if (!(m.high_ - m.low_ < 1e70)) {
      moments one_by_one;
      one_by_one.add(xs);
      return one_by_one;
    }
    const double shift = lanes_sum<1>(xs, middle)[0] / n;
    m.mean_ = middle;
    m.move_mean(shift);
    // The deviations from the mean as it is kept, twice as many digits: what the first pass rounded cancels.
    const auto sums = lanes_sum<4>(xs, m.mean_);
    const double d = sums[0] / n;  // of that mean from the true one, and rest_ with it
    m.m2_ = std::max(0.0, sums[1] - n * d * d);
    m.m3_ = sums[2] - 3.0 * d * sums[1] + 2.0 * n * d * d * d;
    m.m4_ = sums[3] - 4.0 * d * sums[2] + 6.0 * d * d * sums[1] - 3.0 * n * d * d * d * d;
    m.rest_ = 0.0;
    m.move_mean(d);
    return m;
  }

  void merge(const moments& other) noexcept {
    if (other.count_ == 0) return;
    if (count_ == 0) {
      *this = other;
      return;
    }
    const double a = static_cast<double>(count_), b = static_cast<double>(other.count_), n = a + b;
    const double half = (0.5 * other.mean_ - 0.5 * mean_) + 0.5 * (other.rest_ - rest_), delta = 2.0 * half;
    const double part = 2.0 * (half / n), squared = delta * part;
    const double m2 = m2_ + other.m2_ + squared * a * b;
    const double m3 = m3_ + other.m3_ + squared * part * a * b * (a - b) + 3.0 * part * (a * other.m2_ - b * m2_);
    m4_ = m4_ + other.m4_ + squared * part * part * a * b * (a * a - a * b + b * b) +
          6.0 * part * part * (a * a * other.m2_ + b * b * m2_) + 4.0 * part * (a * other.m3_ - b * m3_);
    m3_ = m3;
    m2_ = m2;
    count_ += other.count_;
    low_ = std::min(low_, other.low_);
    high_ = std::max(high_, other.high_);
    move_mean(part * b);
    saturate();
  }

  /// Of `count` values, given the sums of their distances from `shift` to the powers 1 to 4, and their extremes. Digits
  /// are lost as `shift` is far from the mean, counted in standard deviations.
  [[nodiscard]] static moments of_sums(std::uint64_t count, double shift, const std::array<double, 4>& sum, double low,
                                       double high) noexcept {
    moments m;
    if (count == 0) return m;
    const double part = sum[0] / static_cast<double>(count), squared = part * part;
    m.count_ = count;
    m.low_ = low;
    m.high_ = high;
    m.mean_ = shift;
    m.m2_ = sum[1] - sum[0] * part;
    m.m3_ = sum[2] - 3.0 * part * sum[1] + 2.0 * squared * sum[0];
    m.m4_ = sum[3] - 4.0 * part * sum[2] + 6.0 * squared * sum[1] - 3.0 * squared * part * sum[0];
    if (low == high) m.m2_ = m.m3_ = m.m4_ = 0.0;
    if (m.m2_ < 0.0) m.m2_ = 0.0;  // by rounding
    if (m.m4_ < 0.0) m.m4_ = 0.0;
    m.move_mean(part);
    m.saturate();
    return m;
  }

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// 0 of no values.
  [[nodiscard]] double mean() const noexcept { return mean_; }
  [[nodiscard]] double min() const noexcept { return low_; }
  [[nodiscard]] double max() const noexcept { return high_; }
  /// With divisor n - 1; 0 below two values.
  [[nodiscard]] double variance() const noexcept { return count_ < 2 ? 0.0 : m2_ / static_cast<double>(count_ - 1); }
  [[nodiscard]] double sd() const noexcept { return std::sqrt(variance()); }
  /// Third and fourth standardized moments of the sample, 0 and 3 for a normal law; NaN without spread.
  [[nodiscard]] double skewness() const noexcept {
    return ratio(m3_ * std::sqrt(static_cast<double>(count_)), m2_ * std::sqrt(m2_));
  }
  [[nodiscard]] double kurtosis() const noexcept { return ratio(m4_ * static_cast<double>(count_), m2_ * m2_); }

  /// Could these numbers have come from values? (after loading)
  [[nodiscard]] bool sound() const noexcept {
    if (count_ == 0) return *this == moments{};
    return is_finite(low_) && is_finite(high_) && is_finite(rest_) && mean_ + rest_ == mean_ && low_ <= high_ &&
           mean_ >= low_ && mean_ <= high_ && m2_ >= 0 && !is_nan(m3_) && !is_nan(m4_) && (count_ > 1 || low_ == high_);
  }

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.count_, self.mean_, self.rest_, self.m2_, self.m3_, self.m4_, self.low_, self.high_);
  }

  friend bool operator==(const moments&, const moments&) = default;

 private:
  static double ratio(double above, double below) noexcept {
    return below > 0 && is_finite(below) && is_finite(above) ? above / below : std::numeric_limits<double>::quiet_NaN();
  }
  /// Sums of the first K powers of x - center.
  template <std::size_t K>
  static std::array<double, K> lanes_sum(std::span<const double> xs, double center) noexcept {
    constexpr std::size_t lanes = 8;
    std::array<std::array<double, lanes>, K> sums{};
    const auto take = [&](double x, std::size_t lane) {
      const double d = x - center;
      double power = d;
      for (std::size_t k = 0; k < K; ++k, power *= d) sums[k][lane] += power;
    };
    const std::size_t whole = xs.size() / lanes * lanes;
    for (std::size_t i = 0; i < whole; i += lanes)
      for (std::size_t lane = 0; lane < lanes; ++lane) take(xs[i + lane], lane);
    for (std::size_t i = whole; i < xs.size(); ++i) take(xs[i], i - whole);
    std::array<double, K> total;
    for (std::size_t k = 0; k < K; ++k) {
      const auto& s = sums[k];
      total[k] = ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
    }
    return total;
  }
  /// mean_ + rest_ += step; rest_ is what mean_ rounds off.
  void move_mean(double step) noexcept {
    const double add = step + rest_, sum = mean_ + add, back = sum - mean_;
    rest_ = (mean_ - (sum - back)) + (add - back);
    mean_ = sum;
    if (!(mean_ >= low_ && mean_ <= high_ && is_finite(rest_))) {
      mean_ = std::clamp(mean_, low_, high_);
      rest_ = 0.0;
    }
  }
  void saturate() noexcept {
    constexpr double most = std::numeric_limits<double>::infinity();
    if (!is_finite(m2_)) m2_ = most;
    if (!is_finite(m3_)) m3_ = most;
    if (!is_finite(m4_)) m4_ = most;
  }

  std::uint64_t count_ = 0;
  double mean_ = 0.0, rest_ = 0.0, m2_ = 0.0, m3_ = 0.0, m4_ = 0.0;
  double low_ = 0.0, high_ = 0.0;
};

}  // namespace tepid::inline v0
