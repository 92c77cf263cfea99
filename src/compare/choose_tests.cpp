// src/compare/choose_tests.cpp - tests by name, by default, and by what is known of a column.
#include "compare/choose_tests.hpp"

#include <string_view>
#include <utility>

#include <tepid/two_sample/kolmogorov_smirnov.hpp>
#include <tepid/two_sample/psi.hpp>

#include "text/printable.hpp"

namespace tepid::inline v0::detail {

namespace {

/// Steps of the exact law of Kolmogorov-Smirnov's D: some milliseconds.
constexpr double most_exact_work = 2e6;

}  // namespace

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

std::vector<chosen_test> tests_for(column_type type, const comparison_options& options, double margin, double level) {
  const sample_kind kind = type == column_type::categorical ? sample_kind::counts : sample_kind::numbers;
  std::vector<chosen_test> chosen;
  if (options.tests.empty() && kind == sample_kind::numbers) {
    // The mass that moved decides: what stands beside it costs no more than sorting.
    const setting no_divisions{.name = "permutations", .value = 0}, no_interval{.name = "resamples", .value = 0};
    chosen = {{find_test(kolmogorov_smirnov::about.name),
               {{.name = "exact_work", .value = most_exact_work}},
               "numbers: any change at all"},
              {find_test(psi::about.name), {no_divisions}, "numbers: how stable"},
              {find_test("wasserstein"), {no_divisions, no_interval}, "numbers: how far, in the reference's spread"}};
  }
  for (const test_row* row : named_tests(options)) {
    if (row->sample != kind) continue;
    chosen_test test = with_margin({row, {}, ""}, margin);
    // The interval that is shown is the one that decides.
    for (const auto& parameter : row->parameters)
      if (parameter.name == "confidence" && level > 0 && level < 0.5)
        test.settings.push_back({.name = "confidence", .value = 1.0 - level});
    chosen.push_back(std::move(test));
  }
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
