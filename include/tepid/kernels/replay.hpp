// tepid/kernels/replay.hpp - how far EWMAs of normal scores stray, many rates at once.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include <tepid/kernels/target.hpp>
#include <tepid/numerics/normal.hpp>

namespace tepid::inline v0::kernels {

/// EWMAs of one series with different rates: v becomes v * keep + rate * z for each z, and the largest v^2 is kept.
/// Lanes that are not used have rate 0.
struct replay_lanes {
  static constexpr std::size_t size = 24;  // whole vectors on every target
  alignas(64) std::array<double, size> rate{}, keep{}, value{}, largest{};
};

/// Takes the normal scores of probabilities in (0, 1), which are replaced by them.
using replay_kernel_t = void (*)(replay_lanes& lanes, std::span<double> probabilities);
[[nodiscard]] replay_kernel_t replay_kernel(target on) noexcept;

namespace reference {

inline void replay(replay_lanes& l, std::span<double> probabilities) {
  for (double& p : probabilities) {
    const double z = p = normal_quantile(p);
    for (std::size_t j = 0; j < replay_lanes::size; ++j) {
      l.value[j] = l.value[j] * l.keep[j] + l.rate[j] * z;
      l.largest[j] = std::max(l.largest[j], l.value[j] * l.value[j]);
    }
  }
}

}  // namespace reference
}  // namespace tepid::inline v0::kernels
