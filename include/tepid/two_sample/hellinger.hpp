// tepid/two_sample/hellinger.hpp - the Hellinger distance of binned shares.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include <tepid/two_sample/binned.hpp>
#include <tepid/two_sample/samples.hpp>

namespace tepid::inline v0 {

namespace detail {

struct hellinger_divergence {
  static constexpr double chi = 8.0;

  [[nodiscard]] static double term(double p, double q) noexcept {
    const double difference = std::sqrt(p) - std::sqrt(q);
    return 0.5 * difference * difference;
  }
  [[nodiscard]] static double by_p(double p, double q) noexcept { return 0.5 * (1.0 - std::sqrt(q / p)); }
  [[nodiscard]] static double by_q(double p, double q) noexcept { return by_p(q, p); }
  [[nodiscard]] static double shown(double sum) noexcept { return std::clamp(std::sqrt(std::max(0.0, sum)), 0.0, 1.0); }
};

}  // namespace detail

/// Hellinger distance: the distance of the roots of the shares.
///
/// Bins:      as those of psi: quantiles of the reference, and bins of their own for missing values, NaN, either
///            infinity and, unless `outside` is merged, for what is below and above the reference's range.
/// Statistic: the root of half the sum of (sqrt(p) - sqrt(q))^2, which is sqrt(1 - sum of sqrt(p q)); a metric in [0,
///            1].
/// Effect:    the same number. Its interval: the wider of that by the delta method and that by the noncentral
///            chi-squared law, which holds near equality.
/// p-value:   "chi-squared": 8 times the squared distance over 1/N + 1/M, one degree of freedom less than bins;
///            where a bin expects fewer than 100 values in the smaller sample, by random divisions of the pooled counts
///            ("permutation"); joined with the exact law of values beyond the reference's range ("... and range").
///            See psi, whose p-values these are in all but the measure.
/// Cost:      O(N log N) for sorting, which other tests share; then O(bins log N), and 5 to 20 ms of permutations.
/// Errors:    error{bad_data} when a sample has no finite value, naming it.
/// Source:    E. Hellinger, Journal fuer die reine und angewandte Mathematik 136 (1909) 210-271; K. Matusita, Ann.
///            Math. Statist. 26 (1955) 631-640.
class hellinger {
 public:
  using params = binned_params;
  static constexpr test_descriptor about{.name = "hellinger",
                                         .title = "Hellinger distance on reference quantiles",
                                         .source = "Hellinger 1909, J. reine angew. Math. 136; Matusita 1955"};
  static constexpr auto schema = detail::binned_schema;

  explicit hellinger(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const double> reference, std::span<const double> current) const {
    return (*this)(sample_pair{reference, current});
  }
  [[nodiscard]] test_result operator()(const sample_pair& samples) const {
    return detail::compare_binned(about, detail::hellinger_divergence{}, params_, samples);
  }
  /// The same on counts over equal edges. Throws error{bad_argument} unless the edges are equal.
  [[nodiscard]] test_result operator()(const tepid::bins& reference, const tepid::bins& current) const {
    return detail::compare_binned(about, detail::hellinger_divergence{}, params_, reference, current);
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  params params_;
};

static_assert(TwoSampleTest<hellinger>);

}  // namespace tepid::inline v0
