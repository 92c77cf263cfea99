// tepid/design/chain_ramp.hpp - mean run lengths under a ramp for any chart that is a chain at a constant level.
#pragma once

#include <algorithm>
#include <cmath>

#include <Eigen/Dense>

#include <tepid/core/error.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/control.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/slow_ramp.hpp>

namespace tepid::inline v0::design {

namespace detail {

// Sum of P(N > n) over n; the level stands still over blocks of this many observations, in their middle.
template <class ChainAt>
[[nodiscard]] double sum_over_blocks(ChainAt&& chain_at, Eigen::VectorXd law, const mean_change& change, double block) {
  static constexpr double longest = 2e7;
  double sum = 0.0;
  double alive = law.sum();
  for (double t = 1.0; alive > 1e-14 * sum; t += block) {
    require(t < longest, "slope",
            "a chart that drifts this slowly runs for more than 2e7 observations; use a steeper slope or none");
    const absorbing_chain chain = chain_at(change.mean_at(t + 0.5 * (block - 1.0)));
    for (double i = 0.0; i < block && alive > 1e-14 * sum; i += 1.0) {
      checkpoint();
      sum += alive;
      law = chain.transitions().transpose() * law;
      alive = law.sum();
    }
  }
  return sum;
}

}  // namespace detail

/// The mean run length from `law` when the level at observation t is change.mean_at(t). `chain_at(level)` gives the
/// chart at a constant level, its states those of the law; `sensitivity` is how fast the log of its hazard may change
/// with the level. A slope away from the limit must be refused before.
///
/// Observation by observation; where a block of observations changes the hazard by less than 12%, blocks with one level
/// and blocks of twice the length, extrapolated (the error of a block of n grows as n^2 - 1); slower still, see
/// mean_under_slow_ramp. Relative error 1e-6 or less (the tests have how it was found). Cost: a chain and a product of
/// its matrix for each observation, at most about 1000 chains. Error: bad_parameter naming slope for a run without end.
template <class ChainAt>
[[nodiscard]] double mean_under_ramp(ChainAt&& chain_at, const Eigen::VectorXd& law, const mean_change& change,
                                     double sensitivity) {
  if (const double jump = slow_ramp_jump(chain_at(change.step), change.slope, sensitivity); jump > 0.0) {
    return mean_under_slow_ramp(chain_at, law, change, jump);
  }
  const double block = std::clamp(std::floor(0.12 / (sensitivity * std::fabs(change.slope))), 1.0, 64.0);
  const double fine = detail::sum_over_blocks(chain_at, law, change, block);
  if (block == 1.0) return fine;
  const double coarse = detail::sum_over_blocks(chain_at, law, change, 2.0 * block);
  return fine + (fine - coarse) * (block * block - 1.0) / (3.0 * block * block);
}

}  // namespace tepid::inline v0::design
