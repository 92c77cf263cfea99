// tepid/monitors/outlier_tails.hpp - how far a single value may lie beyond a reference.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <tepid/core/numeric.hpp>
#include <tepid/numerics/elementary.hpp>
#include <tepid/sketches/ecdf.hpp>

namespace tepid::inline v0 {

/// One end of a reference: distances from its median, in halves (so that no difference of two doubles overflows).
///
/// Beyond `from` the logarithm of the distance is taken as exponential with mean `index`: the tail of a Pareto law. Each
/// lighter tail (normal, lognormal, exponential, bounded) falls faster, so a limit from this fit lies too far out for it,
/// never too near. The index is Hill's estimate, or that of the outermost quarter of its values where that is larger.
///
/// With an estimate from k values the next excess exceeds k ((s / p)^(1/k) - 1) times the estimate with probability p, where
/// s is the share beyond `from`: this is the limit for a budget of p. It holds on average over references. With few values
/// it lies much further out. No tail is taken as heavier than that of the square of a Cauchy variable, index 2; where a fit
/// is not possible, it is taken for that one. The limit is never nearer than twice the farthest value of the reference:
/// references that wander or grow have tails that are too short.
/// Source: B. M. Hill, Ann. Statist. 3 (1975) 1163-1174; the ratio of an exponential variable to an independent gamma one
/// has a Lomax law.
struct outlier_tail {
  static constexpr double heaviest_index = 2.0, least_reach = 2.0;

  double from = 0.0;      ///< Where the fit begins.
  double index = 0.0;     ///< Mean of log(distance / from) beyond it.
  double beyond = 0.0;    ///< Values beyond it; 0: too few differ for a fit.
  double farthest = 0.0;  ///< 0: there is no value on this side of the median.

  /// The distance that one value in `arl` exceeds on this side, at most, of a reference of so many values. May be infinite.
  [[nodiscard]] double limit(double arl, double values) const noexcept {
    const double ratio = std::max(1.0, (beyond + 1.0) / (values + 1.0) * arl);
    const double nats = portable_log(ratio);
    double reach = heaviest_index * nats;
    if (beyond > 0 && nats / beyond < 100.0)
      reach = std::min(reach, index * beyond * (portable_exp(nats / beyond) - 1.0));
    if (reach > 700.0) return std::numeric_limits<double>::infinity();
    return std::max(from * portable_exp(reach), least_reach * farthest);
  }

  friend bool operator==(const outlier_tail&, const outlier_tail&) = default;
};

/// Both ends of a reference. Follows from its distribution alone.
struct outlier_tails {
  double median = 0.0;
  double values = 0.0;
  outlier_tail low{}, high{};

  /// A value is an outlier below the first or above the second of these; infinite where none is.
  struct limits {
    double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  };

  outlier_tails() = default;
  explicit outlier_tails(const ecdf& of);

  /// There are different values.
  [[nodiscard]] bool known() const noexcept { return std::max(low.farthest, high.farthest) > 0; }
  /// How far x is from the median, in halves.
  [[nodiscard]] double distance(double x) const noexcept { return std::abs(0.5 * x - 0.5 * median); }
  /// The distance that is the limit of a side: a false alarm of either side in `arl` values, half of them for each. A
  /// side without values takes the other's.
  [[nodiscard]] double reach(bool upper, double arl) const noexcept {
    const outlier_tail &own = upper ? high : low, &other = upper ? low : high;
    return (own.farthest > 0 ? own : other).limit(2.0 * arl, values);
  }
  [[nodiscard]] limits limits_for(double arl) const noexcept {
    // A limit that no double exceeds becomes infinite.
    const auto at = [&](double d) { return 2.0 * (0.5 * median + d); };
    return {at(-reach(false, arl)), at(reach(true, arl))};
  }

  friend bool operator==(const outlier_tails&, const outlier_tails&) = default;

 private:
  /// `count` values at distances from `near` to `far`: equal ones, or such of which only this is known.
  struct piece {
    double near, far, count;
  };
  static outlier_tail fit(std::vector<piece>& inwards, double values);
  static double mean_log(const piece& p) noexcept;
};

/// Of values spread evenly over the piece: the mean of their logarithms.
inline double outlier_tails::mean_log(const piece& p) noexcept {
  const double width = p.far - p.near;
  if (!(width > 1e-6 * p.far)) return portable_log(p.far);
  const double near = p.near > 0 ? p.near / p.far * portable_log(p.near / p.far) : 0.0;
  return portable_log(p.far) - near * (p.far / width) - 1.0;
}

/// Pieces from the farthest one inwards.
inline outlier_tail outlier_tails::fit(std::vector<piece>& inwards, double values) {
  outlier_tail found;
  if (inwards.empty()) return found;
  found.from = found.farthest = inwards.front().far;
  // The square root: so few that the tail is far out, so many that it is known. A 256th at least: of long references only
  // every 16,000th part is kept, and a fit needs some dozens of those.
  const double wanted = std::max({10.0, std::sqrt(values), values / 256.0});
  double beyond = 0.0, logs = 0.0, quarter = 0.0;
  for (std::size_t i = 0; i < inwards.size(); ++i) {
    beyond += inwards[i].count;
    logs += inwards[i].count * mean_log(inwards[i]);
    const double from = i + 1 < inwards.size() ? inwards[i + 1].far : inwards[i].near;
    if (!(from > 0) || !(from < inwards[i].far)) continue;
    const double index = std::max(0.0, logs / beyond - portable_log(from));
    if (quarter == 0.0 && 4.0 * beyond >= wanted) quarter = index;
    found = {.from = from, .index = std::max(index, quarter), .beyond = beyond, .farthest = found.farthest};
    if (beyond >= wanted) break;
  }
  return found;
}

inline outlier_tails::outlier_tails(const ecdf& of) : values{static_cast<double>(of.size())} {
  if (of.size() == 0) return;
  const std::uint64_t middle = (std::uint64_t{of.size()} + 1) / 2;
  std::uint64_t through = 0;
  of.for_each_point([&](double value, std::uint32_t between, std::uint32_t at) {
    if (through < middle) median = value;
    through += std::uint64_t{between} + at;
  });
  std::vector<piece> below, above;
  double before = median;
  of.for_each_point([&](double value, std::uint32_t between, std::uint32_t at) {
    const double gap = between, atom = at;
    if (value <= median) {
      if (between > 0) below.push_back({distance(value), distance(before), gap});
      if (value < median) below.push_back({distance(value), distance(value), atom});
    } else {
      if (between > 0) above.push_back({distance(before), distance(value), gap});
      above.push_back({distance(value), distance(value), atom});
    }
    before = value;
  });
  std::reverse(above.begin(), above.end());
  low = fit(below, values);
  high = fit(above, values);
}

}  // namespace tepid::inline v0
