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

bool within(int value, int low, int high) noexcept { return value >= low && value <= high; }

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

std::optional<double> time_of(std::string_view text) noexcept {
  const int year = take_number(text, 4);
  if (year < 0 || !take(text, '-')) return std::nullopt;
  const int month = take_number(text, 2);
  if (!take(text, '-')) return std::nullopt;
  const int day = take_number(text, 2);
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (month < 0 || day < 0 || !date.ok()) return std::nullopt;
  double seconds = 86400.0 * static_cast<double>(std::chrono::sys_days{date}.time_since_epoch().count());
  if (text.empty()) return seconds;

  if (!take(text, 'T') && !take(text, ' ') && !take(text, 't')) return std::nullopt;
  const int hour = take_number(text, 2);
  if (!within(hour, 0, 24) || !take(text, ':')) return std::nullopt;
  const int minute = take_number(text, 2);
  if (!within(minute, 0, 59)) return std::nullopt;
  seconds += 3600.0 * hour + 60.0 * minute;
  if (take(text, ':')) {
    const int second = take_number(text, 2);
    if (!within(second, 0, 60)) return std::nullopt;
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
  const double sign = text[0] == '+' ? -1.0 : 1.0;
  if (!take(text, '+') && !take(text, '-')) return std::nullopt;
  const auto offset = offset_of(text);
  return offset ? std::optional{seconds + sign * *offset} : std::nullopt;
}

}  // namespace tepid::inline v0::tables
