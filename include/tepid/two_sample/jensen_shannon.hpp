// tepid/two_sample/jensen_shannon.hpp - the Jensen-Shannon distance of binned shares.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include <tepid/two_sample/binned.hpp>
#include <tepid/two_sample/samples.hpp>

namespace tepid::inline v0 {

namespace detail {

/// In nats.
struct jensen_shannon_divergence {
  static constexpr double chi = 8.0;

  [[nodiscard]] static double term(double p, double q) noexcept { return 0.5 * (part(p, q) + part(q, p)); }
  [[nodiscard]] static double by_p(double p, double q) noexcept { return 0.5 * std::log(2.0 * p / (p + q)); }
  [[nodiscard]] static double by_q(double p, double q) noexcept { return by_p(q, p); }
  [[nodiscard]] static double shown(double sum) noexcept {
    return std::clamp(std::sqrt(std::max(0.0, sum) / std::log(2.0)), 0.0, 1.0);
  }

 private:
  [[nodiscard]] static double part(double p, double q) noexcept {
    return p > 0 ? p * std::log(2.0 * p / (p + q)) : 0.0;
  }
};

}  // namespace detail

/// Jensen-Shannon distance: how far both samples are from their mixture.
///
/// Bins:      as those of psi: quantiles of the reference, and bins of their own for missing values, NaN, either
///            infinity and, unless `outside` is merged, for what is below and above the reference's range.
/// Statistic: the root of (KL(p || s) + KL(q || s)) / 2, s = (p + q) / 2, logarithms of base 2; a metric in [0, 1].
///            As scipy.spatial.distance.jensenshannon(p, q, 2).
/// Effect:    the same number. Its interval: the wider of that by the delta method and that by the noncentral
///            chi-squared law, which holds near equality.
/// p-value:   "chi-squared": 8 log 2 times the squared distance over 1/N + 1/M, one degree of freedom less than bins;
///            where a bin expects fewer than 100 values in the smaller sample, by random divisions of the pooled counts
///            ("permutation"); joined with the exact law of values beyond the reference's range ("... and range").
///            See psi, whose p-values these are in all but the measure.
/// Cost:      O(N log N) for sorting, which other tests share; then O(bins log N), and 5 to 20 ms of permutations.
/// Errors:    error{bad_data} when a sample has no finite value, naming it.
/// Source:    J. Lin, IEEE Transactions on Information Theory 37 (1991) 145-151; D. M. Endres and J. E. Schindelin,
///            ibid. 49 (2003) 1858-1860 (a metric).
class jensen_shannon {
 public:
  using params = binned_params;
  static constexpr test_descriptor about{.name = "jensen_shannon",
                                         .title = "Jensen-Shannon distance on reference quantiles",
                                         .source = "Lin 1991, IEEE Trans. Inf. Theory 37; Endres and Schindelin 2003"};
  static constexpr auto schema = detail::binned_schema;

  explicit jensen_shannon(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const double> reference, std::span<const double> current) const {
    return (*this)(sample_pair{reference, current});
  }
  [[nodiscard]] test_result operator()(const sample_pair& samples) const {
    return detail::compare_binned(about, detail::jensen_shannon_divergence{}, params_, samples);
  }
  /// The same on counts over equal edges. Throws error{bad_argument} unless the edges are equal.
  [[nodiscard]] test_result operator()(const tepid::bins& reference, const tepid::bins& current) const {
    return detail::compare_binned(about, detail::jensen_shannon_divergence{}, params_, reference, current);
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  params params_;
};

static_assert(TwoSampleTest<jensen_shannon>);

}  // namespace tepid::inline v0
