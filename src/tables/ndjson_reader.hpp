// src/tables/ndjson_reader.hpp - one JSON object a line.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tables/json_row.hpp"
#include "tables/line_reader.hpp"
#include "tables/row_source.hpp"

namespace tepid::inline v0::tables {

/// Newline-delimited JSON (also called JSON Lines): each line an object, as json_row reads it. Empty
/// lines and lines of spaces and tabs are left out, whatever the number of columns.
class ndjson_reader final : public row_source {
 public:
  /// With `skips_bad_lines` lines that json_row refuses are left out.
  ndjson_reader(std::unique_ptr<byte_source> bytes, std::unique_ptr<line_reader> lines, std::uint64_t most_columns,
                std::shared_ptr<const cell_rules> rules, bool skips_bad_lines,
                note_taker note);

  [[nodiscard]] bool open_ended() const noexcept override { return true; }
  [[nodiscard]] std::unique_ptr<block_parser> parser() const override;
  [[nodiscard]] row_shape shape() const noexcept override { return {}; }

 private:
  bool read_row() override;
  bool parse_row(bool held);

  std::string text_;
  json_row row_;
  std::uint64_t most_columns_;
  bool pending_ = false;
};

}  // namespace tepid::inline v0::tables
