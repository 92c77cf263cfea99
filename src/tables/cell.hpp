// src/tables/cell.hpp - one cell of a table: missing, a number or text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tepid/core/numeric.hpp>

namespace tepid::inline v0::tables {

enum class cell_kind : std::uint8_t {
  missing,  ///< No value; `number` says whether none was given or it is NaN.
  number,   ///< Perhaps an infinity, never NaN.
  boolean,  ///< True and false: 1 and 0, as text "true" and "false".
  text,
  raw,     ///< CSV: nobody has looked at the text yet.
  object,  ///< NDJSON: no value, its fields are columns of their own.
  array,   ///< NDJSON: no value, and nobody reads what is in it; an object too deep within others too.
};

struct cell {
  cell_kind kind = cell_kind::missing;
  std::uint16_t word = 0;  ///< Missing: of cell_rules the word that says so, from 1; 0: there is nothing.
  double number = missing_value;
  std::string_view text{};  ///< As written, of a boolean "true" or "false"; empty where nobody knows.

  cell() = default;
  cell(cell_kind k, double x, std::string_view t, std::uint16_t w = 0) noexcept : kind{k}, word{w}, number{x}, text{t} {}

  [[nodiscard]] bool is_nested() const noexcept { return kind >= cell_kind::object; }
  [[nodiscard]] bool is_number() const noexcept { return kind == cell_kind::number || kind == cell_kind::boolean; }
};

/// The cell's text for people and categories: as written, a JSON number in its shortest form.
[[nodiscard]] std::string text_of(const cell& c);

/// Of true, True, TRUE, false, False and FALSE; nothing for other text.
[[nodiscard]] std::optional<bool> boolean_of(std::string_view text) noexcept;

/// What stands first in a date.
enum class date_order : std::uint8_t {
  year,   ///< YYYY-MM-DD, YYYY/MM/DD: then perhaps T or a space and hh:mm[:ss[.fraction]], and then perhaps Z or an offset
          ///< (ISO 8601, RFC 3339); without either UTC is taken.
  month,  ///< MM/DD/YYYY, with slashes, points or hyphens, digits of day and month as they come: then perhaps a space and
          ///< the same, its hour perhaps of one digit, or with AM or PM.
  day,    ///< DD/MM/YYYY, the same.
};

/// Seconds since 1970 of a time that is written so; nothing for other text.
[[nodiscard]] std::optional<double> time_of(std::string_view text, date_order first = date_order::year) noexcept;

}  // namespace tepid::inline v0::tables
