// tepid/two_sample/energy_distance.hpp - the energy distance of two samples of numbers.
#pragma once

#include <cmath>
#include <limits>
#include <span>

#include <tepid/two_sample/area.hpp>
#include <tepid/two_sample/far_values.hpp>
#include <tepid/two_sample/interval.hpp>
#include <tepid/two_sample/samples.hpp>
#include <tepid/two_sample/wasserstein.hpp>

namespace tepid::inline v0 {

/// Energy distance: zero only between equal laws, and defined for any with a mean.
///
/// Statistic: the root of 2 E|X - Y| - E|X - X'| - E|Y - Y'|, which is the root of twice the integral of (F - G)^2 over
///            x; in the root of the values' unit. As scipy.stats.energy_distance.
/// Effect:    the same over the root of the reference's spread (quartiles; see wasserstein), and its interval likewise.
/// p-value:   as that of wasserstein.
/// Input:     finite values; NaN (missing) and infinities are left out: count them apart.
/// Cost:      O(N log N) for sorting, 2 ns a value for the distance, permutations x 0.1 ms at most.
/// Errors:    error{bad_data} when a sample has no finite value, naming it.
/// Source:    G. J. Szekely and M. L. Rizzo, J. Statist. Plann. Inference 143 (2013) 1249-1272;
///            H. Cramer, Skandinavisk Aktuarietidskrift 11 (1928) 141-180.
class energy_distance {
 public:
  using params = area_params;
  static constexpr test_descriptor about{.name = "energy_distance",
                                         .title = "Energy distance, raw and by the reference's spread",
                                         .source = "Szekely and Rizzo 2013, J. Statist. Plann. Inference 143"};
  static constexpr auto schema = detail::area_schema;

  explicit energy_distance(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const double> reference, std::span<const double> current) const {
    return (*this)(sample_pair{reference, current});
  }
  [[nodiscard]] test_result operator()(const sample_pair& samples) const {
    test_result r = detail::begin_test(about, samples);
    if (auto far = detail::of_far_values(*this, samples, [](double x, int e) { return std::ldexp(x, e / 2); }))
      return *far;
    const double area = detail::area_between<2>(samples.reference(), samples.current());
    r.statistic = std::sqrt(2.0 * area);
    const double spread = detail::robust_spread(samples.reference());
    r.effect = detail::over(r.statistic, std::sqrt(spread));
    if (params_.resamples > 0 && spread > 0 && is_finite(r.effect)) {
      const auto errors = detail::area_errors<2>(samples, params_.resamples, params_.seed);
      detail::set_interval(r, params_, [&](double error) {
        return detail::around_distance(r.effect, std::sqrt(2.0 / spread) * errors.exceeded_by(error),
                                       std::numeric_limits<double>::infinity());
      });
    }
    detail::area_p_value<2>(r, samples, area, params_.permutations, params_.seed);
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  params params_;
};

static_assert(TwoSampleTest<energy_distance>);

}  // namespace tepid::inline v0
