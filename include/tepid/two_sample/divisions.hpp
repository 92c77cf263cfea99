// tepid/two_sample/divisions.hpp - the exact law of a statistic over all divisions of a small pooled sample.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace tepid::inline v0::detail {

/// The different values of both samples in order, and how often each has them.
struct pooled_groups {
  std::vector<double> value;
  std::vector<std::uint32_t> size, reference;  ///< In both samples, in the reference.
  std::uint64_t n = 0, m = 0;

  pooled_groups(std::span<const double> a, std::span<const double> b) : n{a.size()}, m{b.size()} {
    for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
      const double x = i == a.size() ? b[j] : j == b.size() ? a[i] : std::min(a[i], b[j]);
      const std::size_t i0 = i, j0 = j;
      while (i < a.size() && a[i] == x) ++i;
      while (j < b.size() && b[j] == x) ++j;
      value.push_back(x);
      size.push_back(static_cast<std::uint32_t>(i - i0 + j - j0));
      reference.push_back(static_cast<std::uint32_t>(i - i0));
    }
  }
  [[nodiscard]] bool ties() const noexcept { return value.size() < n + m; }
};

/// How many ways there are to choose n of n + m, or infinity beyond 10^15.
[[nodiscard]] inline double ways_to_divide(std::uint64_t n, std::uint64_t m) noexcept {
  double ways = 1.0;
  for (std::uint64_t i = 1; i <= std::min(n, m) && ways < 1e15; ++i)
    ways *= static_cast<double>(std::max(n, m) + i) / static_cast<double>(i);
  return ways < 1e15 ? ways : std::numeric_limits<double>::infinity();
}

/// Are there few enough divisions to look at all, within some 20 ms?
[[nodiscard]] inline bool all_divisions_feasible(std::uint64_t n, std::uint64_t m) noexcept {
  return ways_to_divide(n, m) * static_cast<double>(n + m) <= 4e6;
}

/// P(statistic >= the observed one) over all divisions of the pooled values into samples of these sizes; they are
/// equally likely when both come from one law. `statistic(counts)` takes how many of each group are the reference's.
/// Values within 1e-12 relative of the observed one are equal to it.
template <class Statistic>
[[nodiscard]] double share_of_divisions(const pooled_groups& groups, Statistic&& statistic) {
  const double observed = statistic(std::span<const std::uint32_t>{groups.reference});
  const double bound = observed - 1e-12 * std::abs(observed);
  std::vector<std::uint32_t> counts(groups.size.size());
  double reached = 0.0;
  const auto go = [&](const auto& self, std::size_t g, std::uint64_t left, std::uint64_t places,
                      double weight) -> void {
    if (g == counts.size()) {
      if (statistic(std::span<const std::uint32_t>{counts}) >= bound) reached += weight;
      return;
    }
    const std::uint64_t size = groups.size[g], after = places - size;
    // Hypergeometric: k of this group's values among the `left` that are still to be chosen from `places`.
    const std::uint64_t least = left > after ? left - after : 0, most = std::min(size, left);
    for (std::uint64_t k = least; k <= most; ++k) {
      double share = 1.0;
      // C(size, k) C(after, left - k) / C(places, left), as a product of shares near 1
      for (std::uint64_t t = 0; t < size; ++t) {
        const bool chosen = t < k;
        const double of = static_cast<double>(places - t);
        share *= chosen ? static_cast<double>(left - t) / of : static_cast<double>(places - left - (t - k)) / of;
      }
      for (std::uint64_t t = 1; t <= k; ++t) share *= static_cast<double>(size - k + t) / static_cast<double>(t);
      counts[g] = static_cast<std::uint32_t>(k);
      self(self, g + 1, left - k, after, weight * share);
    }
  };
  go(go, 0, groups.n, groups.n + groups.m, 1.0);
  return std::min(1.0, reached);
}

}  // namespace tepid::inline v0::detail
