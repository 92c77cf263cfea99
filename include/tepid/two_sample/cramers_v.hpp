// tepid/two_sample/cramers_v.hpp - how strongly categories depend on the sample, corrected for bias.
#pragma once

#include <tepid/two_sample/contingency.hpp>

namespace tepid::inline v0 {

/// Cramer's V between category and sample, corrected for bias.
///
/// Statistic: Bergsma's corrected V: 0 for equal shares, near 1 for samples without a category in common. Its mean
///            under no change is near 0 for any sizes; the uncorrected V of K categories is then about
///            sqrt((K - 1) / (N + M)).
/// Effect:    the same number, with its interval.
/// Rare, p-value, Input, Cost, Errors: as chi_square.
/// Source:    H. Cramer, Mathematical Methods of Statistics, 1946; W. Bergsma, J. Korean Statist. Soc. 42 (2013)
///            323-328.
class cramers_v {
 public:
  using params = contingency_params;
  static constexpr test_descriptor about{.name = "cramers_v",
                                         .title = "Cramer's V between category and sample, corrected for bias",
                                         .source = "Cramer 1946; Bergsma 2013, J. Korean Statist. Soc. 42"};
  static constexpr auto& schema = detail::contingency_schema;

  explicit cramers_v(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const std::uint64_t> reference,
                                       std::span<const std::uint64_t> current) const {
    test_result r =
        detail::contingency_test(about.name, detail::contingency_statistic::pearson, params_, reference, current);
    r.statistic = r.effect;
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  params params_;
};

static_assert(CategoricalTest<cramers_v>);

}  // namespace tepid::inline v0
