// tepid/design/slow_ramp.hpp - mean run lengths under a ramp so slow that the chart settles many times on its way.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <Eigen/Dense>

#include <tepid/core/error.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/run_length.hpp>

namespace tepid::inline v0::design {

namespace detail {

// Steps of the mean, each of `jump` observations, in place of a ramp. Within a step the chart settles, so that its sum
// of P(N > n) and the law at its end follow from the chain's first eigenvectors. The lag of the chart behind the ramp
// is kept to first order; the error is quadratic in the jump.
template <class ChainOf>
[[nodiscard]] double sum_over_jumps(ChainOf&& chain_of, Eigen::VectorXd law, const mean_change& change, double jump) {
  double sum = 0.0;
  double alive = law.sum();
  for (double t = 1.0; alive > 1e-14; t += jump) {
    const absorbing_chain chain = chain_of(change.mean_at(t + 0.5 * (jump - 1.0)));
    const double left = law.dot(chain.persistence()) * std::exp(jump * std::log1p(-chain.hazard()));
    const Eigen::VectorXd end = left * chain.quasi_stationary();
    sum += chain.arl_from(law - end);
    law = end;
    alive = left;
  }
  return sum;
}

}  // namespace detail

/// The observations for which the mean may stand still under a ramp, for a chart whose hazard goes as exp(sensitivity *
/// mean): those that change the hazard by 5%, and at most a twentieth of the mean run length before it.
/// 0 if the ramp is too fast for that: if the chart does not settle within half of them.
[[nodiscard]] inline double slow_ramp_jump(const absorbing_chain& before, double slope, double sensitivity) {
  const double jump = std::fmin(0.05 / (sensitivity * std::fabs(slope)), 0.05 / before.hazard());
  if (!(jump > 200.0)) return 0.0;
  const auto most = static_cast<std::uint64_t>(std::fmin(jump, 1e6));
  return 2.0 * static_cast<double>(before.settled_after(most)) < jump ? jump : 0.0;
}

/// The mean run length from `law` under such a ramp; `chain_of(mean)` gives the chart at a constant mean, its states
/// those of the law. Jumps of slow_ramp_jump and of twice that, extrapolated; relative error about 1e-7. Cost: about
/// 1000 chains.
template <class ChainOf>
[[nodiscard]] double mean_under_slow_ramp(ChainOf&& chain_of, const Eigen::VectorXd& law, const mean_change& change,
                                          double jump) {
  const double fine = detail::sum_over_jumps(chain_of, law, change, jump);
  const double coarse = detail::sum_over_jumps(chain_of, law, change, 2.0 * jump);
  return fine + (fine - coarse) / 3.0;
}

}  // namespace tepid::inline v0::design
