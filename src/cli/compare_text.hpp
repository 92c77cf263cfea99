// src/cli/compare_text.hpp - a comparison of tables, told to people.
#pragma once

#include <cstdint>
#include <string>

#include <tepid/compare/comparison.hpp>

namespace tepid::cli {

/// What was compared.
struct sides_told {
  std::string reference, current;
  std::uint64_t reference_rows = 0, current_rows = 0;
};

/// A row for each column, the worst first, and the rule; as wide as the terminal, if it is one.
[[nodiscard]] std::string comparison_text(const comparison& result, const sides_told& sides, const comparison_options& rule);

/// All that was found out about one column, with a picture of both sides. Throws problem for a column that is not there.
[[nodiscard]] std::string explained(const comparison& result, const std::string& column, const sides_told& sides,
                                    const comparison_options& rule);

}  // namespace tepid::cli
