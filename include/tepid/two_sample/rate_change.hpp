// tepid/two_sample/rate_change.hpp - small but important: a small share (a category, missing cells) that changed by a
// ratio.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>

#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/counts.hpp>
#include <tepid/two_sample/share_difference.hpp>
#include <tepid/two_sample/share_excess.hpp>

namespace tepid::inline v0 {

/// A share changed where the ratio is beyond `ratio_margin`, either way, and the difference beyond `least_difference`.
struct rate_change_options {
  /// At least 1. Of 10,000 rows a side a share of 1 % that doubles is found at p <= .0015 in 95 of 100; at 1.25 in 82.
  double ratio_margin = 1.15;
  double least_difference = 0.002;  ///< Rarer changes matter to nobody; 0: any.
  double confidence = 0.95;         ///< Of the ratio's interval.
};

/// Which changes of a share matter, by how large the smaller one of both sides is. So if a change matters, a larger one of
/// the same reference does.
struct small_share_options {
  double ratio_margin = 1.15;         ///< Of a rare share; at least 1.
  double least_difference = 0.002;    ///< Of a rare share.
  double confidence = 0.95;           ///< Of the ratio's interval.
  double rare_share = 0.05;           ///< A share is rare up to this.
  double common_ratio_margin = 1.5;   ///< Of a larger share, where this is more than ratio_margin.
  double common_difference = 0.05;    ///< Likewise.
  double most_share = 0.2;            ///< Larger shares are left to the moved mass.
  double tail = 0.01;                 ///< Of numbers: the reference's share beyond a threshold.

  [[nodiscard]] rate_change_options of_rare() const noexcept { return {ratio_margin, least_difference, confidence}; }
  /// By the smaller share; nothing above most_share.
  [[nodiscard]] std::optional<rate_change_options> of(double share) const noexcept {
    if (share <= rare_share) return of_rare();
    if (!(share <= most_share)) return std::nullopt;
    return rate_change_options{std::max(ratio_margin, common_ratio_margin), std::max(least_difference, common_difference),
                               confidence};
  }
};

struct rate_change {
  double reference = 0.0, current = 0.0;  ///< Shares.
  /// Of the current share to the reference's; NaN where neither sample has any, infinite where the reference has none.
  double ratio = std::numeric_limits<double>::quiet_NaN(), ratio_low = 0.0,
         ratio_high = std::numeric_limits<double>::infinity();
  double p = 1.0;  ///< Of a share that did not change in the above sense.
};

/// Of many small shares the one that changed most surely; p is corrected for all that could have been it.
struct rare_category_change {
  rate_change change;
  std::size_t category = 0;    ///< Its place; meaningful where looked_at > 0 and p < 1.
  std::size_t looked_at = 0;
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

/// The p-value of one share, either side.
[[nodiscard]] inline double rate_p(const two_shares& s, const rate_change_options& o) {
  const bool grew = s.difference() > 0;
  const two_shares up = grew ? s : two_shares{s.y, s.m, s.x, s.n};
  if (!(up.difference() > o.least_difference)) return 1.0;
  const double p = std::max(ratio_excess_p(up, o.ratio_margin), share_excess_p(up, o.least_difference));
  return with_other_side(p, s.x, s.y, o.ratio_margin);
}

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

namespace detail {

/// How large a pooled count must be for a change to be seen at all.
struct fewest_of_a_share {
  double rows = 0.0;     ///< So that a difference of the least is possible.
  double certain = 0.0;  ///< So that a ratio could be certain at 0.01, if one side had them all.

  fewest_of_a_share(double n, double m, const small_share_options& o) {
    const double all = n + m, fewer = std::min(n, m);
    rows = o.least_difference * fewer;
    certain = std::log(0.01) / std::log(o.ratio_margin * fewer / (o.ratio_margin * fewer + all - fewer));
  }
  [[nodiscard]] double both() const noexcept { return std::max({rows, certain, 1.0}); }
};

/// Of many shares of the same rows the one that changed most surely.
///
/// Looked at are those whose pooled count lets a change be seen at all. That is known without knowing how they divide, so p
/// is multiplied by how many they are, and not by all. Source: R. E. Tarone, Biometrics 46 (1990) 515-522.
class surest_share {
 public:
  /// Of n and m rows, each above 0.
  surest_share(double n, double m, const small_share_options& o)
      : n_{n}, m_{m}, fewest_{fewest_of_a_share{n, m, o}.both()}, o_{o} {}

  /// No share of a smaller pooled count is looked at.
  [[nodiscard]] double fewest() const noexcept { return fewest_; }

  /// x and y rows, of which `x_off` and `y_off` may be too many or too few, which counts against a change.
  void look(std::size_t place, double x, double y, double x_off = 0.0, double y_off = 0.0) {
    if (!(x + y - x_off - y_off >= fewest_)) return;
    ++looked_at_;
    const bool grew = y * n_ > x * m_;
    const two_shares s{std::clamp(x + (grew ? x_off : -x_off), 0.0, n_), n_, std::clamp(y + (grew ? -y_off : y_off), 0.0, m_), m_};
    const two_shares up = grew ? s : two_shares{s.y, s.m, s.x, s.n};
    const auto least = o_.of(up.x / up.n);
    if (!least || !(up.difference() > least->least_difference)) return;
    candidates_.push_back({ratio_excess_p(up, least->ratio_margin), place, x, y, s, *least});
  }

  /// The place that look() was given is told as the category.
  [[nodiscard]] rare_category_change find() {
    std::sort(candidates_.begin(), candidates_.end(), [](const candidate& a, const candidate& b) {
      return a.by_ratio < b.by_ratio || (a.by_ratio == b.by_ratio && a.place < b.place);
    });
    rare_category_change r;
    r.looked_at = looked_at_;
    double best = 1.0;
    for (const candidate& c : candidates_) {
      if (c.by_ratio >= best) break;
      const double p = rate_p(c.s, c.least);
      if (p >= best) continue;
      best = p;
      r.category = c.place;
      set_ratio(r.change, c.x, n_, c.y, m_, o_.confidence);
    }
    r.change.p = std::min(1.0, best * static_cast<double>(std::max<std::size_t>(1, looked_at_)));
    return r;
  }

 private:
  struct candidate {
    double by_ratio;
    std::size_t place;
    double x, y;
    two_shares s;
    rate_change_options least;
  };
  double n_, m_, fewest_;
  small_share_options o_;
  std::vector<candidate> candidates_;
  std::size_t looked_at_ = 0;
};

}  // namespace detail

/// Of two rows of counts: the category that changed most surely, of those that are not too large (small_share_options).
///
/// p:    corrected for how many categories could have been it, known from their pooled counts (surest_share).
/// Cost: O(k) and some 100 us. Errors: as moved_mass_of_counts.
[[nodiscard]] inline rare_category_change rare_category_change_of(std::span<const std::uint64_t> reference,
                                                                  std::span<const std::uint64_t> current,
                                                                  const small_share_options& o = {}) {
  const detail::count_table t = detail::checked_counts("rate_change", reference, current);  // checks
  detail::surest_share surest{static_cast<double>(t.n), static_cast<double>(t.m), o};
  for (std::size_t i = 0; i < reference.size(); ++i)
    surest.look(i, static_cast<double>(reference[i]), static_cast<double>(current[i]));
  return surest.find();
}

}  // namespace tepid::inline v0
