// tepid/reports/comparison_json.hpp - what a comparison found out, as one JSON document.
#pragma once

#include <string>
#include <string_view>

#include <tepid/compare/comparison.hpp>

namespace tepid::inline v0 {

/// The version of the document: it grows when a key goes or means something else, not when keys are added.
inline constexpr int comparison_schema = 1;

/// One line without its line feed, what `tepid compare --json` prints and Python's to_dict() reads:
/// {"schema":1,"reference","current","alpha","margin","correction","decisions","verdict","drift","columns":[{"name","type",
/// "reference":n,"current":n,...,"moved":{"share","low","high","p","p_adjusted","n_needed","method"},"small":{"what",
/// "reference","current","ratio",...},"verdict","drift","note","tests":[{"name","statistic","p_value","effect",...}]}]}.
///
/// `reference` and `current` are the names of the sides. Numbers are those of the comparison, bit for bit; what is not
/// finite is null, text that is not UTF-8 is repaired, and of new categories the 100 most frequent are listed. The type
/// of rows of numbers is "rows". More keys may follow.
[[nodiscard]] std::string to_json(const comparison& result, std::string_view reference, std::string_view current,
                                  const comparison_options& rule);

}  // namespace tepid::inline v0
