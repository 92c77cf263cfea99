// src/cli/ndjson_reader.cpp - nlohmann-json's event interface, one line at a time.
#include "cli/ndjson_reader.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "cli/problem.hpp"

namespace tepid::cli {

/// Takes the events of one line. Events rather than a document: they keep the order of the keys and show
/// a key that is given twice.
struct ndjson_reader::handler {
  using json = nlohmann::json;

  ndjson_reader& reader;
  int depth = 0;
  std::size_t column = 0;

  [[noreturn]] void refuse(std::string_view what) const {
    throw problem_at(reader.name(), reader.line_, nullptr, what);
  }

  bool put(const cell& c) {
    if (depth == 0) refuse("the line is not a JSON object: each line must be {\"name\": value, ...}");
    reader.cells_[column] = c;
    return true;
  }
  bool put(double x) { return put(cell{cell_kind::number, x, {}}); }

  bool null() { return put(cell{}); }
  bool boolean(bool value) { return put(cell{cell_kind::boolean, value ? 1.0 : 0.0, {}}); }
  bool number_integer(json::number_integer_t value) { return put(static_cast<double>(value)); }
  bool number_unsigned(json::number_unsigned_t value) { return put(static_cast<double>(value)); }
  bool number_float(json::number_float_t value, const json::string_t&) { return put(value); }
  bool string(json::string_t& value) {
    if (depth == 0) return put(cell{});
    reader.string_of_[column] = reader.strings_.size();
    reader.strings_.push_back(std::move(value));
    return put(cell{cell_kind::text, std::numeric_limits<double>::quiet_NaN(), {}});
  }
  bool binary(json::binary_t&) { return put(cell{}); }

  bool start_object(std::size_t) {
    if (depth == 1) nested("an object");
    ++depth;
    return true;
  }
  bool key(json::string_t& name) {
    const auto [at, added] = reader.positions_.try_emplace(name, reader.columns_.size());
    column = at->second;
    if (added) {
      reader.columns_.push_back(name);
      reader.cells_.emplace_back();
      reader.string_of_.push_back(0);
      reader.seen_in_.push_back(0);
    }
    if (std::exchange(reader.seen_in_[column], reader.line_) == reader.line_)
      throw problem_at(reader.name(), reader.line_, &reader.columns_[column], "the object has this key twice");
    return true;
  }
  bool end_object() {
    --depth;
    return true;
  }
  bool start_array(std::size_t) {
    if (depth == 0) refuse("the line is a JSON array, not an object: each line must be {\"name\": value, ...}");
    nested("an array");
  }
  bool end_array() { return true; }

  [[noreturn]] void nested(std::string_view what) const {
    throw problem_at(reader.name(), reader.line_, &reader.columns_[column],
                     fmt::format("its value is {}; only numbers, strings, true, false and null can be used", what));
  }

  bool parse_error(std::size_t position, const std::string&, const json::exception& why) const {
    if (dynamic_cast<const json::out_of_range*>(&why) != nullptr)
      refuse("invalid JSON: a number is too large for a double");
    const std::string_view line = reader.text_;
    const bool not_a_number =
        line.find("NaN") != std::string_view::npos || line.find("Infinity") != std::string_view::npos;
    refuse(fmt::format("invalid JSON at character {}{}", position,
                       not_a_number ? " (JSON has no NaN and no Infinity: write null)" : ""));
  }
};

ndjson_reader::ndjson_reader(std::unique_ptr<byte_source> bytes, std::unique_ptr<line_reader> lines)
    : row_source{std::move(bytes)}, lines_{std::move(lines)} {
  if (!parse_row()) throw problem_at(name(), 0, nullptr, "the file is empty");
  pending_ = true;
}

ndjson_reader::~ndjson_reader() = default;

bool ndjson_reader::parse_row() {
  do {
    if (!lines_->next_line(text_)) return false;
  } while (text_.find_first_not_of(" \t") == std::string::npos);
  line_ = lines_->line();
  for (cell& c : cells_) c = {};
  strings_.clear();
  handler events{*this};
  nlohmann::json::sax_parse(text_, &events);
  for (std::size_t i = 0; i < cells_.size(); ++i)
    if (cells_[i].kind == cell_kind::text) cells_[i].text = strings_[string_of_[i]];
  return true;
}

bool ndjson_reader::read_row() { return std::exchange(pending_, false) || parse_row(); }

}  // namespace tepid::cli
