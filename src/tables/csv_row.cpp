// src/tables/csv_row.cpp - feeding libcsv.
#include "tables/csv_row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <utility>

#include "tables/line_reader.hpp"
#include "tables/table_error.hpp"
#include "tables/table_limits.hpp"
#include "text/counted.hpp"

namespace tepid::inline v0::tables {

csv_row::csv_row(std::string name, char delimiter, std::uint64_t most_cells)
    : name_{std::move(name)}, delimiter_{delimiter}, most_cells_{most_cells} {
  csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
  csv_set_delim(&parser_, static_cast<unsigned char>(delimiter));
}

csv_row::~csv_row() { csv_free(&parser_); }

void csv_row::on_cell(void* text, std::size_t length, void* self) noexcept {
  auto& row = *static_cast<csv_row*>(self);
  row.too_many_ = row.too_many_ || row.ends_.size() >= row.most_cells_;
  if (row.too_many_) return;
  try {
    row.chars_.append(static_cast<const char*>(text), length);
    row.ends_.push_back(row.chars_.size());
  } catch (...) {
    row.failure_ = std::current_exception();
  }
}

void csv_row::on_row(int, void* self) noexcept { static_cast<csv_row*>(self)->done_ = true; }

void csv_row::begin() {
  chars_.clear();
  ends_.clear();
  length_ = 0;
  done_ = open_ = too_many_ = false;
}

bool csv_row::take(std::string_view piece, bool ended, std::uint64_t line, std::size_t columns) {
  if (!open_) {
    line_ = line;
    open_ = std::any_of(piece.begin(), piece.end(), [this](char c) {
      return c == delimiter_ || (c != ' ' && c != '\t' && c != '\r' && c != '\n');
    });
  }
  length_ += piece.size();
  if (length_ > longest_row)
    throw table_error{errc::bad_data, name_, line_, "the row is longer than 256 MiB; is a quoted cell never closed?"};
  bool parsed = true;
  if (piece.empty()) {
    parsed = csv_fini(&parser_, on_cell, on_row, this) == 0;
  } else {
    // libcsv grows by a fixed step; doubling keeps the cost of a very long cell linear.
    csv_set_blk_size(&parser_, std::max<std::size_t>(4096, csv_get_buffer_size(&parser_)));
    parsed = csv_parse(&parser_, piece.data(), piece.size(), on_cell, on_row, this) == piece.size();
  }
  if (columns == 1 && !open_ && ended && !piece.empty()) {
    ends_.push_back(0);
    return true;
  }
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  if (too_many_)
    throw columns == 0 ? too_many_columns(name_, line_, most_cells_) : too_many_cells(name_, line_, most_cells_);
  if (parsed) return done_;
  if (csv_error(&parser_) != CSV_EPARSE) throw std::bad_alloc{};
  throw table_error{errc::bad_data, name_, line_,
                    piece.empty() ? "a quoted cell is never closed"
                                  : "broken quotes: a cell with quotes must be in quotes, the quotes inside doubled"};
}

std::string csv_row::size_cause(std::size_t columns) const {
  return fmt::format("the row has {}, the header {}", counted(size(), "cell"), columns);
}

}  // namespace tepid::inline v0::tables
