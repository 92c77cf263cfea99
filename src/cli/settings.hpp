// src/cli/settings.hpp - --param name=value.
#pragma once

#include <string>
#include <vector>

#include <tepid/core/schema.hpp>

namespace CLI {
class App;
}

namespace tepid::cli {

/// Adds --param NAME=VALUE, which may be given several times.
void add_settings(CLI::App& command, std::vector<std::string>& given);

/// Cuts each at its first '='; throws problem where there is none or one side is empty.
/// The settings point into `given`.
[[nodiscard]] std::vector<setting> to_settings(const std::vector<std::string>& given);

}  // namespace tepid::cli
