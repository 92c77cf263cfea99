// src/tables/bad_lines.cpp - what is told of lines that were left out.
#include "tables/bad_lines.hpp"

#include <fmt/format.h>

#include "text/counted.hpp"

namespace tepid::inline v0::tables {

std::string bad_lines_text(const bad_lines& bad) {
  return fmt::format("{} {} left out, {} in line {}: {}", counted(bad.count, "bad line"), bad.count == 1 ? "was" : "were",
                     bad.count == 1 ? "it is" : "the first", bad.first_line, bad.cause);
}

std::string too_many_text(const bad_lines& bad, std::uint64_t rows) {
  return fmt::format("{} of {} were left out, more than a tenth: without them nobody can say no drift", grouped(bad.count),
                     counted(bad.count + rows, "line"));
}

}  // namespace tepid::inline v0::tables
