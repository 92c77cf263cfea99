// src/compare/comparison.cpp - comparing two tables.
#include <tepid/compare/comparison.hpp>

#include <algorithm>
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>

#include "compare/choose_tests.hpp"
#include "compare/compare_column.hpp"
#include "compare/decide.hpp"
#include "text/names.hpp"
#include "text/printable.hpp"

namespace tepid::inline v0 {

namespace {

bool is_number(column_type type) noexcept { return type == column_type::numeric || type == column_type::boolean; }

/// The type to compare a column as. Throws error{bad_data, column}.
column_type common_type(const table_side& reference, const table_side& current, const std::string& column) {
  const column_type before = reference.type_of(column), now = current.type_of(column);
  if (reference.empty(column)) return now;
  if (current.empty(column) || before == now) return before;
  if (is_number(before) && is_number(now)) return column_type::numeric;
  if (before == column_type::categorical) return before;
  const auto [line, text] = current.first_text(column);
  const bool times = before == column_type::time;
  std::string what = !text.empty() ? in_quotes(text)
                     : now == column_type::time          ? "a time"
                     : now == column_type::categorical   ? "its text"
                                                         : "a number";
  what.append(times ? " is not a time; " : " is not a number; ").append(reference.name());
  what.append(times ? " has times there" : " has numbers there");
  throw error{errc::bad_data, column, located(current.name(), line, column, what)};
}

/// How a column is compared, or why it cannot be.
struct planned_column {
  column_type type = column_type::numeric;
  std::string problem;
};

planned_column planned(const table_side& reference, const table_side& current, const std::string& column,
                       bool keep_going) {
  for (const table_side* side : {&reference, &current})
    if (std::string why = side->problem_of(column); !why.empty()) {
      const table_side& other = side == &reference ? current : reference;
      return {other.problem_of(column).empty() ? other.type_of(column) : column_type::numeric,
              "cannot be judged: " + side->name() + " holds " + why};
    }
  try {
    return {common_type(reference, current, column), {}};
  } catch (const error& why) {
    if (!keep_going) throw;
    return {reference.type_of(column), std::string{"cannot be judged: "} + why.what()};
  }
}

/// What stands for a column that cannot be compared.
detail::raw_comparison not_judged(const std::string& name, const planned_column& plan) {
  detail::raw_comparison raw;
  raw.column.name = name;
  raw.column.type = plan.type;
  for (share_comparison& s : raw.column.not_finite) s.difference = std::numeric_limits<double>::quiet_NaN();
  raw.column.result = verdict::inconclusive;
  raw.column.note = plan.problem;
  return raw;
}

void must_have(const table_side& side, const std::string& column) {
  if (!side.has(column))
    throw error{errc::bad_argument, column, located(side.name(), 0, {}, no_such_column(column, side.columns()))};
}

}  // namespace

std::string_view to_string(verdict v) noexcept {
  constexpr std::string_view names[] = {"no drift", "drift", "inconclusive", "skipped"};
  return names[static_cast<std::size_t>(v)];
}

void detail::check_rule(const comparison_options& options) {
  const double alpha = options.alpha, margin = options.margin;
  const std::string& correction = options.correction;
  if (!(alpha >= 0 && alpha <= 1)) throw error{errc::bad_parameter, "alpha", "alpha must be in [0, 1]"};
  if (!(margin >= 0 && is_finite(margin)))
    throw error{errc::bad_parameter, "margin", "margin must be a finite number, at least 0"};
  if (std::find(std::begin(correction_names), std::end(correction_names), correction) == std::end(correction_names)) {
    std::string text = in_quotes(correction);
    text.append(" is no correction; there are");
    for (const std::string_view name : correction_names)
      text.append(name == correction_names[0] ? " " : ", ").append(name);
    throw error{errc::bad_parameter, "correction", text};
  }
}

void comparison_options::validate() const {
  detail::check_rule(*this);
  static_cast<void>(detail::named_tests(*this));
}

bool comparison::any(verdict v) const noexcept {
  return std::any_of(columns.begin(), columns.end(), [v](const column_comparison& c) { return c.result == v; });
}

verdict comparison::overall() const noexcept {
  if (any(verdict::drift)) return verdict::drift;
  return any(verdict::no_drift) && !any(verdict::inconclusive) ? verdict::no_drift : verdict::inconclusive;
}

comparison compare_sides(table_side& reference, table_side& current, const std::vector<std::string>& columns,
                         const comparison_options& options) {
  options.validate();
  for (const std::string& column : columns)
    for (const table_side* side : {&reference, &current}) must_have(*side, column);
  // All types first: a column that cannot be compared should be told at once.
  std::vector<planned_column> plan;
  for (const std::string& column : columns) plan.push_back(planned(reference, current, column, options.keep_going));
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (plan[i].problem.empty() && plan[i].type == column_type::categorical) texts.push_back(columns[i]);
  for (table_side* side : {&reference, &current}) side->read_texts(texts);
  double decisions = 0.0;
  for (const planned_column& c : plan)
    if (c.problem.empty()) decisions += c.type == column_type::categorical ? 2.0 : 1.0 + non_finite_kinds;
  const double level = options.alpha / std::max(decisions, 1.0);
  std::vector<detail::raw_comparison> all;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (options.on_progress && !options.on_progress(i, columns.size())) throw design::stopped{};
    if (!plan[i].problem.empty()) {
      all.push_back(not_judged(columns[i], plan[i]));
      continue;
    }
    // Between the tests of a column it is asked too.
    const design::design_control asked{
        .stop_requested = [&] { return options.on_progress && !options.on_progress(i, columns.size()); }};
    const design::detail::working within{{.control = &asked}};
    const column_type type = plan[i].type;
    column_sample before = reference.take(columns[i], type), now = current.take(columns[i], type);
    all.push_back(detail::compare_column(std::move(before), std::move(now), type, options, level));
  }
  return detail::decide(std::move(all), options);
}

}  // namespace tepid::inline v0
