// src/cli/settings.hpp - --param name=value.
#pragma once

#include <string>
#include <vector>

#include <tepid/core/schema.hpp>

#include "cli/arguments.hpp"

namespace tepid::cli {

/// Adds --param NAME=VALUE, which may be given several times.
void add_settings(arguments& command, std::vector<std::string>& given);

/// Cuts each at its first '='; throws problem where there is none or one side is empty.
/// The settings point into `given`.
[[nodiscard]] std::vector<setting> to_settings(const std::vector<std::string>& given);

}  // namespace tepid::cli
