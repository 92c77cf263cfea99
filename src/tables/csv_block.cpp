// src/tables/csv_block.cpp - columns of plain rows, and libcsv for the others.
#include "tables/csv_block.hpp"

#include <algorithm>
#include <utility>

#include "tables/line_reader.hpp"

namespace tepid::inline v0::tables {

namespace {

/// For read_numbers: a number is one vector of 16 bytes, and what gcc 12 makes of the same lines for AVX2 or AVX-512
/// took longer on a Xeon (docs/performance.md), so of these processors only what SSE4 has is used.
kernels::target for_numbers(kernels::target on) {
  if (on.name != "AVX2" && !on.name.starts_with("AVX3")) return on;
  const auto all = kernels::available_targets();
  const auto found = std::find_if(all.begin(), all.end(), [](const kernels::target& t) { return t.name == "SSE4"; });
  return found == all.end() ? on : *found;
}

}  // namespace

csv_block::csv_block(std::string name, char delimiter, std::uint64_t most_cells,
                     std::shared_ptr<const cell_rules> rules, bool skips_bad_lines)
    : name_{std::move(name)},
      rules_{std::move(rules)},
      delimiter_{delimiter},
      skips_bad_lines_{skips_bad_lines},
      plain_{delimiter != '"' && delimiter != '\n' && delimiter != '\r'},
      row_{name_, delimiter, most_cells},
      target_{kernels::active_target()},
      read_numbers_{numbers_kernel(for_numbers(target_))} {}

/// Are the quotes from number `next` on within a row such that each of its cells has none, or begins and ends with one
/// and has the others doubled? Then `next` moves behind them. False too if a line ends within them.
bool csv_block::sound_quotes(std::string_view text, std::size_t begin, std::size_t end, std::size_t& next) const {
  const auto quotes = marks_.quotes();
  std::size_t i = next;
  while (i < quotes.size() && quotes[i] < end) {
    const std::size_t opening = quotes[i];
    if (opening != begin && text[opening - 1] != delimiter_) return false;
    std::size_t closing = 0;
    for (++i;; i += 2) {
      if (i >= quotes.size() || quotes[i] >= end) return false;
      closing = quotes[i];
      if (i + 1 >= quotes.size() || quotes[i + 1] != closing + 1) break;
    }
    ++i;
    const char behind = text[closing + 1];
    if (behind != delimiter_ && closing + 1 != end && !(behind == '\r' && closing + 2 == end)) return false;
    if (text.substr(opening, closing - opening).find_first_of("\r\n") != std::string_view::npos) return false;
  }
  next = i;
  return true;
}

/// A cell with all that stands between two delimiters.
void csv_block::take_cell(std::string_view text, std::size_t column, std::uint64_t row, std::uint64_t line,
                          parsed_block& out) {
  if (text.size() > 1 && text.front() == '"') {
    text = text.substr(1, text.size() - 2);
    std::size_t quote = text.find('"');
    if (quote == std::string_view::npos) return out.put(column, row, rules_->read(text), line, true);
    unquoted_.clear();
    for (; quote != std::string_view::npos; quote = text.find('"')) {
      unquoted_ += text.substr(0, quote + 1);
      text.remove_prefix(quote + 2);
    }
    unquoted_ += text;
    return out.put(column, row, rules_->read(unquoted_), line, false);
  }
  const auto space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  out.put(column, row, rules_->read(text), line, true);
}

void csv_block::take_column(std::string_view text, const plain_rows& rows, std::size_t column, parsed_block& out) {
  const bool last = column + 1 == columns_.size();
  const std::uint32_t* const ends = marks_.cells().data() + rows.first + column;
  const std::size_t stride = columns_.size();
  const auto cell_at = [&](std::size_t row) {
    const std::size_t begin = ends[row * stride] + 1u;
    std::size_t end = ends[row * stride + 1];
    if (last && end > begin && text[end - 1] == '\r') --end;
    return text.substr(begin, end - begin);
  };
  parsed_column& to = out.columns[column];
  if (to.use != cell_use::numbers || rules_->numbers_may_be_missing()) {
    for (std::size_t row = 0; row < rows.count; ++row)
      take_cell(cell_at(row), column, out.rows + row, rows.line + row, out);
    return;
  }
  if (others_.size() < rows.count) others_.resize(rows.count);
  const number_cells cells{.text = text.data(), .ends = ends, .stride = stride, .count = rows.count,
                           .point = rules_->style().decimal, .last = last};
  const std::size_t others = read_numbers_(cells, to.numbers.data() + out.rows, others_.data());
  to.values += rows.count - others;
  // Most often nothing begins with 0: one look at all cells tells.
  const std::uint32_t width = ends[1] - ends[0] - 1u;
  std::uint32_t differ = 0, zeros = 0;
  for (std::size_t row = 0; row < rows.count; ++row) {
    const std::uint32_t begin = ends[row * stride] + 1u;
    differ |= (ends[row * stride + 1] - begin) ^ width;
    zeros |= static_cast<unsigned>(text[begin] == '0') & static_cast<unsigned>(text[begin + 1] >= '0' && text[begin + 1] <= '9');
  }
  const bool all_plain = others == 0 && zeros == 0 && !last;
  if (all_plain) to.take_width(width, differ == 0);
  for (std::size_t row = 0, other = 0; !all_plain && row < rows.count; ++row) {
    if (other < others && others_[other] == row)
      ++other;
    else
      to.take_written(cell_at(row), rows.line + row);
  }
  for (std::size_t i = 0; i < others; ++i)
    take_cell(cell_at(others_[i]), column, out.rows + others_[i], rows.line + others_[i], out);
}

void csv_block::take_rows(std::string_view text, plain_rows rows, parsed_block& out) {
  // So many cells at once that all their text stays in the first-level cache while column after column is read.
  const std::size_t together = std::max<std::size_t>(1, 1024 / columns_.size());
  out.begin_rows(rows.count);
  while (rows.count > 0) {
    plain_rows now = rows;
    now.count = std::min(rows.count, together);
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (wanted_[i]) take_column(text, now, i, out);
    out.end_rows(now.count);
    rows.first += now.count * columns_.size();
    rows.line += now.count;
    rows.count -= now.count;
  }
}

/// Takes a row of whatever kind if there still is one: what is left behind it; `line` becomes that of the next.
std::string_view csv_block::any_row(std::string_view rest, std::uint64_t& line, parsed_block& out) {
  row_.begin();
  bool found = false;
  while (!found) {
    const line_cut cut = cut_line(rest);
    const std::string_view piece = rest.substr(0, cut.end);
    refuse_nul(piece, name_, line);
    found = row_.take(piece, cut.ended, line, columns_.size());
    if (piece.empty()) break;
    line += cut.ended ? 1 : 0;
    rest.remove_prefix(cut.end);
  }
  if (!found) return {};
  if (skips_bad_lines_ && row_.size() != columns_.size()) {
    out.bad.add(row_.line(), row_.size_cause(columns_.size()));
    return rest;
  }
  row_.check_size(columns_.size());
  out.begin_row();
  row_.for_each([&](std::size_t i, std::string_view cell_text) {
    if (wanted_[i]) out.put(i, rules_->read(cell_text), row_.line(), false);
  });
  out.end_row();
  return rest;
}

void csv_block::parse(std::string_view text, std::uint64_t line, std::span<const cell_use> uses, parsed_block& out) {
  out.begin(uses, true);
  wanted_.assign(columns_.size(), true);
  for (std::size_t i = 0; i < uses.size(); ++i) wanted_[i] = uses[i] != cell_use::none;
  const std::uint64_t first_line = line;
  std::size_t at = 0;
  const auto other_row = [&] { at = text.size() - any_row(text.substr(at), line, out).size(); };

  plain_ = plain_ && text.size() < ~std::uint32_t{0};
  if (plain_ && marks_.find(text, delimiter_, target_)) {
    const auto cells = marks_.cells(), ends = marks_.rows();
    plain_rows waiting;
    std::size_t quote = 0, first = 0;
    for (std::size_t row = 0; row < ends.size();) {
      const std::size_t end = cells[ends[row]];
      if (ends[row] - first == columns_.size() && static_cast<unsigned char>(text[at]) > ' ' &&
          sound_quotes(text, at, end, quote)) {
        if (waiting.count++ == 0) waiting = {.first = first, .count = 1, .line = line};
        ++line;
        at = end + 1;
        first = ends[row++];
        continue;
      }
      take_rows(text, std::exchange(waiting, {}), out);
      other_row();
      // Behind it: where it ends with no line that was marked, the rest is read without marks.
      while (row < ends.size() && cells[ends[row]] < at) first = ends[row++];
      if (at != cells[first] + 1u) break;
      while (quote < marks_.quotes().size() && marks_.quotes()[quote] < at) ++quote;
    }
    take_rows(text, waiting, out);
  }
  while (at < text.size()) other_row();
  out.lines = line - first_line;
}

}  // namespace tepid::inline v0::tables
