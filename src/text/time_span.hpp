// src/text/time_span.hpp - a length of time for people.
#pragma once

#include <cmath>
#include <string>

#include <tepid/core/error.hpp>

namespace tepid::inline v0 {

/// In the largest unit of which there are two: "7 days", "90 minutes".
[[nodiscard]] inline std::string time_span(double seconds) {
  const auto in = [&](double unit, const char* name) { return to_text(std::round(seconds / unit * 10) / 10) + name; };
  if (seconds >= 2 * 86'400.0) return in(86'400.0, " days");
  if (seconds >= 2 * 3600.0) return in(3600.0, " hours");
  if (seconds >= 120.0) return in(60.0, " minutes");
  return in(1.0, " seconds");
}

}  // namespace tepid::inline v0
