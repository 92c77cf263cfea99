// src/tables/number_kernel.cpp - sixteen characters to a number, for every target.
#include "tables/number_kernel.hpp"

#include "tables/number_cells_reference.hpp"

#if TEPID_SIMD
#include "kernels/highway.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tables/number_kernel.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tepid::inline v0::tables {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128

std::size_t read_numbers(const number_cells& cells, double* out, std::uint32_t* others) {
  return reference_numbers(cells, out, others);
}

#else

namespace hn = hwy::HWY_NAMESPACE;

/// The value of sixteen digits: of pairs, fours, eights, all.
HWY_INLINE std::uint64_t value_of(hn::Vec<hn::Full128<std::uint8_t>> digits) {
  const hn::Full128<std::uint16_t> d2;
  const hn::Full128<std::uint32_t> d4;
  const hn::Full128<std::uint64_t> d8;
  const auto ones = hn::BitCast(d2, digits);  // little-endian: the more significant digit is in the lower byte
  const auto pairs = hn::Add(hn::Mul(hn::And(ones, hn::Set(d2, 0xff)), hn::Set(d2, 10)), hn::ShiftRight<8>(ones));
  const auto low_pairs = hn::ShiftRight<16>(hn::BitCast(d4, pairs));
  const auto fours = hn::Add(hn::BitCast(d4, hn::Mul(pairs, hn::BitCast(d2, hn::Set(d4, 100)))), low_pairs);
  const auto low_fours = hn::ShiftRight<32>(hn::BitCast(d8, fours));
  const auto eights = hn::Add(hn::MulEven(fours, hn::Set(d4, 10'000)), low_fours);
  return hn::GetLane(eights) * 100'000'000 + hn::ExtractLane(eights, 1);
}

HWY_INLINE std::uint32_t bits_of_mask(hn::Mask<hn::Full128<std::uint8_t>> m) {
  std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(hn::Full128<std::uint8_t>{}, m, bytes);
  return bytes[0] | std::uint32_t{bytes[1]} << 8;
}

std::size_t read_numbers(const number_cells& cells, double* out, std::uint32_t* others) {
  const hn::Full128<std::uint8_t> d;
  const auto point_sign = hn::Set(d, static_cast<std::uint8_t>(cells.point));
  std::size_t rest = 0;
  const std::uint32_t* ends = cells.ends;
  for (std::size_t i = 0; i < cells.count; ++i, ends += cells.stride) {
    const std::uint32_t begin = ends[0] + 1;
    const std::uint32_t end = ends[1] - (cells.last && cells.text[ends[1] - 1] == '\r' ? 1 : 0);
    const char* at = cells.text + begin;
    const std::uint32_t negative = *at == '-' ? 1 : 0;
    const std::uint32_t size = end - begin - negative;  // a CR in front of an empty cell's place: very large
    const auto text = hn::LoadU(d, reinterpret_cast<const std::uint8_t*>(at + negative));
    const auto digits = hn::Sub(text, hn::Set(d, '0'));
    const std::uint32_t all = size <= 16 ? (1u << size) - 1 : 0;
    const std::uint32_t points = bits_of_mask(hn::Eq(text, point_sign)) & all;
    const std::uint32_t no_digits = ~bits_of_mask(hn::Eq(digits, hn::Min(digits, hn::Set(d, 9)))) & all;
    const std::uint32_t point = points != 0 ? static_cast<std::uint32_t>(std::countr_zero(points)) : size;
    // One point at most, nothing else that is no digit, and a digit.
    const bool plain = no_digits == points && (points & (points - 1)) == 0 && (all & ~points) != 0;
    if (!plain) [[unlikely]] {
      others[rest++] = static_cast<std::uint32_t>(i);
      continue;
    }
    const auto order = hn::Load(d, digit_order.at(size, point));
    const std::uint64_t value = value_of(hn::TableLookupBytesOr0(digits, order));
    if (value > std::uint64_t{1} << 53) [[unlikely]] {
      others[rest++] = static_cast<std::uint32_t>(i);
      continue;
    }
    out[i] = signed_number(value, size - point - (points != 0 ? 1 : 0), negative);
  }
  return rest;
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace tepid::inline v0::tables
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tepid::inline v0::tables {
namespace {
HWY_EXPORT(read_numbers);
}
numbers_kernel_t numbers_kernel(kernels::target on) noexcept {
  return kernels::pick(HWY_DISPATCH_TABLE(read_numbers), on.id);
}
}  // namespace tepid::inline v0::tables
#endif

#else

namespace tepid::inline v0::tables {
numbers_kernel_t numbers_kernel(kernels::target) noexcept { return &reference_numbers; }
}  // namespace tepid::inline v0::tables

#endif
