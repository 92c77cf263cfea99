// src/tables/boolean_cell.hpp - true and false, in CSV and JSON the same cells.
#pragma once

#include <string_view>

#include "tables/cell.hpp"

namespace tepid::inline v0::tables {

/// 1 or 0; as text "true" or "false" however it was spelled, which lasts for ever.
[[nodiscard]] inline cell boolean_cell(bool b) noexcept {
  return {cell_kind::boolean, b ? 1.0 : 0.0, b ? std::string_view{"true"} : std::string_view{"false"}};
}

}  // namespace tepid::inline v0::tables
