// tepid/banks/page_hinkley.hpp - feature_bank<page_hinkley>.
#pragma once

#include <algorithm>
#include <cstddef>

#include <tepid/banks/feature_bank.hpp>
#include <tepid/detectors/page_hinkley.hpp>
#include <tepid/kernels/page_hinkley.hpp>

namespace tepid::inline v0 {

/// The extremum form only; the others are there to reproduce single streams of other libraries.
template <>
struct bank_traits<page_hinkley> {
  using shared = kernels::page_hinkley_constants;
  static constexpr auto kernel = &kernels::page_hinkley_kernel;

  static shared constants(const page_hinkley_params& p) {
    if (p.form != page_hinkley_form::extremum)
      throw error{errc::bad_parameter, "form", "a bank of page_hinkley: parameter 'form' must be extremum"};
    return {.delta = p.delta,
            .alpha = p.alpha,
            .min_samples = static_cast<double>(p.min_samples),
            .up = p.side != side::down,
            .down = p.side != side::up};
  }
  static std::size_t columns(const shared&) noexcept { return kernels::page_hinkley_columns - 1; }
  static double limit(const page_hinkley_params& p) noexcept { return p.threshold; }
  static state quiet(const shared& c, double count) noexcept {
    return count < c.min_samples ? state::warming : state::stable;
  }
  static double statistic(const shared& c, const double* own, std::size_t stride) noexcept {
    const auto distance = [&](std::size_t sum, std::size_t low) {
      return own[(sum - 1) * stride] - own[(low - 1) * stride];
    };
    return std::max(c.up ? distance(kernels::page_hinkley_up, kernels::page_hinkley_up_low) : 0.0,
                    c.down ? distance(kernels::page_hinkley_down, kernels::page_hinkley_down_low) : 0.0);
  }
};

}  // namespace tepid::inline v0
