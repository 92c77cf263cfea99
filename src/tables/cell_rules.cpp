// src/tables/cell_rules.cpp - words for missing values, and numbers.
#include "tables/cell_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>

#include "tables/boolean_cell.hpp"
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

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool take(std::string_view& text, char c) noexcept {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

/// A number that std::from_chars says is out of range, of any length: infinite or 0, with its sign.
double beyond_range(std::string_view text) noexcept {
  const bool negative = take(text, '-');
  std::int64_t place = 0;  // of the first digit that is not 0: before the point from 1 on, behind it from 0 down
  bool behind = false, found = false;
  for (; !text.empty() && (is_digit(text[0]) || text[0] == '.'); text.remove_prefix(1)) {
    if (text[0] == '.') {
      behind = true;
      continue;
    }
    found = found || text[0] != '0';
    if (behind ? !found : found) place += behind ? -1 : 1;
  }
  constexpr std::int64_t most = std::int64_t{1} << 40;  // a table's rows are shorter
  std::int64_t exponent = 0;
  if (take(text, 'e') || take(text, 'E')) {
    const bool down = take(text, '-');
    take(text, '+');
    for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1))
      exponent = std::min(most, 10 * exponent + (text[0] - '0'));
    if (down) exponent = -exponent;
  }
  const double size = place + exponent > 0 ? std::numeric_limits<double>::infinity() : 0.0;
  return negative ? -size : size;
}

/// What a number can begin with.
constexpr std::string_view number_letters = "0123456789+-.iInN";

/// Perhaps NaN; nothing for other text.
std::optional<double> number_of(std::string_view digits) noexcept {
  if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-') digits.remove_prefix(1);
  double value = 0.0;
  const char* const last = digits.data() + digits.size();
  const auto [end, code] = std::from_chars(digits.data(), last, value);
  if (end != last || code == std::errc::invalid_argument) return std::nullopt;
  // from_chars does not say whether it was too large or too small.
  return code == std::errc::result_out_of_range ? beyond_range(digits) : value;
}

}  // namespace

cell_rules::cell_rules(std::span<const std::string> missing) {
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
    if (entry.empty()) throw error{errc::bad_argument, "missing", "--missing: the value is empty; 'none' is no word"};
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
  if (words_.size() > most) throw error{errc::bad_argument, "missing", "--missing: there are more than 1,000 words"};
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

cell cell_rules::read(std::string_view text, first_letter first) const noexcept {
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

cell cell_rules::read_string(std::string_view text) const noexcept {
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
