// tepid/two_sample/far_values.hpp - samples of values so large or so small that their squares leave a double's range.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include <tepid/two_sample/result.hpp>
#include <tepid/two_sample/samples.hpp>

namespace tepid::inline v0::detail {

/// The power of two, an even one, that brings the largest of the values near 1; 0 where their squares and the sums of
/// those are safe as they are.
[[nodiscard]] inline int exponent_of_far_values(const sample_pair& samples) noexcept {
  double largest = 0.0;
  for (const auto sorted : {samples.reference(), samples.current()})
    if (!sorted.empty()) largest = std::max({largest, std::abs(sorted.front()), std::abs(sorted.back())});
  if (largest == 0.0 || (largest >= 0x1p-400 && largest <= 0x1p400)) return 0;
  return std::clamp(std::ilogb(largest), -1000, 1023) & ~1;
}

/// What `test` says of far values scaled by a power of two, which is exact: its effect and p-value do not depend on the
/// unit. `to_unit(statistic, exponent)` gives the statistic its unit back. Nothing where the values are not far.
template <class Test, class ToUnit>
[[nodiscard]] std::optional<test_result> of_far_values(const Test& test, const sample_pair& samples, ToUnit&& to_unit) {
  const int exponent = exponent_of_far_values(samples);
  if (exponent == 0) return std::nullopt;
  const auto scaled = [exponent](std::span<const double> sorted) {
    std::vector<double> values(sorted.begin(), sorted.end());
    for (double& x : values) x = std::ldexp(x, -exponent);
    return values;
  };
  test_result r = test(sample_pair{scaled(samples.reference()), scaled(samples.current())});
  r.statistic = to_unit(r.statistic, exponent);
  return r;
}

}  // namespace tepid::inline v0::detail
