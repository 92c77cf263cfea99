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

/// portable_log of normal numbers above 0.
HWY_INLINE vector log_of(vector x) {
  const tag d;
  const hn::RebindToUnsigned<tag> du;
  const auto set = [&](double value) { return hn::Set(d, value); };
  const auto bits = hn::BitCast(du, x);
  // An exponent in the lowest bits of 2^52 is 2^52 plus it.
  const auto biased = hn::BitCast(d, hn::Or(hn::ShiftRight<52>(bits), hn::BitCast(du, set(0x1p52))));
  const auto fraction = hn::And(bits, hn::Set(du, std::uint64_t{0x000f'ffff'ffff'ffff}));
  vector m = hn::BitCast(d, hn::Or(fraction, hn::BitCast(du, set(1.0))));
  const mask large = hn::Gt(m, set(1.4142135623730951));
  m = hn::IfThenElse(large, hn::Mul(m, set(0.5)), m);
  const vector scale = hn::Add(hn::Sub(biased, set(0x1p52 + 1023)), hn::IfThenElseZero(large, set(1.0)));
  const vector f0 = hn::Sub(m, set(1.0)), f = hn::Div(f0, hn::Add(m, set(1.0))), s = hn::Mul(f, f);
  vector series = hn::Zero(d);
  for (int k = 25; k >= 3; k -= 2) series = hn::Mul(hn::Add(series, set(1.0 / k)), s);
  const vector low = hn::Mul(scale, set(log_parts::ln2_low));
  const vector rest = hn::Sub(hn::Mul(f, hn::Sub(f0, hn::Mul(set(2.0), series))), low);
  return hn::Add(hn::Mul(scale, set(log_parts::ln2_high)), hn::Sub(f0, rest));
}

/// Normal scores of probabilities beyond the middle, at these places; `count` may be any.
HWY_INLINE void score_tails(double* ps, const std::uint16_t* places, std::size_t count) {
  const tag d;
  const auto set = [&](double value) { return hn::Set(d, value); };
  alignas(64) double p[lanes], z[lanes];
  for (std::size_t at = 0; at < count; at += lanes) {
    const std::size_t n = HWY_MIN(lanes, count - at);
    for (std::size_t k = 0; k < lanes; ++k) p[k] = k < n ? ps[places[at + k]] : 0.01;
    const vector given = hn::Load(d, p);
    const mask lower = hn::Lt(given, set(0.5));
    const vector tail = hn::IfThenElse(lower, given, hn::Sub(set(1.0), given));
    const vector root = hn::Sqrt(hn::Neg(log_of(tail)));
    const vector r = hn::Sub(root, set(normal_tail_near::shift));
    const vector size = hn::Div(polynomial(normal_tail_near::a, r), polynomial(normal_tail_near::b, r));
    hn::Store(hn::IfThenElse(lower, hn::Neg(size), size), d, z);
    const bool near = hn::AllTrue(d, hn::Le(root, set(normal_tail_near::most)));
    for (std::size_t k = 0; k < n; ++k) ps[places[at + k]] = near ? z[k] : normal_quantile(p[k]);
  }
}

/// normal_quantile, to the bit: its middle where the values stand, the tails put together.
HWY_INLINE void score(std::span<double> ps) {
  const tag d;
  const vector half = hn::Set(d, 0.5), edge = hn::Set(d, normal_middle::edge);
  constexpr std::size_t most = 256;
  std::uint16_t places[most];
  for (; !ps.empty(); ps = ps.subspan(HWY_MIN(most, ps.size()))) {
    const std::size_t size = HWY_MIN(most, ps.size());
    std::size_t at = 0, tails = 0;
    for (; at + lanes <= size; at += lanes) {
      const vector p = hn::LoadU(d, ps.data() + at), q = hn::Sub(p, half);
      const vector r = hn::Sub(hn::Set(d, normal_middle::square), hn::Mul(q, q));
      const vector z = hn::Div(hn::Mul(q, polynomial(normal_middle::a, r)), polynomial(normal_middle::b, r));
      const mask middle = hn::Le(hn::Abs(q), edge);
      hn::StoreU(hn::IfThenElse(middle, z, p), d, ps.data() + at);
      std::uint8_t beyond[8] = {};
      hn::StoreMaskBits(d, hn::Not(middle), beyond);
      for (unsigned bits = beyond[0]; bits != 0; bits &= bits - 1)
        places[tails++] = static_cast<std::uint16_t>(at + static_cast<std::size_t>(std::countr_zero(bits)));
    }
    score_tails(ps.data(), places, tails);
    for (; at < size; ++at) ps[at] = normal_quantile(ps[at]);
  }
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
