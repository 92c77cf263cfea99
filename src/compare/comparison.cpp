// src/compare/comparison.cpp - comparing two tables.
#include <tepid/compare/comparison.hpp>

#include <algorithm>
#include <iterator>
#include <limits>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>

#include "compare/choose_tests.hpp"
#include "compare/compare_column.hpp"
#include "compare/decide.hpp"
#include "compare/for_each_column.hpp"
#include "compare/row_clusters.hpp"
#include "text/counted.hpp"
#include "text/names.hpp"
#include "text/printable.hpp"

namespace tepid::inline v0 {

namespace {

bool is_number(column_type type) noexcept { return type == column_type::numeric || type == column_type::boolean; }

/// The type to compare a column as, or why it cannot be compared.
struct common_type {
  column_type type = column_type::numeric;
  std::string why_not;
};

common_type common_type_of(const table_side& reference, const table_side& current, const std::string& column) {
  const column_type before = reference.type_of(column), now = current.type_of(column);
  if (reference.empty(column)) return {now, ""};
  if (current.empty(column) || before == now) return {before, ""};
  if (is_number(before) && is_number(now)) return {column_type::numeric, ""};
  if (before == column_type::categorical) return {before, ""};
  const auto [line, text] = current.first_text(column);
  const bool times = before == column_type::time;
  std::string what = !text.empty() ? in_quotes(text)
                     : now == column_type::time          ? "a time"
                     : now == column_type::categorical   ? "its text"
                                                         : "a number";
  what.append(times ? " is not a time; " : " is not a number; ").append(reference.name());
  what.append(times ? " has times there" : " has numbers there");
  return {before, located(current.name(), line, column, what)};
}

common_type planned(const table_side& reference, const table_side& current, const std::string& column) {
  for (const table_side* side : {&reference, &current})
    if (std::string why = side->problem_of(column); !why.empty()) {
      const table_side& other = side == &reference ? current : reference;
      return {other.problem_of(column).empty() ? other.type_of(column) : column_type::numeric,
              side->name() + " holds " + why};
    }
  return common_type_of(reference, current, column);
}

/// What stands for a column that cannot be compared.
detail::raw_comparison not_judged(const std::string& name, const common_type& type, const table_side& reference,
                                  const table_side& current) {
  detail::raw_comparison raw;
  raw.column.name = name;
  raw.column.type = type.type;
  raw.column.reference_rows = reference.rows();
  raw.column.current_rows = current.rows();
  for (share_comparison& s : raw.column.not_finite) s.difference = std::numeric_limits<double>::quiet_NaN();
  raw.column.result = verdict::not_judged;
  raw.column.note = type.why_not;
  return raw;
}

void must_have(const table_side& side, const std::string& column) {
  if (!side.has(column))
    throw error{errc::bad_argument, column, located(side.name(), 0, {}, no_such_column(column, side.columns()))};
}

}  // namespace

std::string_view to_string(verdict v) noexcept {
  constexpr std::string_view names[] = {"no drift", "drift", "inconclusive", "left out", "cannot be judged"};
  return names[static_cast<std::size_t>(v)];
}

void detail::check_rule(const comparison_options& options) {
  const double alpha = options.alpha, margin = options.margin;
  const std::string& correction = options.correction;
  if (!(alpha > 0 && alpha < 1))
    throw error{errc::bad_parameter, "alpha", "alpha must be greater than 0 and less than 1"};
  if (!(margin >= 0 && is_finite(margin)))
    throw error{errc::bad_parameter, "margin", "margin must be a finite number, at least 0"};
  for (const auto& [column, own] : options.margins)
    if (!(own >= 0 && is_finite(own)))
      throw error{errc::bad_parameter, "margin",
                  std::string{"the margin of "}.append(in_quotes(column)).append(" must be a finite number, at least 0")};
  if (!(options.small.ratio_margin >= 1 && is_finite(options.small.ratio_margin)))
    throw error{errc::bad_parameter, "ratio_margin", "ratio_margin must be a finite number, at least 1"};
  if (!(options.small.least_difference >= 0 && options.small.least_difference <= 1))
    throw error{errc::bad_parameter, "least_difference", "least_difference must be in [0, 1]"};
  if (std::find(std::begin(correction_names), std::end(correction_names), correction) == std::end(correction_names)) {
    std::string text = in_quotes(correction);
    text.append(" is no correction; there are");
    for (const std::string_view name : correction_names)
      text.append(name == correction_names[0] ? " " : ", ").append(name);
    throw error{errc::bad_parameter, "correction", text};
  }
  if (options.cluster.empty() && options.block == 0) return;
  if (!options.cluster.empty() && options.block != 0)
    throw error{errc::bad_argument, "block", "block and cluster both say which rows belong together: give one"};
  if (!options.tests.empty())
    throw error{errc::bad_argument, "tests",
                std::string{"the p-values of tests are of independent rows; with "}.append(
                    options.block != 0 ? "block" : "cluster").append(" the share that moved decides, without tests")};
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
  const bool open = any(verdict::inconclusive) || any(verdict::not_judged) || !doubts.empty();
  return open || !any(verdict::no_drift) ? verdict::inconclusive : verdict::no_drift;
}

namespace {

/// Corrections that do not know the level of an interval beforehand: a column that drifted gets the one at which it did.
void fit_intervals(comparison& found, table_side& reference, table_side& current,
                   const std::vector<common_type>& types, const comparison_options& options,
                   const detail::row_clusters* clusters) {
  for (std::size_t i = 0; i < types.size(); ++i) {
    column_comparison& c = found.columns[i];
    if (!options.tests.empty() || !(c.p_adjusted <= options.alpha) || !(c.moved.p > 0)) continue;
    if (c.moved.low > detail::margin_of(options, c.name)) continue;
    const double level = std::min(options.alpha, options.alpha * c.moved.p / c.p_adjusted);
    c.moved = detail::compare_column(reference.take(c.name, types[i].type), current.take(c.name, types[i].type),
                                     types[i].type, options, level, clusters)
                  .column.moved;
  }
}

}  // namespace

comparison compare_sides(table_side& reference, table_side& current, const std::vector<std::string>& named,
                         const comparison_options& options) {
  options.validate();
  std::vector<std::string> columns = named;
  if (!options.cluster.empty()) std::erase(columns, options.cluster);
  for (const auto& [column, own] : options.margins)
    if (std::find(columns.begin(), columns.end(), column) == columns.end())
      throw error{errc::bad_argument, column,
                  std::string{"margin: "}.append(in_quotes(column)).append(" is not among the columns to compare")};
  for (const std::string& column : options.judge)
    if (std::find(columns.begin(), columns.end(), column) == columns.end())
      throw error{errc::bad_argument, column,
                  std::string{"judge: "}.append(in_quotes(column)).append(" is not among the columns to compare")};
  for (const std::string& column : columns)
    for (const table_side* side : {&reference, &current}) must_have(*side, column);
  std::vector<common_type> types;
  for (const std::string& column : columns) types.push_back(planned(reference, current, column));
  const auto plan = detail::plan_clusters(reference, current, options);
  std::vector<std::string> texts;
  if (plan && plan->as == column_type::categorical) texts.push_back(options.cluster);
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (types[i].type == column_type::categorical && types[i].why_not.empty()) texts.push_back(columns[i]);
  for (table_side* side : {&reference, &current}) side->read_texts(texts);
  const std::optional<detail::row_clusters> clusters = detail::clusters_of(reference, current, plan, options);
  const detail::row_clusters* const given = clusters ? &*clusters : nullptr;
  const double decisions = static_cast<double>(std::max<std::size_t>(1, detail::decisions_a_column * columns.size()));
  const double level = options.correction == "none" ? options.alpha : options.alpha / decisions;
  std::vector<detail::raw_comparison> all(columns.size());
  std::mutex one_takes;
  detail::for_each_column(columns.size(), options, [&](std::size_t i) {
    const column_type type = types[i].type;
    if (!types[i].why_not.empty()) {
      all[i] = not_judged(columns[i], types[i], reference, current);
      return;
    }
    std::unique_lock taking{one_takes};
    column_sample before = reference.take(columns[i], type), now = current.take(columns[i], type);
    taking.unlock();
    all[i] = detail::compare_column(std::move(before), std::move(now), type, options, level, given);
  });
  comparison found = detail::decide(std::move(all), options);
  fit_intervals(found, reference, current, types, options, given);
  for (const table_side* side : {&reference, &current}) {
    for (const std::string& text : side->remarks()) found.remarks.push_back(side->name() + ": " + text);
    if (!side->doubt().empty()) found.doubts.push_back(side->name() + ": " + side->doubt());
  }
  const auto leave_out = [&](const std::string& column) -> column_comparison& {
    column_comparison& c = found.columns.emplace_back();
    c.name = column;
    c.result = verdict::left_out;
    return c;
  };
  if (plan) {
    std::string& note = leave_out(options.cluster).note = "the cluster of each row";
    if (clusters->without != 0)
      note.append("; ").append(counted(clusters->without, "row")).append(
          clusters->without == 1 ? " has none and is a cluster of its own" : " have none and are clusters of their own");
  }
  for (const auto& [column, why] : options.unreadable) {
    column_comparison& c = leave_out(column);
    c.result = verdict::not_judged;
    c.note = why;
  }
  std::set<std::string_view> told;
  for (const std::string& column : options.left_out)
    if ((!plan || column != options.cluster) && told.insert(column).second) leave_out(column);
  return found;
}

}  // namespace tepid::inline v0
