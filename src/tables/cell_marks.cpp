// src/tables/cell_marks.cpp - the bits of a stretch for every target.
#include "tables/cell_marks.hpp"

#include <algorithm>

#include "tables/plain_number.hpp"
#include "tables/stretch_bits.hpp"

#if TEPID_SIMD
#include "kernels/highway.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tables/cell_marks.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tepid::inline v0::tables {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128

void find_marks(const char* text, std::uint32_t from, std::size_t count, char delimiter, mark_progress& p) {
  reference_marks(text, from, count, delimiter, p);
}

#else

namespace hn = hwy::HWY_NAMESPACE;

void find_marks(const char* text, std::uint32_t from, std::size_t count, char delimiter, mark_progress& p) {
  const hn::CappedTag<std::uint8_t, mark_stretch> d;
  constexpr std::size_t bytes = HWY_MIN(HWY_LANES(std::uint8_t), mark_stretch);
  mark_progress now = p;
  for (; count > 0; --count, from += mark_stretch) {
    const auto* const at = reinterpret_cast<const std::uint8_t*>(text + from);
    stretch_bits b;
    for (std::size_t i = 0; i < mark_stretch; i += bytes) {
      const auto x = hn::LoadU(d, at + i);
      const auto add = [&](std::uint64_t& to, char c) {
        std::uint8_t found[8] = {};
        hn::StoreMaskBits(d, hn::Eq(x, hn::Set(d, static_cast<std::uint8_t>(c))), found);
        std::uint64_t bits;
        __builtin_memcpy(&bits, found, 8);
        to |= bits << (i % mark_stretch);
      };
      add(b.delimiters, delimiter);
      add(b.feeds, '\n');
      add(b.returns, '\r');
      add(b.quotes, '"');
      add(b.zeros, '\0');
    }
    take(b, from, at[mark_stretch] == '\n', now);
  }
  p = now;
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace tepid::inline v0::tables
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tepid::inline v0::tables {
namespace {
HWY_EXPORT(find_marks);
auto marks_kernel(kernels::target on) noexcept { return kernels::pick(HWY_DISPATCH_TABLE(find_marks), on.id); }
}  // namespace
}  // namespace tepid::inline v0::tables
#endif

#else

namespace tepid::inline v0::tables {
namespace {
auto marks_kernel(kernels::target) noexcept { return &reference_marks; }
}  // namespace
}  // namespace tepid::inline v0::tables

#endif

#if !TEPID_SIMD || HWY_ONCE

namespace tepid::inline v0::tables {

bool cell_marks::find(std::string_view text, char delimiter, kernels::target on) {
  const auto kernel = marks_kernel(on);
  // So many at once that room for a place a byte costs little.
  constexpr std::size_t together = 64;
  found_ = {};
  cells_.resize(std::max<std::size_t>(cells_.size(), 1));
  cells_[0] = ~std::uint32_t{0};
  found_.cells = 1;
  const auto make_room = [&](std::size_t bytes) {
    const auto more = [&](std::vector<std::uint32_t>& places, std::size_t used) {
      if (places.size() < used + bytes + mark_stretch) places.resize(2 * (used + bytes + mark_stretch));
      return places.data();
    };
    found_.cell_places = more(cells_, found_.cells);
    found_.row_places = more(rows_, found_.rows);
    found_.quote_places = more(quotes_, found_.quotes);
  };
  std::size_t at = 0;
  while (text.size() - at >= mark_stretch && !found_.strange) {
    const std::size_t count = std::min((text.size() - at) / mark_stretch, together);
    make_room(count * mark_stretch);
    kernel(text.data(), static_cast<std::uint32_t>(at), count, delimiter, found_);
    at += count * mark_stretch;
  }
  make_room(mark_stretch);
  take(bits_of(text.data() + at, text.size() - at < mark_stretch ? text.size() - at : 0, delimiter),
       static_cast<std::uint32_t>(at), false, found_);
  return !found_.strange;
}

}  // namespace tepid::inline v0::tables

#endif
