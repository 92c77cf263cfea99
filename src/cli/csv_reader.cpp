// src/cli/csv_reader.cpp - libcsv, one physical line at a time.
#include "cli/csv_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <unordered_set>
#include <utility>

#include "cli/problem.hpp"
#include "cli/text.hpp"

namespace tepid::cli {

csv_reader::csv_reader(std::unique_ptr<byte_source> bytes, std::unique_ptr<line_reader> lines, char delimiter,
                       bool header)
    : row_source{std::move(bytes)}, lines_{std::move(lines)} {
  csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
  csv_set_delim(&parser_, static_cast<unsigned char>(delimiter));
  try {
    name_columns(header);
  } catch (...) {
    csv_free(&parser_);
    throw;
  }
}

csv_reader::~csv_reader() { csv_free(&parser_); }

void csv_reader::on_cell(void* text, std::size_t length, void* self) noexcept {
  auto& reader = *static_cast<csv_reader*>(self);
  try {
    reader.chars_.append(static_cast<const char*>(text), length);
    reader.ends_.push_back(reader.chars_.size());
  } catch (...) {
    reader.failure_ = std::current_exception();
  }
}

void csv_reader::on_row(int, void* self) noexcept { static_cast<csv_reader*>(self)->row_done_ = true; }

bool csv_reader::parse_row() {
  chars_.clear();
  ends_.clear();
  row_done_ = row_open_ = false;
  std::size_t length = 0;
  while (!row_done_ && !at_end_) {
    const std::string_view piece = lines_->next();
    if (!row_open_) {
      line_ = lines_->line();
      row_open_ = piece.find_first_not_of(" \t\r\n") != std::string_view::npos;
    }
    length += piece.size();
    if (length > longest_row)
      throw problem_at(name(), line_, nullptr, "the row is longer than 256 MiB; is a quoted cell never closed?");
    bool parsed = true;
    if (piece.empty()) {
      at_end_ = true;
      parsed = csv_fini(&parser_, on_cell, on_row, this) == 0;
    } else {
      // libcsv grows by a fixed step; doubling keeps the cost of a very long cell linear.
      csv_set_blk_size(&parser_, std::max<std::size_t>(4096, csv_get_buffer_size(&parser_)));
      parsed = csv_parse(&parser_, piece.data(), piece.size(), on_cell, on_row, this) == piece.size();
    }
    if (columns_.size() == 1 && !row_open_ && lines_->line_ended() && !piece.empty()) {
      ends_.push_back(0);  // an empty line where there is one column: its cell is empty
      return true;
    }
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    if (parsed) continue;
    if (csv_error(&parser_) != CSV_EPARSE) throw std::bad_alloc{};
    throw problem_at(name(), line_, nullptr,
                     at_end_ ? "a quoted cell is never closed"
                             : "broken quotes: a cell with quotes must be in quotes, the quotes inside doubled");
  }
  return row_done_;
}

void csv_reader::name_columns(bool header) {
  if (!parse_row()) throw problem_at(name(), 0, nullptr, "the file is empty");
  std::size_t begin = 0, numbers = 0;
  for (const std::size_t end : ends_) {
    columns_.push_back(chars_.substr(begin, end - begin));
    begin = end;
    const cell c = read_cell(columns_.back());
    numbers += c.kind == cell_kind::number ? 1 : 0;
  }
  if (!header) {
    for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i] = fmt::format("column_{}", i);
    pending_ = true;
    return;
  }
  if (numbers == columns_.size())
    note(fmt::format("{}:{}: the header holds only numbers; if it is data, say --no-header", name(), line_));
  std::unordered_set<std::string_view> seen;
  for (const std::string& column : columns_)
    if (!seen.insert(column).second)
      throw problem_at(name(), line_, &column, "the header has this name twice; which one is meant cannot be known");
}

bool csv_reader::read_row() {
  if (!std::exchange(pending_, false) && !parse_row()) return false;
  if (ends_.size() != columns_.size())
    throw problem_at(name(), line_, nullptr,
                     fmt::format("the row has {}, the header {}", counted(ends_.size(), "cell"), columns_.size()));
  cells_.resize(ends_.size());
  std::size_t begin = 0;
  for (std::size_t i = 0; i < ends_.size(); ++i) {
    cells_[i].kind = cell_kind::raw;
    cells_[i].text = std::string_view{chars_}.substr(begin, ends_[i] - begin);
    begin = ends_[i];
  }
  return true;
}

}  // namespace tepid::cli
