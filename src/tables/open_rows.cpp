// src/tables/open_rows.cpp - which reader a table needs.
#include "tables/open_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "tables/column_types.hpp"
#include "tables/csv_reader.hpp"
#include "tables/line_reader.hpp"
#include "tables/ndjson_reader.hpp"
#include "tables/table_error.hpp"
#include "text/printable.hpp"

namespace tepid::inline v0::tables {

namespace {

enum class table_format { csv, ndjson };

char delimiter_of(const std::string& given, bool tabs) {
  if (given.empty()) return tabs ? '\t' : ',';
  if (given == "tab" || given == "\\t") return '\t';
  if (given.size() != 1 || given[0] == '"' || given[0] == '\n' || given[0] == '\r')
    throw wrong_option{"delimiter", fmt::format("{} must be one character, or 'tab'", in_quotes(given))};
  return given[0];
}

/// What separates cells where the decimal sign is a comma and nobody says: what the first line that is not blank has.
/// Where that may be either, it is an error: numbers would be cut in two.
char delimiter_beside_commas(line_reader& lines, bool no_header) {
  constexpr std::size_t enough = std::size_t{1} << 20;
  bool inside = false, blank = true, comma = false, semicolon = false, done = false;
  std::size_t size = 0;
  lines.hold();
  while (!done) {
    const std::string_view piece = lines.next();
    for (const char c : piece) {
      if (c == '"') inside = !inside;
      comma = comma || (c == ',' && !inside);
      semicolon = semicolon || (c == ';' && !inside);
      blank = blank && (c == ' ' || c == '\t' || c == '\r' || c == '\n');
    }
    size += piece.size();
    done = piece.empty() || size > enough || (lines.line_ended() && !inside && !blank);
  }
  lines.go_back();
  if (no_header ? comma && !semicolon : comma && semicolon)
    throw table_error{errc::bad_argument, lines.name(), 0,
                      fmt::format("the first line has {}, and the decimal sign is a comma",
                                  semicolon ? "commas and semicolons" : "commas"),
                      {.what = remedy::delimiter}};
  return comma && !no_header ? ',' : ';';
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
  for (const std::string_view packed : {".gz", ".zst"})
    if (stem.ends_with(packed)) {
      stem.resize(stem.size() - packed.size());
      break;
    }
  const bool tabs = stem.ends_with(".tsv");

  const number_style style = number_style_of(options.decimal, options.thousands);
  auto rules = std::make_shared<const cell_rules>(options.missing, style, options.day_first);
  column_types types{options.types};
  const bool skip = options.bad_lines == "skip";
  if (!skip && options.bad_lines != "error")
    throw wrong_option{"bad_lines", fmt::format("{} must be error or skip", in_quotes(options.bad_lines))};
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
    if (!options.delimiter.empty() || options.no_header || !style.usual())
      throw table_error{errc::bad_argument, bytes->name(), 0,
                        "this is NDJSON; a delimiter, a missing header, and signs of decimals and thousands are of CSV"};
    auto ndjson = std::make_unique<ndjson_reader>(std::move(bytes), std::move(lines), options.max_columns, std::move(rules),
                                                  skip, options.on_note);
    ndjson->give_types(std::move(types));
    return ndjson;
  }
  const char delimiter = options.delimiter.empty() && !tabs && style.decimal == ','
                             ? delimiter_beside_commas(*lines, options.no_header)
                             : delimiter_of(options.delimiter, tabs);
  auto csv = std::make_unique<csv_reader>(std::move(bytes), std::move(lines), delimiter,
                                      !options.no_header, options.max_columns, std::move(rules), skip, options.on_note);
  for (const auto& [column, type] : types.all()) static_cast<void>(csv->find(column));
  csv->give_types(std::move(types));
  return csv;
}

}  // namespace tepid::inline v0::tables
