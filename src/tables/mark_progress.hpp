// src/tables/mark_progress.hpp - how far the search for the ends of cells is: what kernels read and write.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tepid::inline v0::tables {

/// Bytes that are looked at together; some more places than there are may be written for each such stretch.
inline constexpr std::size_t mark_stretch = 64;

/// Where a kernel goes on.
struct mark_progress {
  std::uint32_t *cell_places = nullptr, *row_places = nullptr, *quote_places = nullptr;
  std::size_t cells = 0, rows = 0, quotes = 0;
  std::uint64_t inside = 0;  ///< All ones behind an odd number of quotes.
  bool strange = false;
};

}  // namespace tepid::inline v0::tables
