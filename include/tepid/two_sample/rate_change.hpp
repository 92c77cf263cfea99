// tepid/two_sample/rate_change.hpp - small but important: a rare share (a category, missing cells, a tail of numbers)
// that changed by a ratio.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>

#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/counts.hpp>
#include <tepid/two_sample/samples.hpp>
#include <tepid/two_sample/share_difference.hpp>
#include <tepid/two_sample/share_excess.hpp>
#include <tepid/two_sample/sketched.hpp>

namespace tepid::inline v0 {

/// A share changed where the ratio is beyond `ratio_margin`, either way, and the difference beyond `least_difference`.
struct rate_change_options {
  /// At least 1. Of 10,000 rows a side a share of 1 % that doubles is found at p <= .0015 in 95 of 100; at 1.25 in 82.
  double ratio_margin = 1.15;
  double least_difference = 0.002;  ///< Rarer changes matter to nobody; 0: any.
  double confidence = 0.95;         ///< Of the ratio's interval.
  double most_share = 0.05;         ///< Of categories: those with a larger pooled share are left to the moved mass.
  double tail = 0.01;               ///< Of numbers: the reference's share beyond a threshold.
};

struct rate_change {
  double reference = 0.0, current = 0.0;  ///< Shares.
  /// Of the current share to the reference's; NaN where neither sample has any, infinite where the reference has none.
  double ratio = std::numeric_limits<double>::quiet_NaN(), ratio_low = 0.0,
         ratio_high = std::numeric_limits<double>::infinity();
  double p = 1.0;  ///< Of a share that did not change in the above sense.
};

/// Of many categories the one that changed most surely; p is corrected for all that could have been it.
struct rare_category_change {
  rate_change change;
  std::size_t category = 0;    ///< Its place; meaningful where looked_at > 0 and p < 1.
  std::size_t looked_at = 0;
};

/// Of both tails; p is that of the surer one, corrected for two.
struct tail_change {
  rate_change below, above;
  double below_threshold = 0.0, above_threshold = 0.0;  ///< Values beyond these are in the tails.
  double p = 1.0;
};

namespace detail {

/// P(the second rate is at most `ratio` times the first): of x + y, y or more are of the second. Conservative, as two
/// binomial numbers vary less than two Poisson ones. Source: J. Przyborowski and H. Wilenski, Biometrika 31 (1940) 313.
[[nodiscard]] inline double ratio_excess_p(const two_shares& s, double ratio) {
  if (s.y == 0) return 1.0;
  const double share = ratio * s.m / (ratio * s.m + s.n);
  return cdf(complement(boost::math::binomial{s.x + s.y, share}, s.y - 1.0));
}

/// What the other side adds to a p-value of a ratio beyond the margin.
[[nodiscard]] inline double with_other_side(double p, double x, double y, double ratio) {
  if (p >= 1) return 1.0;
  if (ratio <= 1) return std::min(1.0, 2.0 * p);
  const double error = std::sqrt(1.0 / std::max(x, 0.5) + 1.0 / std::max(y, 0.5));
  const double z = p > 1e-300 ? -normal_quantile(std::min(0.5, p)) : 37.0;
  return std::min(1.0, p + std::min(p, normal_above(z + 2.0 * std::log(ratio) / error)));
}

inline void set_ratio(rate_change& r, double x, double n, double y, double m, double confidence) {
  r.reference = x / n;
  r.current = y / m;
  if (x + y == 0) return;
  using boost::math::binomial;
  const double error = 0.5 * (1.0 - confidence), s = x + y;
  const double low = y == 0 ? 0.0 : binomial::find_lower_bound_on_p(s, y, error);
  const double high = y == s ? 1.0 : binomial::find_upper_bound_on_p(s, y, error);
  r.ratio = y / m / (x / n);
  r.ratio_low = low / (1.0 - low) * n / m;
  r.ratio_high = high / (1.0 - high) * n / m;
}

/// The p-value of one share, either side. Nothing above `enough` is told exactly: then it is a lower bound above it.
[[nodiscard]] inline double rate_p(const two_shares& s, const rate_change_options& o, double enough = 1.0) {
  const bool grew = s.difference() > 0;
  const two_shares up = grew ? s : two_shares{s.y, s.m, s.x, s.n};
  if (!(up.difference() > o.least_difference)) return 1.0;
  const double by_ratio = ratio_excess_p(up, o.ratio_margin);
  if (by_ratio > enough) return by_ratio;
  const double p = std::max(by_ratio, share_excess_p(up, o.least_difference));
  return with_other_side(p, s.x, s.y, o.ratio_margin);
}

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

inline void finish_tails(tail_change& t) noexcept { t.p = std::min(1.0, 2.0 * std::min(t.below.p, t.above.p)); }

}  // namespace detail

/// One share, as of missing cells or of a category named beforehand.
///
/// p:      the larger of two (intersection-union): of a ratio within the margin, exact given how many rows of both
///         samples are of the kind; of a difference within the least, exact unconditional (share_excess_p).
/// ratio:  Clopper-Pearson of the same law.
/// Cost:   0.1 to 0.5 ms, 2 us where the difference is within the least.
/// Errors: error{bad_data} naming the sample that has no row, or more of the kind than rows.
[[nodiscard]] inline rate_change rate_change_of(share_count reference, share_count current,
                                                const rate_change_options& o = {}) {
  for (const bool first : {true, false}) {
    const share_count& s = first ? reference : current;
    if (s.rows == 0 || s.part > s.rows)
      throw error{errc::bad_data, first ? "reference" : "current",
                  std::string{"rate_change: the "} + (first ? "reference" : "current") + " sample " +
                      (s.rows == 0 ? "has no rows" : "has more of the kind than rows")};
  }
  const detail::two_shares s{static_cast<double>(reference.part), static_cast<double>(reference.rows),
                             static_cast<double>(current.part), static_cast<double>(current.rows)};
  rate_change r;
  detail::set_ratio(r, s.x, s.n, s.y, s.m, o.confidence);
  r.p = detail::rate_p(s, o);
  return r;
}

/// Of two rows of counts: the rare category that changed most surely.
///
/// Looked at are those whose pooled share is at most `most_share` and whose pooled count lets a change be seen at all:
/// so many that a difference of the least is possible, and a ratio could be certain at 0.01. That is known without
/// knowing how they divide, so p is multiplied by how many they are, and not by all.
/// Cost: O(k) and some 100 us. Errors: as moved_mass_of_counts. Source: R. E. Tarone, Biometrics 46 (1990) 515-522.
[[nodiscard]] inline rare_category_change rare_category_change_of(std::span<const std::uint64_t> reference,
                                                                  std::span<const std::uint64_t> current,
                                                                  const rate_change_options& o = {}) {
  const detail::count_table t = detail::checked_counts("rate_change", reference, current);  // checks
  const double n = static_cast<double>(t.n), m = static_cast<double>(t.m);
  rare_category_change r;
  const double all = n + m, fewer = std::min(n, m);
  // The p-value of a ratio where one sample has them all, of the more certain side: this to the power of the count.
  const double one_more = std::log(o.ratio_margin * fewer / (o.ratio_margin * fewer + all - fewer));
  std::vector<std::pair<double, std::size_t>> candidates;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const double x = static_cast<double>(reference[i]), y = static_cast<double>(current[i]), c = x + y;
    if (c == 0 || c > o.most_share * all || !(c > o.least_difference * fewer)) continue;
    if (c * one_more > std::log(0.01)) continue;
    ++r.looked_at;
    const bool grew = y * n > x * m;
    const detail::two_shares up = grew ? detail::two_shares{x, n, y, m} : detail::two_shares{y, m, x, n};
    if (up.difference() > o.least_difference)
      candidates.emplace_back(detail::ratio_excess_p(up, o.ratio_margin), i);
  }
  std::sort(candidates.begin(), candidates.end());
  double best = 1.0;
  for (const auto& [by_ratio, i] : candidates) {
    if (by_ratio >= best) break;
    const detail::two_shares s{static_cast<double>(reference[i]), n, static_cast<double>(current[i]), m};
    const double p = detail::rate_p(s, o);
    if (p >= best) continue;
    best = p;
    r.category = i;
  }
  if (best < 1) {
    detail::set_ratio(r.change, static_cast<double>(reference[r.category]), n, static_cast<double>(current[r.category]),
                      m, o.confidence);
    r.change.p = std::min(1.0, best * static_cast<double>(r.looked_at));
  }
  return r;
}

/// Of numbers: the shares beyond the reference's lowest and highest values, `tail` of its rows on each side.
///
/// p:    the thresholds come from the reference itself. Exactly, for laws without ties: the current count beyond the
///       r-th value is binomial given the true share beyond it, which is Beta(r, n - r + 1) (beyond_order_p). With ties
///       conservative: what is at the threshold counts against a change. Fewer than 1 / tail rows: beyond the extremes.
/// Cost: 1 to 4 ms for a tail that seems to have changed, else O(log N).
/// Errors: error{bad_data} when a sample has no finite value, naming it.
[[nodiscard]] inline tail_change tail_change_of(const sample_pair& samples, const rate_change_options& o = {}) {
  samples.require_values("rate_change");
  const auto a = samples.reference(), b = samples.current();
  const double n = static_cast<double>(a.size()), m = static_cast<double>(b.size());
  tail_change t;
  const auto count = [](auto from, auto to) { return static_cast<double>(to - from); };
  {
    const auto [x, next] = detail::tail_start::above(a, o.tail);
    t.above_threshold = x;
    const double closed = count(std::lower_bound(b.begin(), b.end(), next), b.end());
    const double strict = count(std::upper_bound(b.begin(), b.end(), x), b.end());
    t.above = detail::tail_rate(count(std::upper_bound(a.begin(), a.end(), x), a.end()), n, strict, closed, m, 0.0, 0.0, o);
  }
  {
    const auto [x, next] = detail::tail_start::below(a, o.tail);
    t.below_threshold = x;
    const double closed = count(b.begin(), std::upper_bound(b.begin(), b.end(), next));
    t.below = detail::tail_rate(count(a.begin(), std::lower_bound(a.begin(), a.end(), x)), n,
                                count(b.begin(), std::lower_bound(b.begin(), b.end(), x)), closed, m, 0.0, 0.0, o);
  }
  detail::finish_tails(t);
  return t;
}

/// The same of step functions; their rank errors count against a change. Errors: naming the side that is none.
[[nodiscard]] inline tail_change tail_change_of(const weighted_points& reference, const weighted_points& current,
                                                const rate_change_options& o = {}) {
  detail::require_points("rate_change", "reference", reference);
  detail::require_points("rate_change", "current", current);
  const double n = static_cast<double>(reference.size()), m = static_cast<double>(current.size());
  const double n_off = std::ceil(reference.rank_error * n), m_off = std::ceil(current.rank_error * m);
  const auto through = [](const weighted_points& p, double x) {  // values at or below x
    const auto at = std::upper_bound(p.values.begin(), p.values.end(), x) - p.values.begin();
    return at == 0 ? 0.0 : static_cast<double>(p.through[static_cast<std::size_t>(at) - 1]);
  };
  const auto under = [](const weighted_points& p, double x) {  // values below x
    const auto at = std::lower_bound(p.values.begin(), p.values.end(), x) - p.values.begin();
    return at == 0 ? 0.0 : static_cast<double>(p.through[static_cast<std::size_t>(at) - 1]);
  };
  tail_change t;
  const double most = std::floor(o.tail * n);
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
  detail::finish_tails(t);
  return t;
}

}  // namespace tepid::inline v0
