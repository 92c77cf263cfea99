// tepid/design/drifting_chain.hpp - the mean run length of a chain whose law changes with every observation.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include <Eigen/Core>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/design/control.hpp>
#include <tepid/design/run_length.hpp>

namespace tepid::inline v0::design {

/// Sum of P(run length > t) over t = 0, 1, ...: `law` is that of the state before the first observation, and
/// `step(law, t)` carries it through observation t (t = 1, 2, ...), leaving out what alarmed.
///
/// Ends when less than 1e-13 of the paths are still without alarm. @throws error{bad_argument, "slope"} when that
/// takes more than `max_steps`: the drift is too slow for the recursion, or leads away from the limit.
template <class Step>
[[nodiscard]] run_length drifting_run_length(Eigen::VectorXd law, Step&& step, std::uint64_t max_steps = 20'000'000) {
  double alive = 1.0;
  double sum = 1.0;
  for (std::uint64_t t = 1; alive > 1e-13; ++t) {
    if (t > max_steps)
      throw error{errc::bad_argument, "slope",
                  "slope: after " + to_text(static_cast<double>(max_steps)) + " observations " + to_text(alive) +
                      " of the paths have not alarmed; the drift is too slow or leads away from the limit; ask for the "
                      "run length without drift"};
    detail::checkpoint();
    step(law, t);
    alive = law.sum();
    sum += alive;
  }
  return {sum, limit_kind::exact, sum * 1e-12};
}

/// The mean of observation t under a linear drift: slope * t, or slope * (t - 1) when the first has none yet.
[[nodiscard]] inline double drifted_mean(double slope, std::uint64_t t, bool with_zero) noexcept {
  return slope * static_cast<double>(with_zero ? t - 1 : t);
}

inline void check_slope(double slope) {
  if (!is_finite(slope)) throw error{errc::bad_argument, "slope", "slope: must be a finite change per observation"};
}

}  // namespace tepid::inline v0::design
