// src/tables/csv_reader.cpp - one physical line at a time.
#include "tables/csv_reader.hpp"

#include <fmt/format.h>

#include <unordered_set>
#include <utility>

#include <tepid/core/keyed_hash.hpp>

#include "tables/csv_block.hpp"
#include "tables/table_error.hpp"
#include "tables/table_limits.hpp"

namespace tepid::inline v0::tables {

csv_reader::csv_reader(std::unique_ptr<byte_source> bytes, std::unique_ptr<line_reader> lines, char delimiter,
                       bool header, std::uint64_t most_columns, std::shared_ptr<const cell_rules> rules,
                       bool skips_bad_lines, note_taker note)
    : row_source{std::move(bytes), std::move(lines), std::move(rules), skips_bad_lines, std::move(note)},
      delimiter_{delimiter},
      row_{name(), delimiter, most_columns},
      most_columns_{most_columns} {
  name_columns(header);
}

bool csv_reader::parse_row() {
  row_.begin();
  bool done = false;
  while (!done && !at_end_) {
    const std::string_view piece = lines_->next();
    at_end_ = piece.empty();
    done = row_.take(piece, lines_->line_ended(), lines_->line(), columns_.size());
  }
  line_ = row_.line();
  return done;
}

void csv_reader::name_columns(bool header) {
  if (!header) lines_->hold();
  if (!parse_row()) throw table_error{errc::bad_data, name(), 0, "the file is empty"};
  std::size_t numbers = 0;
  row_.for_each([&](std::size_t, std::string_view text) {
    columns_.emplace_back(text);
    numbers += rules_->read(text).kind == cell_kind::number ? 1 : 0;
  });
  if (!header) {
    for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i] = fmt::format("column_{}", i);
    // Again from the start, now that it is known what a blank line is.
    lines_->go_back();
    at_end_ = false;
    return;
  }
  if (numbers == columns_.size())
    note(fmt::format("{}:{}: the header holds only numbers", name(), line_), {.what = remedy::no_header});
  for (const std::string& column : columns_) check_name(name(), line_, column);
  std::unordered_set<std::string_view, keyed_hash> seen;
  for (const std::string& column : columns_)
    if (!seen.insert(column).second)
      throw table_error{errc::bad_data, name(), line_, column,
                        "the header has this name twice; which one is meant cannot be known"};
}

bool csv_reader::read_row() {
  for (;;) {
    if (!parse_row()) return false;
    if (!skips_bad_lines_ || row_.size() == columns_.size()) break;
    leave_out(row_.line(), row_.size_cause(columns_.size()));
  }
  row_.check_size(columns_.size());
  cells_.resize(columns_.size());
  row_.for_each([&](std::size_t i, std::string_view text) {
    cells_[i].kind = cell_kind::raw;
    cells_[i].text = text;
  });
  return true;
}

std::unique_ptr<block_parser> csv_reader::parser() const {
  return std::make_unique<csv_block>(name(), delimiter_, most_columns_, rules_, skips_bad_lines_);
}

}  // namespace tepid::inline v0::tables
