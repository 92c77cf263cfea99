// tepid/two_sample/share_excess.hpp - exact one-sided tests of a difference of two shares, cheap enough for many
// columns.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <vector>

#include <boost/math/distributions/binomial.hpp>

#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/permutation.hpp>

namespace tepid::inline v0::detail {

/// x of n rows of the first sample and y of m of the second are of a kind. Whole numbers, and at least one row each.
struct two_shares {
  double x = 0.0, n = 1.0, y = 0.0, m = 1.0;

  [[nodiscard]] double difference() const noexcept { return y / m - x / n; }
  /// The rows of the other kind: the difference with its sign changed.
  [[nodiscard]] two_shares others() const noexcept { return {n - x, n, m - y, m}; }
  /// The larger share second.
  [[nodiscard]] two_shares growing() const noexcept { return difference() < 0 ? others() : *this; }
};

/// P(Z >= z).
[[nodiscard]] inline double normal_above(double z) noexcept { return 0.5 * std::erfc(z / std::numbers::sqrt2); }

/// The likeliest share p of the first sample where the second's is p + delta: a root of a cubic, in closed form.
/// Source: O. Miettinen and M. Nurminen, Statist. Med. 4 (1985) 213-226, appendix 1.
[[nodiscard]] inline double likeliest_share(const two_shares& s, double delta) noexcept {
  const double all = s.n + s.m, both = s.x + s.y;
  const double low = std::max(0.0, -delta), high = std::min(1.0, 1.0 - delta);
  if (delta == 0) return both / all;
  const double b = ((s.m + 2.0 * s.n) * delta - all - both) / (3.0 * all);
  const double c = ((s.n * delta - all - 2.0 * s.x) * delta + both) / (3.0 * all);
  const double d = s.x * delta * (1.0 - delta) / (2.0 * all);
  const double q = b * b * b - 1.5 * b * c + d;
  const double root = std::copysign(std::sqrt(std::max(0.0, b * b - c)), q);
  const double cubed = root * root * root;
  const double angle = cubed == 0 ? 0.5 * std::numbers::pi : std::acos(std::clamp(q / cubed, -1.0, 1.0));
  return std::clamp(2.0 * root * std::cos((std::numbers::pi + angle) / 3.0) - b, low, high);
}

/// The standard error of the difference at the likeliest shares that differ by delta.
[[nodiscard]] inline double score_error(const two_shares& s, double delta) noexcept {
  const double p = likeliest_share(s, delta), q = std::clamp(p + delta, 0.0, 1.0);
  return std::sqrt(p * (1.0 - p) / s.n + q * (1.0 - q) / s.m);
}

/// How many standard errors the difference is above delta.
[[nodiscard]] inline double score_above(const two_shares& s, double delta) noexcept {
  const double above = s.difference() - delta, error = score_error(s, delta);
  return above == 0 ? 0.0 : error > 0 ? above / error : std::copysign(1e100, above);
}

/// The probabilities of a binomial number within its reach, and its upper and lower tails.
class binomial_table {
 public:
  /// All but about e^-log_reach of the probability. Throws std::bad_alloc.
  void set(double n, double p, double log_reach) {
    n_ = n;
    const double sd = std::sqrt(n * p * (1.0 - p));
    const double reach = std::sqrt(2.0 * log_reach) * sd + 0.7 * log_reach + 3.0;
    const double mode = std::clamp(std::floor((n + 1.0) * p), 0.0, n);
    from_ = std::max(0.0, std::floor(mode - reach));
    const double to = std::min(n, std::ceil(mode + reach));
    const auto size = static_cast<std::size_t>(to - from_) + 1, top = static_cast<std::size_t>(mode - from_);
    density_.assign(size, 0.0);
    if (p <= 0 || p >= 1) {
      density_[top] = 1.0;
    } else {
      density_[top] = std::exp(log_factorial(n) - log_factorial(mode) - log_factorial(n - mode) + mode * std::log(p) +
                               (n - mode) * std::log1p(-p));
      const double odds = p / (1.0 - p);
      for (std::size_t i = top + 1; i < size; ++i) {
        const double k = from_ + static_cast<double>(i);
        density_[i] = density_[i - 1] * odds * (n - k + 1.0) / k;
      }
      for (std::size_t i = top; i-- > 0;) {
        const double k = from_ + static_cast<double>(i);
        density_[i] = density_[i + 1] * (k + 1.0) / (odds * (n - k));
      }
    }
  }
  void sum_tail() {
    above_.assign(density_.size() + 1, 0.0);
    for (std::size_t i = density_.size(); i-- > 0;) above_[i] = above_[i + 1] + density_[i];
  }

  [[nodiscard]] double first() const noexcept { return from_; }
  [[nodiscard]] const std::vector<double>& density() const noexcept { return density_; }
  /// P(K >= k).
  [[nodiscard]] double at_least(double k) const noexcept {
    if (k <= from_) return 1.0;
    const double i = k - from_;
    return i >= static_cast<double>(density_.size()) ? 0.0 : above_[static_cast<std::size_t>(i)];
  }

 private:
  double n_ = 0.0, from_ = 0.0;
  std::vector<double> density_, above_;
};

/// The law of the score above a margin: P(score >= the observed one).
class share_excess_tail {
 public:
  share_excess_tail(const two_shares& s, double delta) : s_{s}, delta_{delta} {
    const double observed = score_above(s, delta);
    least_ = observed - 1e-9 * std::abs(observed);
  }

  /// With shares p and p + delta, up to parts of about e^-log_reach.
  [[nodiscard]] double operator()(double p, double log_reach) {
    const double q = std::clamp(p + delta_, 0.0, 1.0);
    x_law_.set(s_.n, p, log_reach);
    // The larger sample beyond that varies so little beside the smaller one that its normal law serves, within 2 %.
    const double sd = std::sqrt(s_.m * q * (1.0 - q));
    const bool table = sd < 2000.0;
    if (table) {
      y_law_.set(s_.m, q, log_reach);
      y_law_.sum_tail();
    }
    double sum = 0.0, edge = -1.0;
    for (std::size_t i = 0; i < x_law_.density().size(); ++i) {
      const double x = x_law_.first() + static_cast<double>(i);
      edge = edge_of(x, edge);
      if (edge > s_.m) continue;
      const double tail = edge <= 0 ? 1.0
                          : table   ? y_law_.at_least(edge)
                                    : normal_above((edge - 0.5 - s_.m * q) / sd);
      sum += x_law_.density()[i] * tail;
    }
    return std::min(1.0, sum);
  }

 private:
  [[nodiscard]] bool reached(double x, double y) const noexcept {
    return score_above({x, s_.n, y, s_.m}, delta_) >= least_;
  }
  /// The least y that reaches the observed score with x, m + 1 if none; it does not fall as x grows. `near`: that of x
  /// - 1.
  [[nodiscard]] double edge_of(double x, double near) {
    double& known = place_of(x);
    if (known >= 0) return known;
    double low = 0.0, high = s_.m + 1.0;  // the edge is in [low, high]
    if (near >= 0) {
      double at = std::min(s_.m, std::floor(near + s_.m / s_.n)), step = 1.0;
      if (reached(x, at)) {
        for (high = at; high > 0 && reached(x, std::max(0.0, high - step)); step *= 2.0)
          high = std::max(0.0, high - step);
        low = std::max(0.0, high - step + 1.0);
        if (high == 0) low = 0.0;
      } else {
        for (low = at + 1.0; low <= s_.m && !reached(x, std::min(s_.m, low + step - 1.0)); step *= 2.0)
          low = std::min(s_.m, low + step - 1.0) + 1.0;
        high = std::min(s_.m + 1.0, low + step - 1.0);
      }
    }
    while (low < high) {
      const double middle = std::floor(0.5 * (low + high));
      if (middle <= s_.m && reached(x, middle))
        high = middle;
      else
        low = middle + 1.0;
    }
    return known = low;
  }
  /// Where the edge of x is kept, -1 if it is not known.
  [[nodiscard]] double& place_of(double x) {
    if (edges_.empty()) base_ = x;
    if (x < base_) {
      edges_.insert(edges_.begin(), static_cast<std::size_t>(base_ - x), -1.0);
      base_ = x;
    }
    const auto place = static_cast<std::size_t>(x - base_);
    if (place >= edges_.size()) edges_.resize(place + 1, -1.0);
    return edges_[place];
  }

  two_shares s_;
  double delta_, least_, base_ = 0.0;
  std::vector<double> edges_;  ///< From x = base_ on.
  binomial_table x_law_, y_law_;
};

/// Beyond so many p (1 - p) rows of the smaller sample the normal law of the score serves.
inline constexpr double normal_share_rows = 2000.0;

/// The p-value of "the second share is above the first by at most delta", delta in (-1, 1): the largest probability of
/// a score as large as the one found, over a grid of 25 shares within limits that hold the true one but for a
/// thousandth of the p-value, which is added; above normal_share_rows the normal law. 10 to 400 us.
/// Source: I. S. F. Chan, Statist. Med. 17 (1998) 1403-1413; R. L. Berger and D. D. Boos, J. Amer. Statist. Assoc. 89
/// (1994) 1012-1016 (limits).
[[nodiscard]] inline double share_excess_p(const two_shares& s, double delta) {
  if (delta >= 1) return 1.0;
  if (delta <= -1) return s.difference() <= -1 ? 1.0 : 0.0;
  const double likeliest = likeliest_share(s, delta), other = std::clamp(likeliest + delta, 0.0, 1.0);
  const double z = score_above(s, delta);
  if (std::min(s.n, s.m) * std::min(likeliest * (1.0 - likeliest), other * (1.0 - other)) > normal_share_rows)
    return normal_above(z);
  if (z < -4.0) return 1.0;
  if (s.n > s.m) return share_excess_p({s.m - s.y, s.m, s.n - s.x, s.n}, delta);  // goes through the smaller sample
  share_excess_tail tail{s, delta};
  const double at_least = std::max(1e-60, tail(likeliest, 30.0 + 0.6 * std::max(0.0, z) * std::max(0.0, z)));
  const double outside = 1e-3 * at_least, log_reach = 7.0 - std::log(at_least) + 7.0;
  // Either sample limits the share by itself, at a quarter of what may be outside.
  using boost::math::binomial;
  const auto lower = [&](double n, double k) {
    return k == 0 ? 0.0 : binomial::find_lower_bound_on_p(n, k, 0.25 * outside);
  };
  const auto upper = [&](double n, double k) {
    return k == n ? 1.0 : binomial::find_upper_bound_on_p(n, k, 0.25 * outside);
  };
  const double low = std::max({lower(s.n, s.x), lower(s.m, s.y) - delta, 0.0, -delta});
  const double high = std::min({upper(s.n, s.x), upper(s.m, s.y) - delta, 1.0, 1.0 - delta});
  double worst = at_least;
  constexpr int points = 24;
  for (int i = 0; i <= points && low < high; ++i) {
    const double part = 0.5 - 0.5 * std::cos(std::numbers::pi * i / points);
    worst = std::max(worst, tail(low + part * (high - low), log_reach));
  }
  return std::min(1.0, worst * 1.001);
}

/// The p-value of "the shares differ by at most `margin`", on either side: the test of the side that is seen, and what
/// the other side adds where the true difference is the margin.
[[nodiscard]] inline double share_apart_p(const two_shares& seen, double margin) {
  const two_shares s = seen.growing();
  if (!(s.difference() > margin)) return 1.0;
  const double p = share_excess_p(s, margin);
  if (margin == 0) return std::min(1.0, 2.0 * p);
  const double error = score_error(s, margin);
  const double other = error > 0 ? normal_above(score_above(s, margin) + 2.0 * margin / error) : 0.0;
  return std::min(1.0, p + std::min(p, 2.0 * other));
}

/// The delta at which a p-value is `error`: between `inside`, where it is 1/2, and `outside`, where it is the smallest;
/// `outside` if it is larger there. By the secant of the root of the logarithm, nearly a straight line, from `start`
/// on: mostly 3 calls, at most 40.
template <class P>
[[nodiscard]] double where_p_is(double error, double inside, double outside, double start, P&& p_at) {
  const auto place = [](double p) { return std::sqrt(-std::log(std::clamp(p, 1e-300, 1.0))); };
  const double wanted = place(error);
  double a = inside, fa = place(0.5) - wanted, b = outside, fb = 0.0, c = start;
  if (fa >= 0) return inside;
  bool bracket = false;
  for (int i = 0; i < 40; ++i) {
    const double fc = place(p_at(c)) - wanted;
    if (std::abs(fc) < 2e-4) return c;
    if (fc > 0) {
      b = c;
      fb = fc;
      bracket = true;
    } else if (c == outside) {
      return outside;
    }
    if (bracket) {
      if (fc < 0) {
        a = c;
        fa = fc;
      }
      if (std::abs(b - a) < 1e-12) break;
      c = a + (b - a) * (i % 4 == 3 ? 0.5 : std::clamp(fa / (fa - fb), 0.02, 0.98));
    } else {
      const double slope = (fc - fa) / (c - a), step = slope * (c - a) > 0 ? -1.1 * fc / slope : 2.0 * (c - a);
      a = c;
      fa = fc;
      c = outside < inside ? std::max(outside, c + std::min(step, -1e-9)) : std::min(outside, c + std::max(step, 1e-9));
      if (i > 12) c = outside;
    }
  }
  return 0.5 * (a + b);
}

/// The least difference on either side that the test of share_apart_p leaves at this error; 0 if none is left out.
[[nodiscard]] inline double share_apart_low(const two_shares& seen, double error) {
  const two_shares s = seen.growing();
  const double most = s.difference();
  if (!(most > 0) || error >= 0.5) return most > 0 && share_apart_p(s, 0.0) <= error ? most : 0.0;
  const double start = std::max(0.0, most + normal_quantile(error) * score_error(s, most));
  return where_p_is(error, most, 0.0, start, [&](double delta) { return share_apart_p(s, delta); });
}

/// The least difference with its sign that the one-sided test leaves at this error, below 1/2; at least -1.
[[nodiscard]] inline double share_excess_low(const two_shares& s, double error) {
  const double at = s.difference();
  if (at <= -1) return -1.0;
  const double one = 1.0 / std::min(s.n, s.m);  // where the standard error is none
  const double start = at + std::min(-1e-9, normal_quantile(error)) * std::max(score_error(s, at), 0.5 * one);
  return where_p_is(error, at, -1.0, std::max(-1.0, start), [&](double delta) { return share_excess_p(s, delta); });
}

/// The largest difference with its sign that the one-sided test leaves.
[[nodiscard]] inline double share_excess_high(const two_shares& s, double error) {
  return -share_excess_low(s.others(), error);
}

/// The same by the normal law of the score: 40 evaluations of a formula.
[[nodiscard]] inline double score_high(const two_shares& s, double z) noexcept {
  double inside = s.difference(), outside = 1.0;
  for (int i = 0; i < 40; ++i) {
    const double middle = 0.5 * (inside + outside);
    (score_above(s, middle) >= -z ? inside : outside) = middle;
  }
  return outside;
}

}  // namespace tepid::inline v0::detail
