// tepid/two_sample/binned.hpp - two samples in bins of the reference's quantiles, and divergences of the counts.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <tepid/sketches/bins.hpp>
#include <tepid/two_sample/divergence_of_counts.hpp>
#include <tepid/two_sample/fields.hpp>
#include <tepid/two_sample/samples.hpp>

namespace tepid::inline v0 {

/// Where current values outside the reference's range are counted. The numbers are frozen.
enum class outside_bins : std::uint8_t {
  separate = 0,  ///< In two bins of their own, below and above.
  merged = 1,    ///< In the first and the last quantile bin, as is usual.
};
inline constexpr std::string_view outside_bins_names[] = {"separate", "merged"};

/// Parameters of jensen_shannon, hellinger and total_variation.
struct binned_params {
  std::uint64_t bins = 10;
  outside_bins outside = outside_bins::separate;
  std::uint64_t permutations = 999;
  std::uint64_t seed = 0;
  double confidence = 0.95;
  double margin = 0.0;

  friend bool operator==(const binned_params&, const binned_params&) = default;
};

namespace detail {

/// The fields that every binned test has.
template <class P>
inline constexpr field bins_field{"bins", &P::bins, {2, 256}, "", "bins of equal probability under the reference"};
template <class P>
inline constexpr field outside_field{"outside",
                                     &P::outside,
                                     choice_of(2),
                                     "",
                                     "values outside the reference's range: in bins of their own or in the end bins",
                                     outside_bins_names};
template <class P>
inline constexpr field bin_permutations_field{
    "permutations",
    &P::permutations,
    {0, 1e6},
    "",
    "random divisions for the p-value where a bin expects under 100; 0 for none"};

inline constexpr std::tuple binned_schema{
    bins_field<binned_params>, outside_field<binned_params>,    bin_permutations_field<binned_params>,
    seed_field<binned_params>, confidence_field<binned_params>, margin_field<binned_params>};

/// One sample in bins.
struct binned_sample {
  std::vector<std::uint64_t> counts;
  std::uint64_t below = 0, above = 0;
  non_finite_counts not_finite;

  explicit binned_sample(const bins& b)
      : counts(b.counts().begin(), b.counts().end()), below{b.below()}, above{b.above()}, not_finite{b.not_finite()} {}
  /// Sorted values in these edges.
  binned_sample(const bins& edges, std::span<const double> sorted, const non_finite_counts& rest) : not_finite{rest} {
    const auto through = [&](double x) {
      return static_cast<std::uint64_t>(std::upper_bound(sorted.begin(), sorted.end(), x) - sorted.begin());
    };
    below = static_cast<std::uint64_t>(std::lower_bound(sorted.begin(), sorted.end(), edges.low()) - sorted.begin());
    std::uint64_t before = below;
    for (const double cut : edges.cuts()) {
      const std::uint64_t now = std::max(before, through(cut));
      counts.push_back(now - before);
      before = now;
    }
    const std::uint64_t inside = through(edges.high());
    counts.push_back(inside - before);
    above = sorted.size() - inside;
  }
  [[nodiscard]] double finite() const noexcept {
    return static_cast<double>(std::accumulate(counts.begin(), counts.end(), below + above));
  }
  [[nodiscard]] std::vector<std::uint64_t> row(bool merged) const {
    std::vector<std::uint64_t> all = counts;
    if (merged) {
      all.front() += below;
      all.back() += above;
    } else {
      all.insert(all.end(), {below, above});
    }
    for (std::size_t i = 0; i < non_finite_kinds; ++i) all.push_back(not_finite[static_cast<non_finite>(i)]);
    return all;
  }
};

/// P(the first k or more of n + m values in random order are all of the m).
[[nodiscard]] inline double beyond_range(std::uint64_t k, double n, double m) noexcept {
  double p = 1.0;
  for (double i = 0.0; i < static_cast<double>(k) && p > 0; i += 1.0) p *= (m - i) / (n + m - i);
  return p;
}

/// A binned test: the divergence with values outside the reference's range in bins of their own or not.
/// The law knows the bins of the merged counts; what chance puts beyond the range is known exactly (see psi).
template <class Divergence, class Params>
[[nodiscard]] test_result compare_binned(const test_descriptor& about, const Divergence& divergence, const Params& p,
                                         const binned_sample& before, const binned_sample& after) {
  const std::vector<std::uint64_t> a = before.row(true), b = after.row(true);
  const divergence_of_counts<Divergence> merged{divergence, a, b};
  test_result r{.name = about.name,
                .reference = std::accumulate(a.begin(), a.end(), std::uint64_t{0}),
                .current = std::accumulate(b.begin(), b.end(), std::uint64_t{0})};
  merged.test(r, p.permutations, p.seed);
  if (p.outside == outside_bins::merged) {
    r.statistic = r.effect = divergence.shown(merged.sum());
    set_interval(r, p, [&](double error) { return merged.interval(error); });
    return r;
  }
  const std::vector<std::uint64_t> apart_a = before.row(false), apart_b = after.row(false);
  const divergence_of_counts<Divergence> apart{divergence, apart_a, apart_b};
  r.statistic = r.effect = divergence.shown(apart.sum());
  set_interval(r, p, [&](double error) { return apart.interval(error); });
  const double n = before.finite(), m = after.finite();
  const double beyond = 20.0 * std::min(beyond_range(after.below, n, m), beyond_range(after.above, n, m));
  if (r.method == "no p-value" && p.permutations == 0 && Divergence::chi == 0) return r;
  r.p_value = std::min({1.0, is_nan(r.p_value) ? 1.0 : r.p_value / 0.9, beyond});
  r.method = r.method == "permutation" ? "permutation and range" : "chi-squared and range";
  return r;
}

/// The same on samples: the reference's quantiles are the bins.
template <class Divergence, class Params>
[[nodiscard]] test_result compare_binned(const test_descriptor& about, const Divergence& divergence, const Params& p,
                                         const sample_pair& samples) {
  samples.require_values(about.name);
  const bins edges = bins::on_quantiles(samples.reference(), static_cast<std::size_t>(p.bins));
  return compare_binned(about, divergence, p, binned_sample{edges, samples.reference(), samples.reference_left_out()},
                        binned_sample{edges, samples.current(), samples.current_left_out()});
}

/// The same on counts in equal bins. Throws error{bad_argument} unless the edges are equal, error{bad_data} naming the
/// side that is empty.
template <class Divergence, class Params>
[[nodiscard]] test_result compare_binned(const test_descriptor& about, const Divergence& divergence, const Params& p,
                                         const bins& reference, const bins& current) {
  bins same = reference;
  same.merge(current);
  for (const bool first : {true, false})
    if ((first ? reference : current).total() == 0)
      throw error{errc::bad_data, first ? "reference" : "current",
                  std::string{about.name} + ": the " + (first ? "reference" : "current") + " sample is empty"};
  return compare_binned(about, divergence, p, binned_sample{reference}, binned_sample{current});
}

}  // namespace detail

}  // namespace tepid::inline v0
