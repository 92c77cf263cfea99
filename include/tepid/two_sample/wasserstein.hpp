// tepid/two_sample/wasserstein.hpp - the Wasserstein-1 distance (earth mover's distance) of two samples.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <tuple>

#include <tepid/two_sample/area.hpp>
#include <tepid/two_sample/far_values.hpp>
#include <tepid/two_sample/fields.hpp>
#include <tepid/two_sample/interval.hpp>
#include <tepid/two_sample/samples.hpp>

namespace tepid::inline v0 {

/// Parameters of wasserstein and energy_distance.
struct area_params {
  std::uint64_t permutations = 999;
  std::uint64_t resamples = 199;
  std::uint64_t seed = 0;
  double confidence = 0.95;
  double margin = 0.0;

  friend bool operator==(const area_params&, const area_params&) = default;
};

namespace detail {

inline constexpr std::tuple area_schema{
    field{"permutations", &area_params::permutations, {0, 1e6}, "", "random divisions for the p-value; 0 for none"},
    resamples_field<area_params>, field{"seed", &area_params::seed, {0, count_max}, "", "of both"},
    detail::confidence_field<area_params>, detail::margin_field<area_params>};

}  // namespace detail

/// Wasserstein-1 distance: the least average distance by which values must be moved to turn one sample into the other.
///
/// Statistic: the integral of |F - G| over x, F and G the empirical distribution functions; in the unit of the values;
///            infinite where it is larger than a double can be (the effect is not).
/// Effect:    the same over the reference's spread: the distance of its quartiles over 1.349, which for a normal law is
///            the standard deviation. One value far out, which can make a standard deviation as large as one likes
///            and so hide every change, does not move it. Where the quartiles are equal the standard deviation is
///            taken; of a constant reference the effect is 0 or infinite. Always positive. Its interval: the error is
///            at most the distance of each sample from its own law (triangle inequality), and `resamples` bootstrap
///            samples of each tell the quantile of their sum. Rather too long than too short; from 0 to infinity where
///            they are too few for the confidence, so margin_p is at least 1 / (resamples + 1).
/// p-value:   "exact", "exact given ties": all divisions of the pooled values, where they are few. "permutation":
///            (1 + k) / (1 + permutations), k of so many random divisions reach the statistic. "permutation of blocks",
///            above some 20,000 values: the same over blocks of neighbouring values, single ones near both ends.
///            No size of the samples makes it blind or nervous, unlike a fixed limit for the effect.
///            "no p-value" with permutations = 0.
/// Input:     finite values; missing values, NaN and infinities are left out: count them apart.
/// Cost:      O(N log N) for sorting, 2 ns a value for the distance, permutations x 0.1 ms at most.
/// Errors:    error{bad_data} when a sample has no finite value, naming it.
/// Source:    L. N. Vaserstein, Problems of Information Transmission 5 (1969) 64-72; S. S. Vallender, Theory of
///            Probability and its Applications 18 (1974) 784-786 (the integral); B. Phipson and G. K. Smyth,
///            Stat. Appl. Genet. Mol. Biol. 9 (2010) 39 (the 1 in the p-value).
class wasserstein {
 public:
  using params = area_params;
  static constexpr test_descriptor about{.name = "wasserstein",
                                         .title = "Wasserstein-1 distance, raw and by the reference's spread",
                                         .source = "Vaserstein 1969; Vallender 1974, Theory Probab. Appl. 18"};
  static constexpr auto schema = detail::area_schema;

  explicit wasserstein(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const double> reference, std::span<const double> current) const {
    return (*this)(sample_pair{reference, current});
  }
  [[nodiscard]] test_result operator()(const sample_pair& samples) const {
    test_result r = detail::begin_test(about, samples);
    if (auto far = detail::of_far_values(*this, samples, [](double x, int e) { return std::ldexp(x, e); })) return *far;
    r.statistic = detail::area_between<1>(samples.reference(), samples.current());
    const double spread = detail::robust_spread(samples.reference());
    r.effect = detail::over(r.statistic, spread);
    if (params_.resamples > 0 && spread > 0 && is_finite(r.effect)) {
      const auto errors = detail::area_errors<1>(samples, params_.resamples, params_.seed);
      detail::set_interval(r, params_, [&](double error) {
        return detail::around_distance(r.effect, errors.exceeded_by(error) / spread,
                                       std::numeric_limits<double>::infinity());
      });
    }
    detail::area_p_value<1>(r, samples, r.statistic, params_.permutations, params_.seed);
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  params params_;
};

static_assert(TwoSampleTest<wasserstein>);

}  // namespace tepid::inline v0
