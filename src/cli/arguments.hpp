// src/cli/arguments.hpp - the arguments of one command. The only file that includes CLI11 beside main.cpp is
// arguments.cpp: its templates take longer to compile than all that the commands do.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace tepid::cli {

/// What a command does once its arguments are known; returns the exit code.
using action = std::function<int()>;

/// How an option is checked and shown.
struct form {
  bool required = false;
  bool show_default = false;              ///< In the help, beside the explanation.
  std::optional<std::string> type{};      ///< What the help calls the value; CLI11's word for its type if not given.
  std::vector<std::string> one_of{};      ///< The words that are allowed; any if there are none.
  std::optional<double> least{}, most{};  ///< Bounds of a number.
  char delimiter = '\0';                  ///< Of a list in one word.
};

/// One command of the program while it is put together.
class arguments {
 public:
  /// Adds the command to the program; `chosen` is what run() sets when the user asks for it.
  arguments(CLI::App& program, action& chosen, const std::string& name, const std::string& title);

  /// An option ("--name" or "-n,--name") or, without a dash, an argument by position.
  void option(const std::string& name, std::string& value, const std::string& doc, const form& how = {});
  void option(const std::string& name, double& value, const std::string& doc, const form& how = {});
  void option(const std::string& name, std::uint64_t& value, const std::string& doc, const form& how = {});
  void option(const std::string& name, std::optional<double>& value, const std::string& doc, const form& how = {});
  void option(const std::string& name, std::optional<std::string>& value, const std::string& doc, const form& how = {});
  /// A list: the words of every time that the option is given, or of one word cut at the form's delimiter.
  void option(const std::string& name, std::vector<std::string>& values, const std::string& doc, const form& how = {});
  void option(const std::string& name, std::vector<double>& values, const std::string& doc, const form& how = {});
  /// A flag: true when it is given.
  void flag(const std::string& name, bool& value, const std::string& doc);
  /// A required argument by position, shown by its name alone.
  void position(const std::string& name, std::string& value, const std::string& doc);
  /// As many arguments by position as there are, one at least.
  void positions(const std::string& name, std::vector<std::string>& values, const std::string& doc);

  /// What the help says after the options.
  void footer(const std::string& text);
  /// What to do when the command is chosen.
  void run(action what);

 private:
  CLI::App* command_;
  action* chosen_;
};

}  // namespace tepid::cli
