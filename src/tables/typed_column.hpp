// src/tables/typed_column.hpp - what the cells of a column have been so far, and where they go because of it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/monitors/profile.hpp>

#include "tables/parsed_block.hpp"

namespace tepid::inline v0::tables {

/// A column that is read block by block. Its type is numeric if every value is a number, boolean if every value is
/// JSON's true or false, time if every value is a time as time_of() reads it, else categorical. Without any value it is
/// numeric.
class typed_column {
 public:
  /// What the next block's cells are to be read for. A column that has become text after numbers were read, whose
  /// texts nobody has kept, is only counted.
  [[nodiscard]] cell_use use() const noexcept {
    return numbers() ? cell_use::numbers : texts_lost_ ? cell_use::count : cell_use::texts;
  }

  /// Takes the cells of a block's rows; those of a block that was parsed before the column became text too. The sink's
  ///   take_numbers(span)        takes numbers, of times the seconds, missing_value or NaN where there is none;
  ///   take_missing(rows)        takes rows of a column of numbers that have no cell;
  ///   take_text(optional text)  takes a text, nothing for a missing cell;
  ///   take_missing_texts(rows)  takes rows of a column of text that have no cell;
  ///   become_text(missing)      there were only so many missing cells before, and now there is text;
  ///   lose_texts()              there were numbers, and there is text: neither can be used any more.
  template <class Sink>
  void take(const parsed_column& cells, std::uint64_t rows, std::uint64_t first_line, Sink& sink) {
    missing_words_.add(cells.missing_words);
    if (cells.use != cell_use::numbers) {
      add_texts(cells.values, cells.values - cells.texts_met, rows - cells.values);
      if (cells.use == cell_use::texts)
        cells.for_each_stretch(
            rows,
            [&](std::size_t first, std::size_t count) {
              for (const std::string_view t : std::span{cells.texts}.subspan(first, count))
                sink.take_text(t.data() == nullptr ? std::nullopt : std::optional{t});
            },
            [&](std::uint64_t absent) { sink.take_missing_texts(absent); });
      return;
    }
    const bool was_numbers = numbers();
    const bool all_known = was_numbers ? values_ == 0 : !texts_lost_;
    const std::uint64_t missing_before = missing_;
    const std::span<const double> read = add_numbers(cells, rows, first_line);
    if (numbers())
      return cells.for_each_stretch(
          rows, [&](std::size_t first, std::size_t count) { sink.take_numbers(read.subspan(first, count)); },
          [&](std::uint64_t absent) { sink.take_missing(absent); });
    // How a number was written is not known here.
    if (!all_known || cells.words.size() != cells.values) {
      texts_lost_ = true;
      return sink.lose_texts();
    }
    if (was_numbers) sink.become_text(missing_before);
    std::uint64_t row = 0;
    for (const parsed_column::word& word : cells.words) {
      if (word.row > row) sink.take_missing_texts(word.row - row);
      sink.take_text(word.text);
      row = word.row + 1;
    }
    if (rows > row) sink.take_missing_texts(rows - row);
  }
  /// Rows of a block that has no such column.
  template <class Sink>
  void take_absent(std::uint64_t rows, Sink& sink) {
    missing_ += rows;
    if (rows == 0) return;
    if (numbers()) sink.take_missing(rows);
    if (use() == cell_use::texts) sink.take_missing_texts(rows);
  }

  [[nodiscard]] column_type type() const noexcept;
  [[nodiscard]] bool numbers() const noexcept { return all_numbers_ || all_times_; }
  /// It is text, and not all texts were given to the sink.
  [[nodiscard]] bool texts_lost() const noexcept { return texts_lost_; }
  /// Cells without a value: missing or NaN.
  [[nodiscard]] std::uint64_t missing() const noexcept { return missing_; }
  [[nodiscard]] std::uint64_t values() const noexcept { return values_; }
  /// What made cells missing or NaN.
  [[nodiscard]] const word_counts& missing_words() const noexcept { return missing_words_; }
  /// Where the column first has a value that is not a number, for messages; line 0 if nowhere.
  [[nodiscard]] std::uint64_t text_line() const noexcept { return text_line_; }
  [[nodiscard]] const std::string& text_example() const noexcept { return text_example_; }
  /// Values that are numbers.
  [[nodiscard]] std::uint64_t number_count() const noexcept { return number_count_; }

  static constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

 private:
  std::span<const double> add_numbers(const parsed_column& cells, std::uint64_t rows, std::uint64_t first_line);
  void add_texts(std::uint64_t values, std::uint64_t numbers, std::uint64_t missing) noexcept {
    missing_ += missing;
    values_ += values;
    number_count_ += numbers;
  }
  [[nodiscard]] double add_word(const parsed_column::word& word, std::uint64_t first_line);

  bool all_numbers_ = true, all_times_ = true, all_booleans_ = true, texts_lost_ = false;
  std::uint64_t missing_ = 0, values_ = 0, number_count_ = 0, text_line_ = 0;
  std::string text_example_;
  word_counts missing_words_;
  std::vector<double> times_;
};

}  // namespace tepid::inline v0::tables
