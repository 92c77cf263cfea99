// tepid/two_sample/kolmogorov_smirnov.hpp - the largest distance between two empirical distributions.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include <tepid/numerics/kolmogorov_limit.hpp>
#include <tepid/two_sample/fields.hpp>
#include <tepid/two_sample/interval.hpp>
#include <tepid/two_sample/merge.hpp>
#include <tepid/two_sample/samples.hpp>

namespace tepid::inline v0 {

/// Parameters of kolmogorov_smirnov.
struct kolmogorov_smirnov_params {
  double exact_work = 5e7;
  double confidence = 0.95;
  double margin = 0.0;

  friend bool operator==(const kolmogorov_smirnov_params&, const kolmogorov_smirnov_params&) = default;
};

namespace detail {

/// Where groups of equal values end in the pooled sample, found as far as they are asked for.
class group_ends {
 public:
  group_ends(std::span<const double> a, std::span<const double> b) : a_{a}, b_{b} {}

  /// Does a group end after s pooled values? s = 1 .. n + m.
  [[nodiscard]] bool operator()(std::size_t s) {
    while (end_.size() < s) {
      const double x = i_ == a_.size() ? b_[j_] : j_ == b_.size() ? a_[i_] : std::min(a_[i_], b_[j_]);
      while (i_ < a_.size() && a_[i_] == x) ++i_;
      while (j_ < b_.size() && b_[j_] == x) ++j_;
      end_.resize(i_ + j_, 0);
      end_.back() = 1;
    }
    return end_[s - 1] != 0;
  }

 private:
  std::span<const double> a_, b_;
  std::size_t i_ = 0, j_ = 0;
  std::vector<std::uint8_t> end_;
};

/// The pooled sample in order, reduced to what the test needs.
struct pooled_ranks {
  std::uint64_t n = 0, m = 0;   ///< Sizes of reference and current.
  std::int64_t distance = 0;    ///< Largest |i m - j n| over the ends of tie groups: D = distance / (n m).
  bool current_larger = false;  ///< Is the reference's distribution function the higher one there, first?
  bool ties = false;            ///< Does a value occur twice in the pooled sample?
  mutable group_ends group_end;

  pooled_ranks(std::span<const double> a, std::span<const double> b) : n{a.size()}, m{b.size()}, group_end{a, b} {
    const lead_extremes found = lead_extremes::of(a, b);
    distance = std::max(found.highest, -found.lowest);
    ties = found.groups + 1 < n + m;
    current_larger = found.highest > -found.lowest;
    if (distance > 0 && found.highest == -found.lowest) current_larger = higher_first(a, b);
  }

 private:
  /// Of two equal extremes, is the upper one the first?
  [[nodiscard]] bool higher_first(std::span<const double> a, std::span<const double> b) const {
    std::size_t i = 0, j = 0;
    for (;;) {
      const double x = i == n ? b[j] : j == m ? a[i] : std::min(a[i], b[j]);
      while (i < n && a[i] == x) ++i;
      while (j < m && b[j] == x) ++j;
      const auto lead = static_cast<std::int64_t>(i * m) - static_cast<std::int64_t>(j * n);
      if (std::abs(lead) == distance) return lead > 0;
    }
  }
};

/// The exact law of D given the ties: of all orders of n reference and m current values over the tie groups,
/// equally likely when both come from one law, the share whose distance reaches `distance`.
///
/// An order is a path (i, j) from (0, 0) to (n, m). Let f(i, j) be the probability that the path, on its way
/// to (i, j), has been at the end of a tie group with |i m - j n| >= distance. Its last step came from
/// (i - 1, j) with probability i / (i + j), so f is a weighted mean of its two neighbours, and 1 where the
/// bound is reached. Diagonal after diagonal, f depends only on the diagonal before; every term is positive,
/// so tiny p-values keep their digits. Outside [first, last] all f are 1.
class tie_path_law {
 public:
  explicit tie_path_law(const pooled_ranks& ranks) : ranks_{ranks} {}

  /// Would upper_tail() make at most so many multiplications, about?
  [[nodiscard]] bool work_within(double most) const {
    double cells = 0.0;
    walk([&](std::int64_t, std::int64_t first, std::int64_t last) {
      cells += static_cast<double>(last - first + 1);
      return cells <= most;
    });
    return cells <= most;
  }

  /// P(D >= distance).
  [[nodiscard]] double upper_tail() const {
    if (ranks_.distance == 0) return 1.0;
    const std::size_t n = ranks_.n;
    std::vector<double> now(n + 2, 1.0), next(n + 2, 1.0), number(n + 1);
    std::iota(number.begin(), number.end(), 0.0);
    // Shifted by one place: place i + 1 holds f(i, s - i), so that place i is its neighbour below.
    now[1] = 0.0;
    const bool some_stay = walk([&](std::int64_t s, std::int64_t first, std::int64_t last) {
      const double share = 1.0 / static_cast<double>(s), total = static_cast<double>(s);
      const double *from = now.data(), *up = number.data();
      double* to = next.data();
      // Below 1e-300 is nothing: subnormal numbers would cost a hundred times as much.
      for (std::int64_t i = first; i <= last; ++i) {
        const double f = (up[i] * from[i] + (total - up[i]) * from[i + 1]) * share;
        to[i + 1] = f < 1e-300 ? 0.0 : f;
      }
      if (ranks_.group_end(static_cast<std::size_t>(s))) {
        const auto [low, high] = inner(s);
        std::fill(to + first + 1, to + std::clamp(low, first, last + 1) + 1, 1.0);
        std::fill(to + std::clamp(high + 1, first, last + 1) + 1, to + last + 2, 1.0);
      }
      // What lies just outside the stretch is 1 for the next diagonal.
      to[first] = 1.0;
      if (last < static_cast<std::int64_t>(n)) to[last + 2] = 1.0;
      now.swap(next);
      return true;
    });
    return some_stay ? std::min(1.0, now[n + 1]) : 1.0;
  }

 private:
  /// The i of diagonal s with |i m - (s - i) n| < distance: i (n + m) within distance of s n, exclusive.
  [[nodiscard]] std::pair<std::int64_t, std::int64_t> inner(std::int64_t s) const {
    const auto n = static_cast<std::int64_t>(ranks_.n), both = n + static_cast<std::int64_t>(ranks_.m);
    const std::int64_t low = s * n - ranks_.distance, high = s * n + ranks_.distance;
    const std::int64_t first = low < 0 ? 0 : low / both + 1;  // smallest i with i both > low
    return {first, (high - 1) / both};                        // largest i with i both < high
  }

  /// Calls visit(s, first, last) for each diagonal with the stretch of i that must be computed, until it says false.
  /// False when that stretch ends before (n, m): every path has reached the bound.
  template <class Visit>
  bool walk(Visit&& visit) const {
    const auto n = static_cast<std::int64_t>(ranks_.n), m = static_cast<std::int64_t>(ranks_.m);
    std::int64_t first = 0, last = 0;
    for (std::int64_t s = 1; s <= n + m; ++s) {
      first = std::max(first, s - m);
      last = std::min(last + 1, n);
      if (first > last) return false;
      if (!visit(s, first, last)) return true;
      if (ranks_.group_end(static_cast<std::size_t>(s))) {
        const auto [low, high] = inner(s);
        first = std::max(first, low);
        last = std::min(last, high);
        if (first > last && s < n + m) return false;
      }
    }
    return true;
  }

  const pooled_ranks& ranks_;
};

}  // namespace detail

/// Two-sample, two-sided Kolmogorov-Smirnov test, exact with ties.
///
/// Statistic: D = max over x of |F_reference(x) - F_current(x)|, empirical distribution functions compared only
///            where a group of equal values ends; in [0, 1].
/// Effect:    D with a sign: + where the current values are the larger ones, in probability. Its interval is that of
///            the distance, with the same sign: from a band that holds the difference of the true distribution
///            functions everywhere with probability `confidence` at least (difference_band), whatever they are.
/// p-value:   method "exact": the law of D over all orders of the pooled values (they are equally likely when
///            both samples come from one continuous law); "exact given ties": over all divisions of the
///            pooled values, ties kept: right for discrete data, where tables for continuous data are conservative.
///            "asymptotic": Kolmogorov's limit law of D sqrt(n m / (n + m)), where the exact law would take
///            more than `exact_work` steps; conservative with ties. p-values below about 1e-300 are 0.
/// Input:     finite values; missing values, NaN and infinities are left out: count them apart.
/// Cost:      O(N log N) for sorting; exact up to about 50 ms with the default exact_work; 25 bytes a value.
/// Errors:    error{bad_data} when a sample is empty or has no finite value, naming it.
/// Source:    N. V. Smirnov, Bull. Math. Univ. Moscou 2 (1939); J. L. Hodges, Ark. Mat. 3 (1958) 469-486
///            (path counting); G. Schroeer and D. Trenkler, Comput. Statist. Data Anal. 20 (1995) 185-202 (ties).
class kolmogorov_smirnov {
 public:
  using params = kolmogorov_smirnov_params;
  static constexpr test_descriptor about{
      .name = "kolmogorov_smirnov",
      .title = "Two-sample Kolmogorov-Smirnov test, exact with ties",
      .source = "Smirnov 1939; Hodges 1958, Ark. Mat. 3; Schroeer and Trenkler 1995, Comput. Statist. Data Anal. 20"};
  static constexpr std::tuple schema{
      field{"exact_work",
            &kolmogorov_smirnov_params::exact_work,
            {0, 1e12},
            "steps",
            "p-value by the exact law up to this many steps, about 1 ns each; by the limit law beyond"},
      detail::confidence_field<kolmogorov_smirnov_params>, detail::margin_field<kolmogorov_smirnov_params>};

  explicit kolmogorov_smirnov(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const double> reference, std::span<const double> current) const {
    return (*this)(sample_pair{reference, current});
  }
  [[nodiscard]] test_result operator()(const sample_pair& samples) const {
    test_result r = detail::begin_test(about, samples);
    const detail::pooled_ranks ranks{samples.reference(), samples.current()};
    const double n = static_cast<double>(ranks.n), m = static_cast<double>(ranks.m);
    r.statistic = static_cast<double>(ranks.distance) / (n * m);
    r.effect = ranks.current_larger ? r.statistic : -r.statistic;
    detail::set_interval(
        r, params_, [&](double error) { return detail::around_distance(r.effect, difference_band(n, m, error), 1.0); });
    const detail::tie_path_law law{ranks};
    if (law.work_within(params_.exact_work)) {
      r.method = ranks.ties ? "exact given ties" : "exact";
      r.p_value = law.upper_tail();
    } else {
      r.method = "asymptotic";
      r.p_value = kolmogorov_upper_tail(r.statistic * std::sqrt(n / (n + m) * m));
    }
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  params params_;
};

static_assert(TwoSampleTest<kolmogorov_smirnov>);

}  // namespace tepid::inline v0
