// tepid/two_sample/smoothed_psi.hpp - the population stability index of any counts, beside what chance makes of it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <tepid/two_sample/counts.hpp>
#include <tepid/two_sample/permutation.hpp>

namespace tepid::inline v0 {

namespace detail {

/// Half a row is added to each category of each side, and shares are of the sum: a new or vanished category of one row
/// weighs log 3, and one of 1,000 rows log 2,001, whatever the number of categories.
struct psi_smoothing {
  double n, m;  ///< Rows and half the categories.

  psi_smoothing(double rows_n, double rows_m, double categories)
      : n{rows_n + 0.5 * categories}, m{rows_m + 0.5 * categories} {}
  [[nodiscard]] double term(double a, double b) const noexcept {
    const double p = (a + 0.5) / n, q = (b + 0.5) / m;
    return (q - p) * std::log(q / p);
  }
};

}  // namespace detail

/// sum of (q - p) log(q / p), nats, over the categories that either sample has; p = (a + 1/2) / (n + k / 2), q
/// likewise. O(k). Errors: as moved_mass_of_counts. Source of the half: J. B. S. Haldane, Ann. Hum. Genet. 20 (1956)
/// 309-311.
[[nodiscard]] inline double smoothed_psi(std::span<const std::uint64_t> reference,
                                         std::span<const std::uint64_t> current) {
  const detail::count_table t = detail::checked_counts("smoothed_psi", reference, current);
  const detail::psi_smoothing s{static_cast<double>(t.n), static_cast<double>(t.m),
                                static_cast<double>(t.categories())};
  double sum = 0.0;
  for (std::size_t i = 0; i < t.categories(); ++i)
    sum += s.term(static_cast<double>(t.reference[i]), static_cast<double>(t.current[i]));
  return sum;
}

/// What smoothed_psi is on average where nothing changed, given the pooled counts: of a category of c rows as many are
/// of the reference as of c trials with probability n / (n + m). Exact up to 400 rows, beyond 1 / n + 1 / m.
/// O(k log k). Errors: as smoothed_psi.
[[nodiscard]] inline double smoothed_psi_by_chance(std::span<const std::uint64_t> reference,
                                                   std::span<const std::uint64_t> current) {
  const detail::count_table t = detail::checked_counts("smoothed_psi", reference, current);
  const double n = static_cast<double>(t.n), m = static_cast<double>(t.m), theta = n / (n + m);
  const detail::psi_smoothing s{n, m, static_cast<double>(t.categories())};
  std::vector<std::uint64_t> pooled(t.categories());
  for (std::size_t i = 0; i < pooled.size(); ++i) pooled[i] = t.reference[i] + t.current[i];
  std::sort(pooled.begin(), pooled.end());
  double sum = 0.0;
  for (std::size_t i = 0, j = 0; i < pooled.size(); i = j) {
    while (j < pooled.size() && pooled[j] == pooled[i]) ++j;
    const double c = static_cast<double>(pooled[i]), times = static_cast<double>(j - i);
    if (c > 400) {
      sum += times * (1.0 / n + 1.0 / m) * (1.0 - c / (n + m));
      continue;
    }
    double mean = 0.0;
    for (double x = 0; x <= c; x += 1.0)
      mean += s.term(x, c - x) *
              std::exp(detail::log_factorial(c) - detail::log_factorial(x) - detail::log_factorial(c - x) +
                       x * std::log(theta) + (c - x) * std::log1p(-theta));
    sum += times * mean;
  }
  return sum;
}

/// The same before there are counts: of k equally likely categories, n and m rows. For few it is (k - 1) (1 / n + 1 /
/// m).
[[nodiscard]] inline double psi_by_chance(double k, double n, double m) {
  if (!(k > 1)) return 0.0;
  if (std::min(n, m) / k > 100.0) return (k - 1.0) * (1.0 / n + 1.0 / m);
  const detail::psi_smoothing s{n, m, k * -std::expm1(-(n + m) / k)};  // as many are seen
  const auto poisson = [](double mean) {
    std::vector<double> p;
    double at = std::exp(-mean);
    const double last = mean + 12.0 * std::sqrt(mean) + 20.0;
    for (double x = 0; x <= last; x += 1.0, at *= mean / x) p.push_back(at);
    return p;
  };
  // Of the larger sample beyond 500 rows a category the middle is enough.
  const double a_mean = n / k, b_mean = m / k;
  const auto law = [&](double mean) { return mean > 500.0 ? std::vector<double>{} : poisson(mean); };
  const std::vector<double> p = law(a_mean), q = law(b_mean);
  double sum = 0.0;
  for (std::size_t i = 0; i < std::max<std::size_t>(p.size(), 1); ++i)
    for (std::size_t j = 0; j < std::max<std::size_t>(q.size(), 1); ++j) {
      const double a = p.empty() ? a_mean : static_cast<double>(i), b = q.empty() ? b_mean : static_cast<double>(j);
      if (a + b > 0) sum += s.term(a, b) * (p.empty() ? 1.0 : p[i]) * (q.empty() ? 1.0 : q[j]);
    }
  return k * sum;
}

}  // namespace tepid::inline v0
