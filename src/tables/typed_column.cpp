// src/tables/typed_column.cpp - which type the cells of a column make it.
#include "tables/typed_column.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "text/counted.hpp"
#include "text/printable.hpp"

namespace tepid::inline v0::tables {

/// The number of a word: the seconds of a time.
double typed_column::add_word(const parsed_column::word& word, std::uint64_t first_line) {
  if (text_line_ == 0) {
    text_line_ = first_line + word.line;
    text_example_ = word.text;
  }
  const auto time = all_times_ ? time_of(word.text) : std::nullopt;
  all_times_ = time.has_value();
  return time.value_or(no_number);
}

/// The cells as numbers; valid until the next call. Of no meaning once the column is text.
std::span<const double> typed_column::add_numbers(const parsed_column& cells, std::uint64_t rows,
                                                  std::uint64_t first_line) {
  if (given_ && *given_ != column_type::categorical) return add_given(cells, rows, first_line);
  missing_ += rows - cells.values;
  const std::span<const double> numbers{cells.numbers.data(), cells.cells(rows)};
  if (cells.values == 0) return numbers;
  const std::uint64_t words = cells.words.size();
  values_ += cells.values;
  number_count_ += cells.values - words;
  all_booleans_ = all_booleans_ && cells.booleans == cells.values;
  if (words == 0) {
    all_times_ = false;
    if (may_be_codes_) look_for_codes(numbers);
    return numbers;
  }
  all_numbers_ = false;
  if (cells.booleans != 0) styles_ = 0;
  for (const auto& word : cells.words) {
    if (styles_ == 0) break;
    look_at_style(word.text);
  }
  all_times_ = all_times_ && words == cells.values;
  times_.assign(numbers.begin(), all_times_ ? numbers.end() : numbers.begin());
  for (const auto& word : cells.words) {
    const double time = add_word(word, first_line);
    if (!all_times_) break;
    times_[word.place] = time;
  }
  return times_;
}

double typed_column::value_of(std::string_view word) noexcept {
  if (const auto time = time_of(word)) return *time;
  const auto boolean = boolean_of(word);
  return boolean ? (*boolean ? 1.0 : 0.0) : no_number;
}

/// The same of a column whose type was given and is not text.
std::span<const double> typed_column::add_given(const parsed_column& cells, std::uint64_t rows,
                                                std::uint64_t first_line) {
  missing_ += rows - cells.values;
  values_ += cells.values;
  number_count_ += cells.values - cells.words.size();
  times_.assign(cells.numbers.begin(), cells.numbers.begin() + static_cast<std::ptrdiff_t>(cells.cells(rows)));
  const auto refuse = [&](std::uint64_t line, std::string text) {
    if (misfit_.line == 0) misfit_ = {line, std::move(text)};
  };
  if (*given_ == column_type::boolean)
    for (const double x : times_)
      if (x != 0.0 && x != 1.0 && !is_nan(x)) {
        refuse(~std::uint64_t{0}, to_text(x));  // where a number stands is not known here
        break;
      }
  for (const auto& word : cells.words) {
    const double x = *given_ == column_type::time      ? time_of(word.text).value_or(no_number)
                     : *given_ == column_type::boolean ? value_of(boolean_of(word.text) ? word.text : "")
                                                       : no_number;
    if (is_nan(x)) refuse(first_line + word.line, std::string{word.text});
    times_[word.place] = x;
  }
  return times_;
}

void typed_column::look_at_style(std::string_view text) {
  constexpr std::uint64_t enough = 65'536;
  if (styles_seen_++ >= enough) return;
  styles_ = styles_of(text, styles_);
  styled_ = styled_ || (styles_ != 0 && !usual_number(text));
}

style_bits typed_column::styles() const noexcept {
  if (given_ || type() != column_type::categorical || !styled_) return 0;
  // Where most values are numbers as they are, their points are decimal points.
  return other_decimal(styles_) && 2 * number_count_ > values_ ? style_bits{0} : styles_;
}

void typed_column::look_for_codes(std::span<const double> numbers) {
  constexpr std::size_t most = 20;
  constexpr std::uint64_t enough = 65'536;
  double last = no_number;
  for (const double x : numbers) {
    if (looked_at_ >= enough) return;
    if (is_nan(x)) continue;
    ++looked_at_;
    if (x == last) continue;
    last = x;
    const auto at = std::lower_bound(codes_.begin(), codes_.end(), x);
    if (at != codes_.end() && *at == x) continue;
    if (codes_.size() == most || x != std::floor(x) || std::abs(x) > 1e15) {
      codes_ = {};
      may_be_codes_ = false;
      return;
    }
    codes_.insert(at, x);
  }
}

std::size_t typed_column::codes() const noexcept {
  constexpr std::uint64_t least = 100;
  const bool zero_one = !codes_.empty() && codes_.front() >= 0.0 && codes_.back() <= 1.0;
  return may_be_codes_ && values_ >= least && !zero_one && type() == column_type::numeric && !given_ ? codes_.size() : 0;
}

std::string typed_column::reason() const {
  if (given_) return "by --types";
  if (values_ == 0) return "no value";
  switch (type()) {
    case column_type::numeric: return "every value is a number";
    case column_type::boolean: return "every value is true or false";
    case column_type::time: return "every value is a time";
    case column_type::categorical: break;
  }
  const std::string hint = styles() != 0 ? "; perhaps numbers with " + describe(styles()) : std::string{};
  if (number_count_ == 0) return "every value is text" + hint;
  std::string text = fmt::format("{} of {} are words", grouped(values_ - number_count_), counted(values_, "value"));
  if (text_line_ != 0) text += fmt::format(", the first {} in line {}", in_quotes(text_example_), text_line_);
  return text + hint;
}

column_type typed_column::type() const noexcept {
  if (given_) return *given_;
  if (values_ == 0) return column_type::numeric;
  if (all_booleans_) return column_type::boolean;
  return all_numbers_ ? column_type::numeric : all_times_ ? column_type::time : column_type::categorical;
}

}  // namespace tepid::inline v0::tables
