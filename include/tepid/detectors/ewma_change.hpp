// tepid/detectors/ewma_change.hpp - the change that EWMAs at several rates tell together.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <tepid/core/status.hpp>
#include <tepid/detectors/onset_set.hpp>
#include <tepid/numerics/scale_fit.hpp>

namespace tepid::inline v0 {

/// The onset that explains EWMAs of `count` standardized values, all from 0, best: generalized least squares over the age
/// of a step and of a ramp. The effect is the fitted step times `sd`; earliest .. latest by onset_rule. At most MostRates
/// rates, falling. Cost: some 100 us; noexcept, no allocation.
template <std::size_t MostRates>
[[nodiscard]] change_estimate change_of_ewmas(std::span<const double> rates, std::span<const double> values,
                                              std::uint64_t count, double sd) noexcept {
  if (count == 0) return {};
  const scale_fit<MostRates> fit{rates, values, count};
  using result = typename decltype(fit)::result;
  std::array<onset_candidate, decltype(fit)::most_ages> ages;
  std::size_t n = 0;
  onset_rule rule;
  result step, ramp;
  fit.for_each_age([&](std::uint64_t age) {
    const result s = fit.at(change_shape::step, age), r = fit.at(change_shape::ramp, age);
    if (s.evidence > step.evidence) step = s;
    if (r.evidence > ramp.evidence) ramp = r;
    if (n < ages.size()) rule.look(ages[n++] = {age, s.evidence, r.evidence});
  });
  if (!(step.evidence > 0)) return {};
  for (std::size_t i = 0; i < n; ++i) rule.judge(ages[i]);
  return with_onset_set({.onset = count - step.age,
                         .ramp_onset = count - ramp.age,
                         .effect = step.level * sd,
                         .direction = step.level > 0 ? 1 : -1},
                        count - std::min(count, rule.oldest(count)), count - std::min(count, rule.youngest()));
}

}  // namespace tepid::inline v0
