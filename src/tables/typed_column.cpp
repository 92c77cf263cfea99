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
  const auto time = all_times_ ? read_time(word.text) : std::nullopt;
  all_times_ = time.has_value();
  return time.value_or(no_number);
}

/// A time by the order of day and month that the column has, which the text may be the first to tell.
std::optional<double> typed_column::read_time(std::string_view text) noexcept {
  if (const auto time = time_of(text)) {
    other_times_ = true;
    return time;
  }
  const auto day_first = may_be_day_first_ ? time_of(text, date_order::day) : std::nullopt;
  const auto month_first = month_first_ ? time_of(text, date_order::month) : std::nullopt;
  if (!day_first && !month_first) return std::nullopt;
  if (month_first_ && !month_first) {
    // Among others nobody knows any more which were read with the month first.
    if (dates_ && (other_times_ || number_count_ != 0)) return std::nullopt;
    month_first_ = false;
    swapped_ = dates_;
  }
  may_be_day_first_ = day_first.has_value();
  dates_ = true;
  return month_first_ ? month_first : day_first;
}

void typed_column::read_times_again(const parsed_column& cells) noexcept {
  for (const auto& word : cells.words) times_[word.place] = value_of(word.text);
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
    growing_.add(numbers);
    look_for_zeros(cells, numbers, first_line);
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
  if (swapped_ && all_times_) read_times_again(cells);
  return times_;
}

double typed_column::value_of(std::string_view word) const noexcept {
  if (const auto time = time_of(word)) return *time;
  if (const auto time = time_of(word, month_first_ ? date_order::month : date_order::day)) return *time;
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
    const double x = *given_ == column_type::time      ? read_time(word.text).value_or(no_number)
                     : *given_ == column_type::boolean ? value_of(boolean_of(word.text) ? word.text : "")
                                                       : no_number;
    if (is_nan(x)) refuse(first_line + word.line, std::string{word.text});
    times_[word.place] = x;
  }
  if (swapped_) read_times_again(cells);
  return times_;
}

/// Are all numbers so far as many digits each, some of them perhaps with a 0 in front?
void typed_column::look_for_zeros(const parsed_column& cells, std::span<const double> numbers, std::uint64_t first_line) {
  const parsed_column::widths& written = cells.written;
  if (written.zeros != 0 && zeros_ == 0) {
    zero_line_ = first_line + written.line;
    zero_example_ = written.first;
  }
  zeros_ += written.zeros;
  if (!same_width_ || written.characters == 0) return;
  constexpr std::size_t longest = 15;  // a double has all of their digits
  if (width_ == 0) width_ = written.characters;
  same_width_ = written.same && written.characters == width_ && width_ <= longest;
  if (!same_width_) return;
  // What is less than its characters tell begins with a 0, or has another character than digits.
  const double beyond = std::pow(10.0, static_cast<double>(width_)), least = beyond / 10.0;
  std::uint64_t less = 0;
  for (const double x : numbers) {
    if (is_nan(x)) continue;
    less += x < least ? 1 : 0;
    same_width_ = same_width_ && x >= 0.0 && x < beyond && x == std::floor(x);
  }
  same_width_ = same_width_ && less == written.zeros;
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
  if (given_) return "it was given";
  if (values_ == 0) return "no value";
  switch (type()) {
    case column_type::numeric:
      if (zeros_ == 0) return "every value is a number";
      return fmt::format("every value is a number; {} begin{} with 0, the first {} in line {}, which numbers do not keep",
                         grouped(zeros_), zeros_ == 1 ? "s" : "", in_quotes(zero_example_), zero_line_);
    case column_type::boolean: return "every value is true or false";
    case column_type::time:
      if (!time_why_.empty()) return time_why_;
      if (!dates_) return "every value is a time";
      return fmt::format("every value is a date{}", either_first()  ? " that may have the day or the month first, taken with the month first"
                                                    : month_first_ ? " with the month first"
                                                                   : " with the day first");
    case column_type::categorical: break;
  }
  if (codes_with_zeros_)
    return fmt::format("all numbers have {} digits, and some begin with 0, the first {} in line {}: codes", width_,
                       in_quotes(text_example_), text_line_);
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
  if (codes_with_zeros_) return column_type::categorical;
  if (!time_why_.empty()) return column_type::time;
  return all_numbers_ ? column_type::numeric : all_times_ ? column_type::time : column_type::categorical;
}

}  // namespace tepid::inline v0::tables
