// kernels/rows.cpp - squared distances and Fourier features of rows for every target.
#include <tepid/kernels/array_reference.hpp>
#include <tepid/kernels/rows.hpp>

#if TEPID_SIMD
#include "kernels/highway.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/rows.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

#include "kernels/lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace tepid::inline v0::kernels {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128

void pairwise_rows(const row_block& a, const row_block& b, double* squared) { reference::pairwise(a, b, squared); }
void fourier_rows(const row_block& x, const fourier_map& map, double* out) { reference::fourier(x, map, out); }

#else

/// Rows of `a` that are worked on together, so that one load of `b` serves them all.
inline constexpr std::size_t together = 4;
/// Coordinates in one go, so that the turned rows of `b` stay in the first-level cache.
inline constexpr std::size_t chunk = 256;

/// Distances of `count` rows of a from i on to the rows of b from j on that are in `turned`, over `width` coordinates
/// from k on. Sums go on from `squared` unless k is 0.
template <std::size_t count>
HWY_INLINE void tile_distances(const row_block& a, std::size_t i, std::size_t k, std::size_t width, const double* turned,
                               double* squared, std::size_t stride) {
  const tag d;
  vector sum[count][2];
  for (std::size_t r = 0; r < count; ++r)
    for (std::size_t v = 0; v < 2; ++v)
      sum[r][v] = k == 0 ? hn::Zero(d) : hn::LoadU(d, squared + r * stride + v * lanes);
  for (std::size_t c = 0; c < width; ++c) {
    const vector b0 = hn::Load(d, turned + 2 * c * lanes), b1 = hn::Load(d, turned + (2 * c + 1) * lanes);
    for (std::size_t r = 0; r < count; ++r) {
      const vector x = hn::Set(d, a.row(i + r)[k + c]);
      const vector d0 = hn::Sub(x, b0), d1 = hn::Sub(x, b1);
      sum[r][0] = hn::Add(sum[r][0], hn::Mul(d0, d0));
      sum[r][1] = hn::Add(sum[r][1], hn::Mul(d1, d1));
    }
  }
  for (std::size_t r = 0; r < count; ++r)
    for (std::size_t v = 0; v < 2; ++v) hn::StoreU(sum[r][v], d, squared + r * stride + v * lanes);
}

void pairwise_rows(const row_block& a, const row_block& b, double* squared) {
  constexpr std::size_t across = 2 * lanes;
  HWY_ALIGN double turned[chunk * across];
  std::size_t j = 0;
  for (; a.width > 0 && j + across <= b.rows; j += across)
    for (std::size_t k = 0; k < a.width; k += chunk) {
      const std::size_t width = std::min(chunk, a.width - k);
      for (std::size_t lane = 0; lane < across; ++lane)
        for (std::size_t c = 0; c < width; ++c) turned[c * across + lane] = b.row(j + lane)[k + c];
      std::size_t i = 0;
      for (; i + together <= a.rows; i += together)
        tile_distances<together>(a, i, k, width, turned, squared + i * b.rows + j, b.rows);
      for (; i < a.rows; ++i) tile_distances<1>(a, i, k, width, turned, squared + i * b.rows + j, b.rows);
    }
  reference::pairwise_from(a, b, squared, j);
}

/// portable_cos, step by step.
HWY_INLINE vector cosine_of(vector x) {
  const tag d;
  const hn::RebindToUnsigned<tag> u;
  const vector half = hn::Set(d, 0.5), to_whole = hn::Set(d, cosine::to_whole);
  const vector shifted = hn::Add(hn::Sub(hn::Mul(x, hn::Set(d, cosine::inverse_pi)), half), to_whole);
  const vector q = hn::Add(hn::Mul(hn::Set(d, 2.0), hn::Sub(shifted, to_whole)), hn::Set(d, 1.0));
  const vector second = hn::Mul(q, hn::Set(d, cosine::half_pi_2)), third = hn::Mul(q, hn::Set(d, cosine::half_pi_3));
  const vector first = hn::Sub(x, hn::Mul(q, hn::Set(d, cosine::half_pi_1)));
  const vector rest = hn::Sub(first, second);
  const vector high = hn::Sub(rest, third);
  const vector low = hn::Add(hn::Sub(hn::Sub(rest, high), third), hn::Sub(hn::Sub(first, rest), second));
  const vector s = hn::Mul(high, high);
  vector sum = hn::Set(d, cosine::series.back());
  for (std::size_t k = cosine::series.size() - 1; k-- > 0;)
    sum = hn::Add(hn::Mul(sum, s), hn::Set(d, cosine::series[k]));
  const vector lost = hn::Sub(low, hn::Mul(low, hn::Mul(half, s)));
  const vector sine = hn::Add(high, hn::Add(hn::Mul(high, hn::Mul(s, sum)), lost));
  const auto sign = hn::ShiftLeft<63>(hn::Not(hn::BitCast(u, shifted)));
  const vector value = hn::BitCast(d, hn::Xor(hn::BitCast(u, sine), sign));
  const vector known = hn::IfThenElseZero(hn::Le(hn::Abs(x), hn::Set(d, cosine::most)), value);
  return hn::IfThenElse(hn::Eq(x, x), known, x);
}

void fourier_rows(const row_block& x, const fourier_map& map, double* out) {
  constexpr std::size_t across = 2 * lanes;
  const tag d;
  std::size_t f = 0;
  for (; f + across <= map.features; f += across)
    for (std::size_t i = 0; i < x.rows; ++i) {
      vector sum0 = hn::LoadU(d, map.phase + f), sum1 = hn::LoadU(d, map.phase + f + lanes);
      const double* weights = map.frequency + f;
      for (std::size_t k = 0; k < x.width; ++k, weights += map.features) {
        const vector value = hn::Set(d, x.row(i)[k]);
        sum0 = hn::Add(sum0, hn::Mul(value, hn::LoadU(d, weights)));
        sum1 = hn::Add(sum1, hn::Mul(value, hn::LoadU(d, weights + lanes)));
      }
      hn::StoreU(cosine_of(sum0), d, out + i * map.features + f);
      hn::StoreU(cosine_of(sum1), d, out + i * map.features + f + lanes);
    }
  reference::fourier_from(x, map, out, f);
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace tepid::inline v0::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tepid::inline v0::kernels {
HWY_EXPORT(pairwise_rows);
HWY_EXPORT(fourier_rows);
pairwise_kernel_t pairwise_kernel(target on) noexcept { return pick(HWY_DISPATCH_TABLE(pairwise_rows), on.id); }
fourier_kernel_t fourier_kernel(target on) noexcept { return pick(HWY_DISPATCH_TABLE(fourier_rows), on.id); }
}  // namespace tepid::inline v0::kernels
#endif

#else

namespace tepid::inline v0::kernels {
pairwise_kernel_t pairwise_kernel(target) noexcept { return &reference::pairwise; }
fourier_kernel_t fourier_kernel(target) noexcept { return &reference::fourier; }
}  // namespace tepid::inline v0::kernels

#endif
