// src/cli/row_blocks.hpp - the bytes of a table cut into blocks of whole rows.
#pragma once

#include <cstddef>
#include <string>

#include "cli/byte_source.hpp"
#include "cli/line_reader.hpp"

namespace tepid::cli {

/// Cuts what follows a row into blocks that end where a row does.
class row_blocks {
 public:
  /// With `quotes`, a line end within quotes ends no row. Quotes are only counted: for CSV this is exact up to the
  /// first error in a table, and its row is then whole in its block.
  row_blocks(byte_source& bytes, unread_text start, bool quotes);

  /// The next block into `block`, about reading_sizes::block, more where a row is longer; the last one may lack its line end.
  /// False at the end. A row longer than longest_row comes in parts, which no parser takes. Throws as
  /// byte_source::next.
  bool next(std::string& block);

 private:
  [[nodiscard]] std::size_t rows_end() const noexcept;

  byte_source& bytes_;
  std::string waiting_;
  bool quotes_, skip_feed_, at_end_ = false;
};

}  // namespace tepid::cli
