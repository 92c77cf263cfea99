// src/tables/typed_column.cpp - which type the cells of a column make it.
#include "tables/typed_column.hpp"

#include <algorithm>

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
  missing_ += rows - cells.values;
  const std::span<const double> numbers{cells.numbers.data(), cells.cells(rows)};
  if (cells.values == 0) return numbers;
  const std::uint64_t words = cells.words.size();
  values_ += cells.values;
  number_count_ += cells.values - words;
  all_booleans_ = all_booleans_ && cells.booleans == cells.values;
  if (words == 0) {
    all_times_ = false;
    return numbers;
  }
  all_numbers_ = false;
  all_times_ = all_times_ && words == cells.values;
  times_.assign(numbers.begin(), all_times_ ? numbers.end() : numbers.begin());
  for (const auto& word : cells.words) {
    const double time = add_word(word, first_line);
    if (!all_times_) break;
    times_[word.place] = time;
  }
  return times_;
}

column_type typed_column::type() const noexcept {
  if (values_ == 0) return column_type::numeric;
  if (all_booleans_) return column_type::boolean;
  return all_numbers_ ? column_type::numeric : all_times_ ? column_type::time : column_type::categorical;
}

}  // namespace tepid::inline v0::tables
