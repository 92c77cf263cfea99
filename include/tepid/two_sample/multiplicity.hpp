// tepid/two_sample/multiplicity.hpp - many tests at once: adjusted p-values, and e-BH on e-values.
//
// A NaN is a test that decided nothing: it stays NaN and does not count as a test. Adjusted values are compared with
// the level itself: adjusted <= level means rejected at that level.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>

namespace tepid::inline v0 {

namespace detail {

/// The positions of the values that are not NaN, ascending by value; equal values by position.
[[nodiscard]] inline std::vector<std::size_t> decided_in_order(std::span<const double> values) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!is_nan(values[i])) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return values[i] < values[j]; });
  return order;
}

inline void check_p_values(std::string_view owner, std::span<const double> p_values) {
  for (std::size_t i = 0; i < p_values.size(); ++i)
    if (!is_nan(p_values[i]) && !(p_values[i] >= 0.0 && p_values[i] <= 1.0))
      throw error{errc::bad_argument, "p_values",
                  std::string{owner} + ": p-value " + std::to_string(i) + " is " + to_text(p_values[i]) +
                      "; it must be in [0, 1], or NaN for no decision"};
}

/// p times m / rank, times `factor`, made monotone from the largest down.
[[nodiscard]] inline std::vector<double> step_up(std::span<const double> p_values, bool any_dependence) {
  std::vector<double> adjusted(p_values.size(), std::numeric_limits<double>::quiet_NaN());
  const auto order = decided_in_order(p_values);
  double factor = 1.0, least = 1.0;
  if (any_dependence) {
    factor = 0.0;
    for (std::size_t i = order.size(); i >= 1; --i) factor += 1.0 / static_cast<double>(i);
  }
  const double tests = static_cast<double>(order.size());
  for (std::size_t r = order.size(); r-- > 0;) {
    least = std::min(least, p_values[order[r]] * (factor * tests / static_cast<double>(r + 1)));
    adjusted[order[r]] = least;
  }
  return adjusted;
}

}  // namespace detail

/// Bonferroni: p times the number of tests. Familywise error rate, any dependence.
/// Throws error{bad_argument} for a p-value outside [0, 1]; so do the others. O(N log N).
[[nodiscard]] inline std::vector<double> bonferroni(std::span<const double> p_values) {
  detail::check_p_values("bonferroni", p_values);
  std::vector<double> adjusted(p_values.begin(), p_values.end());
  const auto tests = std::count_if(adjusted.begin(), adjusted.end(), [](double p) { return !is_nan(p); });
  for (double& p : adjusted)
    if (!is_nan(p)) p = std::min(1.0, p * static_cast<double>(tests));
  return adjusted;
}

/// Holm's step-down procedure: familywise error rate, any dependence, never less powerful than Bonferroni.
/// Source: S. Holm, Scand. J. Statist. 6 (1979) 65-70.
[[nodiscard]] inline std::vector<double> holm(std::span<const double> p_values) {
  detail::check_p_values("holm", p_values);
  std::vector<double> adjusted(p_values.size(), std::numeric_limits<double>::quiet_NaN());
  const auto order = detail::decided_in_order(p_values);
  double most = 0.0;
  for (std::size_t r = 0; r < order.size(); ++r) {
    most = std::max(most, std::min(1.0, p_values[order[r]] * static_cast<double>(order.size() - r)));
    adjusted[order[r]] = most;
  }
  return adjusted;
}

/// Benjamini-Hochberg: false discovery rate, for independent or positively dependent tests.
/// Source: Y. Benjamini and Y. Hochberg, J. Roy. Statist. Soc. B 57 (1995) 289-300.
[[nodiscard]] inline std::vector<double> benjamini_hochberg(std::span<const double> p_values) {
  detail::check_p_values("benjamini_hochberg", p_values);
  return detail::step_up(p_values, false);
}

/// Benjamini-Yekutieli: false discovery rate, any dependence: Benjamini-Hochberg times 1 + 1/2 + ... + 1/N.
/// Source: Y. Benjamini and D. Yekutieli, Ann. Statist. 29 (2001) 1165-1188.
[[nodiscard]] inline std::vector<double> benjamini_yekutieli(std::span<const double> p_values) {
  detail::check_p_values("benjamini_yekutieli", p_values);
  return detail::step_up(p_values, true);
}

/// e-BH: the least level at which each e-value's test is rejected: the largest e-values, K of them, are rejected at
/// level a when the K-th largest is at least N / (a K). At most 1. False discovery rate under any dependence, and at
/// any time when the e-values are e-processes. An e-value is at least 0 and at most 1 on average under no change;
/// infinity is allowed. Throws error{bad_argument} for a negative e-value. O(N log N).
/// Source: R. Wang and A. Ramdas, J. Roy. Statist. Soc. B 84 (2022) 822-852.
[[nodiscard]] inline std::vector<double> e_bh(std::span<const double> e_values) {
  std::vector<double> as_p(e_values.begin(), e_values.end());
  for (std::size_t i = 0; i < as_p.size(); ++i) {
    if (is_nan(as_p[i])) continue;
    if (as_p[i] < 0)
      throw error{errc::bad_argument, "e_values",
                  "e_bh: e-value " + std::to_string(i) + " is " + to_text(as_p[i]) +
                      "; it must be at least 0, or NaN for no decision"};
    as_p[i] = 1.0 / as_p[i];  // 0 gives infinity: never rejected below level 1
  }
  return detail::step_up(as_p, false);
}

}  // namespace tepid::inline v0
