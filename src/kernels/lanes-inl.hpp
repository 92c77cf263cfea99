// kernels/lanes-inl.hpp - eight virtual lanes in as many vectors as a target needs. Included once for each target.
#if defined(TEPID_KERNELS_LANES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef TEPID_KERNELS_LANES_INL
#undef TEPID_KERNELS_LANES_INL
#else
#define TEPID_KERNELS_LANES_INL
#endif

#include <hwy/highway.h>

#include <bit>
#include <cstddef>
#include <cstdint>

#include <tepid/kernels/moments.hpp>

HWY_BEFORE_NAMESPACE();
namespace tepid::inline v0::kernels {
namespace HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128

namespace hn = hwy::HWY_NAMESPACE;
using tag = hn::CappedTag<double, virtual_lanes>;
using vector = hn::Vec<tag>;
using mask = hn::Mask<tag>;

inline constexpr std::size_t lanes = HWY_MIN(HWY_LANES(double), virtual_lanes);
inline constexpr std::size_t vectors_of_eight = virtual_lanes / lanes;

/// Calls each(v) for the vectors of eight lanes; unrolled.
template <class Each>
HWY_INLINE void for_vectors(const Each& each) {
  each(std::size_t{0});
  if constexpr (vectors_of_eight > 1) each(std::size_t{1});
  if constexpr (vectors_of_eight > 2) {
    each(std::size_t{2});
    each(std::size_t{3});
  }
}

/// 0 where x is finite, NaN elsewhere.
HWY_INLINE vector strangeness(vector x) { return hn::Sub(x, x); }

/// Where x is_missing().
HWY_INLINE mask missing_among(vector x) {
  const hn::RebindToUnsigned<tag> u;
  const auto mark = hn::Set(u, std::bit_cast<std::uint64_t>(missing_value) & 0xffff'ffff);
  const auto marked = hn::Eq(hn::And(hn::BitCast(u, x), hn::Set(u, 0xffff'ffff)), mark);
  return hn::And(hn::IsNaN(x), hn::RebindMask(tag{}, marked));
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace tepid::inline v0::kernels
HWY_AFTER_NAMESPACE();

#endif
