// src/tables/ndjson_reader.cpp - one line at a time.
#include "tables/ndjson_reader.hpp"

#include <utility>

#include "tables/ndjson_block.hpp"
#include "tables/table_error.hpp"

namespace tepid::inline v0::tables {

ndjson_reader::ndjson_reader(std::unique_ptr<byte_source> bytes, std::unique_ptr<line_reader> lines,
                             std::uint64_t most_columns, std::shared_ptr<const cell_rules> rules,
                             bool skips_bad_lines, note_taker note)
    : row_source{std::move(bytes), std::move(lines), std::move(rules), skips_bad_lines, std::move(note)},
      row_{name(), columns_, cells_, most_columns, rules_},
      most_columns_{most_columns} {
  if (!parse_row(true)) {
    if (left_out().count != 0) refuse_no_rows(left_out());
    throw table_error{errc::bad_data, name(), 0, "the file is empty"};
  }
  pending_ = true;
}

/// `held`: the row is to be read again by who reads on by blocks; what was left out before it is not.
bool ndjson_reader::parse_row(bool held) {
  for (;;) {
    if (held) lines_->hold();
    if (!lines_->next_line(text_)) return false;
    if (text_.find_first_not_of(" \t") == std::string::npos) continue;
    line_ = lines_->line();
    if (row_.parse(text_, line_)) return true;
    if (!skips_bad_lines_) throw row_.error();
    leave_out(line_, row_.fault().text());
  }
}

bool ndjson_reader::read_row() {
  if (!std::exchange(pending_, false)) return parse_row(false);
  lines_->let_go();
  return true;
}

std::unique_ptr<block_parser> ndjson_reader::parser() const {
  return std::make_unique<ndjson_block>(name(), most_columns_, rules_, skips_bad_lines_);
}

}  // namespace tepid::inline v0::tables
