// tepid/core/numeric.hpp - the few numeric tools that every layer needs.
#pragma once

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdint>
#include <string>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// False for NaN and both infinities. Looks at the bits, so that no compiler flag can fold it away.
[[nodiscard]] constexpr bool is_finite(double x) noexcept {
  constexpr std::uint64_t exponent = 0x7ff0'0000'0000'0000;
  return (std::bit_cast<std::uint64_t>(x) & exponent) != exponent;
}

/// NaN by its bits, for the same reason.
[[nodiscard]] constexpr bool is_nan(double x) noexcept {
  return (std::bit_cast<std::uint64_t>(x) & 0x7fff'ffff'ffff'ffff) > 0x7ff0'0000'0000'0000;
}

/// No value was given, in an array of doubles: a NaN whose low 32 bits are 1954, as R's NA_real_. Any other NaN is the
/// result of a computation that has no number. Neither belongs to any number: what treats them apart says so.
///
/// The mark is in the bits: it survives being stored, copied, sorted and saved, and the numpy and R arrays of the same
/// process. It does not survive becoming a float, and need not survive arithmetic: missing_value + 1 is NaN, with these
/// bits or others. Nothing that is written as text keeps it but by a word of its own.
/// Source: R Internals, section 1.5; the quiet bit is set, which R, too, does not look at.
inline constexpr double missing_value = std::bit_cast<double>(std::uint64_t{0x7ff8'0000'0000'07a2});

/// True for missing_value, with whatever sign and upper bits of a NaN.
[[nodiscard]] constexpr bool is_missing(double x) noexcept {
  const bool marked = static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(x)) == 1954;
  return is_nan(x) & marked;  // without a branch
}

/// Standardized values are kept within +-standard_max, so that sums of 2^62 squares of them stay finite.
inline constexpr double standard_max = 1e140;

/// (x - mean) / sd as (x - mean) * inverse_sd, kept within +-standard_max. Finite for finite x.
[[nodiscard]] constexpr double standardize(double x, double mean, double inverse_sd) noexcept {
  return std::clamp((x - mean) * inverse_sd, -standard_max, standard_max);
}

/// base^exponent by repeated squaring: the same bits everywhere, unlike std::pow.
[[nodiscard]] constexpr double integer_power(double base, std::uint64_t exponent) noexcept {
  double result = 1.0;
  for (; exponent != 0; exponent >>= 1) {
    if (exponent & 1) result *= base;
    base *= base;
  }
  return result;
}

/// The shortest decimal text that reads back as the same double; independent of the locale.
[[nodiscard]] inline std::string to_text(double x) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, x).ptr;
  return {buffer, end};
}

}  // namespace tepid::inline v0
