// tepid/two_sample/auc.hpp - how well one number tells two samples apart: the area under the curve.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/interval.hpp>

namespace tepid::inline v0::detail {

/// The area under the receiver operating curve: P(y > x) + P(y = x) / 2 for x of the first and y of the second sample.
struct auc_result {
  double auc = 0.5;
  double variance = 0.0;       ///< Of the estimate (DeLong).
  double null_variance = 0.0;  ///< Under no change, given the ties (Mann-Whitney).
};

/// Source: E. DeLong, D. DeLong and D. Clarke-Pearson, Biometrics 44 (1988) 837-845. O(N log N).
[[nodiscard]] inline auc_result area_under_curve(std::span<const double> first, std::span<const double> second) {
  const double n = static_cast<double>(first.size()), m = static_cast<double>(second.size()), all = n + m;
  std::vector<std::pair<double, bool>> pooled;
  pooled.reserve(first.size() + second.size());
  for (const double x : first) pooled.emplace_back(x, false);
  for (const double y : second) pooled.emplace_back(y, true);
  std::sort(pooled.begin(), pooled.end());
  // Each value's share of the other sample on its lower side, ties by half; all values of a tie group have the same.
  double below_n = 0.0, below_m = 0.0, sum = 0.0, squares_x = 0.0, squares_y = 0.0, ties = 0.0;
  std::vector<std::pair<double, double>> x_parts, y_parts;  // share, how many
  for (std::size_t i = 0; i < pooled.size();) {
    std::size_t j = i;
    double x_here = 0.0, y_here = 0.0;
    for (; j < pooled.size() && pooled[j].first == pooled[i].first; ++j) (pooled[j].second ? y_here : x_here) += 1.0;
    const double here = x_here + y_here, y_share = (below_n + 0.5 * x_here) / n;
    const double x_share = (m - below_m - 0.5 * y_here) / m;  // of y above x
    sum += y_here * y_share;
    x_parts.emplace_back(x_share, x_here);
    y_parts.emplace_back(y_share, y_here);
    ties += here * here * here - here;
    below_n += x_here;
    below_m += y_here;
    i = j;
  }
  auc_result r{.auc = sum / m};
  for (const auto& [share, count] : x_parts) squares_x += count * (share - r.auc) * (share - r.auc);
  for (const auto& [share, count] : y_parts) squares_y += count * (share - r.auc) * (share - r.auc);
  if (n > 1 && m > 1) r.variance = squares_x / (n - 1.0) / n + squares_y / (m - 1.0) / m;
  r.null_variance = (all + 1.0 - ties / (all * (all - 1.0))) / (12.0 * n * m);
  return r;
}

/// The interval of an area less 1/2 by the normal law.
[[nodiscard]] inline effect_interval auc_interval(double effect, double variance, double error) {
  const double radius = -normal_quantile(0.5 * error) * std::sqrt(variance);
  return {std::max(-0.5, effect - radius), std::min(0.5, effect + radius)};
}

}  // namespace tepid::inline v0::detail
