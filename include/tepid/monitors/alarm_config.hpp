// tepid/monitors/alarm_config.hpp - when an alarm is raised, and its severity.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// How much an alarm matters. The numbers are frozen (saved monitors).
enum class severity : std::uint8_t { info = 0, warning = 1, critical = 2 };
inline constexpr std::string_view severity_names[] = {"info", "warning", "critical"};

[[nodiscard]] constexpr std::string_view to_string(severity s) noexcept {
  return severity_names[static_cast<std::size_t>(s)];
}

/// When an alarm is raised, and when the next one may be.
struct alarm_config {
  /// After an alarm the signal is latched: it raises no second one until its statistic has stayed below half its limit
  /// for this many seconds, or until the host acknowledges the alarm. (0, inf)
  double rearm_seconds = 3600.0;
  /// An alarm is critical if its effect is at least this many margins. [1, inf)
  double critical_margins = 3.0;

  friend bool operator==(const alarm_config&, const alarm_config&) = default;
};

}  // namespace tepid::inline v0
