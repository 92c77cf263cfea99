// src/tables/row_blocks.hpp - the bytes of a table cut into blocks of whole rows.
#pragma once

#include <cstddef>
#include <string>

#include "tables/byte_source.hpp"
#include "tables/line_reader.hpp"
#include "tables/reading_sizes.hpp"

namespace tepid::inline v0::tables {

/// What of a row must be known to find its end.
struct row_shape {
  char delimiter = '\0';  ///< Of CSV, where a line end within quotes ends no row; 0: every line is a row.
  std::uint64_t most_cells = ~std::uint64_t{0};
};

/// Cuts what follows a row into blocks that end where a row does.
class row_blocks {
 public:
  /// Quotes are only counted: for CSV this is exact up to the first error in a table, and its row is then whole in its
  /// block. An LF that `start` wants skipped is one right
  /// behind it: where text follows already there is none. `usual`: bytes of a usual block.
  row_blocks(byte_source& bytes, unread_text start, row_shape shape, std::size_t usual = sizes_of_reading.block);

  /// The next block into `block`, about as long as is usual, more where a row is longer; the last one may lack its line
  /// end. False at the end. A row longer than longest_row or with too many cells comes in parts, which no parser takes. Throws
  /// as byte_source::next.
  bool next(std::string& block);

 private:
  [[nodiscard]] std::size_t rows_end() const noexcept;
  [[nodiscard]] bool too_many_cells() noexcept;

  byte_source& bytes_;
  std::string waiting_;
  std::size_t usual_;
  row_shape shape_;
  // Of the row that waits for its end:
  std::size_t looked_ = 0;
  std::uint64_t delimiters_ = 0;
  bool inside_ = false;  // quotes
  bool skip_feed_, at_end_ = false;
};

}  // namespace tepid::inline v0::tables
