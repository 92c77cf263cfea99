// tepid/banks/cusum.hpp - feature_bank<cusum>.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>

#include <tepid/banks/feature_bank.hpp>
#include <tepid/detectors/cusum.hpp>
#include <tepid/kernels/cusum.hpp>

namespace tepid::inline v0 {

/// A known baseline only: a bank is given its means and standard deviations.
template <>
struct bank_traits<cusum> {
  static constexpr auto kernel = &kernels::cusum_kernel;

  static kernels::cusum_constants constants(const cusum_params& p) {
    if (p.baseline != cusum_baseline::known)
      throw error{errc::bad_parameter, "baseline",
                  "a bank of cusum: parameter 'baseline' must be known; give each feature's mean and sd"};
    constexpr double never = std::numeric_limits<double>::infinity();
    return {.k_up = p.side == side::down ? never : p.k, .k_down = p.side == side::up ? never : p.k};
  }
  static std::size_t columns(const kernels::cusum_constants&) noexcept { return kernels::cusum_columns - 1; }
  static double limit(const cusum_params& p) noexcept { return p.h; }
  static state quiet(const kernels::cusum_constants&, double) noexcept { return state::stable; }
  static double statistic(const kernels::cusum_constants&, const double* own, std::size_t stride) noexcept {
    return std::max(own[(kernels::cusum_up - 1) * stride], own[(kernels::cusum_down - 1) * stride]);
  }
};

}  // namespace tepid::inline v0
