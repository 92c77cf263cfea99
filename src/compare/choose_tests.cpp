// src/compare/choose_tests.cpp - tests by name, by default, and by what is known of a column.
#include "compare/choose_tests.hpp"

#include <string_view>
#include <utility>

#include <tepid/two_sample/kolmogorov_smirnov.hpp>
#include <tepid/two_sample/psi.hpp>

#include "text/printable.hpp"

namespace tepid::inline v0::detail {

std::vector<const test_row*> named_tests(const comparison_options& options) {
  std::vector<const test_row*> found;
  for (const std::string& name : options.tests) {
    if (name == "all") {
      for (const auto rows : {registered_tests(), registered_categorical_tests()})
        found.insert(found.end(), rows.begin(), rows.end());
      continue;
    }
    const test_row* test = find_test(name);
    if (test == nullptr || test->sample == sample_kind::rows) {
      std::string text = in_quotes(name);
      text.append(test == nullptr ? " is no test" : " compares rows of numbers, not columns").append("; there are all");
      for (const auto rows : {registered_tests(), registered_categorical_tests()})
        for (const test_row* row : rows) text.append(", ").append(row->about.name);
      throw error{test == nullptr ? errc::unknown_name : errc::bad_argument, "tests", text};
    }
    found.push_back(test);
  }
  return found;
}

std::vector<chosen_test> tests_for(column_type type, const comparison_options& options, std::uint64_t n,
                                   std::uint64_t m, double level) {
  const sample_kind kind = type == column_type::categorical ? sample_kind::counts : sample_kind::numbers;
  std::vector<chosen_test> chosen;
  if (options.tests.empty()) chosen = default_tests(kind, n, m, level);
  for (const test_row* row : named_tests(options))
    if (row->sample == kind) chosen.push_back({row, {}, ""});
  for (chosen_test& test : chosen) test = with_margin(std::move(test), options.margin);
  return chosen;
}

void need_no_values(const std::vector<chosen_test>& tests, const std::string& column) {
  for (const chosen_test& test : tests) {
    const std::string_view name = test.row->about.name;
    if (name == kolmogorov_smirnov::about.name || name == psi::about.name || name == "wasserstein") continue;
    std::string text = in_quotes(name);
    text.append(" needs the values themselves, and column ").append(in_quotes(column));
    text.append(" is too large to keep or comes from a profile; kolmogorov_smirnov, psi and wasserstein do without");
    throw error{errc::bad_argument, "tests", text};
  }
}

}  // namespace tepid::inline v0::detail
