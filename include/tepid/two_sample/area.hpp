// tepid/two_sample/area.hpp - areas between distribution functions, and how large chance makes them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/numerics/moments.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/sketches/bins.hpp>
#include <tepid/two_sample/divisions.hpp>
#include <tepid/two_sample/merge.hpp>
#include <tepid/two_sample/replicates.hpp>
#include <tepid/two_sample/samples.hpp>

namespace tepid::inline v0::detail {

/// The integral of |F - G| (power 1) or (F - G)^2 (power 2) over x.
template <int power>
[[nodiscard]] constexpr double raised(double x) noexcept {
  if constexpr (power == 1)
    return x < 0 ? -x : x;
  else
    return x * x;
}

/// Sums half the gaps, so that the distance of two doubles of opposite sign does not overflow.
template <int power>
struct half_area {
  double share;  // 1 / (n m)
  double sum = 0.0;
  void operator()(double x, double next, std::int64_t lead) noexcept {
    sum += raised<power>(static_cast<double>(lead) * share) * (0.5 * next - 0.5 * x);
  }
};

template <int power>
[[nodiscard]] double area_between(std::span<const double> a, std::span<const double> b) noexcept {
  const double share = 1.0 / (static_cast<double>(a.size()) * static_cast<double>(b.size()));
  double sum = 0.0;
  for (const auto& part : merge_samples(a, b, half_area<power>{share})) sum += part.sum;
  return 2.0 * sum;
}

/// How many of s values chance takes when each is taken with probability p: binomial, by inversion where few are
/// expected on either side and by the rounded normal law elsewhere.
[[nodiscard]] inline double binomial_draw(double s, double p, double spread, random_source& random) noexcept {
  const bool turned = p > 0.5;
  const double q = turned ? 1.0 - p : p, variance = s * q * (1.0 - q) * spread;
  double k = 0.0;
  if (!(q > 0)) {
    k = 0.0;
  } else if (s == 1.0) {
    k = random.uniform() < q ? 1.0 : 0.0;
  } else if (variance < 9.0) {
    double u = random.uniform(), share = std::exp(s * std::log1p(-q));
    const double odds = q / (1.0 - q);
    while (u > share && k < s) {
      u -= share;
      k += 1.0;
      share *= odds * (s - k + 1.0) / k;
    }
  } else {
    k = std::clamp(std::round(s * q + std::sqrt(variance) * normal(random)), 0.0, s);
  }
  return turned ? s - k : k;
}

/// A sorted sample cut into blocks of neighbours: one value a block near both ends, where a few values decide, and up
/// to 1/128 of the way to the nearer end inside. The walk of a difference of distribution functions over such a block
/// is taken as straight; the parts of the block's width that belong to its start and end say with what weight.
struct blocks {
  struct block {
    double size, to_start, to_end;
  };
  std::vector<block> all;
  double values = 0.0;

  /// `gap_behind(k)`: the width behind value k, k = 0 .. count - 1 in order; 0 behind the last.
  template <class Gap>
  blocks(std::size_t count, Gap&& gap_behind) : values{static_cast<double>(count)} {
    constexpr std::size_t resolution = 128;
    for (std::size_t k = 0; k < count;) {
      const std::size_t size = std::max<std::size_t>(1, std::min(k, count - k) / resolution);
      block b{static_cast<double>(size), 0.0, 0.0};
      for (std::size_t t = 1; t <= size; ++t) {
        const double gap = gap_behind(k + t - 1), part = static_cast<double>(t) / b.size;
        b.to_end += gap * part;
        b.to_start += gap * (1.0 - part);
      }
      all.push_back(b);
      k += size;
    }
  }

  /// The area under |walk| or walk^2, where the walk goes up for each value taken and down for each other; taken are
  /// `chosen` of all values, at random without replacement.
  template <int power>
  [[nodiscard]] double division(double chosen, double up, double down, random_source& random) const noexcept {
    double left = chosen, places = values, walk = 0.0, before = 0.0, sum = 0.0;
    for (const block& b : all) {
      const double spread = places > 1.0 ? (places - b.size) / (places - 1.0) : 0.0;
      const double rest = places - b.size;
      const double k =
          std::clamp(binomial_draw(b.size, left / places, spread, random), std::max(0.0, left - rest), left);
      walk += k * up - (b.size - k) * down;
      const double now = raised<power>(walk);
      sum += before * b.to_start + now * b.to_end;
      before = now;
      left -= k;
      places = rest;
    }
    return sum;
  }

  /// The area between the distribution function of these values and that of as many drawn from them with replacement;
  /// gaps are halves.
  template <int power>
  [[nodiscard]] double resample(random_source& random) const noexcept {
    const double share = 1.0 / values;
    double left = values, places = values, walk = 0.0, before = 0.0, sum = 0.0;
    for (const block& b : all) {
      const bool last = b.size >= places;
      const double k = last ? left : left > 0 ? binomial_draw(left, b.size / places, 1.0, random) : 0.0;
      walk += (k - b.size) * share;
      const double now = raised<power>(walk);
      sum += before * b.to_start + now * b.to_end;
      before = now;
      left -= k;
      places -= b.size;
    }
    return 2.0 * sum;
  }
};

[[nodiscard]] inline blocks blocks_of(std::span<const double> sorted) {
  return {sorted.size(),
          [&](std::size_t k) { return k + 1 < sorted.size() ? 0.5 * sorted[k + 1] - 0.5 * sorted[k] : 0.0; }};
}

/// The p-value of an area between two samples, sum over groups of equal values of |F - G|^power times `gap(groups, g)`
/// (0 for the last group); `observed` is that sum.
///
/// Few divisions of the pooled values: all of them ("exact"). More: `permutations` random ones, and
/// p = (1 + those that reach the observed area) / (1 + all), at least 1 / (1 + permutations): "permutation" over single
/// values while that is cheap, else "permutation of blocks".
template <int power, class Gap>
void walk_p_value(test_result& r, const sample_pair& samples, double observed, std::uint64_t permutations,
                  std::uint64_t seed, Gap&& gap) {
  if (permutations == 0 || !is_finite(observed)) return without_p(r);
  const pooled_groups groups{samples.reference(), samples.current()};
  const double n = static_cast<double>(groups.n), m = static_cast<double>(groups.m);
  if (all_divisions_feasible(groups.n, groups.m)) {
    r.p_value = share_of_divisions(groups, [&](std::span<const std::uint32_t> counts) {
      double walk = 0.0, sum = 0.0;
      for (std::size_t g = 0; g + 1 < counts.size(); ++g) {
        walk += counts[g] * m - (groups.size[g] - counts[g]) * n;  // whole numbers
        sum += raised<power>(walk / (n * m)) * gap(groups, g);
      }
      return sum;
    });
    r.method = groups.ties() ? "exact given ties" : "exact";
    return;
  }
  std::vector<double> gaps(static_cast<std::size_t>(groups.n + groups.m), 0.0);
  for (std::size_t g = 0, end = 0; g + 1 < groups.size.size(); ++g) {
    end += groups.size[g];
    gaps[end - 1] = gap(groups, g);
  }
  random_source random{seed};
  const double bound = observed * (1.0 - 1e-12);
  std::uint64_t reached = 0;
  if (static_cast<double>(permutations) * (n + m) <= 2e7) {
    r.method = "permutation";
    for (std::uint64_t t = 0; t < permutations; ++t) {
      std::uint64_t left = groups.n, places = gaps.size();
      double walk = 0.0, sum = 0.0;
      for (const double width : gaps) {
        const bool taken = random.below(places--) < left;
        left -= taken;
        walk += taken ? m : -n;
        sum += raised<power>(walk / (n * m)) * width;
      }
      reached += sum >= bound;
    }
  } else {
    r.method = "permutation of blocks";
    const blocks pooled{gaps.size(), [&](std::size_t k) { return gaps[k]; }};
    for (std::uint64_t t = 0; t < permutations; ++t)
      reached += pooled.division<power>(n, 1.0 / n, 1.0 / m, random) >= bound;
  }
  r.p_value = static_cast<double>(1 + reached) / static_cast<double>(1 + permutations);
}

/// The same over x.
template <int power>
void area_p_value(test_result& r, const sample_pair& samples, double area, std::uint64_t permutations,
                  std::uint64_t seed) {
  if (!is_finite(area)) return without_p(r);
  walk_p_value<power>(r, samples, 0.5 * area, permutations, seed, [](const pooled_groups& groups, std::size_t g) {
    return 0.5 * groups.value[g + 1] - 0.5 * groups.value[g];
  });
}

/// By how much the two samples' distances from their own laws add up: bootstrap replicates of the sum. The triangle
/// inequality makes its quantiles bounds for the error of the distance between the samples, whatever its size. The
/// distance is the area (power 1) or its root (power 2).
template <int power>
[[nodiscard]] replicates area_errors(const sample_pair& samples, std::uint64_t resamples, std::uint64_t seed) {
  random_source random{seed, 1};
  const blocks a = blocks_of(samples.reference()), b = blocks_of(samples.current());
  const auto distance = [](double area) { return power == 1 ? area : std::sqrt(area); };
  std::vector<double> sums(static_cast<std::size_t>(resamples));
  for (double& sum : sums) sum = distance(a.resample<power>(random)) + distance(b.resample<power>(random));
  return replicates{std::move(sums)};
}

/// The spread of a reference that a few far values cannot move: the distance of its quartiles over 1.349, which is the
/// standard deviation of a normal law; where half of the values or more are equal, the standard deviation.
/// 0 of a constant.
[[nodiscard]] inline double robust_spread(std::span<const double> sorted) {
  const double quartiles = 2.0 * (0.5 * quantile_of_sorted(sorted, 0.75) - 0.5 * quantile_of_sorted(sorted, 0.25));
  if (quartiles > 0) return quartiles / 1.3489795003921634;
  moments m;
  m.add(sorted);
  return m.sd();
}

/// x / scale; of a constant reference 0 when there is no distance, else infinite.
[[nodiscard]] inline double over(double x, double scale) noexcept {
  if (scale > 0) return x / scale;
  return x == 0 ? 0.0 : std::copysign(std::numeric_limits<double>::infinity(), x);
}

}  // namespace tepid::inline v0::detail
