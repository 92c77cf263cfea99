// tepid/two_sample/g_test.hpp - the likelihood ratio test of two rows of counts.
#pragma once

#include <tepid/two_sample/contingency.hpp>

namespace tepid::inline v0 {

/// G-test of homogeneity: the likelihood ratio form of chi_square.
///
/// Statistic: twice the sum over both rows of observed log(observed / expected): N + M times twice the information, in
///            nats, that a value's category gives about its sample.
/// Rare, Effect, p-value, Input, Errors: as chi_square. With expected counts near 5 the chi-squared law fits G less
///            well than Pearson's statistic: simulated, 6 % of p-values fall below 0.05 under no change with ten
///            categories and 60 to 100 values.
/// Cost:      as chi_square, and 20 ns a category more.
/// Source:    S. S. Wilks, Ann. Math. Statist. 9 (1938) 60-62; R. Sokal and F. Rohlf, Biometry, 1981.
class g_test {
 public:
  using params = contingency_params;
  static constexpr test_descriptor about{
      .name = "g_test",
      .title = "Likelihood ratio (G) test of two rows of counts, rare categories pooled",
      .source = "Wilks 1938, Ann. Math. Statist. 9; Sokal and Rohlf 1981"};
  static constexpr auto& schema = detail::contingency_schema;

  explicit g_test(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const std::uint64_t> reference,
                                       std::span<const std::uint64_t> current) const {
    return detail::contingency_test(about.name, detail::contingency_statistic::likelihood, params_, reference, current);
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  params params_;
};

static_assert(CategoricalTest<g_test>);

}  // namespace tepid::inline v0
