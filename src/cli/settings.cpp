// src/cli/settings.cpp - --param name=value.
#include "cli/settings.hpp"

#include <fmt/format.h>

#include "cli/problem.hpp"
#include "cli/text.hpp"

namespace tepid::cli {

void add_settings(arguments& command, std::vector<std::string>& given) {
  command.option("-p,--param", given, "A parameter, as 'tepid describe' lists them; may be repeated",
                 {.type = "NAME=VALUE"});
}

std::vector<setting> to_settings(const std::vector<std::string>& given) {
  std::vector<setting> settings;
  for (const std::string& text : given) {
    const std::size_t at = text.find('=');
    if (at == std::string::npos || at == 0 || at + 1 == text.size())
      throw problem{fmt::format("--param {}: it must be NAME=VALUE", in_quotes(text))};
    const std::string_view view{text};
    settings.push_back({.name = view.substr(0, at), .text = view.substr(at + 1)});
  }
  return settings;
}

}  // namespace tepid::cli
