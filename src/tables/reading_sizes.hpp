// src/tables/reading_sizes.hpp - how much of a table is read at once.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tepid::inline v0::tables {

/// What a table says does not depend on these. The command leaves them as they are; tests make them small, so that a
/// short table meets every border.
struct reading_sizes {
  std::size_t piece = std::size_t{1} << 16;  ///< Bytes that are asked of the system at a time.
  /// Bytes of a block of rows: enough for the cost of a block to be that of its bytes, little enough for the
  /// second-level cache.
  std::size_t block = std::size_t{1} << 19;
  /// Cells up to which a table is kept whole: its text and 8 to 16 bytes each.
  std::uint64_t most_cells = 2'000'000;
  /// Bytes of text up to which it is kept whole, its rows and the texts of its columns: long cells are few.
  std::uint64_t most_bytes = std::uint64_t{1} << 28;
  /// Bytes of a round of blocks, after which no further block joins it: where rows are long, blocks are.
  std::size_t round = std::size_t{1} << 25;
  /// Threads that parse; 0: one for each processor, up to 8.
  unsigned threads = 0;
};

/// Not to be changed while a table is read.
inline reading_sizes sizes_of_reading;

}  // namespace tepid::inline v0::tables
