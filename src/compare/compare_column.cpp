// src/compare/compare_column.cpp - values, distributions or categories against each other.
#include "compare/compare_column.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/registry.hpp>
#include <tepid/two_sample/psi.hpp>
#include <tepid/two_sample/samples.hpp>
#include <tepid/two_sample/share_difference.hpp>
#include <tepid/two_sample/sketch_points.hpp>
#include <tepid/two_sample/sketched.hpp>

#include "compare/categories.hpp"
#include "compare/choose_tests.hpp"

namespace tepid::inline v0::detail {

namespace {

/// The shares of the current values beyond the reference's range: a part of D, told by themselves.
void find_outside(const sample_pair& sorted, column_comparison& out) {
  const auto before = sorted.reference(), now = sorted.current();
  const auto below = std::lower_bound(now.begin(), now.end(), before.front()) - now.begin();
  const auto above = now.end() - std::upper_bound(now.begin(), now.end(), before.back());
  out.below = static_cast<double>(below) / static_cast<double>(now.size());
  out.above = static_cast<double>(above) / static_cast<double>(now.size());
}

/// The p-value of shares that differ by the margin at most; NaN where there is nothing to decide: no such row on either
/// side, or no row at all on one.
double share_p(share_count a, share_count b, double margin) {
  if ((a.part == 0 && b.part == 0) || a.rows == 0 || b.rows == 0) return std::numeric_limits<double>::quiet_NaN();
  return share_margin_p(a, b, margin).p;
}

double share_misplaced(const column_sample& s) {
  return s.misplaced == 0 ? 0.0 : static_cast<double>(s.misplaced) / static_cast<double>(s.distribution->size());
}

/// A side as a step function.
sketch_points points_of(const column_sample& s) {
  return s.distribution ? sketch_points::of(*s.distribution)
                        : sketch_points::of_sorted(kernels::sorted_finite(s.numbers));
}

/// A sample as one that does not know the kinds has it, to be compared with such a one.
void forget_kinds(column_sample& s) {
  if (!std::exchange(s.kinds_known, false)) return;
  s.not_finite = {.missing = s.not_finite.no_value(), .positive_infinity = s.not_finite.infinite()};
  for (double& x : s.numbers)
    if (!is_finite(x)) x = is_nan(x) ? missing_value : std::numeric_limits<double>::infinity();
}

/// How many rows are of each kind on both sides.
void count_kinds(const column_sample& a, const column_sample& b, column_comparison& out) {
  out.kinds_known = a.kinds_known;
  for (std::size_t i = 0; i < non_finite_kinds; ++i) {
    const auto kind = static_cast<non_finite>(i);
    const share_count x{a.not_finite[kind], a.rows}, y{b.not_finite[kind], b.rows};
    out.not_finite[i] = {.reference = x.part, .current = y.part, .difference = y.value() - x.value()};
  }
}

void compare_distributions(const column_sample& a, const column_sample& b, const std::vector<chosen_test>& tests,
                           double margin, raw_comparison& raw) {
  column_comparison& out = raw.column;
  const sketch_points before = points_of(a), now = points_of(b);
  weighted_points x = before.view(), y = now.view();
  x.rank_error += share_misplaced(a);
  y.rank_error += share_misplaced(b);
  const sketched_options options{.margin = margin};
  for (const chosen_test& test : tests) {
    const std::string_view name = test.row->about.name;
    out.tests.push_back((name == psi::about.name ? sketched_psi(x, y, options)
                         : name == "wasserstein" ? sketched_wasserstein(x, y)
                                                 : sketched_kolmogorov_smirnov(x, y, options))
                            .result);
  }
  // Values that surely lie beyond the reference's range, which is known exactly.
  const auto first = std::lower_bound(y.values.begin(), y.values.end(), x.values.front()) - y.values.begin();
  const std::uint64_t below = first == 0 ? 0 : y.through[static_cast<std::size_t>(first) - 1];
  const auto last = std::lower_bound(y.values.begin(), y.values.end(), x.values.back()) - y.values.begin();
  const std::uint64_t above =
      static_cast<std::size_t>(last) == y.values.size() ? 0 : y.size() - y.through[static_cast<std::size_t>(last)];
  out.below = static_cast<double>(below) / static_cast<double>(y.size());
  out.above = static_cast<double>(above) / static_cast<double>(y.size());
}

}  // namespace

raw_comparison compare_column(column_sample a, column_sample b, column_type type, const comparison_options& options,
                              double level) {
  if (a.kinds_known != b.kinds_known) forget_kinds(a.kinds_known ? a : b);
  raw_comparison raw;
  column_comparison& out = raw.column;
  out.name = a.name;
  out.type = type;
  out.reference = a.values();
  out.current = b.values();
  out.reference_rows = a.rows;
  out.current_rows = b.rows;
  count_kinds(a, b, out);
  if (type == column_type::time) {
    out.result = verdict::skipped;
    out.note = "times only grow";
    return raw;
  }
  if (a.values() == 0 && b.values() == 0) {
    out.result = verdict::skipped;
    out.note = "no value on either side";
    return raw;
  }
  for (std::size_t i = 0; i < non_finite_kinds; ++i)
    raw.not_finite_p[i] =
        share_p({out.not_finite[i].reference, a.rows}, {out.not_finite[i].current, b.rows}, options.margin);
  if (type == column_type::categorical && a.values() != 0 && b.values() != 0 && like_an_identifier(a, b)) {
    out.result = verdict::skipped;
    out.note = "mostly different values: an identifier or free text";
    return raw;
  }
  const bool text = type == column_type::categorical;
  const std::uint64_t n = a.rows - a.not_finite.total(), m = b.rows - b.not_finite.total();
  if (n == 0 || m == 0) {
    out.result = verdict::inconclusive;
    out.note = text ? "no value" : "no finite value";
    out.note.append(n == 0 ? " in the reference" : " in the current data");
    return raw;
  }
  const auto tests = tests_for(type, options, n, m, level);
  for (const chosen_test& test : tests) out.choices.push_back(test.why);
  if (tests.empty()) {
    out.result = verdict::skipped;
    out.note = text ? "none of the tests is one of categories" : "none of the tests is one of numbers";
    return raw;
  }
  const bool distributions = !text && (a.distribution || b.distribution);
  if (distributions) need_no_values(tests, out.name);
  const auto not_judged = [&](std::string why) {
    out.result = verdict::inconclusive;
    out.note = std::move(why);
  };
  try {
    if (text) {
      const category_rows rows = align_categories(a, b, out);
      for (const chosen_test& test : tests)
        out.tests.push_back(test.row->run_counts(test.settings, rows.before, rows.now));
    } else if (distributions) {
      compare_distributions(a, b, tests, options.margin, raw);
    } else {
      const sample_pair sorted{a.numbers, b.numbers, 2};
      for (const chosen_test& test : tests) {
        design::detail::checkpoint();
        out.tests.push_back(test.row->run_sorted(test.settings, sorted));
      }
      find_outside(sorted, out);
    }
  } catch (const error& why) {
    // What is wrong with one column's values is no matter of the others.
    out.tests.clear();
    out.choices.clear();
    not_judged(why.what());
    return raw;
  }
  const test_result& first = out.tests.front();
  if (is_nan(first.effect)) {
    not_judged(std::string{first.name}.append(" cannot tell an effect of such values"));
    return raw;
  }
  raw.any_change_p = is_nan(first.p_value) ? 1.0 : first.p_value;
  // Without an interval the test knows no margin: then any change must be certain and the effect itself beyond.
  raw.p = options.margin > 0 && !is_nan(first.margin_p) ? first.margin_p
          : std::abs(first.effect) >= options.margin    ? raw.any_change_p
                                                        : 1.0;
  return raw;
}

}  // namespace tepid::inline v0::detail
