// tepid/two_sample/chi_square.hpp - Pearson's chi-squared test of two rows of counts.
#pragma once

#include <tepid/two_sample/contingency.hpp>

namespace tepid::inline v0 {

/// Chi-squared test of homogeneity: do two samples have the same shares of categories?
///
/// Statistic: sum over both rows of (observed - expected)^2 / expected, expected by the pooled shares; no continuity
///            correction unless `yates`. Both samples count as samples: unlike a goodness-of-fit test that takes
///            the reference's shares for the truth, a small reference raises no false alarms.
/// Rare:      categories whose expected count is below `min_expected` (5, Cochran's rule) in the smaller sample are
///            pooled into one, from the rarest up. So a category that is new in the current sample counts, and never
///            gives infinity. 0 pools nothing.
/// Effect:    Cramer's V, corrected for bias: 0 for equal shares, near 1 for samples without a category in common; not
///            inflated by small samples. Interval: the wider of that by the noncentral chi-squared law and
///            that by the delta method.
/// p-value:   chi-squared with one degree of freedom less than categories left. Method "permutation" where pooling
///            would leave one category: seeded random divisions of the pooled values, nothing pooled. NaN when there
///            is one category: nothing to decide.
/// Input:     counts over the same categories, in the same order.
/// Cost:      O(K): measured on a 2.6 GHz Zen 4 core, 45 to 130 ns a category and 0.15 to 0.4 ms for the interval.
/// Errors:    error{bad_argument} when the lengths differ; error{bad_data} naming the sample whose counts are all zero.
/// Source:    K. Pearson, Phil. Mag. 50 (1900); W. G. Cochran, Biometrics 10 (1954) 417-451; W. Bergsma, J. Korean
///            Statist. Soc. 42 (2013) 323-328 (V); M. Smithson, Confidence Intervals, 2003 (interval).
class chi_square {
 public:
  using params = contingency_params;
  static constexpr test_descriptor about{
      .name = "chi_square",
      .title = "Chi-squared test of two rows of counts, rare categories pooled",
      .source = "Pearson 1900, Phil. Mag. 50; Cochran 1954, Biometrics 10; Bergsma 2013, J. Korean Statist. Soc. 42"};
  static constexpr auto& schema = detail::contingency_schema;

  explicit chi_square(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const std::uint64_t> reference,
                                       std::span<const std::uint64_t> current) const {
    return detail::contingency_test(about.name, detail::contingency_statistic::pearson, params_, reference, current);
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  params params_;
};

static_assert(CategoricalTest<chi_square>);

}  // namespace tepid::inline v0
