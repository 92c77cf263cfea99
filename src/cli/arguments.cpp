// src/cli/arguments.cpp - the arguments of a command, through CLI11.
#include "cli/arguments.hpp"

#include <CLI/CLI.hpp>
#include <utility>

namespace tepid::cli {

namespace {

template <class T>
void shape(CLI::Option& option, const form& how) {
  if (how.required) option.required();
  if (how.type) option.type_name(*how.type);
  if (!how.one_of.empty()) option.check(CLI::IsMember(how.one_of));
  if constexpr (std::is_arithmetic_v<T>)
    if (how.least || how.most)
      option.check(CLI::Range(static_cast<T>(how.least.value_or(0.0)), static_cast<T>(how.most.value_or(1e18))));
  if (how.show_default) option.capture_default_str();
}

/// One value for each time that it is given.
void repeat(CLI::Option& option, const form& how) {
  if (how.delimiter != '\0') {
    option.delimiter(how.delimiter);
  } else {
    option.expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->allow_extra_args(false);
  }
}

}  // namespace

arguments::arguments(CLI::App& program, action& chosen, const std::string& name, const std::string& title)
    : command_{program.add_subcommand(name, title)}, chosen_{&chosen} {}

void arguments::option(const std::string& name, std::string& value, const std::string& doc, const form& how) {
  CLI::Option& added = *command_->add_option(name, value, doc);
  shape<std::string>(added, how);
  // What a shell makes of a variable that is not set would otherwise be as if the option had not been given.
  added.check([](const std::string& given) { return given.empty() ? std::string{"the value is empty"} : std::string{}; });
}
void arguments::option(const std::string& name, double& value, const std::string& doc, const form& how) {
  shape<double>(*command_->add_option(name, value, doc), how);
}
void arguments::option(const std::string& name, std::uint64_t& value, const std::string& doc, const form& how) {
  shape<std::uint64_t>(*command_->add_option(name, value, doc), how);
}
void arguments::option(const std::string& name, std::optional<double>& value, const std::string& doc, const form& how) {
  shape<double>(*command_->add_option(name, value, doc), how);
}
void arguments::option(const std::string& name, std::optional<std::string>& value, const std::string& doc,
                       const form& how) {
  shape<std::string>(*command_->add_option(name, value, doc), how);
}
void arguments::option(const std::string& name, std::vector<std::string>& values, const std::string& doc,
                       const form& how) {
  CLI::Option& added = *command_->add_option(name, values, doc);
  shape<std::string>(added, how);
  repeat(added, how);
}
void arguments::option(const std::string& name, std::vector<double>& values, const std::string& doc, const form& how) {
  CLI::Option& added = *command_->add_option(name, values, doc);
  shape<double>(added, how);
  repeat(added, how);
}
void arguments::flag(const std::string& name, bool& value, const std::string& doc) {
  command_->add_flag(name, value, doc);
}
void arguments::position(const std::string& name, std::string& value, const std::string& doc) {
  option(name, value, doc, {.required = true, .type = ""});
}
void arguments::positions(const std::string& name, std::vector<std::string>& values, const std::string& doc) {
  command_->add_option(name, values, doc)->required()->type_name("");
}

void arguments::footer(const std::string& text) { command_->footer(text); }

void arguments::run(action what) {
  command_->callback([chosen = chosen_, what = std::move(what)] { *chosen = what; });
}

}  // namespace tepid::cli
