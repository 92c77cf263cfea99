// kernels/highway.hpp - which of Highway's targets tepid uses, and how one is picked. Included before Highway's
// headers.
//
// Highway compiles a kernel's file once for each target and HWY_EXPORT makes a table of the results. The entry is
// picked here, not by HWY_DYNAMIC_DISPATCH: that asks a switch of the whole process, which other users of Highway
// share.
#pragma once

// Vectors of unknown size cannot be members of a struct, as the kernels need.
#if TEPID_ONE_TARGET
// Of x86's instruction sets AVX2 alone (better ones have lower bits): a fifth to compile, and the same code.
#define HWY_DISABLED_TARGETS \
  ((HWY_AVX2 - 1) | HWY_SSE4 | HWY_SSSE3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#else
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#endif
#include <hwy/targets.h>

#include <cstddef>
#include <cstdint>

namespace tepid::inline v0::kernels {

/// Highway's targets without vectors: the kernels there are the scalar reference.
inline constexpr std::int64_t targets_without_vectors = HWY_SCALAR | HWY_EMU128;

/// The function for target `id` (0: the reference) from a table made by HWY_EXPORT.
template <class Function, std::size_t N>
Function pick(Function const (&table)[N], std::int64_t id) noexcept {
  if constexpr (N == 1)
    return table[0];
  else
    return table[hwy::Num0BitsBelowLS1Bit_Nonzero64(
        static_cast<std::uint64_t>(HWY_CHOSEN_TARGET_SHIFT(id) | HWY_CHOSEN_TARGET_MASK_SCALAR))];
}

}  // namespace tepid::inline v0::kernels
