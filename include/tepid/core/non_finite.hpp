// tepid/core/non_finite.hpp - what a double is that is no finite number, and how often each kind came.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <tepid/core/numeric.hpp>

namespace tepid::inline v0 {

/// Kinds of values that are no finite number.
enum class non_finite : std::uint8_t {
  missing = 0,  ///< No value was given: missing_value.
  nan = 1,      ///< A computation gave no number: any other NaN.
  negative_infinity = 2,
  positive_infinity = 3,
};
inline constexpr std::string_view non_finite_names[] = {"missing", "nan", "negative_infinity", "positive_infinity"};
inline constexpr std::size_t non_finite_kinds = std::size(non_finite_names);

[[nodiscard]] constexpr std::string_view to_string(non_finite kind) noexcept {
  return non_finite_names[static_cast<std::size_t>(kind)];
}

/// The kind of a value that is not finite.
[[nodiscard]] constexpr non_finite non_finite_kind(double x) noexcept {
  if (is_nan(x)) return is_missing(x) ? non_finite::missing : non_finite::nan;
  return std::bit_cast<std::uint64_t>(x) >> 63 != 0 ? non_finite::negative_infinity : non_finite::positive_infinity;
}

/// How many values were no finite number, kind by kind.
struct non_finite_counts {
  std::uint64_t missing = 0, nan = 0, negative_infinity = 0, positive_infinity = 0;

  /// Takes a value that is not finite.
  constexpr void add(double x) noexcept { ++(*this)[non_finite_kind(x)]; }

  [[nodiscard]] constexpr std::uint64_t& operator[](non_finite kind) noexcept {
    std::uint64_t* const counts[] = {&missing, &nan, &negative_infinity, &positive_infinity};
    return *counts[static_cast<std::size_t>(kind)];
  }
  [[nodiscard]] constexpr std::uint64_t operator[](non_finite kind) const noexcept {
    return non_finite_counts{*this}[kind];
  }
  /// Those that are no value at all; infinities are values.
  [[nodiscard]] constexpr std::uint64_t no_value() const noexcept { return missing + nan; }
  [[nodiscard]] constexpr std::uint64_t infinite() const noexcept { return negative_infinity + positive_infinity; }
  [[nodiscard]] constexpr std::uint64_t total() const noexcept { return no_value() + infinite(); }
  /// Is none of them above `most`? (after loading)
  [[nodiscard]] constexpr bool at_most(std::uint64_t most) const noexcept {
    return std::max({missing, nan, negative_infinity, positive_infinity}) <= most;
  }

  constexpr non_finite_counts& operator+=(const non_finite_counts& more) noexcept {
    missing += more.missing;
    nan += more.nan;
    negative_infinity += more.negative_infinity;
    positive_infinity += more.positive_infinity;
    return *this;
  }

  /// Version 1 of what is saved had two counts, which are read as missing and as positive infinities.
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    if constexpr (Io::is_loading)
      if (io.version() < 2) return io(self.missing, self.positive_infinity);
    io(self.missing, self.nan, self.negative_infinity, self.positive_infinity);
  }
  /// Of what takes infinities as values: the first two counts alone, in version 1 the first.
  template <class Self, class Io>
  static void no_value_io(Self& self, Io& io) {
    io(self.missing);
    if constexpr (Io::is_loading)
      if (io.version() < 2) return;
    io(self.nan);
  }
  friend constexpr bool operator==(const non_finite_counts&, const non_finite_counts&) = default;
};

/// Those among many values, without a branch to mispredict.
[[nodiscard]] constexpr non_finite_counts count_non_finite(std::span<const double> xs) noexcept {
  constexpr std::uint64_t infinity = 0x7ff0'0000'0000'0000, sign = std::uint64_t{1} << 63;
  non_finite_counts n;
  for (const double x : xs) {
    const auto bits = std::bit_cast<std::uint64_t>(x);
    n.missing += is_missing(x);
    n.nan += is_nan(x);
    n.negative_infinity += bits == (infinity | sign);
    n.positive_infinity += bits == infinity;
  }
  n.nan -= n.missing;
  return n;
}

}  // namespace tepid::inline v0
