// src/tables/number_style.hpp - how a table writes its numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tables/advice.hpp"

namespace tepid::inline v0::tables {

/// Usually 1234.5; perhaps 1.234,5 or 1 234,5.
struct number_style {
  char decimal = '.';
  char thousands = '\0';  ///< Between groups of three digits; 0: nothing. A space may be one that breaks no line, an
                          ///< apostrophe a typographic one.
  [[nodiscard]] bool usual() const noexcept { return decimal == '.' && thousands == '\0'; }
};

/// Of options: `decimal` "." or ","; `thousands` "", ".", ",", "'", "_", " " or "space". Throws error{bad_argument}.
[[nodiscard]] number_style number_style_of(std::string_view decimal, std::string_view thousands);

/// All of the text, as std::from_chars reads it, with a leading '+' too; what exceeds a double is infinite or 0. Perhaps
/// NaN; nothing for other text.
[[nodiscard]] std::optional<double> usual_number(std::string_view text) noexcept;
/// The same of a number that is written so: 1.234,5 where the decimal sign is a comma and a point stands between thousands. Groups
/// that are no thousands, such as 12.34 or 0.123 then, make it no number: nobody knows what they mean.
[[nodiscard]] std::optional<double> styled_number(std::string_view text, number_style style);

/// Styles other than the usual one that a text may be written in: a bit for each of a few that are known.
using style_bits = std::uint8_t;
inline constexpr style_bits all_styles = 0x7f;
/// Those of `among` in which the text is a number.
[[nodiscard]] style_bits styles_of(std::string_view text, style_bits among = all_styles);
/// Does its numbers' decimal sign differ from the usual one, whichever of these styles it is?
[[nodiscard]] bool other_decimal(style_bits styles) noexcept;
/// "a decimal comma and points between thousands": what such numbers have; of no style empty.
[[nodiscard]] std::string describe(style_bits styles);
/// How they are read.
[[nodiscard]] advice help_with(style_bits styles);
/// "; perhaps one with ..." for a text that is a number in another style, else empty.
[[nodiscard]] std::string style_hint(std::string_view text);

}  // namespace tepid::inline v0::tables
