// src/cli/csv_block.hpp - many rows of CSV at once.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "cli/csv_row.hpp"
#include "cli/parsed_block.hpp"

namespace tepid::cli {

/// Rows without quotes are walked here, each cell once; libcsv copies every character (about 3 ns each) and its cells are
/// then walked again for their numbers. A row with anything else in it (quotes, CR alone, NUL, a wrong number of cells,
/// no line end) goes to csv_row, which alone decides what is an error.
class csv_block final : public block_parser {
 public:
  csv_block(std::string name, char delimiter);

  void set_columns(const std::vector<std::string>& columns) override;
  [[nodiscard]] const std::vector<std::string>& columns() const noexcept override { return columns_; }
  void parse(const std::string& text, std::uint64_t line, std::span<const cell_use> uses, parsed_block& out) override;

 private:
  [[nodiscard]] const char* plain_row(const char* at);
  [[nodiscard]] const char* plain_cell(const char* at, cell& c) const;
  [[nodiscard]] std::string_view any_row(std::string_view rest, std::uint64_t& line, bool& found);

  std::string name_;
  char delimiter_;
  bool plain_;  // the delimiter cannot be part of a number
  csv_row row_;
  std::vector<std::string> columns_;
  std::vector<cell> cells_;
  std::vector<bool> wanted_;
  std::array<bool, 256> stops_{};  // what ends a plain cell, or its being plain
};

}  // namespace tepid::cli
