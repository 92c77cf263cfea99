// kernels/page_hinkley.cpp - the Page-Hinkley kernel for every target.
#include <tepid/kernels/page_hinkley.hpp>
#include <tepid/kernels/reference.hpp>

#if TEPID_SIMD
#include "kernels/highway.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/page_hinkley.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

#include "kernels/tiles-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace tepid::inline v0::kernels {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128

bool page_hinkley_rows(const block& b, const page_hinkley_constants& c) { return reference::page_hinkley(b, c); }

#else

/// The constants in vectors. A side that does not count has `none` as its mask.
struct page_hinkley_shared {
  vector delta, alpha, min_samples;
  mask up, down;

  explicit HWY_INLINE page_hinkley_shared(const page_hinkley_constants& c) {
    const tag d;
    const vector zero = hn::Zero(d), one = hn::Set(d, 1.0);
    delta = hn::Set(d, c.delta);
    alpha = hn::Set(d, c.alpha);
    min_samples = hn::Set(d, c.min_samples);
    up = hn::Gt(c.up ? one : zero, zero);
    down = hn::Gt(c.down ? one : zero, zero);
  }
};

/// One side of one vector of features.
struct page_hinkley_side {
  vector sum, low, low_at;

  /// `deviation` has the sign of the side; lanes outside `taken` stay as they are. Returns the distance.
  template <bool careful>
  HWY_INLINE vector take(vector deviation, vector count, mask taken, const page_hinkley_shared& c) {
    const vector next = hn::Add(hn::Mul(c.alpha, sum), hn::Sub(deviation, c.delta));
    if constexpr (careful)
      sum = hn::IfThenElse(taken, next, sum);
    else
      sum = next;
    const mask lowest = hn::Lt(sum, low);  // never for a lane that stays: its sum is not below its minimum
    low_at = hn::IfThenElse(lowest, count, low_at);
    low = hn::IfThenElse(lowest, sum, low);
    return hn::Sub(sum, low);
  }
};

/// The state of one vector of features.
struct page_hinkley_lanes {
  vector count, origin, total, mean, inverse_sd, largest, strange;
  page_hinkley_side up, down;

  HWY_INLINE void load(const block& b, std::size_t f) {
    count = load_column(b.before, b.stride, 0, f);
    origin = load_column(b.before, b.stride, page_hinkley_origin, f);
    total = load_column(b.before, b.stride, page_hinkley_total, f);
    up.sum = load_column(b.before, b.stride, page_hinkley_up, f);
    down.sum = load_column(b.before, b.stride, page_hinkley_down, f);
    up.low = load_column(b.before, b.stride, page_hinkley_up_low, f);
    down.low = load_column(b.before, b.stride, page_hinkley_down_low, f);
    up.low_at = load_column(b.before, b.stride, page_hinkley_up_low_at, f);
    down.low_at = load_column(b.before, b.stride, page_hinkley_down_low_at, f);
    mean = load_column(b.mean, 0, 0, f);
    inverse_sd = load_column(b.inverse_sd, 0, 0, f);
    largest = strange = hn::Zero(tag{});
  }

  HWY_INLINE void store(const block& b, std::size_t f) const {
    store_column(count, b.after, b.stride, 0, f);
    store_column(origin, b.after, b.stride, page_hinkley_origin, f);
    store_column(total, b.after, b.stride, page_hinkley_total, f);
    store_column(up.sum, b.after, b.stride, page_hinkley_up, f);
    store_column(down.sum, b.after, b.stride, page_hinkley_down, f);
    store_column(up.low, b.after, b.stride, page_hinkley_up_low, f);
    store_column(down.low, b.after, b.stride, page_hinkley_down_low, f);
    store_column(up.low_at, b.after, b.stride, page_hinkley_up_low_at, f);
    store_column(down.low_at, b.after, b.stride, page_hinkley_down_low_at, f);
  }

  /// Takes one value a feature. `careful`: a lane whose value is not finite stays as it is, a first value becomes the
  /// origin, and there is no statistic before min_samples. Without, none of these may be needed; a value that is not
  /// finite makes nonsense of its lane and is remembered in `strange`.
  template <bool careful>
  HWY_INLINE void take(vector x, const page_hinkley_shared& c) {
    const tag d;
    const vector zero = hn::Zero(d), one = hn::Set(d, 1.0);
    const vector scaled = standardized(x, mean, inverse_sd);
    const mask taken = hn::Eq(strangeness(x), zero);
    if constexpr (careful) {
      count = hn::Add(count, hn::IfThenElseZero(taken, one));
      origin = hn::IfThenElse(hn::And(taken, hn::Eq(count, one)), scaled, origin);
    } else {
      strange = hn::Or(strange, strangeness(x));
      count = hn::Add(count, one);
    }
    const vector z = hn::Sub(scaled, origin);
    const vector next_total = hn::Add(total, z);
    if constexpr (careful)
      total = hn::IfThenElse(taken, next_total, total);
    else
      total = next_total;
    const vector deviation = hn::Sub(z, hn::Div(total, count));
    const vector rise = hn::IfThenElseZero(c.up, up.template take<careful>(deviation, count, taken, c));
    const vector fall = hn::IfThenElseZero(c.down, down.template take<careful>(hn::Neg(deviation), count, taken, c));
    vector distance = hn::Max(rise, fall);
    if constexpr (careful) distance = hn::IfThenElseZero(hn::And(taken, hn::Ge(count, c.min_samples)), distance);
    largest = hn::Max(largest, distance);
  }
};

struct page_hinkley_tile {
  static constexpr std::size_t vectors = 1;

  template <bool careful>
  static HWY_INLINE bool walk(const block& b, const page_hinkley_shared& c, const tile_rows& rows, std::size_t f,
                              bool& above) {
    const tag d;
    page_hinkley_lanes s;
    s.load(b, f);
    // The first value taken is then at least the second ever, and at least number min_samples.
    if (!careful && !hn::AllTrue(d, hn::Gt(s.count, hn::Zero(d)))) return false;
    if (!careful && !hn::AllTrue(d, hn::Ge(s.count, c.min_samples))) return false;
    const double* x = rows.first;
    for (std::size_t r = 0; r < rows.count; ++r, x += rows.step) s.template take<careful>(hn::LoadU(d, x), c);
    if (any_strange(s.strange)) return false;
    s.store(b, f);
    above = !hn::AllFalse(d, hn::Gt(s.largest, load_column(b.limit, 0, 0, f)));
    return true;
  }

  static HWY_INLINE bool run(const block& b, const page_hinkley_constants& c, const tile_rows& rows, std::size_t f) {
    const page_hinkley_shared shared{c};
    bool above = false;
    if (!walk<false>(b, shared, rows, f, above)) walk<true>(b, shared, rows, f, above);
    return above;
  }
};

bool page_hinkley_rows(const block& b, const page_hinkley_constants& c) {
  return for_each_tile<page_hinkley_tile>(b, c);
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace tepid::inline v0::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tepid::inline v0::kernels {
HWY_EXPORT(page_hinkley_rows);
kernel<page_hinkley_constants> page_hinkley_kernel(target on) noexcept {
  return pick(HWY_DISPATCH_TABLE(page_hinkley_rows), on.id);
}
}  // namespace tepid::inline v0::kernels
#endif

#else

namespace tepid::inline v0::kernels {
kernel<page_hinkley_constants> page_hinkley_kernel(target) noexcept { return &reference::page_hinkley; }
}  // namespace tepid::inline v0::kernels

#endif
