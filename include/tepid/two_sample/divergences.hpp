// tepid/two_sample/divergences.hpp - divergences of two rows of counts, with p-values and intervals.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <span>
#include <string_view>
#include <vector>

#include <tepid/two_sample/counts.hpp>
#include <tepid/two_sample/interval.hpp>
#include <tepid/two_sample/noncentral.hpp>
#include <tepid/two_sample/permutation.hpp>
#include <tepid/two_sample/result.hpp>

namespace tepid::inline v0 {

/// Ways to measure how far two rows of shares are apart, p the reference's and q the current sample's.
enum class divergence : std::uint8_t {
  kl,               ///< Kullback-Leibler, sum of q log(q / p), nats.
  jensen_shannon,   ///< Half of KL to the mean of both, from each side, in bits: in [0, 1].
  hellinger,        ///< sqrt(1 - sum of sqrt(p q)): in [0, 1].
  psi,              ///< Sum of (q - p) log(q / p), nats.
  total_variation,  ///< Half the sum of |q - p|: in [0, 1].
  l_infinity,       ///< The largest |q - p|: in [0, 1].
};
inline constexpr std::string_view divergence_names[] = {"kl",  "jensen_shannon",  "hellinger",
                                                        "psi", "total_variation", "l_infinity"};

/// How divergence_of_counts treats small counts and how it finds p-values and intervals.
struct divergence_options {
  double floor = 1e-4;                ///< Least share of a category, in kl and psi alone; at most 0.1 / categories.
  double min_expected = 20.0;         ///< Below this least expected count p-values are from permutations.
  double confidence = 0.95;           ///< Of the effect's interval.
  double margin = 0.0;                ///< The least effect that matters; 0 for no test against it.
  std::uint64_t permutations = 9999;  ///< At most; 100 that reach the observed value end them.
  std::uint64_t seed = 1;
};

namespace detail {

/// The least share is at most this part of an even share: where there are so many categories that most are rarer than the
/// floor, a floor makes vanished and new ones alike, and nothing is seen.
inline constexpr double most_floor = 0.1;

/// The divergence of counts a of n in all from b of m in all.
[[nodiscard]] inline double divergence_value(divergence kind, std::span<const std::uint64_t> a, double n,
                                             std::span<const std::uint64_t> b, double m, double floor) noexcept {
  double sum = 0.0, other = 0.0;
  const auto p = [&](std::size_t i) { return static_cast<double>(a[i]) / n; };
  const auto q = [&](std::size_t i) { return static_cast<double>(b[i]) / m; };
  switch (kind) {
    case divergence::kl: {
      double all_p = 0.0,
             all_q = 0.0;  // after the floor shares sum to 1 again, so that the divergence is never negative
      for (std::size_t i = 0; i < a.size(); ++i) {
        all_p += std::max(p(i), floor);
        all_q += std::max(q(i), floor);
      }
      for (std::size_t i = 0; i < a.size(); ++i) {
        const double pi = std::max(p(i), floor) / all_p, qi = std::max(q(i), floor) / all_q;
        sum += qi * std::log(qi / pi);
      }
      return std::max(0.0, sum);
    }
    case divergence::jensen_shannon:
      for (std::size_t i = 0; i < a.size(); ++i) {
        const double middle = 0.5 * (p(i) + q(i));
        if (a[i] != 0) sum += p(i) * std::log2(p(i) / middle);
        if (b[i] != 0) sum += q(i) * std::log2(q(i) / middle);
      }
      return std::clamp(0.5 * sum, 0.0, 1.0);
    case divergence::hellinger:
      // Half the sum of (sqrt p - sqrt q)^2: keeps the digits of small distances.
      for (std::size_t i = 0; i < a.size(); ++i) {
        const double step = std::sqrt(p(i)) - std::sqrt(q(i));
        sum += step * step;
      }
      return std::min(1.0, std::sqrt(0.5 * sum));
    case divergence::psi:
      for (std::size_t i = 0; i < a.size(); ++i) {
        const double pi = std::max(p(i), floor), qi = std::max(q(i), floor);
        sum += (qi - pi) * std::log(qi / pi);
      }
      return sum;
    case divergence::total_variation:
      for (std::size_t i = 0; i < a.size(); ++i) sum += std::fabs(q(i) - p(i));
      return std::min(1.0, 0.5 * sum);
    case divergence::l_infinity:
      for (std::size_t i = 0; i < a.size(); ++i) other = std::max(other, std::fabs(q(i) - p(i)));
      return other;
  }
  return other;
}

/// The divergence is about lambda / (factor N M / (N + M)) for small changes; 0: it has no such law.
[[nodiscard]] constexpr double chi_squared_factor(divergence kind) noexcept {
  switch (kind) {
    case divergence::kl:
      return 2.0;
    case divergence::jensen_shannon:
      return 8.0 * std::numbers::ln2;
    case divergence::hellinger:
      return 8.0;  // of its square
    case divergence::psi:
      return 1.0;
    case divergence::total_variation:
    case divergence::l_infinity:
      break;
  }
  return 0.0;
}

/// The effect from the statistic: a distance where there is one.
[[nodiscard]] inline double divergence_effect(divergence kind, double statistic) noexcept {
  return kind == divergence::jensen_shannon ? std::sqrt(statistic) : statistic;
}

/// The interval of the effect; see divergence_of_counts. `chance`: the mean of the statistic's chi-squared form
/// under no change, one less than categories when it follows the law.
[[nodiscard]] inline effect_interval divergence_interval(divergence kind, const count_table& t, const test_result& r,
                                                         double chance, double error) {
  const double n = static_cast<double>(t.n), m = static_cast<double>(t.m), k = static_cast<double>(t.categories());
  if (const double factor = chi_squared_factor(kind); factor > 0) {
    if (t.categories() < 2) return {};
    const bool root = kind == divergence::hellinger;
    const double scale = factor * n / t.total() * m;
    const double x = scale * (root ? r.statistic * r.statistic : r.statistic);
    const double fit = (k - 1.0) / chance;
    const auto [from, high] = noncentrality_interval(k - 1.0, x * fit, error);
    double low = from;
    // A category that a sample lacks by chance makes a logarithm as large as the floor lets it: the lower end must hold
    // with one value more in each.
    if (kind == divergence::psi || kind == divergence::kl) {
      std::vector<std::uint64_t> a = t.reference, b = t.current;
      for (std::uint64_t& c : a) ++c;
      for (std::uint64_t& c : b) ++c;
      const double softened = divergence_value(kind, a, n + k, b, m + k, 0.0);
      if (softened < r.statistic) low = noncentrality_interval(k - 1.0, scale * softened * fit, error).first;
    }
    const double most = kind == divergence::jensen_shannon || root ? 1.0 : std::numeric_limits<double>::infinity();
    const auto effect = [&](double lambda) {
      return std::min(most, root ? std::sqrt(lambda / scale / fit) : divergence_effect(kind, lambda / scale / fit));
    };
    return {effect(low), effect(high)};
  }
  const double away = std::sqrt(0.5 * std::log(2.0 / error) * (1.0 / n + 1.0 / m));
  const double bias = kind == divergence::total_variation
                          ? 0.5 * (std::sqrt((k - 1.0) / n) + std::sqrt((k - 1.0) / m))
                          : std::min(1.0, std::sqrt(k - 1.0)) * (1.0 / std::sqrt(n) + 1.0 / std::sqrt(m));
  return {std::max(0.0, r.effect - bias - away), std::min(1.0, r.effect + away)};
}

}  // namespace detail

/// Divergence of two rows of counts over the same categories or bins, with a p-value.
///
/// Statistic: see `divergence`. Categories empty in both samples count for nothing; those new in the current sample
///            count in full. Where a share would be zero in a logarithm it is at least `floor`, but no more than a tenth
///            of an even share (kl: shares then divided by their sum; psi: not, as is usual), so that nothing is infinite.
/// Effect:    the same number; for jensen_shannon its square root, the Jensen-Shannon distance.
/// p-value:   method "chi-squared": the statistic scaled by 2 (kl), 8 log 2 (jensen_shannon, in bits), 8 (hellinger
///            squared) or 1 (psi) times N M / (N + M) against chi-squared with one degree of freedom less than
///            categories. Method "permutation", where a category's expected count is below `min_expected`, and
///            for total_variation and l_infinity always: seeded random divisions of the pooled
///            values; right for any counts; never below 1 / (permutations + 1). NaN with one category: nothing to
///            decide. It holds for categories fixed beforehand: bins cut from the reference itself are not.
/// Interval:  kl, jensen_shannon, hellinger, psi: of the noncentrality of the same law, which takes off what chance
///            alone adds (after permutations: what it added to them on average), so the effect may lie above it: low
///            is 0 where no change is plausible. kl, psi: low is that with one value more in each category, which is
///            what a category that one sample lacks by chance does not take past it. Approximate, best for small
///            changes. total_variation and
///            l_infinity: guaranteed for any sizes by McDiarmid's inequality, so wider than need be.
/// Cost:      O(K); permutations about 80 ns a category each, at most 2e7 categories in all but 199 at least.
/// Errors:    error{bad_argument} when the lengths differ; error{bad_data} naming the sample whose counts are all zero.
/// Source:    L. Pardo, Statistical Inference Based on Divergence Measures, 2006 (laws); J. Lin, IEEE Trans. Inf.
///            Theory 37 (1991) 145-151; J. Besag and P. Clifford, Biometrika 78 (1991) 301-304; C. McDiarmid 1989.
[[nodiscard]] inline test_result divergence_of_counts(divergence kind, std::span<const std::uint64_t> reference,
                                                      std::span<const std::uint64_t> current,
                                                      const divergence_options& options = {}) {
  const std::string_view name = divergence_names[static_cast<std::size_t>(kind)];
  const detail::count_table t = detail::checked_counts(name, reference, current);
  const double n = static_cast<double>(t.n), m = static_cast<double>(t.m);
  const double floor = std::min(options.floor, detail::most_floor / static_cast<double>(t.categories()));
  const auto value = [&](std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
    return detail::divergence_value(kind, a, n, b, m, floor);
  };
  test_result r{.name = name, .reference = t.n, .current = t.m};
  r.statistic = value(t.reference, t.current);
  r.effect = detail::divergence_effect(kind, r.statistic);
  const double factor = detail::chi_squared_factor(kind), degrees = static_cast<double>(t.categories()) - 1.0;
  const auto scaled = [&](double statistic) {
    return factor * n / t.total() * m * (kind == divergence::hellinger ? statistic * statistic : statistic);
  };
  double chance = degrees;
  if (t.categories() < 2) {
    r.method = "none: one category";
    r.p_value = std::numeric_limits<double>::quiet_NaN();
  } else if (factor > 0 && t.least_expected() >= options.min_expected) {
    r.method = "chi-squared";
    r.p_value = detail::chi_squared_upper_tail(degrees, scaled(r.statistic));
  } else {
    std::vector<std::uint64_t> pooled(t.categories()), a(t.categories()), b(t.categories());
    for (std::size_t i = 0; i < pooled.size(); ++i) pooled[i] = t.reference[i] + t.current[i];
    random_source random{options.seed};
    double sum = 0.0, draws = 0.0;
    r.method = "permutation";
    r.p_value = detail::sequential_p_value(r.statistic, detail::affordable_draws(options.permutations, pooled.size()),
                                           detail::enough_reached, [&] {
                                             detail::divide(random, pooled, t.n + t.m, t.m, b);
                                             for (std::size_t i = 0; i < pooled.size(); ++i) a[i] = pooled[i] - b[i];
                                             const double drawn = value(a, b);
                                             sum += scaled(drawn);
                                             draws += 1.0;
                                             return drawn;
                                           });
    if (sum > 0) chance = sum / draws;
  }
  detail::set_interval(r, options,
                       [&](double error) { return detail::divergence_interval(kind, t, r, chance, error); });
  return r;
}

}  // namespace tepid::inline v0
