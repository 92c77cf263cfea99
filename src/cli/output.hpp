// src/cli/output.hpp - what goes to standard output: whole or not at all.
#pragma once

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace tepid::cli {

using json = nlohmann::ordered_json;

/// One line of JSON. NaN and infinities become null, text that is not UTF-8 is repaired.
[[nodiscard]] std::string to_line(const json& document);

/// A number for JSON: null if it is not finite, no negative zero.
[[nodiscard]] json number_or_null(double x);

/// Prints to standard output at once. Throws problem if it cannot be written.
void print(std::string_view text);

[[nodiscard]] bool stdout_is_terminal() noexcept;
[[nodiscard]] bool stderr_is_terminal() noexcept;
/// Characters in a line of the terminal that standard output is; 0 if it is none or does not say.
[[nodiscard]] std::size_t stdout_width() noexcept;
/// Whether standard output is a terminal that shows colours, and the user has not refused them (NO_COLOR).
[[nodiscard]] bool stdout_has_colours() noexcept;

/// Lines for standard output. Live: each line is written at once. Otherwise nothing is written before
/// release(), so that an error on the way leaves no half of an answer; many lines wait in a temporary file.
class line_output {
 public:
  explicit line_output(bool live) : live_{live} {}
  ~line_output();
  line_output(const line_output&) = delete;
  line_output& operator=(const line_output&) = delete;

  void add(std::string_view line);
  void release();

 private:
  bool live_;
  std::string held_;
  std::FILE* overflow_ = nullptr;
};

}  // namespace tepid::cli
