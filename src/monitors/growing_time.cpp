// src/monitors/growing_time.cpp - which numbers are times.
#include "monitors/growing_time.hpp"

#include <algorithm>
#include <cmath>

#include <tepid/core/numeric.hpp>

namespace tepid::inline v0::detail {

namespace {

constexpr std::uint64_t least_numbers = 20;
constexpr time_unit units[] = {{"seconds", 1.0}, {"milliseconds", 1e3}, {"microseconds", 1e6}, {"nanoseconds", 1e9}};

}  // namespace

std::optional<time_unit> unit_of_times(double first, double last) noexcept {
  constexpr double of_2001 = 978'307'200.0, of_2101 = 4'133'980'800.0;  // seconds since 1970 of 1 January
  for (const time_unit& unit : units)
    if (first >= of_2001 * unit.a_second && last < of_2101 * unit.a_second) return unit;
  return std::nullopt;
}

bool names_a_time(std::string_view column) {
  if (const std::size_t dot = column.rfind('.'); dot != std::string_view::npos) column.remove_prefix(dot + 1);
  // createdAt is created_at.
  std::string name;
  for (const char c : column) {
    const bool capital = c >= 'A' && c <= 'Z';
    if (capital && !name.empty() && name.back() >= 'a' && name.back() <= 'z') name += '_';
    name += capital ? static_cast<char>(c - 'A' + 'a') : c == ' ' || c == '-' ? '_' : c;
  }
  // Not every "_time": a response time is none.
  constexpr std::string_view words[] = {"time", "timestamp", "datetime", "date", "ts", "epoch", "at"};
  constexpr std::string_view more[] = {"unixtime", "unix_time", "date_time", "time_stamp", "event_time"};
  const std::size_t last = name.rfind('_');
  const std::string_view end = std::string_view{name}.substr(last == std::string::npos ? 0 : last + 1);
  const auto among = [](const auto& all, std::string_view word) {
    return std::find(std::begin(all), std::end(all), word) != std::end(all);
  };
  if (among(more, name)) return true;
  return among(words, end) && (last == std::string::npos ? end != "at" : end != "time");
}

void growing_time::add(std::span<const double> numbers) noexcept {
  for (const double x : numbers) {
    if (!grows_) return;
    if (is_nan(x)) continue;
    if (count_++ == 0) first_ = last_ = x;
    grows_ = x >= last_ && is_finite(x);
    whole_ = whole_ && x == std::floor(x);
    last_ = x;
  }
}

std::string growing_time::why(std::string_view column) const {
  if (!grows_ || count_ < least_numbers || !(last_ > first_)) return {};
  const auto unit = unit_of_times(first_, last_);
  if (names_a_time(column)) {
    std::string text{"its numbers only grow, and its name says that it is a time"};
    return unit ? text.append(", in ").append(unit->name).append(" since 1970") : text;
  }
  if (!unit || !whole_) return {};
  return std::string{"its whole numbers only grow, and as "}.append(unit->name).append(" since 1970 they are of 2001 to 2100");
}

}  // namespace tepid::inline v0::detail
