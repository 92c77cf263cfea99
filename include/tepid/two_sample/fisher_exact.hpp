// tepid/two_sample/fisher_exact.hpp - Fisher's exact test of two rows of counts.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include <tepid/two_sample/contingency.hpp>
#include <tepid/two_sample/fields.hpp>

namespace tepid::inline v0 {

/// Parameters of fisher_exact.
struct fisher_exact_params {
  double exact_work = 2e6;
  double confidence = 0.95;
  double margin = 0.0;
  std::uint64_t permutations = 99999;
  std::uint64_t seed = 1;

  friend bool operator==(const fisher_exact_params&, const fisher_exact_params&) = default;
};

namespace detail {

/// log(n over k).
[[nodiscard]] inline double log_choose(double n, double k) noexcept {
  return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
}

/// Tables whose probabilities differ by less than this factor's distance from 1 count as equally likely.
inline constexpr double same_probability = 1e-7;

/// P(a table as likely as this one or less) of a 2 x 2 table: `marked` of `total` values in the category, x of them
/// among the `drawn` of the current sample. By ratios from the mode, so that no factorial is needed.
[[nodiscard]] inline double fisher_two_by_two(double total, double marked, double drawn, double x) {
  const double low = std::max(0.0, marked + drawn - total), high = std::min(marked, drawn);
  const double mode = std::clamp(std::floor((marked + 1.0) * ((drawn + 1.0) / (total + 2.0))), low, high);
  const auto up = [&](double k) {
    return (marked - k) * (drawn - k) / ((k + 1.0) * (total - marked - drawn + k + 1.0));
  };
  // Probabilities relative to the mode's. A product of ratios near 1 never gets from the least subnormal number to 0.
  constexpr double nothing = 1e-300;
  double observed = 1.0;
  for (double k = mode; k < x && observed > nothing; k += 1.0) observed *= up(k);
  for (double k = mode; k > x && observed > nothing; k -= 1.0) observed /= up(k - 1.0);
  const double bound = observed * (1.0 + same_probability);
  double all = 1.0, tail = 1.0 <= bound ? 1.0 : 0.0;
  const auto add = [&](double p) {
    all += p;
    if (p <= bound) tail += p;
  };
  double p = 1.0;
  for (double k = mode; k < high && p > nothing; k += 1.0) add(p *= up(k));
  p = 1.0;
  for (double k = mode; k > low && p > nothing; k -= 1.0) add(p /= up(k - 1.0));
  return std::min(1.0, tail / all);
}

/// The same for 2 x K tables, category after category. A node is a place in the table with so many of the current
/// sample's values still to place; the paths to it that are equally likely are joined. Bounds on what may follow
/// settle most paths at once: all of what follows counts, or none. Source: C. R. Mehta and N. R. Patel, J. Amer.
/// Statist. Assoc. 78 (1983) 427-434. Nothing when it would take more than `work` steps.
[[nodiscard]] inline std::optional<double> fisher_network(const count_table& t, double work) {
  const std::size_t k = t.categories();
  std::vector<std::uint64_t> sums(k), order(k);
  for (std::size_t i = 0; i < k; ++i) order[i] = i;
  const auto sum_of = [&](std::size_t i) { return t.reference[i] + t.current[i]; };
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return sum_of(i) > sum_of(j); });
  for (std::size_t i = 0; i < k; ++i) sums[i] = sum_of(order[i]);
  const std::uint64_t m = std::min(t.n, t.m);  // tables are the same from both sides: place the smaller sample
  double steps = 0.0;
  for (const std::uint64_t c : sums) steps += static_cast<double>(m + 1) * static_cast<double>(std::min(c, m) + 1);
  if (steps > work) return std::nullopt;
  const std::size_t width = static_cast<std::size_t>(m) + 1;
  std::vector<std::vector<double>> weight(k);  // log(c over x) for x = 0 .. min(c, m)
  for (std::size_t i = 0; i < k; ++i)
    for (std::uint64_t x = 0; x <= std::min(sums[i], m); ++x)
      weight[i].push_back(log_choose(static_cast<double>(sums[i]), static_cast<double>(x)));
  // From the categories i .. k - 1 with s to place: the likeliest and unlikeliest way on, and all ways together.
  constexpr double none = -std::numeric_limits<double>::infinity();
  std::vector<double> best((k + 1) * width, none), worst((k + 1) * width, -none), total((k + 1) * width, none);
  best[k * width] = worst[k * width] = total[k * width] = 0.0;
  std::uint64_t rest = 0;
  for (std::size_t i = k; i-- > 0;) {
    rest += sums[i];
    for (std::size_t s = 0; s < width && s <= rest; ++s) {
      const std::size_t here = i * width + s, next = (i + 1) * width;
      total[here] = log_choose(static_cast<double>(rest), static_cast<double>(s));
      for (std::size_t x = 0; x < weight[i].size() && x <= s; ++x) {
        if (total[next + s - x] == none) continue;
        best[here] = std::max(best[here], weight[i][x] + best[next + s - x]);
        worst[here] = std::min(worst[here], weight[i][x] + worst[next + s - x]);
      }
    }
  }
  double observed = 0.0;
  for (std::size_t i = 0; i < k; ++i)
    observed +=
        log_choose(static_cast<double>(sum_of(i)), static_cast<double>(t.n < t.m ? t.reference[i] : t.current[i]));
  const double bound = observed + same_probability, everything = total[m];
  struct node {
    std::size_t left;
    double path;    ///< log of the product so far.
    double weight;  ///< How many paths.
  };
  std::vector<node> nodes{{static_cast<std::size_t>(m), 0.0, 1.0}};
  double tail = 0.0;
  for (std::size_t i = 0; i < k; ++i) {
    std::vector<node> on;
    for (const node& from : nodes) {
      for (std::size_t x = 0; x < weight[i].size() && x <= from.left; ++x) {
        const std::size_t left = from.left - x, there = (i + 1) * width + left;
        if (total[there] == none) continue;
        if (++steps > work) return std::nullopt;
        const double path = from.path + weight[i][x];
        if (path + best[there] <= bound)
          tail += from.weight * std::exp(path + total[there] - everything);
        else if (path + worst[there] <= bound)
          on.push_back({left, path, from.weight});
      }
    }
    std::sort(on.begin(), on.end(),
              [](const node& a, const node& b) { return a.left != b.left ? a.left < b.left : a.path < b.path; });
    nodes.clear();
    for (const node& next : on) {  // paths within 1e-9 of each other are one, far less than same_probability
      if (!nodes.empty() && nodes.back().left == next.left && next.path - nodes.back().path < 1e-9)
        nodes.back().weight += next.weight;
      else
        nodes.push_back(next);
    }
  }
  return std::min(1.0, tail);
}

}  // namespace detail

/// Fisher's exact test of homogeneity for two rows of counts.
///
/// Statistic: minus the natural logarithm of the observed table's probability given its margins.
/// Effect:    Cramer's V corrected for bias, with its interval, as chi_square without pooling.
/// p-value:   the probability, given both samples' sizes and the categories' totals, of all tables as likely as the
///            observed one or less (two-sided). Method "exact" for two categories; "exact network" for more while it
///            takes no more than `exact_work` steps; beyond that "Monte Carlo", seeded random tables,
///            never below 1 / (permutations + 1). "chi-squared" for two categories with more than 1e12 values in all.
///            p-values below about 1e-300 have few digits.
///            NaN with one category: nothing to decide.
/// Input:     counts over the same categories, in the same order.
/// Cost:      two categories: about 300 ns times the square root of the smaller sample; more: at most about 10 ns a
///            step.
/// Errors:    error{bad_argument} when the lengths differ; error{bad_data} naming the sample whose counts are all zero.
/// Source:    R. A. Fisher, J. Roy. Statist. Soc. 98 (1935) 39-82; G. H. Freeman and J. H. Halton, Biometrika 38 (1951)
///            141-149 (2 x K); C. R. Mehta and N. R. Patel, J. Amer. Statist. Assoc. 78 (1983) 427-434 (network).
class fisher_exact {
 public:
  using params = fisher_exact_params;
  static constexpr test_descriptor about{
      .name = "fisher_exact",
      .title = "Fisher's exact test of two rows of counts",
      .source = "Fisher 1935, JRSS 98; Freeman and Halton 1951, Biometrika 38; Mehta and Patel 1983, JASA 78"};
  static constexpr std::tuple schema{
      field{"exact_work", &fisher_exact_params::exact_work, {0, 1e10}, "steps", "exact up to this many steps"},
      detail::confidence_field<fisher_exact_params>, detail::margin_field<fisher_exact_params>,
      field{"permutations",
            &fisher_exact_params::permutations,
            {99, 1e7},
            "",
            "at most this many random tables where the exact law takes too long"},
      field{"seed", &fisher_exact_params::seed, {0, count_max}, "", "of the random tables"}};

  explicit fisher_exact(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const std::uint64_t> reference,
                                       std::span<const std::uint64_t> current) const {
    const detail::count_table t = detail::checked_counts(about.name, reference, current);
    test_result r = detail::contingency_test(about.name, detail::contingency_statistic::pearson,
                                             {.min_expected = 0.0,
                                              .yates = false,
                                              .confidence = params_.confidence,
                                              .margin = params_.margin,
                                              .permutations = 99,
                                              .seed = 0},
                                             reference, current);
    if (t.categories() < 2) {
      r.statistic = 0.0;
      return r;
    }
    std::vector<std::uint64_t> sums(t.categories()), b(t.categories());
    std::vector<double> fixed(t.categories());
    for (std::size_t i = 0; i < sums.size(); ++i) {
      sums[i] = t.reference[i] + t.current[i];
      fixed[i] = detail::log_factorial(static_cast<double>(sums[i]));
    }
    const auto surprise = [&](std::span<const std::uint64_t> table) {
      double log_p = 0.0;
      for (std::size_t i = 0; i < sums.size(); ++i)
        log_p += fixed[i] - detail::log_factorial(static_cast<double>(table[i])) -
                 detail::log_factorial(static_cast<double>(sums[i] - table[i]));
      return detail::log_choose(t.total(), static_cast<double>(t.m)) - log_p;
    };
    r.statistic = std::max(0.0, surprise(t.current));
    if (t.categories() == 2) {
      if (t.total() > 1e12) return r;
      r.method = "exact";
      r.p_value = detail::fisher_two_by_two(t.total(), static_cast<double>(sums[0]), static_cast<double>(t.m),
                                            static_cast<double>(t.current[0]));
    } else if (const auto p = detail::fisher_network(t, params_.exact_work)) {
      r.method = "exact network";
      r.p_value = *p;
    } else {
      random_source random{params_.seed};
      r.method = "Monte Carlo";
      r.p_value = detail::sequential_p_value(r.statistic - detail::same_probability,
                                             detail::affordable_draws(params_.permutations, sums.size()),
                                             detail::enough_reached, [&] {
                                               detail::divide(random, sums, t.n + t.m, t.m, b);
                                               return surprise(b);
                                             });
    }
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  params params_;
};

static_assert(CategoricalTest<fisher_exact>);

}  // namespace tepid::inline v0
