// src/cli/commands.hpp - the list of commands.
#pragma once

#include "cli/arguments.hpp"

namespace tepid::cli {

// A command is one file, cmd_NAME.cpp, and one line here. The file defines
//   void add_NAME(CLI::App& program, action& chosen);
// which adds the subcommand with its options, and sets `chosen` when the user asks for it.
#define TEPID_CLI_COMMANDS(X) \
  X(list)                     \
  X(describe)                 \
  X(run)                      \
  X(arl)                      \
  X(design)                   \
  X(compare)                  \
  X(change_points)            \
  X(profile)                  \
  X(watch)

#define TEPID_CLI_DECLARE(name) void add_##name(CLI::App& program, action& chosen);
TEPID_CLI_COMMANDS(TEPID_CLI_DECLARE)
#undef TEPID_CLI_DECLARE

}  // namespace tepid::cli
