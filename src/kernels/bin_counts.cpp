// kernels/bin_counts.cpp - the counting of values in cells for every target.
#include <tepid/kernels/array_reference.hpp>
#include <tepid/kernels/bin_counts.hpp>

#if TEPID_SIMD
#include "kernels/highway.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/bin_counts.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

#include "kernels/lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace tepid::inline v0::kernels {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128

void count_cells(const bin_cells& c, std::span<const double> xs, std::uint32_t* slots) {
  reference::count_cells(c, xs, slots);
}

#else

/// The slots of one vector of values.
struct slot_finder {
  using bits = hn::RebindToUnsigned<tag>;
  const bin_cells& c;
  const vector low, high, origin, scale, last, to_whole;

  HWY_INLINE explicit slot_finder(const bin_cells& cells)
      : c{cells},
        low{hn::Set(tag{}, cells.low)},
        high{hn::Set(tag{}, cells.high)},
        origin{hn::Set(tag{}, cells.origin)},
        scale{hn::Set(tag{}, cells.scale)},
        last{hn::Set(tag{}, static_cast<double>(cells.cells) - 1.0)},
        to_whole{hn::Set(tag{}, bin_cells::to_whole)} {}

  HWY_INLINE void find(const double* xs, std::uint64_t* to) const {
    const tag d;
    const bits u;
    const hn::RebindToSigned<tag> i;
    const vector x = hn::LoadU(d, xs), zero = hn::Zero(d);
    const vector at = hn::Mul(hn::Sub(x, origin), scale);
    const mask within = hn::And(hn::Ge(x, low), hn::Le(x, high));
    // Whatever is not within the range gets a cell too; it is overruled below.
    const vector place = hn::Add(hn::IfThenElseZero(hn::Gt(at, zero), hn::Min(at, last)), to_whole);
    const auto cell = hn::And(hn::BitCast(u, place), hn::Set(u, 0xffff'ffff));
    const vector cut = hn::GatherIndex(d, c.cut, hn::BitCast(i, cell));
    const auto right = hn::IfThenElseZero(hn::RebindMask(u, hn::Gt(x, cut)), hn::Set(u, 1));
    auto slot = hn::Add(hn::Add(cell, cell), right);
    if (HWY_UNLIKELY(!hn::AllTrue(d, within))) {
      const auto slot_of = [&](std::uint32_t s) { return hn::Set(u, s); };
      slot = hn::IfThenElse(hn::RebindMask(u, hn::Lt(x, low)), slot_of(c.below()), slot);
      slot = hn::IfThenElse(hn::RebindMask(u, hn::Gt(x, high)), slot_of(c.above()), slot);
      if (HWY_UNLIKELY(!hn::AllTrue(d, hn::Eq(strangeness(x), zero)))) {
        const auto put = [&](mask where, non_finite kind) {
          slot = hn::IfThenElse(hn::RebindMask(u, where), slot_of(c.not_finite(kind)), slot);
        };
        const vector infinity = hn::Set(d, std::numeric_limits<double>::infinity());
        put(hn::Eq(x, hn::Neg(infinity)), non_finite::negative_infinity);
        put(hn::Eq(x, infinity), non_finite::positive_infinity);
        put(hn::IsNaN(x), non_finite::nan);
        put(missing_among(x), non_finite::missing);
      }
    }
    hn::Store(slot, u, to);
  }
};

void count_cells(const bin_cells& c, std::span<const double> xs, std::uint32_t* slots) {
  // Slots of one block, while the next block's are on their way through the vector units.
  constexpr std::size_t block = 64;
  HWY_ALIGN std::uint64_t slot[block];
  const slot_finder finder{c};
  std::uint32_t* const even = slots;
  std::uint32_t* const odd = slots + c.slots();
  std::size_t at = 0;
  for (; at + block <= xs.size(); at += block) {
    for (std::size_t i = 0; i < block; i += lanes) finder.find(xs.data() + at + i, slot + i);
    for (std::size_t i = 0; i < block; i += 2) {
      ++even[slot[i]];
      ++odd[slot[i + 1]];
    }
  }
  reference::count_cells(c, xs.subspan(at), slots);
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace tepid::inline v0::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tepid::inline v0::kernels {
HWY_EXPORT(count_cells);
bin_cells_kernel_t bin_cells_kernel(target on) noexcept { return pick(HWY_DISPATCH_TABLE(count_cells), on.id); }
}  // namespace tepid::inline v0::kernels
#endif

#else

namespace tepid::inline v0::kernels {
bin_cells_kernel_t bin_cells_kernel(target) noexcept { return &reference::count_cells; }
}  // namespace tepid::inline v0::kernels

#endif
