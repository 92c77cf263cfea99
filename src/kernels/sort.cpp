// kernels/sort.cpp - sorting, and taking out what is not finite, for every target.
//
// Every vector target sorts by Highway's library, which chooses the instruction set itself: the order of numbers has
// the same bits whatever it chooses, and its templates compiled here were 2.5 to 6 times slower (gcc 12).
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

void sort_finite(std::span<double> xs) { hwy::Sorter{}(xs.data(), xs.size(), hwy::SortAscending{}); }

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
