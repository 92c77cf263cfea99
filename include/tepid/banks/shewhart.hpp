// tepid/banks/shewhart.hpp - feature_bank<shewhart>.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <tepid/banks/feature_bank.hpp>
#include <tepid/detectors/shewhart.hpp>
#include <tepid/kernels/shewhart.hpp>

namespace tepid::inline v0 {

/// The chart of single values without rules that remember, and given means and standard deviations only.
template <>
struct bank_traits<shewhart> {
  using shared = kernels::shewhart_constants;
  static constexpr auto kernel = &kernels::shewhart_kernel;
  static constexpr std::size_t first_column = 3;  // of state_io: mean, sd and their learning come before

  static shared constants(const shewhart_params& p) {
    if (p.warm_up != 0)
      throw error{errc::bad_parameter, "warm_up",
                  "a bank of shewhart: parameter 'warm_up' must be 0; give each feature's mean and sd"};
    for (const auto& [on, rule] : {std::pair{p.rule2, "rule2"}, {p.rule3, "rule3"}, {p.rule4, "rule4"},
                                   {p.nelson2, "nelson2"}, {p.nelson3, "nelson3"}, {p.nelson4, "nelson4"},
                                   {p.nelson7, "nelson7"}, {p.nelson8, "nelson8"}, {p.moving_range, "moving_range"}})
      if (on)
        throw error{errc::bad_parameter, rule,
                    "a bank of shewhart: parameter '" + std::string{rule} + "' must be off; it has rule1 alone"};
    return {};
  }
  static std::size_t columns(const shared&) noexcept { return kernels::shewhart_columns - 1; }
  static double limit(const shewhart_params& p) noexcept { return p.L; }
  static state quiet(const shared&, double) noexcept { return state::stable; }
  static double statistic(const shared&, const double* own, std::size_t) noexcept { return own[0]; }
};

}  // namespace tepid::inline v0
