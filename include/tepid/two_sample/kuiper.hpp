// tepid/two_sample/kuiper.hpp - Kuiper's test: the distances above and below together.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include <tepid/numerics/kolmogorov_limit.hpp>
#include <tepid/two_sample/divisions.hpp>
#include <tepid/two_sample/interval.hpp>
#include <tepid/two_sample/merge.hpp>
#include <tepid/two_sample/samples.hpp>
#include <tepid/two_sample/welch.hpp>

namespace tepid::inline v0 {

/// Two-sample Kuiper test: as kolmogorov_smirnov, but sees a change of spread as well as one of place, and does not
/// depend on where a circle (an hour of the day, an angle) is cut open.
///
/// Statistic: V = max (F - G) + max (G - F), empirical distribution functions; in [0, 1].
/// Effect:    the same number; its interval from the band of kolmogorov_smirnov, taken twice.
/// p-value:   "exact", "exact given ties": over all divisions of the pooled values where they are few; else
///            "asymptotic": Kuiper's limit law of (sqrt(e) + 0.155 + 0.24 / sqrt(e)) V, e = n m / (n + m);
///            conservative with ties.
/// Input:     finite values; NaN (missing) and infinities are left out: count them apart.
/// Cost:      O(N log N) for sorting, then O(N).
/// Errors:    error{bad_data} when a sample has no finite value, naming it.
/// Source:    N. H. Kuiper, Proc. Kon. Ned. Akad. Wet. A 63 (1960) 38-47; M. A. Stephens, J. Roy. Statist. Soc. B 32
///            (1970) 115-122 (the correction).
class kuiper {
 public:
  using params = interval_params;
  static constexpr test_descriptor about{.name = "kuiper",
                                         .title = "Two-sample Kuiper test",
                                         .source = "Kuiper 1960; Stephens 1970, J. Roy. Statist. Soc. B 32"};
  static constexpr auto schema = detail::interval_schema;

  explicit kuiper(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const double> reference, std::span<const double> current) const {
    return (*this)(sample_pair{reference, current});
  }
  [[nodiscard]] test_result operator()(const sample_pair& samples) const {
    test_result r = detail::begin_test(about, samples);
    const auto found = detail::lead_extremes::of(samples.reference(), samples.current());
    const double n = static_cast<double>(r.reference), m = static_cast<double>(r.current);
    r.statistic = r.effect = static_cast<double>(found.highest - found.lowest) / (n * m);
    detail::set_interval(r, params_, [&](double error) {
      return detail::around_distance(r.effect, 2.0 * difference_band(n, m, error), 1.0);
    });
    if (detail::all_divisions_feasible(r.reference, r.current)) {
      const detail::pooled_groups groups{samples.reference(), samples.current()};
      r.method = groups.ties() ? "exact given ties" : "exact";
      r.p_value = detail::share_of_divisions(groups, [&](std::span<const std::uint32_t> counts) {
        std::int64_t lead = 0, highest = 0, lowest = 0;
        for (std::size_t g = 0; g < counts.size(); ++g) {
          lead += static_cast<std::int64_t>(counts[g] * groups.m) -
                  static_cast<std::int64_t>((groups.size[g] - counts[g]) * groups.n);
          highest = std::max(highest, lead);
          lowest = std::min(lowest, lead);
        }
        return static_cast<double>(highest - lowest);
      });
      return r;
    }
    const double root = std::sqrt(n / (n + m) * m);
    r.method = "asymptotic";
    r.p_value = kuiper_upper_tail((root + 0.155 + 0.24 / root) * r.statistic);
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  params params_;
};

static_assert(TwoSampleTest<kuiper>);

}  // namespace tepid::inline v0
