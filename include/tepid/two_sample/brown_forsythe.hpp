// tepid/two_sample/brown_forsythe.hpp - the Brown-Forsythe test: has the spread changed?
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include <boost/math/distributions/fisher_f.hpp>

#include <tepid/numerics/moments.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/sketches/bins.hpp>
#include <tepid/two_sample/area.hpp>
#include <tepid/two_sample/far_values.hpp>
#include <tepid/two_sample/samples.hpp>
#include <tepid/two_sample/welch.hpp>

namespace tepid::inline v0 {

/// Brown-Forsythe test: the analysis of variance of distances from each sample's median (Levene's test with medians).
///
/// Statistic: F with 1 and n + m - 2 degrees of freedom; as scipy.stats.levene(center="median").
/// Effect:    the natural logarithm of the ratio of the mean distances from the median, current over reference: 0.693
///            is twice the spread. Its interval by the delta method. Infinite when one sample is constant.
/// p-value:   "F law". "no p-value" when a sample has fewer than three values (two are equally far from their median
///            whatever the spread) or a sum overflows. Two constants: F = 0, p = 1.
/// Input:     finite values; NaN (missing) and infinities are left out: count them apart.
/// Cost:      O(N log N) for sorting, which other tests share, and 10 ns a value.
/// Errors:    error{bad_data} when a sample has no finite value, naming it.
/// Source:    M. B. Brown and A. B. Forsythe, J. Amer. Statist. Assoc. 69 (1974) 364-367.
class brown_forsythe {
 public:
  using params = interval_params;
  static constexpr test_descriptor about{.name = "brown_forsythe",
                                         .title = "Brown-Forsythe test for a change of the spread",
                                         .source = "Brown and Forsythe 1974, J. Amer. Statist. Assoc. 69"};
  static constexpr auto schema = detail::interval_schema;

  explicit brown_forsythe(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const double> reference, std::span<const double> current) const {
    return (*this)(sample_pair{reference, current});
  }
  [[nodiscard]] test_result operator()(const sample_pair& samples) const {
    test_result r = detail::begin_test(about, samples);
    if (auto far = detail::of_far_values(*this, samples, [](double x, int) { return x; })) return *far;
    const moments a = distances(samples.reference()), b = distances(samples.current());
    const double n = static_cast<double>(r.reference), m = static_cast<double>(r.current);
    constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    if (a.count() != r.reference || b.count() != r.current) {  // a distance overflowed
      r.statistic = r.effect = nothing;
      detail::without_p(r);
      return r;
    }
    r.effect = a.mean() == b.mean() ? 0.0 : std::log(b.mean()) - std::log(a.mean());
    const double within = a.variance() * (n - 1.0) + b.variance() * (m - 1.0);
    const double difference = b.mean() - a.mean(), between = n * m / (n + m) * difference * difference;
    if (is_finite(r.effect) && a.mean() > 0 && is_finite(within)) {
      const double error =
          std::sqrt(a.variance() / (n * a.mean() * a.mean()) + b.variance() / (m * b.mean() * b.mean()));
      if (a.count() > 2 && b.count() > 2)
        detail::set_interval(r, params_, [&](double missed) {
          const double radius = -normal_quantile(0.5 * missed) * error;
          return detail::effect_interval{r.effect - radius, r.effect + radius};
        });
    }
    if (a.count() < 3 || b.count() < 3 || !is_finite(within) || !is_finite(between)) {
      r.statistic = nothing;
      detail::without_p(r);
      return r;
    }
    r.method = "F law";
    r.statistic = detail::over(between * (n + m - 2.0), within);
    if (!is_finite(r.statistic))
      r.p_value = 0.0;
    else if (r.statistic == 0)
      r.p_value = 1.0;
    else
      r.p_value = cdf(complement(boost::math::fisher_f{1.0, n + m - 2.0}, r.statistic));
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  [[nodiscard]] static moments distances(std::span<const double> sorted) {
    const std::size_t half = sorted.size() / 2;
    const double median = sorted.size() % 2 == 1 ? sorted[half] : 0.5 * sorted[half - 1] + 0.5 * sorted[half];
    moments m;
    for (const double x : sorted) m.add(std::abs(x - median));
    return m;
  }

  params params_;
};

static_assert(TwoSampleTest<brown_forsythe>);

}  // namespace tepid::inline v0
