// tepid/design/poisson_charts.hpp - run lengths and limits of CUSUM and EWMA charts of Poisson counts.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/core/side.hpp>
#include <tepid/design/count_chart.hpp>
#include <tepid/design/count_cusum.hpp>
#include <tepid/design/count_ewma.hpp>
#include <tepid/design/count_law.hpp>
#include <tepid/design/lattice_limit.hpp>

namespace tepid::inline v0::design {

/// Poisson counts by their mean, in [0, 1e6].
struct poisson_family {
  [[nodiscard]] static count_law law(double mean) { return count_law::poisson(mean); }
  [[nodiscard]] static double held(double mean) noexcept { return std::clamp(mean, 0.0, count_law::max_mean); }
};

using poisson_cusum = count_chart<count_cusum, poisson_family>;
using poisson_ewma = count_chart<count_ewma, poisson_family>;
using rounded_poisson_ewma = count_chart<rounded_count_ewma, poisson_family>;

/// CUSUM of Poisson counts; sides up and down use one of the arms. See count_cusum.
[[nodiscard]] inline poisson_cusum make_poisson_cusum(tepid::side direction, const cusum_arm& up,
                                                      const cusum_arm& down) {
  return {{}, count_cusum{direction, up, down}};
}

/// EWMA of Poisson counts. See count_ewma.
[[nodiscard]] inline poisson_ewma make_poisson_ewma(const count_ewma_params& params, std::size_t cells = 401) {
  return {{}, count_ewma{params, cells}};
}

/// The reference value of the likelihood-ratio CUSUM between two Poisson means,
/// (after - before) / (log after - log before), rounded to a multiple of 1 / denominator.
/// @throws error{bad_argument, "before" | "after" | "denominator"}.
[[nodiscard]] inline double poisson_cusum_reference(double before, double after, std::int64_t denominator = 10) {
  if (!(is_finite(before) && before > 0.0 && before <= count_law::max_mean))
    throw error{errc::bad_argument, "before", "before: must be a mean in (0, 1e6], not " + to_text(before)};
  if (!(is_finite(after) && after > 0.0 && after <= count_law::max_mean && after != before))
    throw error{errc::bad_argument, "after",
                "after: must be another mean in (0, 1e6] than before, not " + to_text(after)};
  if (denominator < 1 || denominator > max_denominator)
    throw error{errc::bad_argument, "denominator",
                "denominator: must be 1 to 1000, not " + std::to_string(denominator)};
  const double k = (after - before) / std::log(after / before);
  const auto m = static_cast<double>(denominator);
  const double rounded = std::fmax(1.0, std::round(k * m)) / m;
  // Beyond the in-control mean the chart would drift into its limit by itself.
  if ((after > before) != (rounded > before) || rounded == before)
    throw error{errc::bad_argument, "denominator",
                "denominator: " + to_text(k) + " rounded to 1/" + std::to_string(denominator) +
                    " is no longer between the two means; take a larger denominator"};
  return rounded;
}

/// The smallest limit h for which a one-sided CUSUM of Poisson counts of this mean has a run length of at least arl0.
[[nodiscard]] inline lattice_limit<double> poisson_cusum_limit(tepid::side direction, double k, double mean,
                                                               double arl0) {
  return count_cusum_limit(direction, k, count_law::poisson(mean), arl0);
}

/// The factor A of the limits mean +- A sqrt(mean lambda / (2 - lambda)) of an EWMA. See count_ewma_factor.
[[nodiscard]] inline lattice_limit<double> poisson_ewma_factor(tepid::side direction, double lambda, double mean,
                                                               double arl0, std::size_t cells = 401) {
  return count_ewma_factor(direction, lambda, count_law::poisson(mean), arl0, cells);
}

}  // namespace tepid::inline v0::design
