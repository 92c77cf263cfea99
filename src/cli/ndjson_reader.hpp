// src/cli/ndjson_reader.hpp - one JSON object a line.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "cli/line_reader.hpp"
#include "cli/row_source.hpp"

namespace tepid::cli {

/// Newline-delimited JSON (also called JSON Lines): each line an object of plain values. A key that a row
/// lacks and null are missing; true and false are 1 and 0; a string is text, whatever it looks like.
/// Empty lines are left out.
class ndjson_reader final : public row_source {
 public:
  ndjson_reader(std::unique_ptr<byte_source> bytes, std::unique_ptr<line_reader> lines);
  ~ndjson_reader() override;

  [[nodiscard]] bool open_ended() const noexcept override { return true; }

 private:
  struct handler;
  bool read_row() override;
  bool parse_row();

  std::unique_ptr<line_reader> lines_;
  std::string text_;
  std::vector<std::string> strings_;    // the row's strings
  std::vector<std::size_t> string_of_;  // for each cell, where its string is in strings_
  std::vector<std::uint64_t> seen_in_;  // for each column, the last line that had it
  std::unordered_map<std::string, std::size_t> positions_;
  bool pending_ = false;
};

}  // namespace tepid::cli
