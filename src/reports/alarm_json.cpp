// src/reports/alarm_json.cpp - an alarm as one line of JSON.
#include <chrono>
#include <cmath>
#include <cstdio>

#include <nlohmann/json.hpp>

#include <tepid/core/numeric.hpp>
#include <tepid/reports/alarm_json.hpp>

#include "text/utf8.hpp"

namespace tepid::inline v0 {

namespace {

using json = nlohmann::ordered_json;

json number(double x) { return is_finite(x) ? json(x) : json(nullptr); }
json text(const std::string& s) { return valid_utf8(s); }

/// ISO 8601 to the millisecond, as far as years have four digits.
json moment(double seconds) {
  if (!is_finite(seconds) || std::abs(seconds) > 2.5e11) return nullptr;
  using namespace std::chrono;
  const sys_time<milliseconds> at{milliseconds{static_cast<std::int64_t>(std::floor(seconds * 1000.0 + 0.5))}};
  const auto day = floor<days>(at);
  const year_month_day date{day};
  if (int{date.year()} < 0 || int{date.year()} > 9999) return nullptr;
  const hh_mm_ss clock{at - day};
  char out[40];
  std::snprintf(out, sizeof out, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", int{date.year()}, unsigned{date.month()},
                unsigned{date.day()}, static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
                static_cast<int>(clock.subseconds().count()));
  return out;
}

}  // namespace

std::string to_json_line(const monitor_alarm& a, const std::string& monitor) {
  json out{{"signal", text(a.signal)},
           {"index", a.row},
           {"time", moment(a.time)},
           {"onset", a.onset_row},
           {"direction", a.direction > 0   ? json("up")
                         : a.direction < 0 ? json("down")
                                           : json(nullptr)},
           {"effect", number(a.effect)},
           {"statistic", number(a.statistic)},
           {"limit", number(a.limit)},
           {"monitor", text(monitor)},
           {"sequence", a.sequence},
           {"role", to_string(a.role)},
           {"kind", to_string(a.kind)},
           {"check", a.check.empty() ? json(nullptr) : json(a.check)},
           {"value", number(a.value)},
           {"segment", a.segment.empty() ? json(nullptr) : text(a.segment)},
           {"severity", to_string(a.severity)},
           {"effect_low", number(a.effect_low)},
           {"effect_high", number(a.effect_high)},
           {"onset_time", moment(a.onset)},
           {"onset_low", moment(a.onset_low)},
           {"onset_high", moment(a.onset_high)},
           {"reference", to_string(a.reference)},
           {"reference_text", text(a.reference_text)}};
  out["change"] =
      a.nearest ? json{{"time", moment(a.nearest->time)}, {"kind", text(a.nearest->kind)}, {"id", text(a.nearest->id)}}
                : json(nullptr);
  return out.dump();
}

}  // namespace tepid::inline v0
