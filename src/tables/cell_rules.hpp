// src/tables/cell_rules.hpp - how the text of a table's cells is read.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tables/cell.hpp"
#include "tables/number_style.hpp"

namespace tepid::inline v0::tables {

/// How many cells said each word that stands for a missing value. Without any it takes no memory of its own.
class word_counts {
 public:
  void add(std::uint16_t word) {
    if (counts_.size() < word) counts_.resize(word);
    ++counts_[word - 1u];
  }
  void add(const word_counts& others) {
    if (counts_.size() < others.counts_.size()) counts_.resize(others.counts_.size());
    for (std::size_t i = 0; i < others.counts_.size(); ++i) counts_[i] += others.counts_[i];
  }
  void clear() noexcept { counts_.clear(); }
  /// Of word i + 1; as long as the last word that was met wants it.
  [[nodiscard]] std::span<const std::uint64_t> counts() const noexcept { return counts_; }

 private:
  std::vector<std::uint64_t> counts_;
};

/// A word and how many cells say it.
using counted_word = std::pair<std::string, std::uint64_t>;

/// What cells stand for. Immutable, so that all threads read by the same.
class cell_rules {
 public:
  /// `missing`: the words that mean a missing value, beside the empty cell, which always does; without any the usual
  /// ones (docs/tables.md), with "none" alone no word. Each entry may be several words with commas between. A word
  /// that is a number means that number however it is written, one that is NaN every NaN. Throws
  /// error{bad_argument, "missing"} for an empty list or more than 1,000 words.
  /// `style` of numbers in CSV, and of those words. `day_first`: dates such as 31/12/2025 begin with the day.
  explicit cell_rules(std::span<const std::string> missing = {}, number_style style = {}, bool day_first = false);

  /// What the text of a CSV cell is: missing, a number, or text. A number: all of it, however long, is read by
  /// std::from_chars, with or without a leading '+' and whatever the locale; "inf" and what exceeds a double are
  /// infinite, what is too small for one is 0.
  [[nodiscard]] cell read(std::string_view text) const {
    if (text.empty()) return {cell_kind::missing, missing_value, text};
    const first_letter first = first_[static_cast<unsigned char>(text[0])];
    return first == first_letter::of_text ? cell{cell_kind::text, typed_nan, text} : read(text, first);
  }
  /// A raw cell read; any other as it is.
  [[nodiscard]] cell read(const cell& c) const { return c.kind == cell_kind::raw ? read(c.text) : c; }
  /// A string of JSON: missing where the same text is in CSV, else text, whatever it looks like.
  [[nodiscard]] cell read_string(std::string_view text) const;
  /// A number of JSON.
  [[nodiscard]] cell number(const cell& c) const noexcept { return numbers_.empty() ? c : of_number(c); }

  /// Seconds since 1970 of a text that is a time whatever stands beside it: with the year first, or as `day_first` says.
  [[nodiscard]] std::optional<double> time(std::string_view text) const noexcept {
    const auto found = time_of(text);
    return found || !day_first_ ? found : time_of(text, date_order::day);
  }
  [[nodiscard]] bool day_first() const noexcept { return day_first_; }
  [[nodiscard]] number_style style() const noexcept { return style_; }
  /// Some plain numbers mean missing: none may be taken unread.
  [[nodiscard]] bool numbers_may_be_missing() const noexcept { return !numbers_.empty(); }
  /// The words that were counted, most frequent first. NaN is among them only in a column of text, where it is missing.
  [[nodiscard]] std::vector<counted_word> named(const word_counts& counts, bool text) const;

 private:
  static constexpr double typed_nan = std::numeric_limits<double>::quiet_NaN();
  /// What may begin with a character.
  enum class first_letter : std::uint8_t { of_text = 0, of_number = 1, of_word = 2, of_both = 3 };
  struct word {
    std::string text;
    bool nan = false;  ///< It could not be computed: NaN, not missing.
    std::uint16_t next = 0;  ///< The next word that begins with the same character, from 1; 0: none.
  };
  [[nodiscard]] std::optional<double> number_of(std::string_view text) const {
    return style_.usual() ? usual_number(text) : styled_number(text, style_);
  }
  [[nodiscard]] cell read(std::string_view text, first_letter first) const;
  [[nodiscard]] cell of_number(const cell& c) const noexcept;
  void may_begin(char c, first_letter what) noexcept;
  void add(std::string text, bool nan);

  number_style style_;
  bool day_first_;
  std::vector<word> words_;  // the first is NaN itself
  std::vector<std::pair<double, std::uint16_t>> numbers_;
  std::uint16_t nan_word_ = 0;  // the user's word for it; 0: NaN is not missing
  std::array<first_letter, 256> first_{};
  std::array<std::uint16_t, 256> words_of_{};  // by the first character, from 1
};

/// "column 'x': 12 cells say 'NULL', 3 'NA'"
[[nodiscard]] std::string missing_text(std::string_view column, std::span<const counted_word> words);
/// A note about the columns of a table whose cells are missing by a word: texts of missing_text(); nothing without any.
[[nodiscard]] std::string missing_note(std::string_view table, std::span<const std::string> columns);

}  // namespace tepid::inline v0::tables
