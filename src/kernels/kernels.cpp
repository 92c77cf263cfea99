// kernels/kernels.cpp - every kernel for every target, and how one is found.
//
// A kernel NAME is a header tepid/kernels/NAME.hpp, its scalar reference in reference.hpp, a struct NAME_tile in
// NAME.inl, and its place in the two lists here. Highway includes this file once for each target.
#include <tepid/kernels/reference.hpp>

#undef TEPID_EACH_KERNEL
#define TEPID_EACH_KERNEL(DO) DO(cusum) DO(ewma) DO(ewma_bank) DO(page_hinkley) DO(shewhart)

#if TEPID_SIMD
#include "kernels/highway.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/kernels.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

#include "kernels/tiles-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace tepid::inline v0::kernels {
namespace HWY_NAMESPACE {

#undef TEPID_ROWS
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128

#define TEPID_ROWS(name) \
  bool name##_rows(const block& b, const name##_constants& c) { return reference::name(b, c); }

#else

#include "kernels/cusum.inl"
#include "kernels/ewma.inl"
#include "kernels/ewma_bank.inl"
#include "kernels/page_hinkley.inl"
#include "kernels/shewhart.inl"

#define TEPID_ROWS(name) \
  bool name##_rows(const block& b, const name##_constants& c) { return for_each_tile<name##_tile>(b, c); }

#endif

TEPID_EACH_KERNEL(TEPID_ROWS)

}  // namespace HWY_NAMESPACE
}  // namespace tepid::inline v0::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tepid::inline v0::kernels {

#define TEPID_FIND(name)   \
  HWY_EXPORT(name##_rows); \
  kernel<name##_constants> name##_kernel(target on) noexcept { return pick(HWY_DISPATCH_TABLE(name##_rows), on.id); }
TEPID_EACH_KERNEL(TEPID_FIND)

}  // namespace tepid::inline v0::kernels
#endif

#else

namespace tepid::inline v0::kernels {

#define TEPID_FIND(name) \
  kernel<name##_constants> name##_kernel(target) noexcept { return &reference::name; }
TEPID_EACH_KERNEL(TEPID_FIND)

}  // namespace tepid::inline v0::kernels

#endif
