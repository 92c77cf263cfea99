// kernels/tiles-inl.hpp - walks a block in tiles of one vector of features. Included once for each target.
#if defined(TEPID_KERNELS_TILES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef TEPID_KERNELS_TILES_INL
#undef TEPID_KERNELS_TILES_INL
#else
#define TEPID_KERNELS_TILES_INL
#endif

#include <hwy/highway.h>

#include <cstddef>
#include <tepid/core/numeric.hpp>
#include <tepid/kernels/block.hpp>

HWY_BEFORE_NAMESPACE();
namespace tepid::inline v0::kernels {
namespace HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128

namespace hn = hwy::HWY_NAMESPACE;
using tag = hn::ScalableTag<double>;
using vector = hn::Vec<tag>;
using mask = hn::Mask<tag>;

inline constexpr std::size_t lanes = HWY_LANES(double);

/// The rows of one tile: `step` doubles from one row to the next.
struct tile_rows {
  const double* first;
  std::size_t step;
  std::size_t count;
};

/// (x - mean) * inverse_sd within +-standard_max, as tepid::standardize.
HWY_INLINE vector standardized(vector x, vector mean, vector inverse_sd) {
  const tag d;
  const vector z = hn::Mul(hn::Sub(x, mean), inverse_sd);
  return hn::Min(hn::Max(z, hn::Set(d, -standard_max)), hn::Set(d, standard_max));
}

/// 0 where x is finite, NaN elsewhere.
HWY_INLINE vector strangeness(vector x) { return hn::Sub(x, x); }
HWY_INLINE bool any_strange(vector strangeness) {
  const tag d;
  return !hn::AllTrue(d, hn::Eq(strangeness, hn::Zero(d)));
}

/// b where it is smaller than a; of two zeros a, whatever their signs.
HWY_INLINE vector smaller(vector a, vector b) {
#if HWY_ARCH_X86
  return hn::Min(b, a);  // gives the second of equal numbers
#else
  return hn::IfThenElse(hn::Lt(b, a), b, a);
#endif
}

/// b where it is above a, else a; of two zeros a, whatever their signs.
HWY_INLINE vector above(vector a, vector b) {
#if HWY_ARCH_X86
  return hn::Max(b, a);  // gives the second of equal numbers
#else
  return hn::IfThenElse(hn::Gt(b, a), b, a);
#endif
}

HWY_INLINE vector load_column(const double* columns, std::size_t stride, std::size_t column, std::size_t f) {
  return hn::Load(tag{}, columns + column * stride + f);
}
HWY_INLINE void store_column(vector v, double* columns, std::size_t stride, std::size_t column, std::size_t f) {
  hn::Store(v, tag{}, columns + column * stride + f);
}

/// Calls Tile::run(block, constants, rows, f) for each tile, one vector of features beginning with f; the last tile,
/// where it is not full, sees its rows with zeros behind them. True if any call returned true.
template <class Tile, class Constants>
HWY_INLINE bool for_each_tile(const block& b, const Constants& c) {
  static_assert(column_multiple % lanes == 0, "a tile must not reach past the padding");
  bool above = false;
  std::size_t f = 0;
  for (; f + lanes <= b.features; f += lanes) above |= Tile::run(b, c, {b.rows + f, b.features, b.row_count}, f);
  if (f < b.features) {
    HWY_ALIGN double rest[block_rows * lanes] = {};
    for (std::size_t r = 0; r < b.row_count; ++r)
      for (std::size_t i = f; i < b.features; ++i) rest[r * lanes + (i - f)] = b.rows[r * b.features + i];
    above |= Tile::run(b, c, {rest, lanes, b.row_count}, f);
  }
  return above;
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace tepid::inline v0::kernels
HWY_AFTER_NAMESPACE();

#endif
