// src/cli/advice.hpp - which options help where a table is not read as it is meant.
#pragma once

#include <string>
#include <string_view>

#include <tepid/core/error.hpp>

#include "cli/problem.hpp"
#include "tables/advice.hpp"

namespace tepid::cli {

/// "; --max-columns allows more, ...": to stand behind a message; may be empty.
[[nodiscard]] std::string in_words(const tables::advice& help);

/// "ratio_margin" is "--ratio-margin".
[[nodiscard]] std::string option_of(std::string_view field);

/// What is wrong with an option's value, by the option's name.
[[nodiscard]] problem option_problem(const error& why);

/// A note on standard error.
void note_with_help(std::string_view text, const tables::advice& help);

}  // namespace tepid::cli
