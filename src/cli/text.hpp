// src/cli/text.hpp - numbers and times for people.
#pragma once

#include <string>

#include "text/counted.hpp"
#include "text/names.hpp"
#include "text/printable.hpp"

namespace tepid::cli {

/// Six significant digits; "-" for NaN.
[[nodiscard]] std::string brief(double number);

/// "2024-05-01 12:00:00", UTC, of seconds since 1970; "-" for what is not finite.
[[nodiscard]] std::string time_text(double seconds);

}  // namespace tepid::cli
