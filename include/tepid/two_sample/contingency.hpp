// tepid/two_sample/contingency.hpp - what the tests of a 2 x K table of counts share.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/counts.hpp>
#include <tepid/two_sample/fields.hpp>
#include <tepid/two_sample/interval.hpp>
#include <tepid/two_sample/noncentral.hpp>
#include <tepid/two_sample/permutation.hpp>
#include <tepid/two_sample/result.hpp>

namespace tepid::inline v0 {

/// Parameters of chi_square, g_test and cramers_v.
struct contingency_params {
  double min_expected = 5.0;
  bool yates = false;
  double confidence = 0.95;
  double margin = 0.0;
  std::uint64_t permutations = 9999;
  std::uint64_t seed = 1;

  friend bool operator==(const contingency_params&, const contingency_params&) = default;
};

namespace detail {

inline constexpr std::tuple contingency_schema{
    field{"min_expected",
          &contingency_params::min_expected,
          {0, 1e6},
          "values",
          "categories with a smaller expected count in either sample are pooled into one"},
    field{"yates", &contingency_params::yates, boolean_bounds, "",
          "continuity correction when two categories are left"},
    detail::confidence_field<contingency_params>,
    detail::margin_field<contingency_params>,
    field{"permutations",
          &contingency_params::permutations,
          {99, 1e7},
          "",
          "at most this many random divisions where pooling would leave one category"},
    detail::seed_field<contingency_params>};

enum class contingency_statistic : std::uint8_t { pearson, likelihood };

/// Pearson's or the likelihood ratio statistic of the table, not negative. `shrink`: Yates's correction, the
/// distance between a count and what is expected, at most 1/2, that is taken off.
[[nodiscard]] inline double contingency_value(contingency_statistic kind, std::span<const std::uint64_t> a,
                                              std::span<const std::uint64_t> b, double n, double m, double shrink) {
  const double total = n + m, n_share = n / total, m_share = m / total;
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = static_cast<double>(a[i]), y = static_cast<double>(b[i]), both = x + y;
    // x - both n / total = (x m - y n) / total for both samples, with opposite signs.
    const double off = (x * m - y * n) / total, kept = off - std::clamp(off, -shrink, shrink);
    if (kind == contingency_statistic::pearson) {
      sum += kept * kept / (both * n_share) + kept * kept / (both * m_share);
    } else {
      const auto part = [](double observed, double expected) {
        return observed > 0 ? 2.0 * observed * std::log(observed / expected) : 0.0;
      };
      sum += part(both * n_share + kept, both * n_share) + part(both * m_share - kept, both * m_share);
    }
  }
  return std::max(0.0, sum);
}

/// The variance of Pearson's statistic over N + M, by the delta method: the noncentral law supposes that both samples
/// scatter as the pooled one, which a category that is frequent in the smaller sample alone does not.
[[nodiscard]] inline double phi_squared_variance(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b,
                                                 double n, double m) {
  const double u = n / (n + m), v = m / (n + m);
  double p1 = 0.0, p2 = 0.0, q1 = 0.0, q2 = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double p = static_cast<double>(a[i]) / n, q = static_cast<double>(b[i]) / m;
    const double step = (p - q) / (u * p + v * q);
    const double by_p = u * v * (2.0 * step - u * step * step), by_q = -u * v * (2.0 * step + v * step * step);
    p1 += p * by_p;
    p2 += p * by_p * by_p;
    q1 += q * by_q;
    q2 += q * by_q * by_q;
  }
  return std::max(0.0, p2 - p1 * p1) / n + std::max(0.0, q2 - q1 * q1) / m;
}

/// Cramer's V of two samples corrected for bias: V^2 = (x / N - (K - 1) / (N - 1)), not below 0, over the least
/// corrected number of rows or columns less one. Source: W. Bergsma, J. Korean Statist. Soc. 42 (2013) 323-328.
[[nodiscard]] inline double corrected_v(double chi_squared, double total, double categories) noexcept {
  if (categories < 2.0 || total < 3.0) return 0.0;
  const auto corrected = [total](double k) { return k - (k - 1.0) * (k - 1.0) / (total - 1.0) - 1.0; };
  const double excess = chi_squared / total - (categories - 1.0) / (total - 1.0);
  const double least = std::min(corrected(2.0), corrected(categories));
  if (excess <= 0) return 0.0;
  return least <= 0 ? 1.0 : std::min(1.0, std::sqrt(excess / least));
}

/// Statistic, p-value, and Cramer's V with its interval; see chi_square.
[[nodiscard]] inline test_result contingency_test(std::string_view name, contingency_statistic kind,
                                                  const contingency_params& params,
                                                  std::span<const std::uint64_t> reference,
                                                  std::span<const std::uint64_t> current) {
  const count_table all = checked_counts(name, reference, current);
  const count_table pooled = pool_rare(all, params.min_expected);
  const bool too_rare = pooled.categories() < 2 && all.categories() > 1;
  const count_table& t = too_rare ? all : pooled;
  const double n = static_cast<double>(t.n), m = static_cast<double>(t.m);
  const double categories = static_cast<double>(t.categories());
  const double shrink = params.yates && t.categories() == 2 ? 0.5 : 0.0;
  const auto value = [&](contingency_statistic which, std::span<const std::uint64_t> a,
                         std::span<const std::uint64_t> b) { return contingency_value(which, a, b, n, m, shrink); };
  test_result r{.name = name, .reference = t.n, .current = t.m};
  r.statistic = value(kind, t.reference, t.current);
  if (t.categories() < 2) {
    r.method = "none: one category";
    r.p_value = std::numeric_limits<double>::quiet_NaN();
    return r;
  }
  const double pearson = contingency_value(contingency_statistic::pearson, t.reference, t.current, n, m, 0.0);
  r.effect = corrected_v(pearson, n + m, categories);
  const double squared = pearson / (n + m), sd = std::sqrt(phi_squared_variance(t.reference, t.current, n, m));
  set_interval(r, params, [&](double error) {
    const auto [least, most] = noncentrality_interval(categories - 1.0, pearson, error);
    const double radius = -normal_quantile(0.5 * error) * sd;
    const double low = std::min(least / (n + m), std::max(0.0, squared - radius));
    const double high = std::max(most / (n + m), squared + radius);
    return effect_interval{std::min(r.effect, std::min(1.0, std::sqrt(low))),
                           std::max(r.effect, std::min(1.0, std::sqrt(high)))};
  });
  if (!too_rare) {
    r.method = t.categories() < all.categories() ? "chi-squared, rare categories pooled" : "chi-squared";
    r.p_value = chi_squared_upper_tail(categories - 1.0, r.statistic);
    return r;
  }
  std::vector<std::uint64_t> sums(t.categories()), a(t.categories()), b(t.categories());
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = t.reference[i] + t.current[i];
  random_source random{params.seed};
  r.method = "permutation";
  r.p_value = sequential_p_value(r.statistic, affordable_draws(params.permutations, sums.size()), enough_reached, [&] {
    divide(random, sums, t.n + t.m, t.m, b);
    for (std::size_t i = 0; i < sums.size(); ++i) a[i] = sums[i] - b[i];
    return value(kind, a, b);
  });
  return r;
}

}  // namespace detail

}  // namespace tepid::inline v0
