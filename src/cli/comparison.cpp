// src/cli/comparison.cpp - comparing two tables.
#include "cli/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <span>
#include <utility>

#include <tepid/registry.hpp>
#include <tepid/two_sample/kolmogorov_smirnov.hpp>
#include <tepid/two_sample/multiplicity.hpp>
#include <tepid/two_sample/psi.hpp>
#include <tepid/two_sample/samples.hpp>
#include <tepid/two_sample/share_difference.hpp>
#include <tepid/two_sample/sketch_points.hpp>
#include <tepid/two_sample/sketched.hpp>

#include "cli/problem.hpp"
#include "cli/progress.hpp"
#include "cli/text.hpp"

namespace tepid::cli {

namespace {

/// So many values at most are taken out of a distribution again.
constexpr std::uint64_t most_values = 1'000'000;

/// The values that an exact distribution was made of.
std::vector<double> values_of(const column_profile& c) {
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(c.rows));
  c.distribution->for_each_point([&](double value, std::uint32_t between, std::uint32_t at) {
    values.insert(values.end(), std::size_t{between} + at, value);
  });
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double of_kind[] = {missing_value, std::numeric_limits<double>::quiet_NaN(), -infinity, infinity};
  for (std::size_t i = 0; i < non_finite_kinds; ++i)
    values.insert(values.end(), static_cast<std::size_t>(c.not_finite[static_cast<non_finite>(i)]), of_kind[i]);
  return values;
}

bool is_number(column_type type) noexcept { return type == column_type::numeric || type == column_type::boolean; }

/// The type to compare a column as, or problem.
column_type common_type(const side_data& reference, const side_data& current, const std::string& column) {
  const column_type before = reference.type_of(column), now = current.type_of(column);
  if (reference.empty(column)) return now;
  if (current.empty(column) || before == now) return before;
  if (is_number(before) && is_number(now)) return column_type::numeric;
  if (before == column_type::categorical) return before;
  const auto [line, text] = current.first_text(column);
  throw problem_at(current.name(), line, &column,
                   fmt::format("{} is not a {}; {} has {} there", text.empty() ? "its text" : in_quotes(text),
                               before == column_type::time ? "time" : "number", reference.name(),
                               before == column_type::time ? "times" : "numbers"));
}

struct category_rows {
  std::vector<std::uint64_t> before, now;
};

/// Categories side by side. Those of which hardly any can be seen (fewer than 5 expected in the smaller sample) are
/// one, the unknown of a profile are another, and missing cells are a category too.
category_rows align_categories(const sample& a, const sample& b, column_comparison& out) {
  std::set<std::string_view> names;
  for (const auto& [name, count] : a.categories) names.insert(name);
  for (const auto& [name, count] : b.categories) names.insert(name);
  const auto count_in = [](const sample& s, std::string_view name) {
    const auto at = s.categories.find(std::string{name});
    return at == s.categories.end() ? 0 : at->second;
  };
  const double total = static_cast<double>(a.rows + b.rows);
  const double smaller = static_cast<double>(std::min(a.rows, b.rows));
  std::vector<std::uint64_t> before{0, a.other, a.not_finite.missing}, now{0, b.other, b.not_finite.missing};
  for (const std::string_view name : names) {
    const std::uint64_t i = count_in(a, name), j = count_in(b, name);
    if (a.other != 0 && i == 0) {
      now[1] += j;
      continue;
    }
    if (i == 0) out.unseen.emplace_back(name, j);
    if (static_cast<double>(i + j) / total * smaller < 5.0) {
      before[0] += i;
      now[0] += j;
    } else {
      before.push_back(i);
      now.push_back(j);
    }
  }
  std::stable_sort(out.unseen.begin(), out.unseen.end(),
                   [](const auto& x, const auto& y) { return x.second > y.second; });
  std::uint64_t unseen = 0;
  for (const auto& [name, count] : out.unseen) unseen += count;
  out.unseen_share = static_cast<double>(unseen) / static_cast<double>(b.values());
  return {std::move(before), std::move(now)};
}

/// The shares of the current values beyond the reference's range: a part of D, told by themselves.
void find_outside(const sample_pair& sorted, column_comparison& out) {
  const auto before = sorted.reference(), now = sorted.current();
  const auto below = std::lower_bound(now.begin(), now.end(), before.front()) - now.begin();
  const auto above = now.end() - std::upper_bound(now.begin(), now.end(), before.back());
  out.below = static_cast<double>(below) / static_cast<double>(now.size());
  out.above = static_cast<double>(above) / static_cast<double>(now.size());
}

/// Mostly different values: an identifier or free text, of which there is no distribution to compare.
bool like_an_identifier(const sample& a, const sample& b) {
  std::set<std::string_view> names;
  for (const sample* s : {&a, &b})
    for (const auto& [name, count] : s->categories) names.insert(name);
  return 2 * names.size() > a.values() + b.values() || 2 * a.other > a.values();
}

/// The p-value of shares that differ by the margin at most; NaN where there is nothing to decide: no such row on either
/// side, or no row at all on one.
double share_p(share_count a, share_count b, double margin) {
  if ((a.part == 0 && b.part == 0) || a.rows == 0 || b.rows == 0) return std::numeric_limits<double>::quiet_NaN();
  return share_margin_p(a, b, margin).p;
}

double share_misplaced(const sample& s) {
  return s.misplaced == 0 ? 0.0 : static_cast<double>(s.misplaced) / static_cast<double>(s.distribution->size());
}

/// A side as a step function.
sketch_points points_of(const sample& s) {
  return s.distribution ? sketch_points::of(*s.distribution)
                        : sketch_points::of_sorted(kernels::sorted_finite(s.numbers));
}

/// p-values as they are; NaN where there is nothing to decide.
struct raw_comparison {
  static constexpr double undecided = std::numeric_limits<double>::quiet_NaN();
  column_comparison column;
  double p = undecided;
  double any_change_p = undecided;  ///< Of the values, whatever the margin.
  std::array<double, non_finite_kinds> not_finite_p{undecided, undecided, undecided, undecided};
};

/// A sample as one that does not know the kinds has it, to be compared with such a one.
void forget_kinds(sample& s) {
  if (!std::exchange(s.kinds_known, false)) return;
  s.not_finite = {.missing = s.not_finite.no_value(), .positive_infinity = s.not_finite.infinite()};
  for (double& x : s.numbers)
    if (!is_finite(x)) x = is_nan(x) ? missing_value : std::numeric_limits<double>::infinity();
}

/// How many rows are of each kind on both sides.
void count_kinds(const sample& a, const sample& b, column_comparison& out) {
  out.kinds_known = a.kinds_known;
  for (std::size_t i = 0; i < non_finite_kinds; ++i) {
    const auto kind = static_cast<non_finite>(i);
    const share_count x{a.not_finite[kind], a.rows}, y{b.not_finite[kind], b.rows};
    out.not_finite[i] = {.reference = x.part, .current = y.part, .difference = y.value() - x.value()};
  }
}

void compare_distributions(const sample& a, const sample& b, const std::vector<chosen_test>& tests, double margin,
                           raw_comparison& raw) {
  column_comparison& out = raw.column;
  const sketch_points before = points_of(a), now = points_of(b);
  weighted_points x = before.view(), y = now.view();
  x.rank_error += share_misplaced(a);
  y.rank_error += share_misplaced(b);
  const sketched_options options{.margin = margin};
  for (const chosen_test& test : tests) {
    const std::string_view name = test.row->about.name;
    if (name != kolmogorov_smirnov::about.name && name != psi::about.name && name != "wasserstein")
      throw problem{fmt::format(
          "--tests: {} needs the values themselves, and column {} is too large to keep or comes from a profile; "
          "kolmogorov_smirnov, psi and wasserstein do without",
          in_quotes(name), in_quotes(out.name))};
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

/// The tests of a column of so many values.
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

raw_comparison compare_column(const sample& a, const sample& b, column_type type, const comparison_options& options,
                              double level) {
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
    out.note = fmt::format("no {}value in the {}", text ? "" : "finite ", n == 0 ? "reference" : "current data");
    return raw;
  }
  const auto tests = tests_for(type, options, n, m, level);
  for (const chosen_test& test : tests) out.choices.push_back(test.why);
  if (tests.empty()) {
    out.result = verdict::skipped;
    out.note = text ? "none of the tests is one of categories" : "none of the tests is one of numbers";
    return raw;
  }
  const auto not_judged = [&](std::string why) {
    out.result = verdict::inconclusive;
    out.note = std::move(why);
  };
  try {
    if (text) {
      const category_rows rows = align_categories(a, b, out);
      for (const chosen_test& test : tests)
        out.tests.push_back(test.row->run_counts(test.settings, rows.before, rows.now));
    } else if (a.distribution || b.distribution) {
      compare_distributions(a, b, tests, options.margin, raw);
    } else {
      const sample_pair sorted{a.numbers, b.numbers, 2};
      for (const chosen_test& test : tests) out.tests.push_back(test.row->run_sorted(test.settings, sorted));
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
    not_judged(fmt::format("{} cannot tell an effect of such values", first.name));
    return raw;
  }
  raw.any_change_p = is_nan(first.p_value) ? 1.0 : first.p_value;
  // Without an interval the test knows no margin: then any change must be certain and the effect itself beyond.
  raw.p = options.margin > 0 && !is_nan(first.margin_p) ? first.margin_p
          : std::abs(first.effect) >= options.margin    ? raw.any_change_p
                                                        : 1.0;
  return raw;
}

/// e-BH is of e-values: a p-value's is 1 / (2 sqrt p), which has mean 1 if p is uniform (Shafer, Shen, Vereshchagin and
/// Vovk 2011, Statistical Science 26).
std::vector<double> e_values_of(std::vector<double> p) {
  for (double& x : p) x = is_nan(x) ? x : 0.5 / std::sqrt(x);
  return p;
}

std::vector<double> corrected(const std::vector<double>& p, std::string_view correction) {
  if (correction == "holm") return holm(p);
  if (correction == "bh") return benjamini_hochberg(p);
  if (correction == "by") return benjamini_yekutieli(p);
  if (correction == "ebh") return e_bh(e_values_of(p));
  return correction == "none" ? p : bonferroni(p);
}

/// By how much a correction raises the smallest of so many p-values at least: what a sample must be able to reach.
double least_factor(std::uint64_t decisions, std::string_view correction) {
  return correction == "bonferroni" || correction == "holm" ? static_cast<double>(decisions) : 1.0;
}

/// The p-values of a column that are corrected together: of the values, and of each kind of what is none.
constexpr std::size_t decisions_a_column = 1 + non_finite_kinds;

/// What of a kind drifted, in a note.
std::string_view kind_text(non_finite kind, bool kinds_known) {
  constexpr std::string_view known[] = {"missing cells", "NaN", "-infinity", "+infinity"};
  constexpr std::string_view unknown[] = {"missing cells or NaN", "", "", "infinities"};
  return (kinds_known ? known : unknown)[static_cast<std::size_t>(kind)];
}

/// The smallest p-value that the first test can have of samples of these sizes: that of a distance of 1 against the
/// margin; of others, or against none, that of an exact two-sided test by order.
double least_p(const column_comparison& c, double margin) {
  const double n = static_cast<double>(c.reference), m = static_cast<double>(c.current);
  if (c.reference == 0 || c.current == 0) return 1.0;
  if (margin > 0 && margin < 1 && c.tests.front().name == kolmogorov_smirnov::about.name)
    return std::min(1.0, 2.0 * std::exp(-2.0 * (1.0 - margin) * (1.0 - margin) * n / (n + m) * m));
  return std::min(1.0, 2.0 * std::exp(std::lgamma(n + 1) + std::lgamma(m + 1) - std::lgamma(n + m + 1)));
}

/// Corrected p-values of a column, and that of any change of the values.
void decide(raw_comparison& raw, std::span<const double, decisions_a_column> adjusted, double any_change_adjusted,
            double factor, const comparison_options& options) {
  column_comparison& out = raw.column;
  const auto or_one = [](double p) { return is_nan(p) ? 1.0 : p; };
  out.p_adjusted = or_one(adjusted[0]);
  std::string kinds;
  for (std::size_t i = 0; i < non_finite_kinds; ++i) {
    share_comparison& s = out.not_finite[i];
    s.p_adjusted = or_one(adjusted[1 + i]);
    if (s.p_adjusted <= options.alpha)
      kinds +=
          fmt::format("{}{}", kinds.empty() ? "" : " and ", kind_text(static_cast<non_finite>(i), out.kinds_known));
  }
  const bool decided = !is_nan(raw.p);
  const bool values_drift = decided && out.p_adjusted <= options.alpha;
  if (values_drift || !kinds.empty()) {
    out.result = verdict::drift;
    out.note = kinds;
    if (values_drift && !out.note.empty()) out.note += " too";
  } else if (decided && least_p(out, options.margin) * factor > options.alpha) {
    out.result = verdict::inconclusive;
    out.note = "too few values for any p-value to reach alpha";
  } else if (decided && any_change_adjusted <= options.alpha) {
    out.note = "a change for certain, but not beyond the margin";
  }
}

}  // namespace

std::string_view to_string(verdict v) noexcept {
  constexpr std::string_view names[] = {"no drift", "drift", "inconclusive", "skipped"};
  return names[static_cast<std::size_t>(v)];
}

std::vector<const test_row*> named_tests(const comparison_options& options) {
  std::vector<const test_row*> found;
  for (const std::string& name : options.tests) {
    const test_row* test = find_test(name);
    if (test == nullptr || test->sample == sample_kind::rows) {
      std::string names;
      for (const auto rows : {registered_tests(), registered_categorical_tests()})
        for (const test_row* row : rows) names += (names.empty() ? "" : ", ") + std::string{row->about.name};
      throw problem{fmt::format("--tests: {} {}; there are all, {}", in_quotes(name),
                                test == nullptr ? "is no test" : "compares rows of numbers, not columns", names)};
    }
    found.push_back(test);
  }
  return found;
}

side_data::side_data(tables::table_data table) : name_{table.name}, rows_{table.rows}, table_{std::move(table)} {
  find_places();
}

void side_data::find_places() {
  const std::vector<std::string> names = columns();
  for (std::size_t i = 0; i < names.size(); ++i) places_.emplace(names[i], i);
}

side_data::side_data(std::string name, profile summary)
    : name_{std::move(name)}, profile_{std::move(summary)}, is_profile_{true} {
  find_places();
  for (const column_profile& c : profile_.columns()) rows_ = std::max(rows_, c.rows);
}

std::vector<std::string> side_data::columns() const {
  std::vector<std::string> names;
  for (const auto& c : table_.columns) names.push_back(c.name());
  for (const auto& c : profile_.columns()) names.push_back(c.name);
  return names;
}

column_type side_data::type_of(const std::string& column) const {
  return is_profile_ ? of_profile(column).type : of_table(column).type();
}

bool side_data::empty(const std::string& column) const {
  return is_profile_ ? of_profile(column).with_value() == 0 : of_table(column).empty();
}

std::pair<std::uint64_t, std::string> side_data::first_text(const std::string& column) const {
  if (is_profile_) return {0, ""};
  const tables::data_column& c = of_table(column);
  return {c.typed().text_line(), c.typed().text_example()};
}

void side_data::read_texts(const std::vector<std::string>& columns) {
  if (is_profile_) return;
  std::vector<tables::data_column*> wanted;
  for (const std::string& column : columns)
    if (tables::data_column& c = table_.columns[places_.at(column)]; !c.has_texts()) wanted.push_back(&c);
  table_.source.read_texts(wanted);
}

sample side_data::take(const std::string& column, column_type as) const {
  sample out;
  out.name = column;
  out.type = as;
  if (is_profile_) {
    const column_profile& c = of_profile(column);
    out.rows = c.rows;
    const bool text = as == column_type::categorical;
    out.not_finite = text ? non_finite_counts{.missing = c.not_finite.no_value()} : c.not_finite;
    out.kinds_known = text || c.kinds_known;
    if (c.is_text())
      for (const category& k : c.top) out.categories[k.value] = k.count;
    else if (!text && c.rank_error() == 0 && c.rows <= most_values)
      out.numbers = values_of(c);
    else if (!text)
      out.distribution = c.distribution, out.misplaced = c.misplaced;
    out.other = c.other;
    return out;
  }
  const tables::data_column& c = of_table(column);
  out.rows = c.rows();
  if (as == column_type::categorical) {
    out.not_finite.missing = c.missing();
    c.for_each_text([&](const auto& text) {
      if (text) ++out.categories[std::string{*text}];
    });
  } else {
    out.numbers.assign(c.numbers().begin(), c.numbers().end());
    out.not_finite = count_non_finite(out.numbers);
  }
  return out;
}

bool comparison::any(verdict v) const noexcept {
  return std::any_of(columns.begin(), columns.end(), [v](const column_comparison& c) { return c.result == v; });
}

comparison compare_sides(side_data& reference, side_data& current, const std::vector<std::string>& columns,
                         const comparison_options& options) {
  // All types first: a column that cannot be compared should be told at once.
  std::vector<column_type> types;
  for (const std::string& column : columns) types.push_back(common_type(reference, current, column));
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (types[i] == column_type::categorical) texts.push_back(columns[i]);
  for (side_data* side : {&reference, &current}) side->read_texts(texts);
  double decisions = 0.0;
  for (const column_type type : types) decisions += type == column_type::categorical ? 2.0 : 1.0 + non_finite_kinds;
  const double level = options.alpha / std::max(decisions, 1.0);
  progress bar{"comparing", columns.size()};
  std::vector<raw_comparison> all;
  comparison out;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    bar.show(i);
    sample before = reference.take(columns[i], types[i]), now = current.take(columns[i], types[i]);
    if (before.kinds_known != now.kinds_known) forget_kinds(before.kinds_known ? before : now);
    all.push_back(compare_column(before, now, types[i], options, level));
  }
  std::vector<double> p, any_change;
  for (const raw_comparison& raw : all) {
    for (auto* of : {&p, &any_change}) of->insert(of->end(), raw.not_finite_p.begin(), raw.not_finite_p.end());
    p.insert(p.end() - non_finite_kinds, raw.p);
    any_change.insert(any_change.end() - non_finite_kinds, raw.any_change_p);
  }
  out.decisions = static_cast<std::uint64_t>(std::count_if(p.begin(), p.end(), [](double x) { return !is_nan(x); }));
  const std::vector<double> adjusted = corrected(p, options.correction);
  const std::vector<double> any_change_adjusted = corrected(any_change, options.correction);
  const double factor = least_factor(out.decisions, options.correction);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t first = decisions_a_column * i;
    decide(all[i], std::span{adjusted}.subspan(first).first<decisions_a_column>(), any_change_adjusted[first], factor,
           options);
    out.columns.push_back(std::move(all[i].column));
  }
  return out;
}

}  // namespace tepid::cli
