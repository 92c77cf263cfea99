// tepid/banks/ewma.hpp - feature_bank<ewma>.
#pragma once

#include <cmath>
#include <cstddef>

#include <tepid/banks/feature_bank.hpp>
#include <tepid/detectors/ewma.hpp>
#include <tepid/kernels/ewma.hpp>

namespace tepid::inline v0 {

/// Limits in full from the start, and given means and standard deviations only.
template <>
struct bank_traits<ewma> {
  using shared = kernels::ewma_constants;
  static constexpr auto kernel = &kernels::ewma_kernel;
  static constexpr std::size_t first_column = 3;  // of state_io: mean, sd and their learning come before

  static shared constants(const ewma_params& p) {
    if (p.warm_up != 0)
      throw error{errc::bad_parameter, "warm_up",
                  "a bank of ewma: parameter 'warm_up' must be 0; give each feature's mean and sd"};
    if (p.limits != ewma_limits_form::fix)
      throw error{errc::bad_parameter, "limits", "a bank of ewma: parameter 'limits' must be fix"};
    const ewma one{p};
    return {.keep = one.keep(),
            .weight = one.weight(),
            .per_sd = one.per_sd(),
            .lowest = one.lowest(),
            .one_sided = p.side != side::both};
  }
  static std::size_t columns(const shared&) noexcept { return kernels::ewma_columns - 1; }
  static double limit(const ewma_params& p) noexcept { return p.L; }
  static state quiet(const shared&, double) noexcept { return state::stable; }
  static double statistic(const shared& c, const double* own, std::size_t) noexcept {
    return (c.one_sided ? own[0] : std::fabs(own[0])) * c.per_sd;
  }
};

}  // namespace tepid::inline v0
