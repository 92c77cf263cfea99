// src/cli/csv_block.cpp - the plain rows, and libcsv for the others.
#include "cli/csv_block.hpp"

#include <utility>

#include "cli/line_reader.hpp"
#include "cli/plain_number.hpp"

namespace tepid::cli {

csv_block::csv_block(std::string name, char delimiter)
    : name_{std::move(name)},
      delimiter_{delimiter},
      plain_{std::string_view{"0123456789.-+eE"}.find(delimiter) == std::string_view::npos},
      row_{name_, delimiter} {
  for (const char c : {delimiter, '\n', '\r', '"', '\0'}) stops_[static_cast<unsigned char>(c)] = true;
}

void csv_block::set_columns(const std::vector<std::string>& columns) {
  columns_ = columns;
  cells_.resize(columns.size());
}

/// A cell, and what stopped it.
const char* csv_block::plain_cell(const char* at, cell& c) const {
  const plain_number n = read_plain_number(at);
  if (n.whole + n.fraction > 0 && stops_[static_cast<unsigned char>(*n.end)]) {
    c.text = {at, static_cast<std::size_t>(n.end - at)};
    if (n.exact) {
      c.kind = cell_kind::number;
      c.number = n.value;
    } else {
      c = read_cell(c.text);
    }
    return n.end;
  }
  const char* end = at;
  while (!stops_[static_cast<unsigned char>(*end)]) ++end;
  const char* last = end;
  while (at != last && (*at == ' ' || *at == '\t')) ++at;
  while (last != at && (last[-1] == ' ' || last[-1] == '\t')) --last;
  c = read_cell(std::string_view{at, static_cast<std::size_t>(last - at)});
  return end;
}

/// The row that begins here into cells_: where it ends, or null if it is not plain.
const char* csv_block::plain_row(const char* at) {
  if (!plain_ || static_cast<unsigned char>(*at) <= ' ') return nullptr;  // an empty line, perhaps
  const std::size_t last = cells_.size() - 1;
  for (std::size_t i = 0;; ++i) {
    if (wanted_[i]) {
      at = plain_cell(at, cells_[i]);
    } else {
      while (!stops_[static_cast<unsigned char>(*at)]) ++at;
    }
    if (i == last) break;
    if (*at != delimiter_) return nullptr;
    ++at;
  }
  if (*at == '\r') ++at;
  return *at == '\n' ? at + 1 : nullptr;
}

/// A row of whatever kind into row_, if there still is one: what is left behind it; `line` becomes that of the next.
std::string_view csv_block::any_row(std::string_view rest, std::uint64_t& line, bool& found) {
  row_.begin();
  found = false;
  while (!found) {
    const line_cut cut = cut_line(rest);
    const std::string_view piece = rest.substr(0, cut.end);
    refuse_nul(piece, name_, line);
    found = row_.take(piece, cut.ended, line, columns_.size());
    if (piece.empty()) break;
    line += cut.ended ? 1 : 0;
    rest.remove_prefix(cut.end);
  }
  return rest;
}

void csv_block::parse(const std::string& text, std::uint64_t line, std::span<const cell_use> uses, parsed_block& out) {
  out.begin(uses);
  wanted_.assign(columns_.size(), true);
  for (std::size_t i = 0; i < uses.size(); ++i) wanted_[i] = uses[i] != cell_use::none;
  const std::uint64_t first = line;
  // What ends the last cell at the latest is the zero that a std::string ends with.
  const char* at = text.c_str();
  const char* const end = at + text.size();
  while (at != end) {
    if (const char* next = plain_row(at)) {
      out.begin_row();
      for (std::size_t i = 0; i < cells_.size(); ++i)
        if (wanted_[i]) out.put(i, cells_[i], line, true);
      out.end_row();
      at = next;
      ++line;
      continue;
    }
    bool found = false;
    const std::string_view rest = any_row({at, static_cast<std::size_t>(end - at)}, line, found);
    at = end - rest.size();
    if (!found) break;
    row_.check_size(columns_.size());
    out.begin_row();
    row_.for_each([&](std::size_t i, std::string_view cell_text) {
      if (wanted_[i]) out.put(i, read_cell(cell_text), row_.line(), false);
    });
    out.end_row();
  }
  out.lines = line - first;
}

}  // namespace tepid::cli
