// tepid/kernels/ewma_bank.hpp - EWMAs at several rates over many features.
#pragma once

#include <array>
#include <cstddef>

#include <tepid/kernels/block.hpp>
#include <tepid/kernels/target.hpp>

namespace tepid::inline v0::kernels {

inline constexpr std::size_t ewma_bank_most_rates = 32;

/// The columns of the state, after the count: the EWMA at each rate.
struct ewma_bank_constants {
  std::size_t rates = 0;  ///< 1 .. ewma_bank_most_rates.
  std::array<double, ewma_bank_most_rates> rate{};
  std::array<double, ewma_bank_most_rates> decay{};  ///< 1 - rate.
  std::array<double, ewma_bank_most_rates> scale{};  ///< Above 0.
  std::array<double, ewma_bank_most_rates> offset{};
};

/// e_j = decay_j e_j + rate_j z; the statistic is max over j of scale_j e_j^2 + offset_j.
[[nodiscard]] kernel<ewma_bank_constants> ewma_bank_kernel(target on) noexcept;

}  // namespace tepid::inline v0::kernels
