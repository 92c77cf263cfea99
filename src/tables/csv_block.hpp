// src/tables/csv_block.hpp - many rows of CSV at once.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tables/cell_marks.hpp"
#include "tables/cell_rules.hpp"
#include "tables/csv_row.hpp"
#include "tables/number_kernel.hpp"
#include "tables/parsed_block.hpp"

namespace tepid::inline v0::tables {

/// First the ends of all cells are found, then each column is read as a whole. A row with anything in it that this does
/// not know (CR alone, NUL, line ends in cells, broken quotes, a wrong number of cells, spaces in front, no line end)
/// goes to csv_row, which alone decides what is an error: libcsv copies every character, about 3 ns each.
class csv_block final : public block_parser {
 public:
  csv_block(std::string name, char delimiter, std::uint64_t most_cells, std::shared_ptr<const cell_rules> rules,
            bool skips_bad_lines);

  void set_columns(const std::vector<std::string>& columns) override { columns_ = columns; }
  [[nodiscard]] const std::vector<std::string>& columns() const noexcept override { return columns_; }
  void parse(std::string_view text, std::uint64_t line, std::span<const cell_use> uses, parsed_block& out) override;

 private:
  /// Rows with as many cells as there are columns, one after the other.
  struct plain_rows {
    std::size_t first = 0;  ///< The end of the cell before, among the marks.
    std::size_t count = 0;
    std::uint64_t line = 0;
  };
  [[nodiscard]] bool sound_quotes(std::string_view text, std::size_t begin, std::size_t end, std::size_t& next) const;
  void take_rows(std::string_view text, plain_rows rows, parsed_block& out);
  void take_column(std::string_view text, const plain_rows& rows, std::size_t column, parsed_block& out);
  void take_cell(std::string_view text, std::size_t column, std::uint64_t row, std::uint64_t line, parsed_block& out);
  [[nodiscard]] std::string_view any_row(std::string_view rest, std::uint64_t& line, parsed_block& out);

  std::string name_;
  std::shared_ptr<const cell_rules> rules_;
  char delimiter_;
  bool skips_bad_lines_;
  bool plain_;  // the delimiter is no part of what rows are made of
  csv_row row_;
  kernels::target target_;
  numbers_kernel_t read_numbers_;
  cell_marks marks_;
  std::vector<std::string> columns_;
  std::vector<bool> wanted_;
  std::vector<std::uint32_t> others_;  // cells that are no short numbers
  std::string unquoted_;
};

}  // namespace tepid::inline v0::tables
