// src/tables/number_style.cpp - numbers as they are written here and there.
#include "tables/number_style.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstddef>
#include <limits>

#include "tables/table_error.hpp"
#include "text/printable.hpp"

namespace tepid::inline v0::tables {

namespace {

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

/// Takes what separates thousands off the front.
bool take_separator(std::string_view& text, char thousands) noexcept {
  if (thousands == '\0') return false;
  if (take(text, thousands)) return true;
  // No-break, narrow no-break and thin space; the apostrophe of typesetters.
  constexpr std::string_view spaces[] = {"\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89"}, quotes[] = {"\xe2\x80\x99"};
  const auto takes = [&](std::string_view sign) {
    if (!text.starts_with(sign)) return false;
    text.remove_prefix(sign.size());
    return true;
  };
  if (thousands == ' ') return std::any_of(std::begin(spaces), std::end(spaces), takes);
  return thousands == '\'' && std::any_of(std::begin(quotes), std::end(quotes), takes);
}

/// Rewrites a number into `out`, which has room for the text, as std::from_chars takes it: how long it is then, nothing if it
/// is none.
std::optional<std::size_t> rewrite(std::string_view text, number_style style, char* out) noexcept {
  char* const begin = out;
  if (take(text, '-'))
    *out++ = '-';
  else
    take(text, '+');
  const auto digits = [&] {
    std::size_t n = 0;
    for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1), ++n) *out++ = text[0];
    return n;
  };
  const bool zero = !text.empty() && text[0] == '0';
  const std::size_t first = digits();
  for (bool grouped = false; take_separator(text, style.thousands); grouped = true) {
    if (!grouped && (first == 0 || first > 3 || zero)) return std::nullopt;
    if (digits() != 3) return std::nullopt;
  }
  if (take(text, style.decimal)) {
    *out++ = '.';
    digits();
  }
  if (!text.empty() && text[0] != 'e' && text[0] != 'E') return std::nullopt;
  out = std::copy(text.begin(), text.end(), out);
  return static_cast<std::size_t>(out - begin);
}

constexpr std::array<number_style, 7> known_styles{{{',', '\0'}, {'.', ','}, {'.', ' '}, {'.', '\''}, {',', '.'}, {',', ' '}, {',', '\''}}};
constexpr style_bits decimal_commas = 0b111'0001;

}  // namespace

number_style number_style_of(std::string_view decimal, std::string_view thousands) {
  if (decimal != "." && decimal != ",")
    throw wrong_option{"decimal", fmt::format("{} must be a point or a comma", in_quotes(decimal))};
  if (thousands == "space") thousands = " ";
  if (!thousands.empty() && (thousands.size() != 1 || std::string_view{".,' _"}.find(thousands) == std::string_view::npos))
    throw wrong_option{"thousands", fmt::format("{} must be a point, a comma, an apostrophe, '_' or 'space'", in_quotes(thousands))};
  if (thousands == decimal)
    throw wrong_option{"thousands", fmt::format("{} is the decimal sign", in_quotes(thousands))};
  return {decimal[0], thousands.empty() ? '\0' : thousands[0]};
}

std::optional<double> usual_number(std::string_view digits) noexcept {
  if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-') digits.remove_prefix(1);
  double value = 0.0;
  const char* const last = digits.data() + digits.size();
  const auto [end, code] = std::from_chars(digits.data(), last, value);
  if (end != last || code == std::errc::invalid_argument) return std::nullopt;
  // from_chars does not say whether it was too large or too small.
  return code == std::errc::result_out_of_range ? beyond_range(digits) : value;
}

std::optional<double> styled_number(std::string_view text, number_style style) {
  const std::size_t sign = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  if (text.size() == sign) return std::nullopt;
  // Words for infinity and NaN are what they are.
  if (!is_digit(text[sign]) && text[sign] != style.decimal) return text[sign] == '.' ? std::nullopt : usual_number(text);
  std::array<char, 128> few;
  std::string many;
  if (text.size() > few.size()) many.resize(text.size());
  char* const out = many.empty() ? few.data() : many.data();
  const auto size = rewrite(text, style, out);
  return size ? usual_number({out, *size}) : std::nullopt;
}

style_bits styles_of(std::string_view text, style_bits among) {
  style_bits found = 0;
  for (std::size_t i = 0; i < known_styles.size(); ++i)
    if ((among >> i & 1u) != 0 && styled_number(text, known_styles[i])) found = static_cast<style_bits>(found | 1u << i);
  return found;
}

std::string style_hint(std::string_view text) {
  const style_bits styles = styles_of(text);
  return styles == 0 ? std::string{} : "; perhaps one with " + describe(styles);
}

bool other_decimal(style_bits styles) noexcept { return (styles & ~decimal_commas) == 0; }

namespace {

constexpr style_bits one_comma = 0b11;  // between thousands or in front of decimals

const number_style& first_of(style_bits styles) noexcept {
  return known_styles[static_cast<std::size_t>(std::countr_zero(styles))];
}

}  // namespace

std::string describe(style_bits styles) {
  if (styles == 0) return {};
  if ((styles & one_comma) == one_comma) return "a decimal comma or commas between thousands";
  const auto [decimal, thousands] = first_of(styles);
  const std::string_view between = thousands == '\0'   ? ""
                                   : thousands == ' '  ? "spaces"
                                   : thousands == '\'' ? "apostrophes"
                                   : thousands == '.'  ? "points"
                                                       : "commas";
  if (decimal != ',') return fmt::format("{} between thousands", between);
  return fmt::format("a decimal comma{}", between.empty() ? "" : fmt::format(" and {} between thousands", between));
}

advice help_with(style_bits styles) {
  if (styles == 0) return {};
  if ((styles & one_comma) == one_comma) return {.what = remedy::comma_style};
  const auto [decimal, thousands] = first_of(styles);
  return {.what = remedy::number_style, .about = {decimal, thousands}};
}

}  // namespace tepid::inline v0::tables
