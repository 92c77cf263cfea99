// src/cli/row_source.cpp - opening a table, and what all formats share.
#include "cli/row_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/csv_reader.hpp"
#include "cli/ndjson_reader.hpp"
#include "cli/problem.hpp"
#include "cli/text.hpp"

namespace tepid::cli {

bool row_source::next() {
  if (read_row()) {
    ++rows_;
    return true;
  }
  if (rows_ == 0) refuse_no_rows();
  return false;
}

void row_source::refuse_no_rows() const {
  throw problem_at(name(), line_, nullptr,
                   columns_.empty() ? "the file is empty" : "there is a header and no row of data");
}

std::size_t row_source::find(std::string_view column) const {
  const auto at = std::find(columns_.begin(), columns_.end(), column);
  if (at != columns_.end()) return static_cast<std::size_t>(at - columns_.begin());
  if (open_ended()) return npos;
  throw problem_at(name(), 1, nullptr, no_such_column(column, columns_));
}

std::size_t row_source::find_at_end(std::string_view column) const {
  const auto at = std::find(columns_.begin(), columns_.end(), column);
  if (at == columns_.end()) throw problem_at(name(), 0, nullptr, no_such_column(column, columns_));
  return static_cast<std::size_t>(at - columns_.begin());
}

double row_source::number(std::size_t index) const {
  if (index >= cells_.size()) return missing_value;
  const cell c = read_cell(cells_[index]);
  if (c.kind == cell_kind::text)
    throw problem_at(name(), line_, &columns_[index], fmt::format("{} is not a number", in_quotes(c.text)));
  return c.number;
}

namespace {

enum class table_format { csv, ndjson };

char delimiter_of(const std::string& given, bool tabs) {
  if (given.empty()) return tabs ? '\t' : ',';
  if (given == "tab" || given == "\\t") return '\t';
  if (given.size() != 1 || given[0] == '"' || given[0] == '\n' || given[0] == '\r')
    throw problem{fmt::format("--delimiter {}: it must be one character, or 'tab'", in_quotes(given))};
  return given[0];
}

}  // namespace

std::unique_ptr<row_source> open_rows(const std::string& path, const input_options& options) {
  return open_rows(std::make_unique<byte_source>(path), path, options);
}

std::unique_ptr<row_source> open_rows(std::unique_ptr<byte_source> bytes, const std::string& path,
                                      const input_options& options) {
  std::string stem = path;
  std::transform(stem.begin(), stem.end(), stem.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (stem.ends_with(".gz")) stem.resize(stem.size() - 3);
  const bool tabs = stem.ends_with(".tsv");

  auto lines = std::make_unique<line_reader>(*bytes);
  table_format format = table_format::csv;
  if (options.format == "ndjson") {
    format = table_format::ndjson;
  } else if (options.format == "auto" && !tabs && !stem.ends_with(".csv")) {
    bool json = stem.ends_with(".ndjson") || stem.ends_with(".jsonl") || stem.ends_with(".json");
    if (!json) {
      const std::string_view start = lines->peek();
      const std::size_t first = start.find_first_not_of(" \t\r\n");
      json = first != std::string_view::npos && start[first] == '{';
    }
    if (json) format = table_format::ndjson;
  }
  if (format == table_format::ndjson) {
    if (!options.delimiter.empty() || options.no_header)
      throw problem_at(bytes->name(), 0, nullptr, "this is NDJSON; --delimiter and --no-header are for CSV");
    return std::make_unique<ndjson_reader>(std::move(bytes), std::move(lines), options.max_columns);
  }
  return std::make_unique<csv_reader>(std::move(bytes), std::move(lines), delimiter_of(options.delimiter, tabs),
                                      !options.no_header, options.max_columns);
}

}  // namespace tepid::cli
