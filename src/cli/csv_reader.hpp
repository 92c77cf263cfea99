// src/cli/csv_reader.hpp - CSV (RFC 4180) row by row.
#pragma once

#include <csv.h>

#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "cli/line_reader.hpp"
#include "cli/row_source.hpp"

namespace tepid::cli {

/// CSV as RFC 4180 has it: quoted cells with doubled quotes, line ends within quotes; lines may end with LF,
/// CR LF or CR. Spaces and tabs around an unquoted cell are not part of it. An empty line is a missing
/// cell where there is one column, otherwise it is left out. Every row must have as many cells as the header.
class csv_reader final : public row_source {
 public:
  csv_reader(std::unique_ptr<byte_source> bytes, std::unique_ptr<line_reader> lines, char delimiter, bool header);
  ~csv_reader() override;

  [[nodiscard]] bool open_ended() const noexcept override { return false; }

 private:
  bool read_row() override;
  bool parse_row();
  void name_columns(bool header);
  static void on_cell(void* text, std::size_t length, void* self) noexcept;
  static void on_row(int end, void* self) noexcept;

  std::unique_ptr<line_reader> lines_;
  csv_parser parser_{};
  std::string chars_;              // the row's cells, one after the other
  std::vector<std::size_t> ends_;  // where each ends in chars_
  bool row_done_ = false, row_open_ = false, at_end_ = false, pending_ = false;
  std::exception_ptr failure_;  // thrown while libcsv was calling; C cannot be thrown through
};

}  // namespace tepid::cli
