// src/cli/monitor_report.hpp - what a monitor found, for people.
#pragma once

#include <span>
#include <string>

#include <tepid/monitors/alarm.hpp>
#include <tepid/monitors/config.hpp>
#include <tepid/monitors/snapshot.hpp>

namespace tepid::cli {

/// The titles over lines of alarms, and one alarm as a line, columns below each other.
[[nodiscard]] std::string alarm_titles();
[[nodiscard]] std::string alarm_line(const monitor_alarm& alarm);

/// Tables of signals and of quality, what became of labels, what the budget allows, what is not watched.
[[nodiscard]] std::string monitor_summary(const monitor_snapshot& s, const monitor_config& config,
                                          std::span<const std::string> notes);

}  // namespace tepid::cli
