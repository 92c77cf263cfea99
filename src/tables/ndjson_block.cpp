// src/tables/ndjson_block.cpp - the plain lines, and nlohmann-json for the others.
#include "tables/ndjson_block.hpp"

#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

#include "tables/bad_lines.hpp"
#include "tables/boolean_cell.hpp"
#include "tables/line_reader.hpp"
#include "tables/plain_number.hpp"
#include "tables/table_error.hpp"
#include "text/utf8.hpp"

namespace tepid::inline v0::tables {

namespace {

const char* skip_spaces(const char* at) noexcept {
  while (*at == ' ' || *at == '\t') ++at;
  return at;
}

/// Behind the characters of a string that stand for themselves; where there is none, or none that may be there.
const char* skip_plain(const char* at) noexcept {
  for (;;) {
    if constexpr (std::endian::native == std::endian::little) {
      // Eight at once: the lowest byte that is marked is a control character, a quote, a backslash or not ASCII.
      constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
      std::uint64_t x;
      std::memcpy(&x, at, 8);
      const std::uint64_t quote = x ^ ones * '"', escape = x ^ ones * '\\';
      const std::uint64_t marked =
          (((x - ones * 0x20) & ~x) | ((quote - ones) & ~quote) | ((escape - ones) & ~escape) | x) & ones * 0x80;
      if (marked == 0) {
        at += 8;
        continue;
      }
      at += std::countr_zero(marked) / 8;
    } else {
      while (static_cast<unsigned char>(*at) - 0x20u < 0x60u && *at != '"' && *at != '\\') ++at;
    }
    if (static_cast<unsigned char>(*at) < 0x80) return at;
    const std::size_t length = utf8_sequence({at, 4});
    if (length == 0) return at;
    at += length;
  }
}

/// What a backslash and this character stand for; 0 where only nlohmann-json knows.
char unescaped(char c) noexcept {
  constexpr std::string_view from = "\"\\/bfnrt", to = "\"\\/\b\f\n\r\t";
  const std::size_t at = from.find(c);
  return at == std::string_view::npos ? '\0' : to[at];
}

bool takes(const char*& at, std::string_view word) noexcept {
  if (std::strncmp(at, word.data(), word.size()) != 0) return false;
  at += word.size();
  return true;
}

/// A number by JSON's grammar, or null.
const char* number(const char* at, cell& c) noexcept {
  const plain_number n = read_plain_number(at);
  const char first = at[*at == '-' ? 1 : 0];
  if (n.whole == 0 || (first == '0' && n.whole > 1) || (n.point && n.fraction == 0)) return nullptr;
  double value = n.value;
  if (!n.exact) {
    const auto [end, code] = std::from_chars(at, n.end, value);
    if (end != n.end || code != std::errc{}) return nullptr;
  }
  // A whole number is an integer to nlohmann-json: there is no -0.
  const bool zero = value == 0.0 && !n.point && !n.exponent;
  c = {cell_kind::number, zero ? 0.0 : value,
       zero ? std::string_view{"0"} : std::string_view{at, static_cast<std::size_t>(n.end - at)}};
  return n.end;
}

}  // namespace

ndjson_block::ndjson_block(std::string name, std::uint64_t most_columns, std::shared_ptr<const cell_rules> rules,
                           bool skips_bad_lines)
    : rules_{std::move(rules)},
      name_{std::move(name)},
      row_{name_, columns_, cells_, most_columns, rules_},
      skips_bad_lines_{skips_bad_lines} {}

void ndjson_block::set_columns(const std::vector<std::string>& columns) {
  columns_ = columns;
  row_.learn_columns();
  order_.clear();
  parents_.clear();
  met_in_.assign(columns.size(), 0);
}

/// Behind the closing quote of the string that begins here (behind its opening quote), or null.
const char* ndjson_block::plain_string(const char* at, std::string_view& text) {
  const char* begin = at;
  at = skip_plain(at);
  if (*at == '"') {
    text = {begin, static_cast<std::size_t>(at - begin)};
    return at + 1;
  }
  const std::size_t start = decoded_.size();
  while (*at == '\\') {
    const char c = unescaped(at[1]);
    if (c == '\0') return nullptr;
    decoded_.append(begin, at).push_back(c);
    begin = at + 2;
    at = skip_plain(begin);
  }
  if (*at != '"') return nullptr;
  decoded_.append(begin, at);
  text = std::string_view{decoded_}.substr(start);
  return at + 1;
}

const char* ndjson_block::plain_value(const char* at, cell& c) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  switch (*at) {
    case '"':
      {
        std::string_view text;
        at = plain_string(at + 1, text);
        if (at != nullptr) c = rules_->read_string(text);
        return at;
      }
    case 't':
      c = boolean_cell(true);
      return takes(at, "true") ? at : nullptr;
    case 'f':
      c = boolean_cell(false);
      return takes(at, "false") ? at : nullptr;
    case 'n':
      c = {};
      return takes(at, "null") ? at : nullptr;
    case 'N':
      c = rules_->read("NaN");
      return takes(at, "NaN") ? at : nullptr;
    case 'I':
      c = rules_->number({cell_kind::number, infinity, "Infinity"});
      return takes(at, "Infinity") ? at : nullptr;
    default:
      const char* const end = number(at, c);
      if (end != nullptr) {
        c = rules_->number(c);
        return end;
      }
      c = rules_->number({cell_kind::number, -infinity, "-Infinity"});
      return takes(at, "-Infinity") ? at : nullptr;
  }
}

/// Behind an array whose elements are plain values and such arrays, or null.
const char* ndjson_block::plain_array(const char* at) {
  cell unused;
  std::size_t open = 0;
  for (;;) {
    if (*at == '[') {
      ++open;
      at = skip_spaces(at + 1);
      if (*at != ']') continue;
    } else if ((at = plain_value(at, unused)) == nullptr) {
      return nullptr;
    }
    while (*(at = skip_spaces(at)) == ']') {
      ++at;
      if (--open == 0) return at;
    }
    if (*at != ',') return nullptr;
    at = skip_spaces(at + 1);
  }
}

/// A key and its colon; null if it is not plain or not known.
const char* ndjson_block::plain_key(const char* at, std::size_t place, const open_object& in, std::size_t& column) {
  if (*at != '"') return nullptr;
  ++at;
  const char* end = nullptr;
  if (place < order_.size() && parents_[place] == in.column) {
    const std::string& likely = columns_[order_[place]];
    const std::size_t size = likely.size() - in.prefix;
    // Up to the text's own zero at most, for neither has one within.
    if (std::strncmp(at, likely.c_str() + in.prefix, size) == 0 && at[size] == '"') {
      column = order_[place];
      end = at + size + 1;
    }
  }
  if (end == nullptr) {
    end = skip_plain(at);
    if (*end != '"') return nullptr;
    key_.clear();
    if (in.prefix != 0) key_.append(columns_[in.column]).push_back('.');
    key_.append(at, static_cast<std::size_t>(end++ - at));
    column = row_.find(key_);
    if (column == columns_.size()) return nullptr;
    order_.resize(place);
    order_.push_back(column);
    parents_.resize(place);
    parents_.push_back(in.column);
  }
  at = skip_spaces(end);
  return *at == ':' ? skip_spaces(at + 1) : nullptr;
}

/// The line that begins here into the cells_ of the first places_ columns of order_: where it ends, or null if it is
/// not plain.
const char* ndjson_block::plain_row(const char* at) {
  if (*at != '{') return nullptr;
  at = skip_spaces(at + 1);
  ++plain_rows_;
  std::size_t depth = 0;
  open_object in;
  for (std::size_t place = 0;; ++place) {
    std::size_t column = 0;
    if ((at = plain_key(at, place, in, column)) == nullptr) return nullptr;
    if (std::exchange(met_in_[column], plain_rows_) == plain_rows_) return nullptr;  // twice
    const char* const value = at;
    if ((at = plain_value(value, cells_[column])) != nullptr) {  // most are plain: asked first
    } else if (*value == '{') {
      if (depth == json_row::deepest) return nullptr;
      cells_[column] = {cell_kind::object, missing_value, {}};
      outer_[depth++] = in;
      in = {column, columns_[column].size() + 1};
      at = skip_spaces(value + 1);
      if (*at != '}') continue;
    } else if (*value == '[') {
      cells_[column] = {cell_kind::array, missing_value, {}};
      if ((at = plain_array(value)) == nullptr) return nullptr;
    } else {
      return nullptr;
    }
    at = skip_spaces(at);
    if (*at == ',') {
      at = skip_spaces(at + 1);
      continue;
    }
    while (*at == '}' && depth != 0) {
      in = outer_[--depth];
      at = skip_spaces(at + 1);
    }
    if (*at == '}') {
      places_ = place + 1;
      break;
    }
    if (*at != ',') return nullptr;
    at = skip_spaces(at + 1);
  }
  at = skip_spaces(at + 1);
  if (*at == '\r') ++at;
  return *at == '\n' ? at + 1 : nullptr;
}

void ndjson_block::parse(std::string_view text, std::uint64_t line, std::span<const cell_use> uses, parsed_block& out) {
  out.begin(uses, false);
  decoded_.clear();
  decoded_.reserve(text.size());  // it will not move
  const std::uint64_t first = line;
  const char* at = text.data();
  const char* const end = at + text.size();
  const auto take = [&](std::span<const std::size_t> places, bool lasting) {
    out.begin_row();
    while (out.columns.size() < columns_.size()) out.add_column(line);
    for (const std::size_t i : places)
      if (out.columns[i].use != cell_use::none) out.put(i, cells_[i], line, lasting);
    out.end_row();
  };
  while (at != end) {
    if (const char* next = plain_row(at)) {
      take(std::span{order_}.first(places_), true);
      at = next;
      ++line;
      continue;
    }
    const std::string_view rest{at, static_cast<std::size_t>(end - at)};
    const line_cut cut = cut_line(rest);
    std::string_view piece = rest.substr(0, cut.end);
    refuse_nul(piece, name_, line);
    while (!piece.empty() && (piece.back() == '\n' || piece.back() == '\r')) piece.remove_suffix(1);
    if (piece.size() > longest_row) throw table_error{errc::bad_data, name_, line, "the line is longer than 256 MiB"};
    if (piece.find_first_not_of(" \t") != std::string_view::npos) {
      if (row_.parse(piece, line)) {
        met_in_.resize(columns_.size(), 0);
        take(row_.met(), false);
      } else {
        if (!skips_bad_lines_) throw row_.error();
        out.bad.add(line, row_.fault().text());
      }
    }
    at += cut.end;
    line += cut.ended ? 1 : 0;
  }
  out.lines = line - first;
}

}  // namespace tepid::inline v0::tables
