// tepid/two_sample/total_variation.hpp - the total variation distance of binned shares.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include <tepid/two_sample/binned.hpp>
#include <tepid/two_sample/samples.hpp>

namespace tepid::inline v0 {

namespace detail {

struct total_variation_divergence {
  static constexpr double chi = 0.0;

  [[nodiscard]] static double term(double p, double q) noexcept { return 0.5 * std::abs(p - q); }
  [[nodiscard]] static double by_p(double p, double q) noexcept { return p > q ? 0.5 : p < q ? -0.5 : 0.0; }
  [[nodiscard]] static double by_q(double p, double q) noexcept { return by_p(q, p); }
  [[nodiscard]] static double shown(double sum) noexcept { return std::clamp(sum, 0.0, 1.0); }
};

}  // namespace detail

/// Total variation distance: the share of values that would have to be in another bin.
///
/// Bins:      as those of psi: quantiles of the reference, and bins of their own for missing values, NaN, either
///            infinity and, unless `outside` is merged, for what is below and above the reference's range.
/// Statistic: half the sum of |p - q|; in [0, 1].
/// Effect:    the same number. Its interval: the wider of that by the delta method and the bound by McDiarmid's
///            inequality, which holds near equality.
/// p-value:   "permutation and range": (1 + k) / (1 + permutations), k of so many random divisions of the pooled counts
///            reach the distance; joined with the exact law of values beyond the reference's range as that of psi.
///            "no p-value" with permutations = 0.
/// Cost:      O(N log N) for sorting, which other tests share; then O(bins log N), and 5 to 20 ms of permutations.
/// Errors:    error{bad_data} when a sample has no finite value, naming it.
/// Source:    D. A. Levin and Y. Peres, Markov Chains and Mixing Times, 2017, chapter 4; C. McDiarmid, Surveys in
///            Combinatorics (1989) 148-188.
class total_variation {
 public:
  using params = binned_params;
  static constexpr test_descriptor about{
      .name = "total_variation",
      .title = "Total variation distance on reference quantiles",
      .source = "Levin and Peres 2017, Markov Chains and Mixing Times; McDiarmid 1989"};
  static constexpr auto schema = detail::binned_schema;

  explicit total_variation(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const double> reference, std::span<const double> current) const {
    return (*this)(sample_pair{reference, current});
  }
  [[nodiscard]] test_result operator()(const sample_pair& samples) const {
    return detail::compare_binned(about, detail::total_variation_divergence{}, params_, samples);
  }
  /// The same on counts over equal edges. Throws error{bad_argument} unless the edges are equal.
  [[nodiscard]] test_result operator()(const tepid::bins& reference, const tepid::bins& current) const {
    return detail::compare_binned(about, detail::total_variation_divergence{}, params_, reference, current);
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  params params_;
};

static_assert(TwoSampleTest<total_variation>);

}  // namespace tepid::inline v0
