// src/cli/ndjson_reader.hpp - one JSON object a line.
#pragma once

#include <memory>
#include <string>

#include "cli/json_row.hpp"
#include "cli/line_reader.hpp"
#include "cli/row_source.hpp"

namespace tepid::cli {

/// Newline-delimited JSON (also called JSON Lines): each line an object of plain values, as json_row reads it. Empty lines
/// are left out.
class ndjson_reader final : public row_source {
 public:
  ndjson_reader(std::unique_ptr<byte_source> bytes, std::unique_ptr<line_reader> lines);

  [[nodiscard]] bool open_ended() const noexcept override { return true; }
  [[nodiscard]] std::unique_ptr<block_parser> parser() const override;
  [[nodiscard]] bool quotes() const noexcept override { return false; }

 private:
  bool read_row() override;
  bool parse_row();

  std::string text_;
  json_row row_;
  bool pending_ = false;
};

}  // namespace tepid::cli
