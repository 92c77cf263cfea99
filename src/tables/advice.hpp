// src/tables/advice.hpp - what would help, for each caller to say in its own words.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace tepid::inline v0::tables {

/// Which of the input_options would read a table otherwise.
enum class remedy : std::uint8_t {
  none,
  max_columns,
  no_header,
  delimiter,
  number_style,  ///< decimal and thousands: `about` has both signs, of thousands 0 for none.
  comma_style,   ///< One of them is a comma: only who knows the table can say which.
  types,         ///< `about` is the types that there could be, as column_types takes them.
  day_first,
};

struct advice {
  remedy what = remedy::none;
  std::string about{};
};

/// Takes a note about a table, and what would help.
using note_taker = std::function<void(std::string_view note, const advice& help)>;

}  // namespace tepid::inline v0::tables
