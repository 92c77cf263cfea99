// src/tables/cell_rules.cpp - words for missing values, and numbers.
#include "tables/cell_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include <tepid/core/numeric.hpp>

#include "tables/boolean_cell.hpp"
#include "tables/table_error.hpp"
#include "text/counted.hpp"
#include "text/printable.hpp"

namespace tepid::inline v0::tables {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint16_t nan_index = 1;

/// What R, SQL exports, pandas, spreadsheets and SAS write.
constexpr std::string_view usual_words[] = {"NA",   "N/A",  "n/a",      "NULL", "null", "None", "\\N",
                                            "#N/A", "#NA",  "#N/A N/A", "<NA>", "NaT",  "."};
/// What C libraries of Windows write for NaN.
constexpr std::string_view usual_nans[] = {"1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN"};

/// What a number can begin with.
constexpr std::string_view number_letters = "0123456789+-.iInN";

}  // namespace

cell_rules::cell_rules(std::span<const std::string> missing, number_style style, bool day_first)
    : style_{style}, day_first_{day_first} {
  may_begin(style.decimal, first_letter::of_number);
  for (const char c : number_letters) may_begin(c, first_letter::of_number);
  for (const char c : std::string_view{"tTfF"}) may_begin(c, first_letter::of_word);
  words_.push_back({"NaN", true, 0});
  if (missing.empty()) {
    for (const std::string_view w : usual_words) add(std::string{w}, false);
    for (const std::string_view w : usual_nans) add(std::string{w}, true);
    return;
  }
  if (missing.size() == 1 && missing[0] == "none") return;
  for (const std::string& entry : missing) {
    if (entry.empty()) throw wrong_option{"missing", "the value is empty; 'none' is no word"};
    std::string_view rest{entry};
    for (bool more = true; more;) {
      const std::size_t comma = rest.find(',');
      more = comma != std::string_view::npos;
      std::string_view w = rest.substr(0, comma);
      if (more) rest.remove_prefix(comma + 1);
      // As cells of CSV are read, without the spaces around them.
      while (!w.empty() && (w.front() == ' ' || w.front() == '\t')) w.remove_prefix(1);
      while (!w.empty() && (w.back() == ' ' || w.back() == '\t')) w.remove_suffix(1);
      if (!w.empty()) add(std::string{w}, false);
    }
  }
}

void cell_rules::may_begin(char c, first_letter what) noexcept {
  first_letter& known = first_[static_cast<unsigned char>(c)];
  known = static_cast<first_letter>(static_cast<unsigned>(known) | static_cast<unsigned>(what));
}

void cell_rules::add(std::string text, bool is_nan_word) {
  constexpr std::size_t most = 1000;
  if (words_.size() > most) throw wrong_option{"missing", "there are more than 1,000 words"};
  const auto index = static_cast<std::uint16_t>(words_.size() + 1);
  if (const auto number = number_of(text)) {
    if (is_nan(*number))
      nan_word_ = index;
    else
      numbers_.emplace_back(*number, index);
  } else {
    may_begin(text[0], first_letter::of_word);
  }
  std::uint16_t& chain = words_of_[static_cast<unsigned char>(text[0])];
  words_.push_back({std::move(text), is_nan_word, std::exchange(chain, index)});
}

cell cell_rules::of_number(const cell& c) const noexcept {
  for (const auto& [value, index] : numbers_)
    if (c.number == value) return {cell_kind::missing, missing_value, c.text, index};
  return c;
}

cell cell_rules::read(std::string_view text, first_letter first) const {
  if (const auto value = first == first_letter::of_word ? std::nullopt : number_of(text)) {
    if (!is_nan(*value)) return number({cell_kind::number, *value, text});
    if (nan_word_ != 0) return {cell_kind::missing, missing_value, text, nan_word_};
    return {cell_kind::missing, nan, text, nan_index};
  }
  for (std::uint16_t i = words_of_[static_cast<unsigned char>(text[0])]; i != 0; i = words_[i - 1u].next)
    if (words_[i - 1u].text == text) return {cell_kind::missing, words_[i - 1u].nan ? nan : missing_value, text, i};
  if (const auto b = first == first_letter::of_word ? boolean_of(text) : std::nullopt) return boolean_cell(*b);
  return {cell_kind::text, nan, text};
}

cell cell_rules::read_string(std::string_view text) const {
  const cell c = read(text);
  return c.kind == cell_kind::missing ? c : cell{cell_kind::text, nan, text};
}

std::vector<counted_word> cell_rules::named(const word_counts& found, bool text) const {
  std::vector<counted_word> out;
  const auto counts = found.counts();
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] != 0 && (text || !words_[i].nan)) out.emplace_back(words_[i].text, counts[i]);
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return out;
}

std::string missing_text(std::string_view column, std::span<const counted_word> words) {
  std::string text = fmt::format("column {}: ", in_quotes(column));
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& [word, count] = words[i];
    text += i == 0 ? fmt::format("{} {} {}", counted(count, "cell"), count == 1 ? "says" : "say", in_quotes(word))
                   : fmt::format(", {} {}", grouped(count), in_quotes(word));
  }
  return text;
}

std::string missing_note(std::string_view table, std::span<const std::string> columns) {
  if (columns.empty()) return {};
  constexpr std::size_t most = 5;
  std::string text = fmt::format("{}: words that count as missing: ", table);
  for (std::size_t i = 0; i < std::min(most, columns.size()); ++i) text += (i == 0 ? "" : "; ") + columns[i];
  if (columns.size() > most) text += fmt::format("; and {}", counted(columns.size() - most, "more column"));
  return text;
}

}  // namespace tepid::inline v0::tables
