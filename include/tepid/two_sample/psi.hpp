// tepid/two_sample/psi.hpp - the population stability index.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include <boost/math/special_functions/gamma.hpp>

#include <tepid/sketches/bins.hpp>
#include <tepid/two_sample/binned.hpp>
#include <tepid/two_sample/samples.hpp>

namespace tepid::inline v0 {

using psi_outside = outside_bins;

/// Parameters of psi.
struct psi_params {
  std::uint64_t bins = 10;
  double floor = 1e-4;
  psi_outside outside = psi_outside::separate;
  std::uint64_t permutations = 999;
  std::uint64_t seed = 0;
  double confidence = 0.95;
  double margin = 0.0;

  friend bool operator==(const psi_params&, const psi_params&) = default;
};

/// PSI of two rows of counts over the same categories or bins, in nats:
///   sum of (q - p) log(q / p), p and q the shares of reference and current, each at least `floor`.
/// Places that are empty in both samples count for nothing. Throws error{bad_argument} when the lengths
/// differ, error{bad_data} naming the sample whose counts are all zero. See psi for the p-value.
[[nodiscard]] inline test_result psi_of_counts(std::span<const std::uint64_t> reference,
                                               std::span<const std::uint64_t> current,
                                               double floor = psi_params{}.floor) {
  if (reference.size() != current.size())
    throw error{errc::bad_argument, "current", "psi: reference and current must have as many counts"};
  const auto sum = [](std::span<const std::uint64_t> counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  };
  test_result r{.name = "psi", .reference = sum(reference), .current = sum(current), .method = "chi-squared"};
  for (const bool first : {true, false})
    if ((first ? r.reference : r.current) == 0)
      throw error{errc::bad_data, first ? "reference" : "current",
                  std::string{"psi: the "} + (first ? "reference" : "current") + " sample is empty"};
  const double n = static_cast<double>(r.reference), m = static_cast<double>(r.current);
  int used = 0;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    if (reference[i] == 0 && current[i] == 0) continue;
    ++used;
    const double p = std::max(static_cast<double>(reference[i]) / n, floor);
    const double q = std::max(static_cast<double>(current[i]) / m, floor);
    r.statistic += (q - p) * std::log(q / p);
  }
  r.effect = r.statistic;
  const double scaled = r.statistic / (1.0 / n + 1.0 / m);
  r.p_value =
      used < 2 ? std::numeric_limits<double>::quiet_NaN() : boost::math::gamma_q(0.5 * (used - 1), 0.5 * scaled);
  return r;
}

namespace detail {

struct psi_divergence {
  static constexpr double chi = 1.0;
  double floor;

  [[nodiscard]] double term(double p, double q) const noexcept {
    p = std::max(p, floor);
    q = std::max(q, floor);
    return (q - p) * std::log(q / p);
  }
  [[nodiscard]] double by_p(double p, double q) const noexcept {
    p = std::max(p, floor);
    q = std::max(q, floor);
    return std::log(p / q) + 1.0 - q / p;
  }
  [[nodiscard]] double by_q(double p, double q) const noexcept { return by_p(q, p); }
  [[nodiscard]] static double shown(double sum) noexcept { return sum; }
};

}  // namespace detail

/// Population stability index: the symmetrised Kullback-Leibler divergence of binned shares.
///
/// Bins:      `bins` bins of equal probability under the reference (cuts at its type-7 quantiles, right-closed,
///            equal cuts merged), one each for missing values, NaN, -infinity and +infinity, and, unless `outside`
///            is merged, one below and one above the reference's range: what is new is never dropped.
/// Statistic: sum of (q - p) log(q / p) over the bins, natural logarithm, shares at least `floor`; at least 0.
///            Its size depends on the sample sizes: under no change it is about (bins - 1)(1/N + 1/M), so
///            fixed readings such as 0.1 and 0.25 mislead for small samples. Read the p-value beside it.
/// Effect:    the same number. Its interval: the wider of that by the delta method and that by the noncentral
///            chi-squared law, which holds near equality.
/// p-value:   merged: "chi-squared": PSI / (1/N + 1/M) against chi-squared with one degree of freedom less than bins
///            that are not empty in both; N and M are all values of each sample. That law needs full bins: simulated
///            on equal laws, 5 to 6 % of p-values fall below 0.05 from 1,000 values each, but 8 % with 100. So where a
///            bin expects fewer than 100 values in the smaller sample, "permutation": (1 + k) / (1 + permutations),
///            k of so many random divisions of the pooled counts reach the index (with permutations = 0 the law all
///            the same). "no p-value" when there is only one bin.
///            separate: bins that the reference leaves empty by construction have no such law (it would put
///            12 % below 0.05 with 1,000 values each). So the merged p-value is joined with the exact
///            probabilities that of all orders of the pooled finite values as many of the current ones, or more,
///            come before, or after, every value of the reference: the least of p / 0.9, p / 0.05, p / 0.05
///            ("... and range").
/// Cost:      O(N log N) for sorting, which other tests share; then O(bins log N), and 5 to 20 ms of permutations.
/// Errors:    error{bad_data} when a sample is empty or has no finite value, naming it.
/// Source:    B. Yurdakul and J. Naranjo, Journal of Risk Model Validation 14 (2020) 89-100 (the law);
///            N. Siddiqi, Credit Risk Scorecards, 2006 (the index); H. Jeffreys 1946 (the divergence).
class psi {
 public:
  using params = psi_params;
  static constexpr test_descriptor about{.name = "psi",
                                         .title = "Population stability index on reference quantiles",
                                         .source = "Siddiqi 2006; Yurdakul and Naranjo 2020, J. Risk Model Valid. 14"};
  static constexpr std::tuple schema{
      detail::bins_field<psi_params>,    field{"floor", &psi_params::floor, {1e-12, 0.1}, "", "least share of a bin"},
      detail::outside_field<psi_params>, detail::bin_permutations_field<psi_params>,
      detail::seed_field<psi_params>,    detail::confidence_field<psi_params>,
      detail::margin_field<psi_params>};

  explicit psi(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const double> reference, std::span<const double> current) const {
    return (*this)(sample_pair{reference, current});
  }
  [[nodiscard]] test_result operator()(const sample_pair& samples) const {
    return detail::compare_binned(about, detail::psi_divergence{params_.floor}, params_, samples);
  }
  /// The same on counts over equal edges. Throws error{bad_argument} unless the edges are equal.
  [[nodiscard]] test_result operator()(const tepid::bins& reference, const tepid::bins& current) const {
    return detail::compare_binned(about, detail::psi_divergence{params_.floor}, params_, reference, current);
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  params params_;
};

static_assert(TwoSampleTest<psi>);

}  // namespace tepid::inline v0
