// src/cli/problem.cpp - messages about what cannot be used.
#include "cli/problem.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <optional>

#include "text/names.hpp"
#include "text/printable.hpp"

namespace tepid::cli {

problem problem_at(std::string_view file, std::uint64_t line, const std::string* column, std::string_view what) {
  return problem{
      located(file, line, column == nullptr ? std::nullopt : std::optional<std::string_view>{*column}, what)};
}

void note(std::string_view text) { complain(std::string{"note: "}.append(text)); }

void complain(std::string_view text) { fmt::print(stderr, "tepid: {}\n", printable(text)); }

}  // namespace tepid::cli
