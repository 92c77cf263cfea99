// src/cli/main.cpp - the tepid command: wires the commands together and turns errors into exit codes.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/version.hpp>
#include <tepid/kernels/target.hpp>

#include "cli/advice.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/problem.hpp"
#include "cli/text.hpp"
#include "tables/byte_source.hpp"
#include "tables/table_error.hpp"

namespace {

using namespace tepid::cli;
using tepid::in_quotes, tepid::list_of, tepid::printable;

std::string no_such_command(const CLI::App& app, std::string_view wanted) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return fmt::format("there is no command {}; there are {}", in_quotes(wanted), list_of(names));
}

int run_command(int argc, char** argv) {
  CLI::App app{"Notices when an AI system begins to drift, with a stated false-alarm budget.", "tepid"};
  app.set_version_flag(
      "--version",
      [] {
        return fmt::format("tepid {} ({}, {} zstd)", TEPID_VERSION_STRING, tepid::kernels::active_target().name,
                           tepid::tables::reads_zstd() ? "with" : "without");
      },
      "Print the version, the instruction set in use and whether zstd is read, and exit");
  app.require_subcommand(1);
  app.get_formatter()->column_width(36);
  app.footer(
      "FILE is CSV or NDJSON, plain, gzip or zstd; - is standard input.\n"
      "Exit codes: 0 nothing found, 1 drift found, 2 wrong usage or unreadable input, 3 inconclusive.\n"
      "'tepid COMMAND --help' explains a command and shows examples.");
  action chosen;
#define TEPID_CLI_ADD(name) add_##name(app, chosen);
  TEPID_CLI_COMMANDS(TEPID_CLI_ADD)
#undef TEPID_CLI_ADD
  if (argc <= 1) {
    fmt::print(stderr, "{}", app.help());
    return unusable;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    print(app.help());
    return nothing_found;
  } catch (const CLI::CallForVersion& version) {
    print(std::string{version.what()} + "\n");
    return nothing_found;
  } catch (const CLI::ParseError& wrong) {
    const auto used = app.get_subcommands();
    if (used.empty() && argv[1][0] != '-') throw problem{no_such_command(app, argv[1])};
    const std::string command = used.empty() ? "tepid" : "tepid " + used.front()->get_name();
    fmt::print(stderr, "{}: {}\nSee '{} --help'.\n", command, printable(wrong.what()), command);
    return unusable;
  }
  return chosen();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run_command(argc, argv);
  } catch (const std::bad_alloc&) {
    complain("out of memory");
  } catch (const tepid::tables::table_error& why) {
    complain(why.what() + in_words(why.help()));
  } catch (const tepid::tables::wrong_option& why) {
    complain(option_problem(why).what());
  } catch (const std::exception& why) {
    complain(why.what());
  }
  return unusable;
}
