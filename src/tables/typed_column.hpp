// src/tables/typed_column.hpp - what the cells of a column have been so far, and where they go because of it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/monitors/profile.hpp>

#include "monitors/growing_time.hpp"
#include "tables/number_style.hpp"
#include "tables/parsed_block.hpp"

namespace tepid::inline v0::tables {

/// A column that is read block by block. Its type is numeric if every value is a number, boolean if every value is
/// true or false, time if every value is a time as time_of() reads it, else categorical. Without any value it is
/// numeric. Once it is settled, numbers that growing_time takes for times are a time too, and numbers of as many digits each, of
/// which some begin with 0, categorical. A type that was given is the type, and the first value that is none of it is remembered.
///
/// Dates with the year at the end have one order of day and month in a column: `day_first`, or the month first unless that
/// cannot be.
class typed_column {
 public:
  explicit typed_column(std::string name, std::optional<column_type> given = {}, bool day_first = false)
      : name_{std::move(name)}, given_{given}, month_first_{!day_first} {}

  [[nodiscard]] const std::string& name() const noexcept { return name_; }

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
  ///   lose_texts()              there were numbers, and there is text: neither can be used any more;
  ///   swap_days()               dates had the day first, not the month: false if that cannot be mended in what it has.
  template <class Sink>
  void take(const parsed_column& cells, std::uint64_t rows, std::uint64_t first_line, Sink& sink) {
    missing_words_.add(cells.missing_words);
    if (cells.objects + cells.arrays != 0) {
      if (nested_.total() == 0) {
        nested_.line = first_line + cells.nested_line;
        nested_.first_is_array = cells.nested_array;
      }
      nested_.objects += cells.objects;
      nested_.arrays += cells.arrays;
    }
    if (cells.use != cell_use::numbers) {
      add_texts(cells.values, cells.values - cells.texts_met, rows - cells.values);
      if (cells.use == cell_use::texts)
        cells.for_each_stretch(
            rows,
            [&](std::size_t first, std::size_t count) {
              for (const std::string_view t : std::span{cells.texts}.subspan(first, count)) {
                if (styles_ != 0 && t.data() != nullptr) look_at_style(t);
                sink.take_text(t.data() == nullptr ? std::nullopt : std::optional{t});
              }
            },
            [&](std::uint64_t absent) { sink.take_missing_texts(absent); });
      return;
    }
    const bool was_numbers = numbers();
    const bool all_known = was_numbers ? values_ == 0 : !texts_lost_;
    const std::uint64_t missing_before = missing_;
    const std::span<const double> read = add_numbers(cells, rows, first_line);
    if (std::exchange(swapped_, false) && numbers() && !times_lost_) times_lost_ = !sink.swap_days();
    if (numbers()) {
      if (times_lost_) return;
      return cells.for_each_stretch(
          rows, [&](std::size_t first, std::size_t count) { sink.take_numbers(read.subspan(first, count)); },
          [&](std::uint64_t absent) { sink.take_missing(absent); });
    }
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
    if (numbers() && !times_lost_) sink.take_missing(rows);
    if (use() == cell_use::texts) sink.take_missing_texts(rows);
  }

  /// At the end of the table.
  template <class Sink>
  void settle(Sink& sink) {
    if (type() != column_type::numeric || given_ || values_ == 0) return;
    if (zeros_ != 0 && same_width_) {
      codes_with_zeros_ = texts_lost_ = true;
      text_line_ = zero_line_;
      text_example_ = zero_example_;
      sink.lose_texts();
    } else {
      time_why_ = growing_.why(name_);
    }
  }

  [[nodiscard]] column_type type() const noexcept;
  /// Why that is its type: "every value is a number", "2 of 400 values are words, the first 'abc' in line 17".
  [[nodiscard]] std::string reason() const;
  /// It is categorical only because its words are numbers written in another style, perhaps: the styles, else 0.
  [[nodiscard]] style_bits styles() const noexcept;
  /// The type was given.
  [[nodiscard]] bool given() const noexcept { return given_.has_value(); }
  /// A value that is none of the given type; line 0 if there is none, the largest one where it is not known.
  struct misfit {
    std::uint64_t line = 0;
    std::string text;
  };
  [[nodiscard]] const misfit& first_misfit() const noexcept { return misfit_; }
  /// How many different whole numbers it has where these are few and it has 100 values or more, all such numbers and not
  /// all 0 or 1: perhaps codes. Else 0. Of its first 65,536 values.
  [[nodiscard]] std::size_t codes() const noexcept;
  /// The number of a word in a column of numbers: the seconds of a time, 1 and 0 of true and false, else no_number.
  [[nodiscard]] double value_of(std::string_view word) const noexcept;
  [[nodiscard]] bool numbers() const noexcept {
    return given_ ? *given_ != column_type::categorical : (all_numbers_ || all_times_) && !codes_with_zeros_;
  }
  /// It is one of times whose numbers were not all given to the sink.
  [[nodiscard]] bool times_lost() const noexcept { return times_lost_; }
  /// Its dates may have the day or the month first; taken is the month.
  [[nodiscard]] bool either_first() const noexcept { return dates_ && month_first_ && may_be_day_first_ && type() == column_type::time; }
  /// It is one of numbers, so many of which begin with 0.
  [[nodiscard]] std::uint64_t zeros() const noexcept { return given_ || !all_numbers_ ? 0 : zeros_; }
  /// It is text, and not all texts were given to the sink.
  [[nodiscard]] bool texts_lost() const noexcept { return texts_lost_; }
  /// Cells without a value: missing or NaN.
  [[nodiscard]] std::uint64_t missing() const noexcept { return missing_; }
  [[nodiscard]] std::uint64_t values() const noexcept { return values_; }
  /// What made cells missing or NaN.
  [[nodiscard]] const word_counts& missing_words() const noexcept { return missing_words_; }
  /// Rows of NDJSON where the column is an object or an array: they count as missing.
  struct nested_rows {
    std::uint64_t objects = 0, arrays = 0, line = 0;  ///< `line`: of the first.
    bool first_is_array = false;
    [[nodiscard]] std::uint64_t total() const noexcept { return objects + arrays; }
  };
  [[nodiscard]] const nested_rows& nested() const noexcept { return nested_; }
  /// It never has a value, only objects and arrays: it is no column.
  [[nodiscard]] bool only_nested() const noexcept {
    return nested_.total() != 0 && values_ == 0 && missing_words_.counts().empty();
  }
  /// Where the column first has a value that is not a number, or of codes a leading zero, for messages; line 0 if nowhere.
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
  [[nodiscard]] std::optional<double> read_time(std::string_view text) noexcept;
  void read_times_again(const parsed_column& cells) noexcept;
  void look_at_style(std::string_view text);
  void look_for_zeros(const parsed_column& cells, std::span<const double> numbers, std::uint64_t first_line);
  void look_for_codes(std::span<const double> numbers);
  [[nodiscard]] std::span<const double> add_given(const parsed_column& cells, std::uint64_t rows, std::uint64_t first_line);

  std::string name_;
  std::optional<column_type> given_;
  bool month_first_, may_be_day_first_ = true;  // of dates with the year at the end,
  bool dates_ = false, other_times_ = false;    // which there are, beside others,
  bool swapped_ = false, times_lost_ = false;   // and that were read with the month first and have the day first
  detail::growing_time growing_;
  std::string time_why_;  // why its numbers are times
  std::uint64_t zeros_ = 0, zero_line_ = 0;
  std::string zero_example_;
  std::size_t width_ = 0;  // characters of its numbers, as long as all have as many digits
  bool same_width_ = true, codes_with_zeros_ = false;
  misfit misfit_;
  nested_rows nested_;
  std::vector<double> codes_;  // different whole numbers so far, ascending; empty again once they are none or too many
  std::uint64_t looked_at_ = 0;
  std::uint64_t styles_seen_ = 0;
  style_bits styles_ = all_styles;  // in which its words so far are numbers,
  bool styled_ = false;             // and one of them is not in the usual one
  bool may_be_codes_ = true;
  bool all_numbers_ = true, all_times_ = true, all_booleans_ = true, texts_lost_ = false;
  std::uint64_t missing_ = 0, values_ = 0, number_count_ = 0, text_line_ = 0;
  std::string text_example_;
  word_counts missing_words_;
  std::vector<double> times_;
};

}  // namespace tepid::inline v0::tables
