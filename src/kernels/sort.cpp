// kernels/sort.cpp - sorting, and taking out what is not finite, for every target.
//
// Every vector target sorts by Highway's library, which chooses the instruction set itself: the order of numbers has
// the same bits whatever it chooses, and its templates compiled here were 2.5 to 6 times slower (gcc 12).
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include <tepid/kernels/array_reference.hpp>
#include <tepid/kernels/sort.hpp>

#if TEPID_SIMD
#include "kernels/highway.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/sort.cpp"
#include <hwy/foreach_target.h>

#include <hwy/contrib/sort/vqsort.h>
#include <hwy/highway.h>

#include "kernels/lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace tepid::inline v0::kernels {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128

void sort_finite(std::span<double> xs) { reference::sort(xs); }
std::size_t take_finite(std::span<const double> from, double* to) { return reference::copy_finite(from, to); }

#else

/// The bits of a double in an order of whole numbers, and back: what follows the sign of a negative one is turned over.
void turn_over_negative(std::span<double> xs) {
  const tag d;
  const hn::RebindToSigned<tag> signed_tag;
  const hn::RebindToUnsigned<tag> unsigned_tag;
  std::size_t at = 0;
  for (; at + lanes <= xs.size(); at += lanes) {
    const auto bits = hn::BitCast(signed_tag, hn::LoadU(d, xs.data() + at));
    const auto ones = hn::BitCast(unsigned_tag, hn::BroadcastSignBit(bits));
    const auto rest = hn::BitCast(signed_tag, hn::ShiftRight<1>(ones));
    hn::StoreU(hn::BitCast(d, hn::Xor(bits, rest)), d, xs.data() + at);
  }
  for (; at < xs.size(); ++at) {
    const auto bits = std::bit_cast<std::int64_t>(xs[at]);
    const auto rest = static_cast<std::int64_t>(static_cast<std::uint64_t>(bits >> 63) >> 1);
    xs[at] = std::bit_cast<double>(bits ^ rest);
  }
}

/// As whole numbers: of doubles the library (1.0.3) takes what is an epsilon less for the one before, which loses the order
/// of values that are nearer to each other, as 0.1 + 0.2 and 0.3 are, and of large ones.
void sort_finite(std::span<double> xs) {
  static_assert(sizeof(double) == sizeof(std::int64_t));
  turn_over_negative(xs);
  hwy::Sorter{}(reinterpret_cast<std::int64_t*>(xs.data()), xs.size(), hwy::SortAscending{});
  turn_over_negative(xs);
}

std::size_t take_finite(std::span<const double> from, double* to) {
  constexpr std::size_t block = 8 * lanes;
  const tag d;
  double* end = to;
  std::size_t at = 0;
  for (; at + block <= from.size(); at += block) {
    vector strange = hn::Zero(d);
    for (std::size_t i = 0; i < block; i += lanes) {
      const vector x = hn::LoadU(d, from.data() + at + i);
      hn::StoreU(x, d, end + i);
      strange = hn::Or(strange, strangeness(x));
    }
    if (HWY_LIKELY(hn::AllTrue(d, hn::Eq(strange, hn::Zero(d)))))
      end += block;
    else
      end += reference::copy_finite(from.subspan(at, block), end);
  }
  return static_cast<std::size_t>(end - to) + reference::copy_finite(from.subspan(at), end);
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace tepid::inline v0::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tepid::inline v0::kernels {
HWY_EXPORT(sort_finite);
HWY_EXPORT(take_finite);
sort_kernel_t sort_kernel(target on) noexcept { return pick(HWY_DISPATCH_TABLE(sort_finite), on.id); }
copy_finite_kernel_t copy_finite_kernel(target on) noexcept { return pick(HWY_DISPATCH_TABLE(take_finite), on.id); }
}  // namespace tepid::inline v0::kernels
#endif

#else

namespace tepid::inline v0::kernels {
sort_kernel_t sort_kernel(target) noexcept { return &reference::sort; }
copy_finite_kernel_t copy_finite_kernel(target) noexcept { return &reference::copy_finite; }
}  // namespace tepid::inline v0::kernels

#endif
