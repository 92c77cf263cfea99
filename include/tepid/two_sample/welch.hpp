// tepid/two_sample/welch.hpp - Welch's test: has the mean changed?
#pragma once

#include <cmath>
#include <limits>
#include <span>
#include <tuple>

#include <boost/math/distributions/students_t.hpp>

#include <tepid/numerics/moments.hpp>
#include <tepid/two_sample/area.hpp>
#include <tepid/two_sample/far_values.hpp>
#include <tepid/two_sample/fields.hpp>
#include <tepid/two_sample/interval.hpp>
#include <tepid/two_sample/samples.hpp>

namespace tepid::inline v0 {

/// Parameters of the tests that only have an interval to choose.
struct interval_params {
  double confidence = 0.95;
  double margin = 0.0;

  friend bool operator==(const interval_params&, const interval_params&) = default;
};

namespace detail {

inline constexpr std::tuple interval_schema{detail::confidence_field<interval_params>,
                                            detail::margin_field<interval_params>};

}  // namespace detail

/// Welch's two-sample t test, variances not assumed equal.
///
/// Statistic: t = (mean of current - mean of reference) / sqrt(s^2 / n + s'^2 / m).
/// Effect:    difference of the means in standard deviations of the reference, + where current is larger; its interval
///            is that of the difference, the reference's standard deviation taken as known. Infinite when a constant
///            reference is left.
/// p-value:   "t law", two-sided, degrees of freedom after Satterthwaite. "no p-value" when a sample has one value or a
///            sum of squares overflows. Two constants are equal (p = 1) or not (p = 0).
/// Input:     finite values; NaN (missing) and infinities are left out: count them apart. About the mean alone: values
///            far out make it blind; mann_whitney is not.
/// Cost:      O(N log N) for sorting, which other tests share, and 10 ns a value.
/// Errors:    error{bad_data} when a sample has no finite value, naming it.
/// Source:    B. L. Welch, Biometrika 34 (1947) 28-35; F. E. Satterthwaite, Biometrics Bulletin 2 (1946) 110-114.
class welch {
 public:
  using params = interval_params;
  static constexpr test_descriptor about{
      .name = "welch", .title = "Welch's t test for a change of the mean", .source = "Welch 1947, Biometrika 34"};
  static constexpr auto schema = detail::interval_schema;

  explicit welch(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const double> reference, std::span<const double> current) const {
    return (*this)(sample_pair{reference, current});
  }
  [[nodiscard]] test_result operator()(const sample_pair& samples) const {
    test_result r = detail::begin_test(about, samples);
    if (auto far = detail::of_far_values(*this, samples, [](double x, int) { return x; })) return *far;
    moments a, b;
    a.add(samples.reference());
    b.add(samples.current());
    const double n = static_cast<double>(a.count()), m = static_cast<double>(b.count());
    const double difference = b.mean() - a.mean();
    const double va = a.variance() / n, vb = b.variance() / m, error = std::sqrt(va + vb);
    r.effect = detail::over(difference, a.sd());
    if (a.count() < 2 || b.count() < 2 || !is_finite(error) || !is_finite(difference)) {
      r.statistic = std::numeric_limits<double>::quiet_NaN();
      detail::without_p(r);
      return r;
    }
    r.method = "t law";
    r.statistic = detail::over(difference, error);
    if (!is_finite(r.statistic) || !(error > 0)) {
      r.p_value = difference == 0 ? 1.0 : 0.0;
      return r;
    }
    const double first = va / (va + vb), second = vb / (va + vb);
    const double freedom = 1.0 / (first * first / (n - 1.0) + second * second / (m - 1.0));
    const boost::math::students_t law{freedom};
    r.p_value = std::min(1.0, 2.0 * cdf(law, -std::abs(r.statistic)));
    if (a.sd() > 0) {
      detail::set_interval(r, params_, [&](double missed) {
        const double radius = quantile(complement(law, 0.5 * missed)) * error;
        return detail::effect_interval{(difference - radius) / a.sd(), (difference + radius) / a.sd()};
      });
    }
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  params params_;
};

static_assert(TwoSampleTest<welch>);

}  // namespace tepid::inline v0
