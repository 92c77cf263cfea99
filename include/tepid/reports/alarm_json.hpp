// tepid/reports/alarm_json.hpp - an alarm as one line of JSON.
#pragma once

#include <string>

#include <tepid/monitors/alarm.hpp>

namespace tepid::inline v0 {

/// One line without its line feed: {"signal","index","time","onset","direction","effect","statistic","limit",...}.
///
/// index and onset are rows, from 0; direction is "up", "down" or null; times are ISO 8601 in UTC, "time",
/// "onset_time", "onset_low", "onset_high"; what is unknown is null. More keys may follow: "monitor" is the caller's
/// name for it, "sequence", "role", "kind" (alarm_kind_names), "segment" (of quality; null: over all), "severity",
/// "effect_low", "effect_high", "reference", "reference_text", "change" ({"time","kind","id"} or null).
[[nodiscard]] std::string to_json_line(const monitor_alarm& alarm, const std::string& monitor);

}  // namespace tepid::inline v0
