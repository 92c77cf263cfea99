// src/tables/csv_reader.hpp - CSV (RFC 4180) row by row.
#pragma once

#include <memory>
#include <string_view>

#include "tables/csv_row.hpp"
#include "tables/line_reader.hpp"
#include "tables/row_source.hpp"

namespace tepid::inline v0::tables {

/// CSV as RFC 4180 has it: quoted cells with doubled quotes, line ends within quotes; lines may end with LF,
/// CR LF or CR. Spaces and tabs around an unquoted cell are not part of it. A blank line, empty or of spaces and tabs,
/// is a missing cell where there is one column, wherever it is; otherwise it is left out, and so are those in front of
/// the header. Every row must have as many cells as the header.
class csv_reader final : public row_source {
 public:
  /// With `skips_bad_lines` rows with another number of cells are left out; broken quotes, of which nobody knows where
  /// they end, are an error all the same. `note` may be empty: it is told of a header that looks like data.
  csv_reader(std::unique_ptr<byte_source> bytes, std::unique_ptr<line_reader> lines, char delimiter, bool header,
             std::uint64_t most_columns, std::shared_ptr<const cell_rules> rules, bool skips_bad_lines,
             note_taker note);

  [[nodiscard]] bool open_ended() const noexcept override { return false; }
  [[nodiscard]] std::unique_ptr<block_parser> parser() const override;
  [[nodiscard]] row_shape shape() const noexcept override {
    return {.delimiter = delimiter_, .most_cells = most_columns_};
  }

 private:
  bool read_row() override;
  bool parse_row();
  void name_columns(bool header);

  char delimiter_;
  csv_row row_;
  std::uint64_t most_columns_;
  bool at_end_ = false;
};

}  // namespace tepid::inline v0::tables
