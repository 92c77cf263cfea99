// src/cli/text.cpp - numbers and times for people.
#include "cli/text.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdint>

#include <tepid/core/numeric.hpp>

namespace tepid::cli {

std::string brief(double number) { return is_nan(number) ? "-" : fmt::format("{:.6g}", number); }

std::string time_text(double seconds) {
  if (!is_finite(seconds)) return "-";
  const auto whole = static_cast<std::int64_t>(std::floor(seconds));
  const std::chrono::sys_seconds at{std::chrono::seconds{whole}};
  const auto days = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{days};
  const std::chrono::hh_mm_ss clock{at - days};
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

}  // namespace tepid::cli
