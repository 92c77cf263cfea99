// src/compare/compare_rows.cpp - rows of numbers, such as embeddings, compared and decided like a column.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/compare/comparison.hpp>
#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/registry.hpp>
#include <tepid/two_sample/share_difference.hpp>

#include "compare/choose_tests.hpp"
#include "compare/decide.hpp"
#include "compare/raw_comparison.hpp"
#include "text/printable.hpp"

namespace tepid::inline v0 {

namespace {

/// Throws error{unknown_name or bad_argument, "tests"} for a name that is no test of rows.
std::vector<chosen_test> row_tests(const comparison_options& options, std::uint64_t n, std::uint64_t m) {
  if (options.tests.empty())
    return default_tests(sample_kind::rows, n, m, options.alpha / 2.0);  // two decisions: the test, and missing rows
  std::vector<chosen_test> chosen;
  for (const std::string& name : options.tests) {
    const test_row* const test = find_test(name);
    if (name == "all") {
      for (const test_row* row : registered_multivariate_tests()) chosen.push_back({row, {}, ""});
    } else if (test != nullptr && test->sample == sample_kind::rows) {
      chosen.push_back({test, {}, ""});
    } else {
      std::string text = in_quotes(name);
      text.append(test == nullptr ? " is no test" : " compares columns, not rows of numbers").append("; there are all");
      for (const test_row* row : registered_multivariate_tests()) text.append(", ").append(row->about.name);
      throw error{test == nullptr ? errc::unknown_name : errc::bad_argument, "tests", text};
    }
  }
  return chosen;
}

/// Rows without a value that is not finite.
std::uint64_t complete(const matrix_view& rows) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const auto row = rows.row(i);
    count += std::all_of(row.begin(), row.end(), [](double x) { return is_finite(x); });
  }
  return count;
}

}  // namespace

comparison compare_rows(std::string name, matrix_view a, matrix_view b, const comparison_options& options) {
  detail::check_rule(options);
  if (!options.cluster.empty() || options.block != 0)
    throw error{errc::bad_argument, options.block != 0 ? "block" : "cluster",
                "rows of numbers are compared by tests, whose p-values are of independent rows"};
  const auto tests = row_tests(options, a.rows(), b.rows());
  if (a.columns == 0 || b.columns != a.columns)
    throw error{errc::bad_data, name,
                "rows of " + std::to_string(a.columns) + " numbers in the reference, of " + std::to_string(b.columns) +
                    " in the current data"};
  detail::raw_comparison raw;
  column_comparison& out = raw.column;
  out.name = std::move(name);
  out.width = a.columns;
  out.reference_rows = a.rows();
  out.current_rows = b.rows();
  out.reference = complete(a);
  out.current = complete(b);
  const share_count gone_before{out.reference_rows - out.reference, out.reference_rows};
  const share_count gone_now{out.current_rows - out.current, out.current_rows};
  out.not_finite[0] = {.reference = gone_before.part,
                       .current = gone_now.part,
                       .difference = gone_now.value() - gone_before.value()};
  if (out.not_finite[0].any() && gone_before.rows != 0 && gone_now.rows != 0)
    raw.p[2] = raw.not_finite_p[0] = share_margin_p(gone_before, gone_now, options.margin).p;
  raw.margin = options.margin;
  raw.by_test = raw.no_shares = true;
  try {
    for (std::size_t i = 0; i < tests.size(); ++i) {
      if (options.on_progress && !options.on_progress(i, tests.size())) throw design::stopped{};
      const chosen_test test = with_margin(tests[i], options.margin);
      out.tests.push_back(test.row->run_rows(test.settings, a, b));
      out.choices.push_back(test.why);
    }
    detail::take_first_test(raw);
  } catch (const error& why) {
    out.tests.clear();
    out.choices.clear();
    out.result = verdict::not_judged;
    out.note = why.what();
  }
  std::vector<detail::raw_comparison> all;
  all.push_back(std::move(raw));
  return detail::decide(std::move(all), options);
}

}  // namespace tepid::inline v0
