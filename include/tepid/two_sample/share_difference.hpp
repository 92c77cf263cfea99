// tepid/two_sample/share_difference.hpp - has the share of something changed, and by more than a margin?
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <string>
#include <string_view>
#include <vector>

#include <boost/math/distributions/binomial.hpp>

#include <tepid/core/error.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/interval.hpp>
#include <tepid/two_sample/result.hpp>

namespace tepid::inline v0 {

/// So many of all rows are of a kind.
struct share_count {
  std::uint64_t part = 0, rows = 0;

  [[nodiscard]] double value() const noexcept { return static_cast<double>(part) / static_cast<double>(rows); }
};

/// Parameters of share_difference.
struct share_difference_params {
  double confidence = 0.95;
  double margin = 0.0;
};

namespace detail {

/// The likeliest shares p of n and p + delta of m rows, of which x and y are: p, where the likelihood is steady.
[[nodiscard]] inline double share_given_difference(double x, double n, double y, double m, double delta) noexcept {
  double low = std::max(0.0, -delta), high = std::min(1.0, 1.0 - delta);
  const auto part = [](double count, double share) { return count > 0 ? count / share : 0.0; };
  for (int i = 0; i < 60 && high - low > 1e-14; ++i) {
    const double p = 0.5 * (low + high), q = p + delta;
    const double slope = part(x, p) - part(n - x, 1.0 - p) + part(y, q) - part(m - y, 1.0 - q);
    (slope > 0 ? low : high) = p;
  }
  return 0.5 * (low + high);
}

/// How many of its standard errors, at the likeliest shares that differ by delta, the difference is above delta.
[[nodiscard]] inline double share_score(double x, double n, double y, double m, double delta) noexcept {
  const double above = y / m - x / n - delta;
  const double p = share_given_difference(x, n, y, m, delta), q = std::clamp(p + delta, 0.0, 1.0);
  const double variance = p * (1.0 - p) / n + q * (1.0 - q) / m;
  return above == 0 ? 0.0 : variance > 0 ? above / std::sqrt(variance) : std::copysign(1e100, above);
}

/// The law of the score that two samples are further apart than a margin, n rows of the first with a share p and m of
/// the second with p + difference.
class share_excess_law {
 public:
  share_excess_law(std::uint64_t n, std::uint64_t m, double margin, double score)
      : n_{static_cast<double>(n)}, m_{static_cast<double>(m)}, margin_{margin}, score_{score} {
    edges_.resize(static_cast<std::size_t>(n) + 1);
  }

  /// P(score >= the observed one, on either side), up to parts of 1e-6 of `least`.
  [[nodiscard]] double upper_tail(double p, double difference, double least) {
    const boost::math::binomial first{n_, p};
    const boost::math::binomial second{m_, std::clamp(p + difference, 0.0, 1.0)};
    const double mean = n_ * p, sd = std::sqrt(n_ * p * (1.0 - p));
    const double reach = std::sqrt(30.0 - 2.0 * std::log(least)) * sd + 9.0;
    const double from = std::max(0.0, std::floor(mean - reach)), to = std::min(n_, std::ceil(mean + reach));
    double sum = 0.0;
    for (double x = from; x <= to; x += 1.0) {
      const edges& at = edges_of(x);
      double tail = 0.0;
      if (at.above <= m_) tail += at.above <= 0 ? 1.0 : cdf(complement(second, at.above - 1.0));
      if (at.below >= 0) tail += cdf(second, at.below);
      if (tail > 0) sum += pdf(first, x) * tail;
    }
    return std::min(1.0, sum);
  }

 private:
  /// The least y whose score above the margin, and the largest whose score below its negative, reaches the observed.
  struct edges {
    double above = -1.0, below = -1.0;
    bool known = false;
  };

  const edges& edges_of(double x) {
    edges& e = edges_[static_cast<std::size_t>(x)];
    if (e.known) return e;
    e.known = true;
    const double least = score_ - 1e-9 * std::abs(score_);
    e.above = first_y([&](double y) { return share_score(x, n_, y, m_, margin_) >= least; });
    e.below = first_y([&](double y) { return share_score(x, n_, y, m_, -margin_) > -least; }) - 1.0;
    return e;
  }

  /// The least y = 0 .. m for which it holds; m + 1 if none. Once it holds it holds for all that follow.
  template <class Holds>
  [[nodiscard]] double first_y(Holds&& holds) const {
    double low = 0.0, high = m_ + 1.0;
    while (low < high) {
      const double middle = std::floor(0.5 * (low + high));
      if (holds(middle))
        high = middle;
      else
        low = middle + 1.0;
    }
    return low;
  }

  double n_, m_, margin_, score_;
  std::vector<edges> edges_;
};

}  // namespace detail

/// A p-value and how it was found.
struct share_p_value {
  double p = 1.0;
  std::string_view method = "exact unconditional";
};

/// The p-value of two shares that differ by at most the margin (0: are equal); see share_difference, of which it is the
/// costly part. There must be rows on both sides.
[[nodiscard]] inline share_p_value share_margin_p(share_count a, share_count b, double margin) {
  if (a.rows > b.rows) std::swap(a, b);  // the exact law goes through the smaller sample
  if (b.value() < a.value()) {           // by the other kind, so that the second share is the larger one
    a.part = a.rows - a.part;
    b.part = b.rows - b.part;
  }
  const double n = static_cast<double>(a.rows), m = static_cast<double>(b.rows);
  const double x = static_cast<double>(a.part), y = static_cast<double>(b.part);
  if (!(b.value() - a.value() > margin)) return {};
  const double score = detail::share_score(x, n, y, m, margin);
  const double likeliest = detail::share_given_difference(x, n, y, m, margin);
  // Far from both ends and many: the normal law is as good in the far tail.
  if (n * likeliest * (1.0 - likeliest) > 4000.0) {
    const double q = likeliest + margin;
    const double error = std::sqrt(likeliest * (1.0 - likeliest) / n + q * (1.0 - q) / m);
    const double near = 0.5 * std::erfc(score / std::sqrt(2.0));
    return {near + 0.5 * std::erfc((score + 2.0 * margin / error) / std::sqrt(2.0)), "normal score"};
  }
  // The largest probability over the unknown share within limits that hold it but for a thousandth of the p-value,
  // which is added. The probability at the likeliest share is less than the p-value, so these limits are too wide.
  detail::share_excess_law law{a.rows, b.rows, margin, score};
  constexpr double nothing = 1e-60;
  const double at_least = std::max(nothing, law.upper_tail(likeliest, margin, nothing));
  const double outside = 1e-3 * at_least;
  const double low = boost::math::binomial::find_lower_bound_on_p(n, x, 0.5 * outside);
  const double high = x == n ? 1.0 : boost::math::binomial::find_upper_bound_on_p(n, x, 0.5 * outside);
  double worst = at_least;
  constexpr int points = 40;
  for (const double side : {margin, -margin}) {
    const double from = std::max(low, side < 0 ? -side : 0.0), to = std::min(high, side > 0 ? 1.0 - side : 1.0);
    if (!(from <= to)) continue;
    for (int i = 0; i <= points; ++i) {
      // Closer near the ends, where the probability changes fastest.
      const double part = 0.5 - 0.5 * std::cos(std::numbers::pi * i / points);
      worst = std::max(worst, law.upper_tail(from + part * (to - from), side, at_least));
    }
    if (margin == 0) break;
  }
  return {.p = std::min(1.0, worst / 0.999)};
}

/// Two shares, as of missing cells: has the share changed, and by more than a margin?
///
/// Statistic: the difference in its standard errors under no change (pooled).
/// Effect:    the share of the current rows less that of the reference's. Interval by the score test of each difference
///            (Mee; Miettinen and Nurminen without their factor).
/// p-value:   two-sided; "exact unconditional": the largest probability, over the shares that both samples may have in
///            common, of a score as large as the one found: on a grid of 41 shares within limits that hold the true one
///            but for a thousandth of p, which is added. "normal score" where the smaller sample is of N rows and
///            N p (1 - p) above 4,000. margin_p in the same way over all shares that differ by the margin, on both
///            sides together: sharper than the interval, which is for either side at half the error.
/// Cost:      1 to 50 ms; margin_p nothing where the difference is within the margin.
/// Errors:    error{bad_data} naming the sample that has no row, or more of the kind than rows.
/// Source:    O. Miettinen and M. Nurminen, Statist. Med. 4 (1985) 213-226; I. S. F. Chan, Statist. Med. 17 (1998)
///            1403-1413; R. L. Berger and D. D. Boos, J. Amer. Statist. Assoc. 89 (1994) 1012-1016 (limits).
[[nodiscard]] inline test_result share_difference(share_count reference, share_count current,
                                                  const share_difference_params& params = {}) {
  for (const bool first : {true, false}) {
    const share_count& s = first ? reference : current;
    if (s.rows == 0 || s.part > s.rows)
      throw error{errc::bad_data, first ? "reference" : "current",
                  std::string{"share_difference: the "} + (first ? "reference" : "current") + " sample " +
                      (s.rows == 0 ? "has no rows" : "has more of the kind than rows")};
  }
  const double n = static_cast<double>(reference.rows), m = static_cast<double>(current.rows);
  const double x = static_cast<double>(reference.part), y = static_cast<double>(current.part);
  test_result r{.name = "share_difference", .reference = reference.rows, .current = current.rows};
  r.effect = current.value() - reference.value();
  r.statistic = detail::share_score(x, n, y, m, 0.0);
  const share_p_value any = share_margin_p(reference, current, 0.0);
  r.p_value = any.p;
  r.method = any.method;
  const double z = -normal_quantile(0.5 * (1.0 - params.confidence));
  const auto end = [&](double side) {  // the difference furthest from the effect whose score is within z
    double inside = r.effect, outside = side;
    for (int i = 0; i < 60; ++i) {
      const double delta = 0.5 * (inside + outside);
      (std::abs(detail::share_score(x, n, y, m, delta)) <= z ? inside : outside) = delta;
    }
    return 0.5 * (inside + outside);
  };
  r.effect_low = end(-1.0);
  r.effect_high = end(1.0);
  if (params.margin > 0) r.margin_p = share_margin_p(reference, current, params.margin).p;
  return r;
}

}  // namespace tepid::inline v0
