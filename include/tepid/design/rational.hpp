// tepid/design/rational.hpp - a real number as a fraction with a small denominator.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

#include <tepid/core/version.hpp>

namespace tepid::inline v0::design {

/// The largest denominator with which exact chains are built.
inline constexpr std::int64_t max_denominator = 1000;

/// x * denominator as a whole number if it is one to 1e-9.
[[nodiscard]] inline std::optional<std::int64_t> whole_multiple(double x, std::int64_t denominator) noexcept {
  const double scaled = x * static_cast<double>(denominator);
  const double whole = std::round(scaled);
  if (!(std::fabs(scaled - whole) <= 1e-9 * std::fmax(1.0, std::fabs(scaled))) || std::fabs(whole) > 0x1p52)
    return std::nullopt;
  return static_cast<std::int64_t>(whole);
}

/// The smallest denominator up to 1000 with which x and y are fractions, to 1e-9.
[[nodiscard]] inline std::optional<std::int64_t> denominator_of(double x, double y = 0.0) noexcept {
  for (std::int64_t m = 1; m <= max_denominator; ++m)
    if (whole_multiple(x, m) && whole_multiple(y, m)) return m;
  return std::nullopt;
}

}  // namespace tepid::inline v0::design
