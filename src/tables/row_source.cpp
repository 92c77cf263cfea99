// src/tables/row_source.cpp - what all formats share.
#include "tables/row_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "tables/table_error.hpp"
#include "tables/table_limits.hpp"
#include "text/counted.hpp"
#include "text/names.hpp"
#include "text/printable.hpp"

namespace tepid::inline v0::tables {

bool row_source::next() {
  if (read_row()) {
    ++rows_;
    return true;
  }
  if (rows_ == 0) refuse_no_rows(bad_);
  tell_words();
  return false;
}

void row_source::leave_out(std::uint64_t line, std::string_view cause) {
  bad_.add(line, cause);
  if (bad_.count == 1) note(fmt::format("{}:{}: a bad line is left out: {}", name(), line, cause));
}

void row_source::refuse_no_rows(const bad_lines& bad) const {
  if (bad.count != 0)
    throw table_error{errc::bad_data, name(), bad.first_line,
                      fmt::format("no line is good: {} of {}; of the first: {}", grouped(bad.count), grouped(bad.count), bad.cause)};
  throw table_error{errc::bad_data, name(), line_,
                    columns_.empty() ? "the file is empty" : "there is a header and no row of data"};
}

std::size_t row_source::find(std::string_view column) const {
  const auto at = std::find(columns_.begin(), columns_.end(), column);
  if (at != columns_.end()) return static_cast<std::size_t>(at - columns_.begin());
  if (open_ended()) return npos;
  const bool one = columns_.size() == 1 && columns_[0].find_first_of(";\t|") != std::string::npos;
  throw table_error{errc::bad_argument, name(), 1, no_such_column(column, columns_),
                    {.what = one ? remedy::delimiter : remedy::none}};
}

std::size_t row_source::find_at_end(std::string_view column) const {
  const auto at = std::find(columns_.begin(), columns_.end(), column);
  if (at == columns_.end()) throw table_error{errc::bad_argument, name(), 0, no_such_column(column, columns_)};
  return static_cast<std::size_t>(at - columns_.begin());
}

void row_source::tell_words() {
  if (std::exchange(told_, true)) return;
  if (bad_.count > 1) note(fmt::format("{}: {}", name(), bad_lines_text(bad_)));
  std::vector<std::string> columns;
  for (std::size_t i = 0; i < words_.size(); ++i)
    if (const auto named = rules_->named(words_[i].counts, words_[i].text); !named.empty())
      columns.push_back(missing_text(columns_[i], named));
  note(missing_note(name(), columns));
}

cell row_source::value(std::size_t index) {
  if (index >= cells_.size()) return {};
  const cell c = rules_->read(cells_[index]);
  if (c.is_nested()) throw no_value(name(), line_, columns_[index], c.kind == cell_kind::array, columns_);
  if (c.word == 0 && c.kind != cell_kind::text) return c;
  if (words_.size() <= index) words_.resize(index + 1);
  words_met& met = words_[index];
  met.text = met.text || c.kind == cell_kind::text;
  if (c.word != 0 && std::exchange(met.last_row, rows_) != rows_) met.counts.add(c.word);
  return c;
}

double row_source::number_as(column_type given, std::size_t index) {
  if (given == column_type::categorical)
    throw table_error{errc::bad_argument, name(), 0, columns_[index], "a number is needed, and it was given the type categorical"};
  const cell c = value(index);
  if (c.kind == cell_kind::missing) return c.number;
  const bool text = c.kind == cell_kind::text;
  if (given == column_type::time ? !text : !text && (given == column_type::numeric || c.number == 0.0 || c.number == 1.0))
    return c.number;
  if (given == column_type::time)
    if (const auto time = rules_->time(c.text)) return *time;
  const bool date = given == column_type::time && time_of(c.text, date_order::day);
  throw table_error{errc::bad_data, name(), line_, columns_[index], misfit_text(text_of(c), given),
                    date                            ? advice{.what = remedy::day_first}
                    : given == column_type::numeric ? help_with(styles_of(c.text))
                                                    : advice{}};
}

double row_source::number(std::size_t index) {
  if (!types_.none() && index < columns_.size()) {
    for (std::size_t i = given_.size(); i < columns_.size(); ++i) given_.push_back(types_.of(columns_[i]));
    if (given_[index]) return number_as(*given_[index], index);
  }
  const cell c = value(index);
  if (c.kind == cell_kind::text)
    throw table_error{errc::bad_data, name(), line_, columns_[index],
                      fmt::format("{} is not a number{}", in_quotes(c.text), style_hint(c.text)), help_with(styles_of(c.text))};
  return c.number;
}

}  // namespace tepid::inline v0::tables
