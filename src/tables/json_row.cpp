// src/tables/json_row.cpp - nlohmann-json's event interface, one line at a time.
#include "tables/json_row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "tables/boolean_cell.hpp"
#include "tables/table_error.hpp"
#include "tables/table_limits.hpp"

namespace tepid::inline v0::tables {

namespace {

/// What stands for NaN, Infinity and -Infinity, which nlohmann-json does not take: numbers as long, so that places in
/// messages remain.
constexpr std::string_view nan_number = "0e0", infinity_number = "0e000000", negative_number = "-0e000000";

bool of_word(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '-' || c == '.' || c == '_';
}

/// Writes the line with numbers for what is no number of JSON; false if there is nothing to write. `strange` gets an
/// element for each such number in the result, in order: whether it stands for something else.
bool without_strange_numbers(std::string_view line, std::string& out, std::vector<bool>& strange) {
  strange.clear();
  if (line.find("NaN") == std::string_view::npos && line.find("Infinity") == std::string_view::npos) return false;
  out.assign(line);
  bool any = false;
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] == '"') {
      for (++at; at < line.size() && line[at] != '"'; ++at) at += line[at] == '\\' ? 1 : 0;
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < line.size() && of_word(line[end])) ++end;
    const std::string_view word = line.substr(at, end - at);
    const std::string_view number = word == "NaN"         ? nan_number
                                    : word == "Infinity"  ? infinity_number
                                    : word == "-Infinity" ? negative_number
                                                          : std::string_view{};
    if (!number.empty()) {
      out.replace(at, number.size(), number);
      strange.push_back(true);
      any = true;
    } else if (word == nan_number || word == infinity_number || word == negative_number) {
      strange.push_back(false);
    }
    at = std::max(end, at + 1);
  }
  return any;
}

}  // namespace

/// Takes the events of one line. Events rather than a document: they keep the order of the keys and show
/// a key that is given twice.
struct json_row::handler {
  using json = nlohmann::json;

  json_row& row;
  bool in_row = false;
  std::size_t unread = 0;  // objects and arrays that are open and that nobody reads
  std::size_t column = 0;
  std::size_t strange = 0;  // of row.strange_, so many are through

  /// Ends the reading of the line.
  bool refuse(std::string what, std::optional<std::string> of = {}) const {
    row.fault_ = {std::move(what), std::move(of)};
    return false;
  }

  bool put(const cell& c) {
    if (unread != 0) return true;
    if (!in_row) return refuse("the line is not a JSON object: each line must be {\"name\": value, ...}");
    row.cells_[column] = c;
    return true;
  }
  bool put(double x, std::string written) {
    if (!in_row || unread != 0) return put(cell{});
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
  bool number_float(json::number_float_t value, const json::string_t& written) {
    if (strange < row.strange_.size() && (written == nan_number || written == infinity_number || written == negative_number))
      if (row.strange_[strange++]) return strange_number(written);
    return put(value, written);
  }
  bool strange_number(std::string_view written) {
    if (written == nan_number) {
      cell c = row.rules_->read("NaN");
      c.text = {};
      return put(c);
    }
    constexpr double infinity = std::numeric_limits<double>::infinity();
    return written == infinity_number ? put(infinity, "Infinity") : put(-infinity, "-Infinity");
  }
  bool string(json::string_t& value) {
    if (!in_row || unread != 0) return put(cell{});
    cell read = row.rules_->read_string(value);
    read.text = {};
    if (read.kind == cell_kind::text) keep(std::move(value));
    return put(read);
  }
  bool binary(json::binary_t&) { return put(cell{}); }

  bool start_object(std::size_t) {
    if (unread != 0 || row.outer_.size() > deepest) return start_unread();
    if (in_row) put({cell_kind::object, missing_value, {}});
    row.outer_.push_back(row.prefix_.size());
    if (in_row) row.prefix_.assign(row.columns_[column]).push_back('.');
    in_row = true;
    return true;
  }
  bool key(json::string_t& name) {
    if (unread != 0) return true;
    if (!row.prefix_.empty()) name.insert(0, row.prefix_);
    if (const auto at = row.positions_.find(name); at != row.positions_.end())
      column = at->second;
    else
      add_column(name);
    if (std::exchange(row.seen_in_[column], row.rows_) == row.rows_)
      return refuse("the object has this key twice", row.columns_[column]);
    row.met_.push_back(column);
    return true;
  }
  void add_column(const std::string& name) {
    check_name(row.name_, row.line_, name);
    if (row.columns_.size() >= row.most_columns_) throw too_many_columns(row.name_, row.line_, row.most_columns_);
    column = row.columns_.size();
    row.positions_.emplace(name, column);
    row.columns_.push_back(name);
    row.cells_.emplace_back();
    row.string_of_.push_back(0);
    row.seen_in_.push_back(0);
  }
  bool end_object() {
    if (unread != 0) {
      --unread;
      return true;
    }
    row.prefix_.resize(row.outer_.back());
    row.outer_.pop_back();
    return true;
  }
  bool start_array(std::size_t) {
    if (!in_row) return refuse("the line is a JSON array, not an object: each line must be {\"name\": value, ...}");
    return start_unread();
  }
  bool start_unread() {
    if (unread == 0) put({cell_kind::array, missing_value, {}});
    ++unread;
    return true;
  }
  bool end_array() {
    --unread;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const json::exception& why) const {
    if (dynamic_cast<const json::out_of_range*>(&why) != nullptr)
      return refuse("invalid JSON: a number is too large for a double");
    return refuse(fmt::format("invalid JSON at character {}", position));
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

std::string json_row::line_fault::text() const {
  return column ? located("", 0, *column, cause).substr(2) : cause;  // without ": " behind no file
}

table_error json_row::error() const {
  return fault_.column ? table_error{errc::bad_data, name_, line_, *fault_.column, fault_.cause}
                       : table_error{errc::bad_data, name_, line_, fault_.cause};
}

bool json_row::parse(std::string_view text, std::uint64_t line) {
  line_ = line;
  ++rows_;
  prefix_.clear();
  outer_.clear();
  for (const std::size_t i : met_) cells_[i] = {};
  met_.clear();
  strings_.clear();
  handler events{*this};
  const std::size_t known = columns_.size();
  bool good = false;
  try {
    good = nlohmann::json::sax_parse(without_strange_numbers(text, finite_, strange_) ? std::string_view{finite_} : text, &events);
  } catch (...) {
    forget(known);
    throw;
  }
  if (!good) {
    forget(known);
    return false;
  }
  for (const std::size_t i : met_)
    if (cells_[i].kind == cell_kind::text || cells_[i].kind == cell_kind::number) cells_[i].text = strings_[string_of_[i]];
  return true;
}

/// The row, of which nothing may remain: there are only so many columns.
void json_row::forget(std::size_t known) {
  for (const std::size_t i : met_) cells_[i] = {};
  met_.clear();
  for (std::size_t i = known; i < columns_.size(); ++i) positions_.erase(columns_[i]);
  columns_.resize(known);
  cells_.resize(known);
  string_of_.resize(known);
  seen_in_.resize(known);
}

std::size_t json_row::find(const std::string& column) const {
  const auto at = positions_.find(column);
  return at == positions_.end() ? columns_.size() : at->second;
}

}  // namespace tepid::inline v0::tables
