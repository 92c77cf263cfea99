// kernels/replay.cpp - normal scores and their EWMAs for every target.
#include <bit>
#include <cstdint>

#include <tepid/kernels/replay.hpp>

#if TEPID_SIMD
#include "kernels/highway.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/replay.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

#include "kernels/lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace tepid::inline v0::kernels {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128

void replay(replay_lanes& l, std::span<double> probabilities) { reference::replay(l, probabilities); }

#else

template <std::size_t N>
HWY_INLINE vector polynomial(const double (&coefficients)[N], vector x) {
  const tag d;
  vector sum = hn::Set(d, coefficients[N - 1]);
  for (std::size_t i = N - 1; i-- > 0;) sum = hn::Add(hn::Mul(sum, x), hn::Set(d, coefficients[i]));
  return sum;
}

/// normal_quantile: its middle for whole vectors, the tails one by one.
HWY_INLINE void score(std::span<double> ps) {
  const tag d;
  const vector half = hn::Set(d, 0.5), edge = hn::Set(d, normal_middle::edge);
  std::size_t at = 0;
  for (; at + lanes <= ps.size(); at += lanes) {
    const vector p = hn::LoadU(d, ps.data() + at), q = hn::Sub(p, half);
    const vector r = hn::Sub(hn::Set(d, normal_middle::square), hn::Mul(q, q));
    const vector z = hn::Div(hn::Mul(q, polynomial(normal_middle::a, r)), polynomial(normal_middle::b, r));
    const mask middle = hn::Le(hn::Abs(q), edge);
    hn::StoreU(hn::IfThenElse(middle, z, p), d, ps.data() + at);
    if (hn::AllTrue(d, middle)) continue;
    std::uint8_t tails[8] = {};
    hn::StoreMaskBits(d, hn::Not(middle), tails);
    for (unsigned bits = tails[0]; bits != 0; bits &= bits - 1) {
      double& tail = ps[at + static_cast<std::size_t>(std::countr_zero(bits))];
      tail = normal_quantile(tail);
    }
  }
  for (; at < ps.size(); ++at) ps[at] = normal_quantile(ps[at]);
}

/// `Vectors` vectors of lanes from `from` on, in registers throughout.
template <std::size_t Vectors>
HWY_INLINE void walk(replay_lanes& l, std::span<const double> scores, std::size_t from) {
  const tag d;
  vector rate[Vectors], keep[Vectors], value[Vectors], largest[Vectors];
  for (std::size_t v = 0; v < Vectors; ++v) {
    const std::size_t at = from + v * lanes;
    rate[v] = hn::Load(d, l.rate.data() + at);
    keep[v] = hn::Load(d, l.keep.data() + at);
    value[v] = hn::Load(d, l.value.data() + at);
    largest[v] = hn::Load(d, l.largest.data() + at);
  }
  for (const double z : scores) {
    const vector score = hn::Set(d, z);
    for (std::size_t v = 0; v < Vectors; ++v) {
      value[v] = hn::Add(hn::Mul(value[v], keep[v]), hn::Mul(rate[v], score));
      largest[v] = hn::Max(largest[v], hn::Mul(value[v], value[v]));
    }
  }
  for (std::size_t v = 0; v < Vectors; ++v) {
    const std::size_t at = from + v * lanes;
    hn::Store(value[v], d, l.value.data() + at);
    hn::Store(largest[v], d, l.largest.data() + at);
  }
}

void replay(replay_lanes& l, std::span<double> probabilities) {
  score(probabilities);
  constexpr std::size_t together = 3;  // divides 24 / 8, 24 / 4 and 24 / 2; fits sixteen registers
  for (std::size_t at = 0; at < replay_lanes::size; at += together * lanes) walk<together>(l, probabilities, at);
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace tepid::inline v0::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tepid::inline v0::kernels {
HWY_EXPORT(replay);
replay_kernel_t replay_kernel(target on) noexcept { return pick(HWY_DISPATCH_TABLE(replay), on.id); }
}  // namespace tepid::inline v0::kernels
#endif

#else

namespace tepid::inline v0::kernels {
replay_kernel_t replay_kernel(target) noexcept { return &reference::replay; }
}  // namespace tepid::inline v0::kernels

#endif
