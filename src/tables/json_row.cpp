// src/tables/json_row.cpp - nlohmann-json's event interface, one line at a time.
#include "tables/json_row.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "tables/boolean_cell.hpp"
#include "tables/table_error.hpp"
#include "tables/table_limits.hpp"

namespace tepid::inline v0::tables {

/// Takes the events of one line. Events rather than a document: they keep the order of the keys and show
/// a key that is given twice.
struct json_row::handler {
  using json = nlohmann::json;

  json_row& row;
  int depth = 0;
  std::size_t column = 0;

  [[noreturn]] void refuse(std::string_view what) const {
    throw table_error{errc::bad_data, row.name_, row.line_, what};
  }

  bool put(const cell& c) {
    if (depth == 0) refuse("the line is not a JSON object: each line must be {\"name\": value, ...}");
    row.cells_[column] = c;
    return true;
  }
  bool put(double x, std::string written) {
    if (depth == 0) return put(cell{});  // which refuses it
    const cell c = row.rules_->number({cell_kind::number, x, {}});
    if (c.kind == cell_kind::number) keep(std::move(written));
    return put(c);
  }
  /// The text of the current cell.
  void keep(std::string text) {
    row.string_of_[column] = row.strings_.size();
    row.strings_.push_back(std::move(text));
  }

  bool null() { return put(cell{}); }
  bool boolean(bool value) { return put(boolean_cell(value)); }
  bool number_integer(json::number_integer_t value) { return put(static_cast<double>(value), std::to_string(value)); }
  bool number_unsigned(json::number_unsigned_t value) { return put(static_cast<double>(value), std::to_string(value)); }
  bool number_float(json::number_float_t value, const json::string_t& written) { return put(value, written); }
  bool string(json::string_t& value) {
    if (depth == 0) return put(cell{});
    cell read = row.rules_->read_string(value);
    read.text = {};
    if (read.kind == cell_kind::text) keep(std::move(value));
    return put(read);
  }
  bool binary(json::binary_t&) { return put(cell{}); }

  bool start_object(std::size_t) {
    if (depth == 1) nested("an object");
    ++depth;
    return true;
  }
  bool key(json::string_t& name) {
    const auto [at, added] = row.positions_.try_emplace(name, row.columns_.size());
    column = at->second;
    if (added) {
      check_name(row.name_, row.line_, name);
      if (row.columns_.size() >= row.most_columns_) throw too_many_columns(row.name_, row.line_, row.most_columns_);
      row.columns_.push_back(name);
      row.cells_.emplace_back();
      row.string_of_.push_back(0);
      row.seen_in_.push_back(0);
    }
    if (std::exchange(row.seen_in_[column], row.rows_) == row.rows_)
      throw table_error{errc::bad_data, row.name_, row.line_, row.columns_[column], "the object has this key twice"};
    row.met_.push_back(column);
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
    throw table_error{errc::bad_data, row.name_, row.line_, row.columns_[column],
                      fmt::format("its value is {}; only numbers, strings, true, false and null can be used", what)};
  }

  bool parse_error(std::size_t position, const std::string&, const json::exception& why) const {
    if (dynamic_cast<const json::out_of_range*>(&why) != nullptr)
      refuse("invalid JSON: a number is too large for a double");
    const std::string_view line = row.line_text_;
    const bool not_a_number =
        line.find("NaN") != std::string_view::npos || line.find("Infinity") != std::string_view::npos;
    refuse(fmt::format("invalid JSON at character {}{}", position,
                       not_a_number ? " (JSON has no NaN and no Infinity: write null)" : ""));
  }
};

json_row::json_row(std::string name, std::vector<std::string>& columns, std::vector<cell>& cells,
                   std::uint64_t most_columns, std::shared_ptr<const cell_rules> rules)
    : name_{std::move(name)}, columns_{columns}, cells_{cells}, most_columns_{most_columns}, rules_{std::move(rules)} {
  learn_columns();
}

void json_row::learn_columns() {
  positions_.clear();
  for (std::size_t i = 0; i < columns_.size(); ++i) positions_.emplace(columns_[i], i);
  cells_.assign(columns_.size(), cell{});
  met_.clear();
  string_of_.resize(columns_.size());
  seen_in_.assign(columns_.size(), 0);
}

void json_row::parse(std::string_view text, std::uint64_t line) {
  line_ = line;
  ++rows_;
  line_text_ = text;
  for (const std::size_t i : met_) cells_[i] = {};
  met_.clear();
  strings_.clear();
  handler events{*this};
  nlohmann::json::sax_parse(text, &events);
  for (const std::size_t i : met_)
    if (cells_[i].kind == cell_kind::text || cells_[i].kind == cell_kind::number) cells_[i].text = strings_[string_of_[i]];
}

std::size_t json_row::find(const std::string& column) const {
  const auto at = positions_.find(column);
  return at == positions_.end() ? columns_.size() : at->second;
}

}  // namespace tepid::inline v0::tables
