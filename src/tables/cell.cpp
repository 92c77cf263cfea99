// src/tables/cell.cpp - what the text of a cell says.
#include "tables/cell.hpp"

#include <chrono>

#include <tepid/core/numeric.hpp>

namespace tepid::inline v0::tables {

namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Takes `count` digits off the front and gives their value, or -1.
int take_number(std::string_view& text, std::size_t count) noexcept {
  if (text.size() < count) return -1;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_digit(text[i])) return -1;
    value = 10 * value + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) noexcept {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

/// The same of a number that may lack its leading zero.
int take_one_or_two(std::string_view& text) noexcept {
  return take_number(text, text.size() > 1 && is_digit(text[1]) ? 2 : 1);
}

bool within(int value, int low, int high) noexcept { return value >= low && value <= high; }

/// Takes a date off the front: the seconds from 1970 to its midnight.
std::optional<double> take_date(std::string_view& text, date_order first) noexcept {
  int year = 0, month = 0, day = 0;
  const auto separator = [&](std::string_view among) {
    return !text.empty() && among.find(text[0]) != std::string_view::npos ? text[0] : '\0';
  };
  if (first == date_order::year) {
    year = take_number(text, 4);
    const char sign = separator("-/");
    if (year < 0 || sign == '\0' || !take(text, sign)) return std::nullopt;
    month = take_number(text, 2);
    if (!take(text, sign)) return std::nullopt;
    day = take_number(text, 2);
  } else {
    int& other = first == date_order::day ? month : day;
    (first == date_order::day ? day : month) = take_one_or_two(text);
    const char sign = separator("/.-");
    if (sign == '\0' || !take(text, sign)) return std::nullopt;
    other = take_one_or_two(text);
    if (!take(text, sign)) return std::nullopt;
    year = take_number(text, 4);
    if (year < 0 || (!text.empty() && is_digit(text[0]))) return std::nullopt;
  }
  if (month < 0 || day < 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return 86400.0 * static_cast<double>(std::chrono::sys_days{date}.time_since_epoch().count());
}

/// Seconds of hh:mm, hhmm or hh.
std::optional<int> offset_of(std::string_view text) noexcept {
  const int hours = take_number(text, 2);
  if (!within(hours, 0, 23)) return std::nullopt;
  take(text, ':');
  const int minutes = text.empty() ? 0 : take_number(text, 2);
  if (!within(minutes, 0, 59) || !text.empty()) return std::nullopt;
  return 3600 * hours + 60 * minutes;
}

}  // namespace

std::string text_of(const cell& c) { return c.text.empty() && c.is_number() ? to_text(c.number) : std::string{c.text}; }

std::optional<bool> boolean_of(std::string_view text) noexcept {
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  return std::nullopt;
}

std::optional<double> time_of(std::string_view text, date_order first) noexcept {
  const auto date = take_date(text, first);
  if (!date || text.empty()) return date;
  const bool iso = first == date_order::year;
  double seconds = *date;
  if (!iso) take(text, ',');
  if (!(iso && (take(text, 'T') || take(text, 't'))) && !take(text, ' ')) return std::nullopt;
  const int hour = iso ? take_number(text, 2) : take_one_or_two(text);
  if (!within(hour, 0, iso ? 24 : 23) || !take(text, ':')) return std::nullopt;
  const int minute = take_number(text, 2);
  if (!within(minute, 0, 59)) return std::nullopt;
  seconds += 3600.0 * hour + 60.0 * minute;
  if (take(text, ':')) {
    const int second = take_number(text, 2);
    if (!within(second, 0, iso ? 60 : 59)) return std::nullopt;
    double fraction = 0.0, place = 1.0;
    if (take(text, '.') || take(text, ',')) {
      if (text.empty() || !is_digit(text[0])) return std::nullopt;
      for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1)) {
        if (place >= 1e18) continue;  // far below what a double of seconds can tell, and digits have no end
        fraction = 10.0 * fraction + (text[0] - '0');
        place *= 10.0;
      }
    }
    seconds += second + fraction / place;
  }
  take(text, ' ');
  if (text.empty() || text == "Z" || text == "z" || text == "UTC") return seconds;
  if (!iso) {
    const bool before_noon = text == "AM" || text == "am";
    if (!(before_noon || text == "PM" || text == "pm") || !within(hour, 1, 12)) return std::nullopt;
    return seconds + 3600.0 * ((before_noon ? 0 : 12) - (hour == 12 ? 12 : 0));
  }
  const double sign = text[0] == '+' ? -1.0 : 1.0;
  if (!take(text, '+') && !take(text, '-')) return std::nullopt;
  const auto offset = offset_of(text);
  return offset ? std::optional{seconds + sign * *offset} : std::nullopt;
}

}  // namespace tepid::inline v0::tables
