// tepid/two_sample/empirical_rate.hpp - how unlikely the mean of a stretch is under the law of the values themselves.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <tepid/core/numeric.hpp>
#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0::detail {

/// Cramer's rate function of the law of given values, of their mean, or of the mean and the mean square together:
/// I(m) = sup over s of s m - log mean exp(s x). The chance that the mean of k independent values lies beyond m falls like
/// exp(-k I(m)) and, on one side, never exceeds it, whatever the law: rare counts, zeros with spikes, any tail. 2 k I(m) is
/// the likelihood ratio of the law tilted to the mean m: of a Poisson or 0/1 law the exact one, of a normal law the usual.
/// Of more than 160 different values the 32 at either end stand for themselves, the others in 64 groups of equal size.
/// Source: H. Cramer, Actualites scientifiques et industrielles 736 (1938) 5-23; A. B. Owen, Biometrika 75 (1988) 237-249.
class empirical_rate {
 public:
  /// Of finite values, one at least. Reorders them.
  empirical_rate(std::span<double> values, bool with_square) : with_square_{with_square} {
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    double mean = 0.0, square = 0.0;
    for (const double x : values) mean += x / static_cast<double>(n);
    for (const double x : values) square += (x - mean) * ((x - mean) / static_cast<double>(n));
    mean_ = mean;
    scale_ = square > 0.0 ? std::sqrt(square) : 1.0;
    std::size_t different = 1;
    for (std::size_t i = 1; i < n; ++i) different += values[i] != values[i - 1];
    const bool each = different <= 160;
    constexpr std::size_t ends = 32, groups = 64;
    for (std::size_t i = 0; i < n;) {
      std::size_t to = i + 1;
      if (each) {
        while (to < n && values[to] == values[i]) ++to;
      } else if (i >= ends && i < n - ends) {
        to = std::min(n - ends, i + std::max<std::size_t>(1, (n - 2 * ends + groups - 1) / groups));
      }
      double first = 0.0, second = 0.0;
      const double m = static_cast<double>(to - i);
      for (; i < to; ++i) {
        const double u = (values[i] - mean_) / scale_;
        first += u / m;
        second += u * u / m;
      }
      at_.push_back(first);
      square_.push_back(second);
      weight_.push_back(m / static_cast<double>(n));
    }
  }

  /// The rate of these: a lower bound within some 1e-6 of it. `mean_square` is that of the values as given.
  [[nodiscard]] double operator()(double mean, double mean_square = 0.0) const {
    const double m = (mean - mean_) / scale_;
    const double q = (mean_square - 2.0 * mean_ * mean + mean_ * mean_) / (scale_ * scale_);
    point p = climb(0.0, 0.0, m, q);
    double a = 0.0, b = 0.0;
    for (int i = 0; i < 60; ++i) {
      // Newton's step, halved until it climbs. The Hessian is a covariance: a hair on its diagonal where it is singular.
      const double hair = 1e-9 * (p.aa + p.bb) + 1e-14, aa = p.aa + hair, bb = p.bb + hair;
      const double det = aa * bb - p.ab * p.ab;
      double da = p.a / aa, db = 0.0;
      if (with_square_) {
        if (!(det > 0)) break;
        da = (bb * p.a - p.ab * p.b) / det;
        db = (aa * p.b - p.ab * p.a) / det;
      }
      const double promised = da * p.a + db * p.b;
      if (!(promised > 1e-6)) break;
      point next{};
      double share = 1.0;
      for (; share > 1e-6; share *= 0.5) {
        next = climb(a + share * da, b + share * db, m, q);
        if (next.value > p.value + 1e-4 * share * promised) break;
      }
      if (!(next.value > p.value)) break;
      a += share * da;
      b += share * db;
      p = next;
    }
    return p.value > 0.0 ? p.value : 0.0;
  }

 private:
  struct point {
    double value, a, b, aa, ab, bb;  ///< The function to be made largest, its gradient, and minus its second derivatives.
  };

  [[nodiscard]] point climb(double a, double b, double m, double q) const {
    double most = -1e300;
    for (std::size_t i = 0; i < at_.size(); ++i) most = std::max(most, a * at_[i] + b * square_[i]);
    double sum = 0.0, first = 0.0, second = 0.0, aa = 0.0, ab = 0.0, bb = 0.0;
    for (std::size_t i = 0; i < at_.size(); ++i) {
      const double w = weight_[i] * portable_exp(a * at_[i] + b * square_[i] - most);
      const double x = at_[i] - m, y = square_[i] - q;  // about the target: no digits are lost near it
      sum += w;
      first += w * x;
      aa += w * x * x;
      if (!with_square_) continue;
      second += w * y;
      ab += w * x * y;
      bb += w * y * y;
    }
    first /= sum;
    second /= sum;
    return {a * m + b * q - most - portable_log(sum), -first,          -second,
            aa / sum - first * first,                 ab / sum - first * second, bb / sum - second * second};
  }

  bool with_square_;
  double mean_ = 0.0, scale_ = 1.0;
  std::vector<double> at_, square_, weight_;
};

}  // namespace tepid::inline v0::detail
