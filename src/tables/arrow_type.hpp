// src/tables/arrow_type.hpp - Arrow's types as far as columns can be of them.
#pragma once

#include <cstdint>
#include <string>

#include <tepid/tables/arrow.hpp>

namespace tepid::inline v0::tables {

enum class arrow_kind : std::uint8_t {
  unusable, null, boolean, int8, uint8, int16, uint16, int32, uint32, int64, uint64, half, float32, float64, decimal,
  text, large_text, text_view, date32, date64, timestamp, duration
};

/// What a format string says.
struct arrow_type {
  arrow_kind kind = arrow_kind::unusable;
  double per_second = 1.0;  ///< Of times and durations: the units in a second.
  int scale = 0;            ///< Of decimals: digits behind the point.
  int bytes = 16;           ///< Of decimals.
  std::string name{};       ///< For messages.

  [[nodiscard]] bool is_text() const noexcept {
    return kind == arrow_kind::text || kind == arrow_kind::large_text || kind == arrow_kind::text_view;
  }
  [[nodiscard]] bool is_time() const noexcept {
    return kind == arrow_kind::date32 || kind == arrow_kind::date64 || kind == arrow_kind::timestamp;
  }
};

/// The type of a schema's values; of a dictionary those of its indices.
[[nodiscard]] arrow_type type_of(const ArrowSchema& schema);

}  // namespace tepid::inline v0::tables
