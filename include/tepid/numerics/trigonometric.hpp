// tepid/numerics/trigonometric.hpp - sine and cosine with the same bits on every machine.
//
// The angle is given in turns: its whole part is then taken off exactly, however large it is, and no table of digits of
// pi is needed. Only +, -, * and /, which IEEE 754 fixes (build without contraction: -ffp-contract=off).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

namespace detail {

/// (-1)^i / (2i + first)!
constexpr std::array<double, 9> circle_terms(int first) {
  std::array<double, 9> terms{};
  double term = 1.0;
  for (int i = 0; i < 9; ++i) {
    terms[static_cast<std::size_t>(i)] = term;
    term /= -1.0 * (2 * i + first + 1) * (2 * i + first + 2);
  }
  return terms;
}
inline constexpr auto sine_terms = circle_terms(1), cosine_terms = circle_terms(0);

}  // namespace detail

struct sine_cosine {
  double sine = 0.0, cosine = 1.0;
};

/// sin and cos of 2 pi turns, each within 2.3e-16 of the right number; x must not be NaN. Beyond +-2^50 x counts as
/// whole: 0 and 1. About 6 ns, less where a loop of them becomes vectors.
///
/// 4 x = q + f with q whole and |f| <= 1/2, exactly; the series at y = f pi / 2, |y| <= pi / 4, leave less than 2^-54.
[[nodiscard]] constexpr sine_cosine sine_cosine_of_turns(double x) noexcept {
  constexpr double to_whole = 0x1.8p52;  // adding and subtracting it rounds to a whole number
  const double bounded = std::min(std::max(x, -0x1p50), 0x1p50);
  const double part = bounded - ((bounded + to_whole) - to_whole);
  const double q = (4.0 * part + to_whole) - to_whole;  // -2 .. 2
  const double y = (4.0 * part - q) * 1.5707963267948966, s = y * y;
  double series_sine = 0.0, series_cosine = 0.0;
  for (std::size_t i = 7; i >= 1; --i) series_sine = (series_sine + detail::sine_terms[i]) * s;
  for (std::size_t i = 8; i >= 1; --i) series_cosine = (series_cosine + detail::cosine_terms[i]) * s;
  const double sine = y + y * series_sine, cosine = 1.0 + series_cosine;
  // Quarter turns exchange the two and turn signs: sine, cosine, -sine, -cosine for q = 0, 1, 2, 3. Each choice is one
  // comparison, so that a loop of these becomes vectors.
  const double quarters = q * q;  // 0, 1 or 4
  const double a = quarters == 1.0 ? cosine : sine, b = quarters == 1.0 ? sine : cosine;
  const double same = quarters == 4.0 ? -1.0 : 1.0, way = quarters == 1.0 ? q : same;
  return {a * way, b * (quarters == 1.0 ? -q : same)};
}

}  // namespace tepid::inline v0
