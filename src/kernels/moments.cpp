// kernels/moments.cpp - power sums and extremes of an array for every target.
#include <tepid/kernels/array_reference.hpp>
#include <tepid/kernels/moments.hpp>

#if TEPID_SIMD
#include "kernels/highway.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/moments.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

#include "kernels/lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace tepid::inline v0::kernels {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128

power_sums sum_powers(std::span<const double> xs, double shift) { return reference::power_sums_of(xs, shift); }
extremes find_extremes(std::span<const double> xs) { return reference::extremes_of(xs); }

#else

/// Values between two looks at whether all were finite. Small enough to be in the first-level cache for a second try.
inline constexpr std::size_t trusted = 1024;

/// The state of the eight lanes in vectors.
struct power_vectors {
  vector sum[4][vectors_of_eight], low[vectors_of_eight], high[vectors_of_eight];
  vector not_finite[non_finite_kinds];  ///< How many of each kind; of NaN all, missing ones too.

  HWY_INLINE explicit power_vectors(const reference::power_lanes& from) {
    const tag d;
    for_vectors([&](std::size_t v) {
      for (std::size_t p = 0; p < 4; ++p) sum[p][v] = hn::LoadU(d, from.sum[p].data() + v * lanes);
      low[v] = hn::Set(d, from.range.low);
      high[v] = hn::Set(d, from.range.high);
    });
    for (vector& count : not_finite) count = hn::Zero(d);
  }

  /// Eight values. With `refuse`, what is not finite changes nothing and is counted; without, all_finite() tells of it.
  template <bool refuse>
  HWY_INLINE void take(const double* xs, vector shift) {
    const tag d;
    for_vectors([&](std::size_t v) {
      const vector x = hn::LoadU(d, xs + v * lanes);
      vector distance = hn::Sub(x, shift), least = x, most = x;
      if constexpr (refuse) {
        const mask finite = hn::Eq(strangeness(x), hn::Zero(d));
        const vector none = hn::Set(d, std::numeric_limits<double>::infinity());
        const auto count = [&](non_finite kind, mask where) {
          vector& n = not_finite[static_cast<std::size_t>(kind)];
          n = hn::Add(n, hn::IfThenElseZero(where, hn::Set(d, 1.0)));
        };
        count(non_finite::missing, missing_among(x));
        count(non_finite::nan, hn::IsNaN(x));
        count(non_finite::negative_infinity, hn::Eq(x, hn::Neg(none)));
        count(non_finite::positive_infinity, hn::Eq(x, none));
        distance = hn::IfThenElseZero(finite, distance);
        least = hn::IfThenElse(finite, x, none);
        most = hn::IfThenElse(finite, x, hn::Neg(none));
      }
      const vector squared = hn::Mul(distance, distance);
      sum[0][v] = hn::Add(sum[0][v], distance);
      sum[1][v] = hn::Add(sum[1][v], squared);
      sum[2][v] = hn::Add(sum[2][v], hn::Mul(squared, distance));
      sum[3][v] = hn::Add(sum[3][v], hn::Mul(squared, squared));
      low[v] = hn::Min(low[v], least);
      high[v] = hn::Max(high[v], most);
    });
  }

  /// A value that was not finite leaves its lane's first sum not finite for good.
  HWY_INLINE bool all_finite() const {
    const tag d;
    vector strange = strangeness(sum[0][0]);
    for (std::size_t v = 1; v < vectors_of_eight; ++v) strange = hn::Or(strange, strangeness(sum[0][v]));
    return hn::AllTrue(d, hn::Eq(strange, hn::Zero(d)));
  }

  HWY_INLINE void store(reference::power_lanes& to) const {
    const tag d;
    for_vectors([&](std::size_t v) {
      for (std::size_t p = 0; p < 4; ++p) hn::StoreU(sum[p][v], d, to.sum[p].data() + v * lanes);
      to.range.low = std::min(to.range.low, hn::GetLane(hn::MinOfLanes(d, low[v])));
      to.range.high = std::max(to.range.high, hn::GetLane(hn::MaxOfLanes(d, high[v])));
    });
    const auto counted = [&](non_finite kind) {
      return static_cast<std::uint64_t>(hn::GetLane(hn::SumOfLanes(d, not_finite[static_cast<std::size_t>(kind)])));
    };
    const std::uint64_t missing = counted(non_finite::missing);
    to.not_finite += {missing, counted(non_finite::nan) - missing, counted(non_finite::negative_infinity),
                      counted(non_finite::positive_infinity)};
  }
};

/// Takes `count` values, a multiple of eight. Without `refuse` it takes none and returns false if one was not finite.
template <bool refuse>
HWY_INLINE bool walk_powers(reference::power_lanes& state, const double* xs, std::size_t count, double shift) {
  const vector shifts = hn::Set(tag{}, shift);
  power_vectors sums{state};
  for (std::size_t i = 0; i < count; i += virtual_lanes) sums.template take<refuse>(xs + i, shifts);
  if (!refuse && HWY_UNLIKELY(!sums.all_finite())) return false;
  sums.store(state);
  return true;
}

power_sums sum_powers(std::span<const double> xs, double shift) {
  reference::power_lanes state;
  const std::size_t whole = xs.size() / virtual_lanes * virtual_lanes;
  std::size_t at = 0;
  while (at < whole) {
    const std::size_t count = std::min(trusted, whole - at);
    if (!walk_powers<false>(state, xs.data() + at, count, shift)) walk_powers<true>(state, xs.data() + at, count, shift);
    at += count;
  }
  for (; at < xs.size(); ++at) state.take(at % virtual_lanes, xs[at], shift);
  return state.combined(xs.size(), shift);
}

extremes find_extremes(std::span<const double> xs) {
  const tag d;
  constexpr std::size_t step = 4 * lanes;
  const double none = std::numeric_limits<double>::infinity();
  extremes all;
  std::size_t at = 0;
  while (at + step <= xs.size()) {
    const std::size_t stop = at + std::min(trusted, (xs.size() - at) / step * step);
    vector low[4], high[4], strange[4];
    for (std::size_t v = 0; v < 4; ++v) {
      low[v] = hn::Set(d, none);
      high[v] = hn::Set(d, -none);
      strange[v] = hn::Zero(d);
    }
    for (std::size_t i = at; i < stop; i += step)
      for (std::size_t v = 0; v < 4; ++v) {
        const vector x = hn::LoadU(d, xs.data() + i + v * lanes);
        low[v] = hn::Min(low[v], x);
        high[v] = hn::Max(high[v], x);
        strange[v] = hn::Or(strange[v], strangeness(x));
      }
    const vector any = hn::Or(hn::Or(strange[0], strange[1]), hn::Or(strange[2], strange[3]));
    if (HWY_LIKELY(hn::AllTrue(d, hn::Eq(any, hn::Zero(d))))) {
      const vector least = hn::Min(hn::Min(low[0], low[1]), hn::Min(low[2], low[3]));
      const vector most = hn::Max(hn::Max(high[0], high[1]), hn::Max(high[2], high[3]));
      all.low = std::min(all.low, hn::GetLane(hn::MinOfLanes(d, least)));
      all.high = std::max(all.high, hn::GetLane(hn::MaxOfLanes(d, most)));
    } else {
      // Again, with what is not finite replaced by what changes nothing.
      vector least = hn::Set(d, none), most = hn::Set(d, -none);
      for (std::size_t i = at; i < stop; i += lanes) {
        const vector x = hn::LoadU(d, xs.data() + i);
        const mask finite = hn::Eq(strangeness(x), hn::Zero(d));
        least = hn::Min(least, hn::IfThenElse(finite, x, hn::Set(d, none)));
        most = hn::Max(most, hn::IfThenElse(finite, x, hn::Set(d, -none)));
      }
      all.low = std::min(all.low, hn::GetLane(hn::MinOfLanes(d, least)));
      all.high = std::max(all.high, hn::GetLane(hn::MaxOfLanes(d, most)));
    }
    at = stop;
  }
  const extremes rest = reference::extremes_of(xs.subspan(at));
  return {std::min(all.low, rest.low) + 0.0, std::max(all.high, rest.high) + 0.0};
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace tepid::inline v0::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tepid::inline v0::kernels {
HWY_EXPORT(sum_powers);
HWY_EXPORT(find_extremes);
power_sums_kernel_t power_sums_kernel(target on) noexcept { return pick(HWY_DISPATCH_TABLE(sum_powers), on.id); }
extremes_kernel_t extremes_kernel(target on) noexcept { return pick(HWY_DISPATCH_TABLE(find_extremes), on.id); }
}  // namespace tepid::inline v0::kernels
#endif

#else

namespace tepid::inline v0::kernels {
power_sums_kernel_t power_sums_kernel(target) noexcept { return &reference::power_sums_of; }
extremes_kernel_t extremes_kernel(target) noexcept { return &reference::extremes_of; }
}  // namespace tepid::inline v0::kernels

#endif
