// tepid/design/binomial_charts.hpp - run lengths and limits of CUSUM and EWMA charts of binomial counts.
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

/// Counts of successes in n trials, by the probability of one.
struct binomial_family {
  std::uint64_t n = 1;  ///< 1 to 1000000; 1 makes a Bernoulli chart.
  [[nodiscard]] count_law law(double p) const { return count_law::binomial(n, p); }
  [[nodiscard]] static double held(double p) noexcept { return std::clamp(p, 0.0, 1.0); }
};

using binomial_cusum = count_chart<count_cusum, binomial_family>;
using binomial_ewma = count_chart<count_ewma, binomial_family>;
using rounded_binomial_ewma = count_chart<rounded_count_ewma, binomial_family>;

/// CUSUM of binomial counts; sides up and down use one of the arms. See count_cusum.
[[nodiscard]] inline binomial_cusum make_binomial_cusum(std::uint64_t n, tepid::side direction, const cusum_arm& up,
                                                        const cusum_arm& down) {
  count_law::check_binomial_size(n);
  return {{n}, count_cusum{direction, up, down}};
}

/// EWMA of binomial counts whose statistic is rounded to multiples of 1 / resolution (Gan 1990: resolution 1).
[[nodiscard]] inline rounded_binomial_ewma make_rounded_binomial_ewma(std::uint64_t n, const count_ewma_params& params,
                                                                      std::uint64_t resolution = 1) {
  count_law::check_binomial_size(n);
  return {{n}, rounded_count_ewma{params, resolution}};
}

/// EWMA of binomial counts that does not round. See count_ewma.
[[nodiscard]] inline binomial_ewma make_binomial_ewma(std::uint64_t n, const count_ewma_params& params,
                                                      std::size_t cells = 401) {
  count_law::check_binomial_size(n);
  return {{n}, count_ewma{params, cells}};
}

/// The reference value of the likelihood-ratio CUSUM between two probabilities,
/// n log((1 - before) / (1 - after)) / log(after (1 - before) / (before (1 - after))), rounded to a multiple of
/// 1 / denominator. @throws error{bad_argument, "before" | "after" | "denominator"}.
[[nodiscard]] inline double binomial_cusum_reference(std::uint64_t n, double before, double after,
                                                     std::int64_t denominator = 10) {
  count_law::check_binomial_size(n);
  if (!(before > 0.0 && before < 1.0))
    throw error{errc::bad_argument, "before", "before: must be a probability in (0, 1), not " + to_text(before)};
  if (!(after > 0.0 && after < 1.0 && after != before))
    throw error{errc::bad_argument, "after",
                "after: must be another probability in (0, 1) than before, not " + to_text(after)};
  if (denominator < 1 || denominator > max_denominator)
    throw error{errc::bad_argument, "denominator",
                "denominator: must be 1 to 1000, not " + std::to_string(denominator)};
  const double stay = std::log1p(-before) - std::log1p(-after);
  const double k = static_cast<double>(n) * stay / (std::log(after / before) + stay);
  const auto m = static_cast<double>(denominator);
  const double rounded = std::fmax(1.0, std::round(k * m)) / m;
  const double mean = static_cast<double>(n) * before;
  if ((after > before) != (rounded > mean) || rounded == mean)
    throw error{errc::bad_argument, "denominator",
                "denominator: " + to_text(k) + " rounded to 1/" + std::to_string(denominator) +
                    " is no longer beyond the mean " + to_text(mean) + "; take a larger denominator"};
  return rounded;
}

/// The smallest limit h for which a one-sided CUSUM of binomial counts has an in-control run length of at least arl0.
[[nodiscard]] inline lattice_limit<double> binomial_cusum_limit(tepid::side direction, double k, std::uint64_t n,
                                                                double p, double arl0) {
  return count_cusum_limit(direction, k, count_law::binomial(n, p), arl0);
}

/// The limit of a one-sided rounded EWMA of binomial counts, started at n p. See rounded_count_ewma_limit.
[[nodiscard]] inline lattice_limit<double> rounded_binomial_ewma_limit(tepid::side direction, double lambda,
                                                                       std::uint64_t n, double p, double arl0,
                                                                       std::uint64_t resolution = 1) {
  return rounded_count_ewma_limit(direction, lambda, static_cast<double>(n) * p, count_law::binomial(n, p), arl0,
                                  resolution);
}

/// The factor A of the limits n p +- A sqrt(n p (1 - p) lambda / (2 - lambda)) of an EWMA. See count_ewma_factor.
[[nodiscard]] inline lattice_limit<double> binomial_ewma_factor(tepid::side direction, double lambda, std::uint64_t n,
                                                                double p, double arl0, std::size_t cells = 401) {
  return count_ewma_factor(direction, lambda, count_law::binomial(n, p), arl0, cells);
}

}  // namespace tepid::inline v0::design
