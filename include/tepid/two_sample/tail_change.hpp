// tepid/two_sample/tail_change.hpp - the tails of numbers: shares beyond values that come from the reference itself.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

#include <boost/math/distributions/binomial.hpp>

#include <tepid/two_sample/rate_change.hpp>
#include <tepid/two_sample/samples.hpp>
#include <tepid/two_sample/share_excess.hpp>
#include <tepid/two_sample/sketched.hpp>

namespace tepid::inline v0 {

/// Of both tails, and of what lies beyond all of the reference's values.
struct tail_change {
  rate_change below, above;          ///< Of the values beyond the thresholds.
  rate_change below_all, above_all;  ///< Of the values beyond the reference's extremes: none of its own.
  double below_threshold = 0.0, above_threshold = 0.0;
  double lowest = 0.0, highest = 0.0;  ///< The reference's extremes.
  double p = 1.0;                      ///< The surest of the four, corrected for four.

  void finish() noexcept { p = std::min(1.0, 4.0 * std::min({below.p, above.p, below_all.p, above_all.p})); }
};

namespace detail {

/// The law of how many of m values are beyond the r-th of n others from the end: given the share u of the others' law
/// beyond it, Beta(r, n - r + 1), a binomial number with the share that `current(u)` makes of it. P(that many or more),
/// or, `below`, or fewer. Exact for laws without ties; within 1e-6.
template <class Current>
[[nodiscard]] double beyond_order_p(double r, double n, double y, double m, bool below, Current&& current) {
  if (below ? y >= m : y <= 0) return 1.0;
  const double log_beta = std::lgamma(n + 1.0) - std::lgamma(r) - std::lgamma(n - r + 1.0);
  const auto at = [&](double logit) {  // log of the integrand over the logit of u, 1e6 lower where it is nothing
    const double u = 1.0 / (1.0 + std::exp(-logit)), rest = 1.0 / (1.0 + std::exp(logit));
    const double q = std::clamp(current(u), 0.0, 1.0);
    const boost::math::binomial law{m, q};
    const double tail = below ? cdf(law, y) : cdf(complement(law, y - 1.0));
    if (!(tail > 1e-300)) return -1e6 + (below ? -logit : logit);
    return log_beta + r * std::log(u) + (n - r + 1.0) * std::log(rest) + std::log(tail);
  };
  double low = -50.0, high = 50.0;
  for (int i = 0; i < 90; ++i) {  // the integrand has one peak
    const double third = (high - low) / 3.0;
    (at(low + third) < at(high - third) ? low : high) = at(low + third) < at(high - third) ? low + third : high - third;
    if (high - low < 1e-6) break;
  }
  const double peak = 0.5 * (low + high), top = at(peak);
  if (top < -1e5) return 0.0;
  const auto end = [&](double side) {
    double inside = peak, outside = side;
    if (at(side) > top - 36.0) return side;
    for (int i = 0; i < 30; ++i) {
      const double middle = 0.5 * (inside + outside);
      (at(middle) > top - 36.0 ? inside : outside) = middle;
    }
    return outside;
  };
  const double from = end(-60.0), to = end(60.0);
  constexpr int steps = 160;
  double sum = 0.0;
  for (int i = 0; i <= steps; ++i) sum += std::exp(at(from + (to - from) * i / steps)) * (i % steps == 0 ? 0.5 : 1.0);
  return std::min(1.0, sum * (to - from) / steps);
}

/// One tail: `through` of the reference's n values are beyond the threshold, `strict` of the current m ones beyond it,
/// and `closed` at the reference's next value towards the end or beyond. How far each count may be off is known.
[[nodiscard]] inline rate_change tail_rate(double through, double n, double strict, double closed, double m,
                                           double n_off, double m_off, const rate_change_options& o) {
  rate_change c;
  set_ratio(c, through, n, strict, m, o.confidence);
  const double ratio = o.ratio_margin, d = o.least_difference;
  double p = 1.0;
  const double r_up = std::min(n, through + 1.0 + n_off), y_up = std::max(0.0, strict - m_off);
  if (y_up / m - r_up / n > d && y_up / m > ratio * r_up / n) {
    p = beyond_order_p(r_up, n, y_up, m, false, [&](double u) { return ratio * u; });
    if (p < 0.5) p = std::max(p, beyond_order_p(r_up, n, y_up, m, false, [&](double u) { return u + d; }));
  }
  const double r_down = through - n_off, y_down = std::min(m, closed + m_off);
  if (r_down >= 1 && r_down / n - y_down / m > d && y_down / m * ratio < r_down / n) {
    p = beyond_order_p(r_down, n, y_down, m, true, [&](double u) { return u / ratio; });
    if (p < 0.5) p = std::max(p, beyond_order_p(r_down, n, y_down, m, true, [&](double u) { return u - d; }));
  }
  c.p = with_other_side(p, through, strict, ratio);
  return c;
}

/// Beyond the reference's extreme: of the current m values y are, of the reference none.
[[nodiscard]] inline rate_change beyond_all_rate(double n, double y, double m, double m_off, const rate_change_options& o) {
  rate_change c;
  set_ratio(c, 0.0, n, y, m, o.confidence);
  const double sure = std::max(0.0, y - m_off), ratio = o.ratio_margin, d = o.least_difference;
  if (!(sure / m - 1.0 / n > d)) return c;
  c.p = beyond_order_p(1.0, n, sure, m, false, [&](double u) { return ratio * u; });
  if (c.p < 0.5) c.p = std::max(c.p, beyond_order_p(1.0, n, sure, m, false, [&](double u) { return u + d; }));
  return c;
}

/// Where a tail of the reference begins: behind `threshold`, with its next value towards the end, infinite where there is
/// none.
struct tail_start {
  double threshold = 0.0, next = 0.0;

  /// Of sorted values, the share `tail` of them at most behind it; from 1 / tail values on not only the extreme.
  [[nodiscard]] static tail_start above(std::span<const double> sorted, double tail) noexcept {
    const double x = sorted[sorted.size() - 1 - most_behind(sorted, tail)];
    const auto next = std::upper_bound(sorted.begin(), sorted.end(), x);
    return {x, next == sorted.end() ? std::numeric_limits<double>::infinity() : *next};
  }
  [[nodiscard]] static tail_start below(std::span<const double> sorted, double tail) noexcept {
    const double x = sorted[most_behind(sorted, tail)];
    const auto first = std::lower_bound(sorted.begin(), sorted.end(), x);
    return {x, first == sorted.begin() ? -std::numeric_limits<double>::infinity() : *(first - 1)};
  }

 private:
  static std::size_t most_behind(std::span<const double> sorted, double tail) noexcept {
    return std::min(static_cast<std::size_t>(std::floor(tail * static_cast<double>(sorted.size()))), sorted.size() - 1);
  }
};

}  // namespace detail

/// Of numbers: the shares beyond the reference's lowest and highest values, `tail` of its rows on each side, and the shares
/// beyond all of them.
///
/// p:    the thresholds come from the reference itself. Exactly, for laws without ties: the current count beyond the
///       r-th value is binomial given the true share beyond it, which is Beta(r, n - r + 1) (beyond_order_p). With ties
///       conservative: what is at the threshold counts against a change (atom_change_of looks there). Fewer than 1 / tail
///       rows: beyond the extremes alone. A share counts by `ratio_margin` and `least_difference`.
/// Cost: 1 to 4 ms for a tail that seems to have changed, else O(log N).
/// Errors: error{bad_data} when a sample has no finite value, naming it.
[[nodiscard]] inline tail_change tail_change_of(const sample_pair& samples, const small_share_options& options = {}) {
  samples.require_values("tail_change");
  const auto a = samples.reference(), b = samples.current();
  const double n = static_cast<double>(a.size()), m = static_cast<double>(b.size());
  const rate_change_options o = options.of_rare();
  tail_change t;
  const auto count = [](auto from, auto to) { return static_cast<double>(to - from); };
  const auto behind = [&](double x) { return count(std::upper_bound(b.begin(), b.end(), x), b.end()); };
  const auto before = [&](double x) { return count(b.begin(), std::lower_bound(b.begin(), b.end(), x)); };
  {
    const auto [x, next] = detail::tail_start::above(a, options.tail);
    t.above_threshold = x;
    const double closed = count(std::lower_bound(b.begin(), b.end(), next), b.end());
    t.above = detail::tail_rate(count(std::upper_bound(a.begin(), a.end(), x), a.end()), n, behind(x), closed, m, 0.0, 0.0, o);
  }
  {
    const auto [x, next] = detail::tail_start::below(a, options.tail);
    t.below_threshold = x;
    const double closed = count(b.begin(), std::upper_bound(b.begin(), b.end(), next));
    t.below = detail::tail_rate(count(a.begin(), std::lower_bound(a.begin(), a.end(), x)), n, before(x), closed, m, 0.0, 0.0, o);
  }
  t.lowest = a.front();
  t.highest = a.back();
  t.below_all = detail::beyond_all_rate(n, before(t.lowest), m, 0.0, o);
  t.above_all = detail::beyond_all_rate(n, behind(t.highest), m, 0.0, o);
  t.finish();
  return t;
}

/// The same of step functions; their rank errors count against a change. Errors: naming the side that is none.
[[nodiscard]] inline tail_change tail_change_of(const weighted_points& reference, const weighted_points& current,
                                                const small_share_options& options = {}) {
  detail::require_points("tail_change", "reference", reference);
  detail::require_points("tail_change", "current", current);
  const double n = static_cast<double>(reference.size()), m = static_cast<double>(current.size());
  const double n_off = std::ceil(reference.rank_error * n), m_off = std::ceil(current.rank_error * m);
  const rate_change_options o = options.of_rare();
  const auto through = [](const weighted_points& p, double x) {  // values at or below x
    const auto at = std::upper_bound(p.values.begin(), p.values.end(), x) - p.values.begin();
    return at == 0 ? 0.0 : static_cast<double>(p.through[static_cast<std::size_t>(at) - 1]);
  };
  const auto under = [](const weighted_points& p, double x) {  // values below x
    const auto at = std::lower_bound(p.values.begin(), p.values.end(), x) - p.values.begin();
    return at == 0 ? 0.0 : static_cast<double>(p.through[static_cast<std::size_t>(at) - 1]);
  };
  tail_change t;
  const double most = std::floor(options.tail * n);
  std::size_t i = reference.values.size() - 1;  // the smallest value with at most `most` above it
  while (i > 0 && n - static_cast<double>(reference.through[i - 1]) <= most) --i;
  t.above_threshold = reference.values[i];
  const double above = n - static_cast<double>(reference.through[i]);
  const double closed_above = i + 1 < reference.values.size() ? m - under(current, reference.values[i + 1]) : 0.0;
  t.above = detail::tail_rate(above, n, m - through(current, t.above_threshold), closed_above, m, n_off, m_off, o);
  i = 0;  // the largest value with at most `most` below it
  while (i + 1 < reference.values.size() && static_cast<double>(reference.through[i]) <= most) ++i;
  t.below_threshold = reference.values[i];
  const double below = i == 0 ? 0.0 : static_cast<double>(reference.through[i - 1]);
  const double closed_below = i == 0 ? 0.0 : through(current, reference.values[i - 1]);
  t.below = detail::tail_rate(below, n, under(current, t.below_threshold), closed_below, m, n_off, m_off, o);
  t.lowest = reference.values.front();
  t.highest = reference.values.back();
  t.below_all = detail::beyond_all_rate(n, under(current, t.lowest), m, m_off, o);
  t.above_all = detail::beyond_all_rate(n, m - through(current, t.highest), m, m_off, o);
  t.finish();
  return t;
}

}  // namespace tepid::inline v0
