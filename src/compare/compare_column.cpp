// src/compare/compare_column.cpp - values, distributions or categories against each other.
#include "compare/compare_column.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/design/control.hpp>
#include <tepid/registry.hpp>
#include <tepid/two_sample/clustered_rates.hpp>
#include <tepid/two_sample/design_effect.hpp>
#include <tepid/two_sample/moved_mass.hpp>
#include <tepid/two_sample/psi.hpp>
#include <tepid/two_sample/rate_change.hpp>
#include <tepid/two_sample/samples.hpp>
#include <tepid/two_sample/share_difference.hpp>
#include <tepid/two_sample/sketch_points.hpp>
#include <tepid/two_sample/sketched.hpp>
#include <tepid/two_sample/smoothed_psi.hpp>

#include "compare/categories.hpp"
#include "compare/choose_tests.hpp"
#include "compare/decide.hpp"
#include "compare/second_look.hpp"
#include "compare/shapes.hpp"
#include "text/number.hpp"

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

/// The p-value of a share that did not change by what matters: a small one by the ratio, a larger one by the margin. NaN where
/// there is nothing to decide: no such row on either side, or no row at all on one. `rates`: of all rows, where these come in
/// clusters; in_a(i), in_b(i): is the row of the kind?
template <class A, class B>
double share_p(share_count a, share_count b, double margin, const small_share_options& small, clustered_rates* rates,
               A&& in_a, B&& in_b) {
  if ((a.part == 0 && b.part == 0) || a.rows == 0 || b.rows == 0) return std::numeric_limits<double>::quiet_NaN();
  const double smaller = std::min(a.value(), b.value());
  if (const auto least = small.of(smaller); margin > 0 && least)
    return rates ? rates->change(in_a, in_b, *least).p : rate_change_of(a, b, *least).p;
  if (!rates) return share_margin_p(a, b, margin).p;
  // Of any change: the pieces' own law, for few clusters may have such rows.
  if (smaller <= small.rare_share) return rates->change(in_a, in_b, {.ratio_margin = 1.0, .least_difference = 0.0}).p;
  return rates->margin_p(in_a, in_b, margin);
}

/// Is a row of this kind, in a column whose rows are known?
bool is_of(const column_sample& s, std::size_t row, non_finite kind) {
  if (s.type == column_type::categorical)
    return kind == non_finite::missing && s.row_categories[row] == column_sample::no_category;
  const double x = s.numbers[row];
  return !is_finite(x) && non_finite_kind(x) == kind;
}

/// The rows of a side that have a category or a finite number, with their clusters.
struct rows_with_value {
  std::vector<double> numbers;
  std::vector<std::uint32_t> categories;
  std::vector<std::uint64_t> clusters;

  /// Categories become place[category].
  rows_with_value(const column_sample& s, std::span<const std::uint64_t> cluster_of, std::span<const std::uint32_t> place) {
    const bool text = s.type == column_type::categorical;
    for (std::size_t i = 0; i < cluster_of.size(); ++i) {
      if (text ? s.row_categories[i] == column_sample::no_category : !is_finite(s.numbers[i])) continue;
      if (text)
        categories.push_back(place[s.row_categories[i]]);
      else
        numbers.push_back(s.numbers[i]);
      clusters.push_back(cluster_of[i]);
    }
  }
  [[nodiscard]] clustered_numbers as_numbers() const noexcept { return {numbers, clusters}; }
  [[nodiscard]] clustered_categories as_categories() const noexcept { return {categories, clusters}; }
};

/// The mass that moved, of clusters.
void take_mass(const clustered_mass& found, column_comparison& out) {
  out.moved = found.mass;
  out.reference_clusters = found.reference_clusters;
  out.current_clusters = found.current_clusters;
  out.reference_deff = found.reference_deff;
  out.current_deff = found.current_deff;
}

/// p-values and intervals of independent rows.
void forget_chance(std::vector<test_result>& tests) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  for (test_result& r : tests) r.p_value = r.margin_p = r.effect_low = r.effect_high = nan;
}

/// Student's law of fewer is nothing to rely on: with 5 a side p is at most .01 in 1.7 % of columns without a change, and a
/// side of one cluster shows no variance at all.
constexpr double least_clusters = 20.0;

/// Why clusters cannot tell; empty if they can.
std::string too_few_clusters(const clustered_rates& rates) {
  // The side with fewer clusters may lack the large ones that its law has: its sizes are taken to vary as the other's.
  const double n = static_cast<double>(rates.reference_clusters()), m = static_cast<double>(rates.current_clusters());
  const double even = n > 0 && m > 0 ? std::min(rates.reference_effective() / n, rates.current_effective() / m) : 0.0;
  const double before = n * even, now = m * even;
  if (std::min(before, now) >= least_clusters) return {};
  std::array<char, 120> text{};
  std::snprintf(text.data(), text.size(), "too few clusters: as of %.3g equal ones in the %s; it takes %.0f",
                std::min(before, now), before <= now ? "reference" : "current data", least_clusters);
  return text.data();
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

/// Both sides as step functions that may be off by their rank errors.
struct both_points {
  sketch_points before, now;
  weighted_points x, y;

  both_points(const column_sample& a, const column_sample& b) : before{points_of(a)}, now{points_of(b)} {
    x = before.view();
    y = now.view();
    x.rank_error += share_misplaced(a);
    y.rank_error += share_misplaced(b);
  }
  both_points(const both_points&) = delete;
  both_points& operator=(const both_points&) = delete;
};

void test_distributions(const both_points& points, const std::vector<chosen_test>& tests, double margin,
                        column_comparison& out) {
  const auto& [before, now, x, y] = points;
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

/// What is known of a column's rows in their order: serial numbers, counters and times only grow.
enum class growth { unknown, grows, does_not };

growth growth_of(const column_sample& s) {
  constexpr std::size_t least_values = 20;
  if (!s.in_row_order || s.distribution) return growth::unknown;
  double last = -std::numeric_limits<double>::infinity();
  std::size_t n = 0;
  for (const double x : s.numbers) {
    if (!is_finite(x)) continue;
    if (!(x > last)) return growth::does_not;
    last = x;
    ++n;
  }
  return n >= least_values ? growth::grows : growth::does_not;
}

/// Whole numbers that doubles do not tell apart, half of the values at least: identifiers.
bool beyond_doubles(const column_sample& s) {
  const auto far = [](double x) { return std::abs(x) > 9007199254740992.0 && std::abs(x) < 1.8446744073709552e19; };
  if (s.distribution) {
    const sketch_points points = sketch_points::of(*s.distribution);
    return far(points.view().quantile(0.25)) && far(points.view().quantile(0.75));
  }
  std::size_t n = 0, beyond = 0;
  for (const double x : s.numbers)
    if (is_finite(x)) {
      ++n;
      beyond += far(x);
    }
  return n != 0 && 2 * beyond >= n;
}

/// Both sides, or the one of which the order is known: by chance 20 values grow in one of 2e18 columns.
bool only_grows(const column_sample& a, const column_sample& b) {
  const growth x = growth_of(a), y = growth_of(b);
  return x != growth::does_not && y != growth::does_not && (x == growth::grows || y == growth::grows);
}

/// The resemblance of neighbouring rows, where it is beyond doubt and large enough to matter.
double neighbours_of(const column_sample& s) {
  constexpr double least_rho = 0.1, certain = 1e-6;
  constexpr std::size_t least_values = 20;
  resemblance found;
  if (s.type == column_type::categorical) {
    std::vector<std::uint32_t> known = s.row_categories;
    std::erase(known, column_sample::no_category);
    if (known.size() >= least_values) found = neighbours_resemble(known, s.categories.size());
  } else if (s.in_row_order) {
    std::vector<double> finite;
    finite.reserve(s.numbers.size());
    for (const double x : s.numbers)
      if (is_finite(x)) finite.push_back(x);
    if (finite.size() >= least_values) found = neighbours_resemble(finite);
  }
  return found.p <= certain && found.rho >= least_rho ? found.rho : 0.0;
}

}  // namespace

raw_comparison compare_column(column_sample a, column_sample b, column_type type, const comparison_options& options,
                              double level, const row_clusters* clusters) {
  if (a.kinds_known != b.kinds_known) forget_kinds(a.kinds_known ? a : b);
  raw_comparison raw;
  raw.margin = margin_of(options, a.name);
  column_comparison& out = raw.column;
  out.name = a.name;
  out.type = type;
  out.reference = a.values();
  out.current = b.values();
  out.reference_rows = a.rows;
  out.current_rows = b.rows;
  count_kinds(a, b, out);
  const bool text = type == column_type::categorical;
  const small_share_options small = small_shares_of(options, raw.margin);
  const auto not_judged = [&](std::string why) {
    out.result = verdict::not_judged;
    out.note = std::move(why);
    return raw;
  };
  std::optional<clustered_rates> rates;
  if (clusters) {
    const auto known = [&](const column_sample& s) { return text ? s.row_categories.size() : s.numbers.size(); };
    if (known(a) != clusters->reference.size() || known(b) != clusters->current.size())
      return not_judged("its rows are not those that the clusters are of");
    if (a.rows != 0 && b.rows != 0) rates.emplace(clusters->reference, clusters->current);
  }
  double kinds = 0.0;
  for (const share_comparison& s : out.not_finite) kinds += s.any();
  if (rates)
    if (std::string why = too_few_clusters(*rates); !why.empty()) return not_judged(std::move(why));
  for (std::size_t i = 0; i < non_finite_kinds; ++i) {
    const auto kind = static_cast<non_finite>(i);
    raw.not_finite_p[i] = kinds * share_p({out.not_finite[i].reference, a.rows}, {out.not_finite[i].current, b.rows},
                                          raw.margin, small, rates ? &*rates : nullptr,
                                          [&](std::size_t row) { return is_of(a, row, kind); },
                                          [&](std::size_t row) { return is_of(b, row, kind); });
    raw.p[2] = std::fmin(raw.p[2], raw.not_finite_p[i]);
  }
  const bool asked_for = std::find(options.judge.begin(), options.judge.end(), out.name) != options.judge.end();
  if (type == column_type::time && !asked_for) return not_judged("a time, which only grows");
  const moved_mass_options mass{.margin = raw.margin, .near_error = level, .far_error = options.alpha};
  if (a.values() == 0 && b.values() == 0) {  // all missing on both sides, of which there may be too few
    if (a.rows == 0 || b.rows == 0) return not_judged("no row");
    const std::uint64_t before[] = {a.rows}, now[] = {b.rows};
    if (clusters) {
      const std::vector<std::uint32_t> all(std::max(clusters->reference.size(), clusters->current.size()), 0);
      take_mass(moved_mass_of_clusters({std::span{all}.first(clusters->reference.size()), clusters->reference},
                                       {std::span{all}.first(clusters->current.size()), clusters->current}, 1, mass),
                out);
    } else {
      out.moved = moved_mass_of_counts(before, now, mass);
    }
    raw.p[0] = 1.0;
    out.note = "no value on either side";
    return raw;
  }
  const std::uint64_t n = a.rows - a.not_finite.total(), m = b.rows - b.not_finite.total();
  if (n == 0 || m == 0)
    return not_judged(std::string{text ? "no value" : "no finite value"}.append(
        n == 0 ? " in the reference" : " in the current data"));
  if (text && !asked_for && like_an_identifier(a) && like_an_identifier(b))
    return not_judged("nearly all values are different: an identifier or free text");
  if (!text && !asked_for && (beyond_doubles(a) || beyond_doubles(b)))
    return not_judged("whole numbers beyond 2^53, which are not told apart: as categories they are");
  if (!text && !asked_for && only_grows(a, b)) return not_judged("only grows: a serial number, a counter or a time");
  const auto tests = tests_for(type, options, raw.margin, level);
  for (const chosen_test& test : tests) out.choices.push_back(test.why);
  raw.by_test = !options.tests.empty();
  if (raw.by_test && tests.empty())
    return not_judged(text ? "none of the tests is one of categories" : "none of the tests is one of numbers");
  const bool distributions = !text && (a.distribution || b.distribution);
  if (distributions) need_no_values(tests, out.name);
  const bool look_twice = raw.margin > 0 && !raw.by_test;
  second_look second;
  const auto cannot_tell = [&](std::string why) {
    out.tests.clear();
    out.choices.clear();
    out.shapes = {};
    return not_judged(std::move(why));
  };
  try {
    if (text) {
      const category_rows rows = align_categories(a, b, out);
      const std::size_t width = rows.names.size();
      out.shapes = shapes_of(rows.before, rows.now, rows.names);
      for (const chosen_test& test : tests)
        out.tests.push_back(test.row->run_counts(test.settings, rows.before, rows.now));
      out.psi = smoothed_psi(rows.before, rows.now);
      out.psi_by_chance = smoothed_psi_by_chance(rows.before, rows.now);
      if (clusters) {
        const rows_with_value before{a, clusters->reference, rows.place_before}, now{b, clusters->current, rows.place_now};
        clustered_rates valued{before.clusters, now.clusters};
        if (std::string why = too_few_clusters(valued); !why.empty()) return cannot_tell(std::move(why));
        take_mass(moved_mass_of_clusters(before.as_categories(), now.as_categories(), width, mass), out);
        if (look_twice) second = look_at_categories(valued.rare_category(before.categories, now.categories, width, small), rows.names);
        // To first order its mean is that of a chi-squared statistic, which the design effects inflate.
        const double n_inverse = 1.0 / static_cast<double>(n), m_inverse = 1.0 / static_cast<double>(m);
        out.psi_by_chance *= (category_design_effect(before.as_categories(), width) * n_inverse +
                              category_design_effect(now.as_categories(), width) * m_inverse) /
                             (n_inverse + m_inverse);
      } else {
        out.neighbours = std::max(neighbours_of(a), neighbours_of(b));
        out.moved = moved_mass_of_counts(rows.before, rows.now, mass);
        if (look_twice) second = look_at_categories(rare_category_change_of(rows.before, rows.now, small), rows.names);
      }
      // Among the unknown categories nothing may have moved, or all.
      const double hidden = std::min(rows.unknown_before, rows.unknown_now);
      if (hidden > 0) {
        out.moved.high = std::min(1.0, out.moved.high + hidden);
        if (out.moved.low <= raw.margin && out.moved.high > raw.margin)
          out.moved.n_needed = std::numeric_limits<double>::infinity();
        out.note = "of categories that are not known by name: " + number_text(100.0 * rows.unknown_before) + " % -> " +
                   number_text(100.0 * rows.unknown_now) + " %";
      }
    } else if (distributions) {
      const both_points points{a, b};
      out.shapes = shapes_of(points.x, points.y);
      test_distributions(points, tests, raw.margin, out);
      out.moved = moved_mass_of_points(points.x, points.y, mass);
      if (look_twice) second = look_at_numbers(points.x, points.y, small);
    } else {
      const sample_pair sorted{a.numbers, b.numbers, 2};
      out.shapes = shapes_of(sorted);
      for (const chosen_test& test : tests) {
        design::detail::checkpoint();
        out.tests.push_back(test.row->run_sorted(test.settings, sorted));
      }
      if (clusters) {
        const rows_with_value before{a, clusters->reference, {}}, now{b, clusters->current, {}};
        clustered_rates valued{before.clusters, now.clusters};
        if (std::string why = too_few_clusters(valued); !why.empty()) return cannot_tell(std::move(why));
        take_mass(moved_mass_of_clusters(before.as_numbers(), now.as_numbers(), mass), out);
        if (look_twice) second = look_at_numbers(valued, before.numbers, now.numbers, small);
      } else {
        out.neighbours = std::max(neighbours_of(a), neighbours_of(b));
        out.moved = moved_mass_of_numbers(sorted, mass);
        if (look_twice) second = look_at_numbers(sorted, small);
      }
      find_outside(sorted, out);
    }
  } catch (const error& why) {
    // What is wrong with one column's values is no matter of the others.
    return cannot_tell(why.what());
  }
  if (clusters) forget_chance(out.tests);
  raw.p[0] = out.moved.p;
  raw.p[1] = second.p;
  out.small = std::move(second.small);
  if (raw.by_test) take_first_test(raw);
  return raw;
}

}  // namespace tepid::inline v0::detail
