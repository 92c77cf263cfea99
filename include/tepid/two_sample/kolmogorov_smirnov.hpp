// tepid/two_sample/kolmogorov_smirnov.hpp - the largest distance between two empirical distributions.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include <tepid/two_sample/result.hpp>

namespace tepid::inline v0 {

/// Parameters of kolmogorov_smirnov.
struct kolmogorov_smirnov_params {
  double exact_work = 5e7;

  friend bool operator==(const kolmogorov_smirnov_params&, const kolmogorov_smirnov_params&) = default;
};

namespace detail {

/// The pooled sample in order, reduced to what the test needs.
struct pooled_ranks {
  std::uint64_t n = 0, m = 0;           ///< Sizes of reference and current.
  std::int64_t distance = 0;            ///< Largest |i m - j n| over the ends of tie groups: D = distance / (n m).
  bool current_larger = false;          ///< Is the reference's distribution function the higher one there?
  bool ties = false;                    ///< Does a value occur twice in the pooled sample?
  std::vector<std::uint8_t> group_end;  ///< For s = 1 .. n + m at s - 1: does a tie group end after s values?

  pooled_ranks(std::span<const double> a, std::span<const double> b) : n{a.size()}, m{b.size()} {
    group_end.assign(n + m, 1);
    std::size_t i = 0, j = 0;
    while (i < n || j < m) {
      const double x = i == n ? b[j] : j == m ? a[i] : std::min(a[i], b[j]);
      const std::size_t before = i + j;
      while (i < n && a[i] == x) ++i;
      while (j < m && b[j] == x) ++j;
      for (std::size_t s = before; s + 1 < i + j; ++s) {
        group_end[s] = 0;
        ties = true;
      }
      const auto lead = static_cast<std::int64_t>(i * m) - static_cast<std::int64_t>(j * n);
      if (std::abs(lead) > distance) {
        distance = std::abs(lead);
        current_larger = lead > 0;
      }
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

  /// Multiplications that upper_tail() would make, about.
  [[nodiscard]] double work() const {
    double cells = 0.0;
    walk([&](std::int64_t, std::int64_t first, std::int64_t last) { cells += static_cast<double>(last - first + 1); });
    return cells;
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
      if (ranks_.group_end[static_cast<std::size_t>(s) - 1]) {
        const auto [low, high] = inner(s);
        std::fill(to + first + 1, to + std::clamp(low, first, last + 1) + 1, 1.0);
        std::fill(to + std::clamp(high + 1, first, last + 1) + 1, to + last + 2, 1.0);
      }
      // What lies just outside the stretch is 1 for the next diagonal.
      to[first] = 1.0;
      if (last < static_cast<std::int64_t>(n)) to[last + 2] = 1.0;
      now.swap(next);
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

  /// Calls visit(s, first, last) for each diagonal with the stretch of i that must be computed.
  /// False when that stretch ends before (n, m): every path has reached the bound.
  template <class Visit>
  bool walk(Visit&& visit) const {
    const auto n = static_cast<std::int64_t>(ranks_.n), m = static_cast<std::int64_t>(ranks_.m);
    std::int64_t first = 0, last = 0;
    for (std::int64_t s = 1; s <= n + m; ++s) {
      first = std::max(first, s - m);
      last = std::min(last + 1, n);
      if (first > last) return false;
      visit(s, first, last);
      if (ranks_.group_end[static_cast<std::size_t>(s) - 1]) {
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

/// P(K >= x) of Kolmogorov's limit law, by whichever of its two series converges fast.
[[nodiscard]] inline double kolmogorov_upper_tail(double x) noexcept {
  if (!(x > 0)) return 1.0;
  if (x < 1.0) {  // theta function identity
    const double a = -std::numbers::pi * std::numbers::pi / (8.0 * x * x);
    double sum = 0.0;
    for (int k = 1; k <= 7; k += 2) sum += std::exp(a * k * k);
    return 1.0 - std::sqrt(2.0 * std::numbers::pi) / x * sum;
  }
  double sum = 0.0;
  for (int k = 1; k <= 6; ++k) sum += (k % 2 ? 2.0 : -2.0) * std::exp(-2.0 * k * k * x * x);
  return sum;
}

}  // namespace detail

/// Two-sample, two-sided Kolmogorov-Smirnov test, exact with ties.
///
/// Statistic: D = max over x of |F_reference(x) - F_current(x)|, empirical distribution functions compared only
///            where a group of equal values ends; in [0, 1].
/// Effect:    D with a sign: + where the current values are the larger ones, in probability.
/// p-value:   method "exact": the law of D over all orders of the pooled values (they are equally likely when
///            both samples come from one continuous law); "exact given ties": over all divisions of the
///            pooled values, ties kept: right for discrete data, where tables for continuous data are conservative.
///            "asymptotic": Kolmogorov's limit law of D sqrt(n m / (n + m)), where the exact law would take
///            more than `exact_work` steps; conservative with ties. p-values below about 1e-300 are 0.
/// Input:     finite values; NaN (missing) and infinities are left out: count them apart.
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
            "p-value by the exact law up to this many steps, about 1 ns each; by the limit law beyond"}};

  explicit kolmogorov_smirnov(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const double> reference, std::span<const double> current) const {
    auto a = detail::finite_values(about.name, "reference", reference);
    auto b = detail::finite_values(about.name, "current", current);
    if (a.size() > most || b.size() > most)
      throw error{errc::bad_data, a.size() > most ? "reference" : "current",
                  "kolmogorov_smirnov: a sample has at most 1000000000 values"};
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    const detail::pooled_ranks ranks{a, b};
    const double n = static_cast<double>(a.size()), m = static_cast<double>(b.size());
    test_result r{.name = about.name, .reference = ranks.n, .current = ranks.m};
    r.statistic = static_cast<double>(ranks.distance) / (n * m);
    r.effect = ranks.current_larger ? r.statistic : -r.statistic;
    const detail::tie_path_law law{ranks};
    if (law.work() <= params_.exact_work) {
      r.method = ranks.ties ? "exact given ties" : "exact";
      r.p_value = law.upper_tail();
    } else {
      r.method = "asymptotic";
      r.p_value = detail::kolmogorov_upper_tail(r.statistic * std::sqrt(n / (n + m) * m));
    }
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  static constexpr std::size_t most = 1'000'000'000;  // n m and its multiples fit 64 bits
  params params_;
};

static_assert(TwoSampleTest<kolmogorov_smirnov>);

}  // namespace tepid::inline v0
