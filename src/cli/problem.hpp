// src/cli/problem.hpp - what stops the command: wrong usage or input that cannot be used.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tepid::cli {

/// The exit codes; programs rely on them.
enum exit_code : int { nothing_found = 0, drift_found = 1, unusable = 2, inconclusive = 3 };

/// Ends the command with exit code 2; what() is the whole message, without the leading "tepid: ".
class problem : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// "FILE: what", "FILE:LINE: what" or "FILE:LINE: column 'X': what"; line 0 and a null column are left out.
[[nodiscard]] problem problem_at(std::string_view file, std::uint64_t line, const std::string* column,
                                 std::string_view what);

/// A note on standard error; the command goes on.
void note(std::string_view text);

/// One line on standard error. What names of files, columns and saved states have in it that a terminal would obey is
/// replaced: whatever a message holds, it is made safe here.
void complain(std::string_view text);

}  // namespace tepid::cli
