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
#include <tepid/two_sample/result.hpp>

namespace tepid::inline v0 {

/// Where psi counts current values outside the reference's range. The numbers are frozen.
enum class psi_outside : std::uint8_t {
  separate = 0,  ///< In two bins of their own, below and above.
  merged = 1,    ///< In the first and the last quantile bin, as is usual.
};
inline constexpr std::string_view psi_outside_names[] = {"separate", "merged"};

/// Parameters of psi.
struct psi_params {
  std::uint64_t bins = 10;
  double floor = 1e-4;
  psi_outside outside = psi_outside::separate;

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

/// Population stability index: the symmetrised Kullback-Leibler divergence of binned shares.
///
/// Bins:      `bins` bins of equal probability under the reference (cuts at its type-7 quantiles, right-closed,
///            equal cuts merged), one for missing values (NaN), one for infinities, and, unless `outside` is
///            merged, one below and one above the reference's range: what is new is never dropped.
/// Statistic: sum of (q - p) log(q / p) over the bins, natural logarithm, shares at least `floor`; at least 0.
///            Its size depends on the sample sizes: under no change it is about (bins - 1)(1/N + 1/M), so
///            fixed readings such as 0.1 and 0.25 mislead for small samples. Read the p-value beside it.
/// Effect:    the same number.
/// p-value:   merged: PSI / (1/N + 1/M) against chi-squared with one degree of freedom less than bins that are not
///            empty in both; N and M are all values of each sample. Approximate: simulated on equal laws, 5 to
///            6 % of p-values fall below 0.05 from 1,000 values each, 8 % with 100. NaN when there is only one bin.
///            separate: bins that the reference leaves empty by construction have no such law (it would put
///            12 % below 0.05 with 1,000 values each). So the merged p-value is joined with the exact
///            probabilities that of all orders of the pooled finite values as many of the current ones, or more,
///            come before, or after, every value of the reference: the least of p / 0.9, p / 0.05, p / 0.05.
/// Cost:      O(N log N) for sorting the reference, O(M log bins).
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
      field{"bins", &psi_params::bins, {2, 256}, "", "bins of equal probability under the reference"},
      field{"floor", &psi_params::floor, {1e-12, 0.1}, "", "least share of a bin"},
      field{"outside", &psi_params::outside, choice_of(2), "",
            "values outside the reference's range: in bins of their own or in the end bins", psi_outside_names}};

  explicit psi(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const double> reference, std::span<const double> current) const {
    auto sorted = detail::finite_values(about.name, "reference", reference);
    static_cast<void>(detail::finite_values(about.name, "current", current));
    std::sort(sorted.begin(), sorted.end());
    auto before = tepid::bins::on_quantiles(sorted, static_cast<std::size_t>(params_.bins));
    auto after = before.emptied();
    before.add(reference);
    after.add(current);
    return of(before, after);
  }

  /// The same on counts over equal edges. Throws error{bad_argument} unless the edges are equal.
  [[nodiscard]] test_result operator()(const tepid::bins& reference, const tepid::bins& current) const {
    tepid::bins same = reference;
    same.merge(current);
    return of(reference, current);
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  [[nodiscard]] test_result of(const tepid::bins& before, const tepid::bins& after) const {
    test_result r = psi_of_counts(row(before, true), row(after, true), params_.floor);
    if (params_.outside == psi_outside::merged) return r;
    r.statistic = r.effect = psi_of_counts(row(before, false), row(after, false), params_.floor).statistic;
    const auto finite = [](const tepid::bins& b) { return static_cast<double>(b.inside() + b.below() + b.above()); };
    const double n = finite(before), m = finite(after);
    const double beyond = 20.0 * std::min(beyond_range(after.below(), n, m), beyond_range(after.above(), n, m));
    r.p_value = std::min({1.0, is_nan(r.p_value) ? 1.0 : r.p_value / 0.9, beyond});
    r.method = "chi-squared and range";
    return r;
  }

  /// P(the first k or more of n + m values in random order are all of the m).
  [[nodiscard]] static double beyond_range(std::uint64_t k, double n, double m) noexcept {
    double p = 1.0;
    for (double i = 0.0; i < static_cast<double>(k) && p > 0; i += 1.0) p *= (m - i) / (n + m - i);
    return p;
  }

  [[nodiscard]] static std::vector<std::uint64_t> row(const tepid::bins& b, bool merged) {
    std::vector<std::uint64_t> counts(b.counts().begin(), b.counts().end());
    if (merged) {
      counts.front() += b.below();
      counts.back() += b.above();
    } else {
      counts.insert(counts.end(), {b.below(), b.above()});
    }
    counts.insert(counts.end(), {b.missing(), b.not_finite()});
    return counts;
  }

  params params_;
};

static_assert(TwoSampleTest<psi>);

}  // namespace tepid::inline v0
