// src/compare/row_clusters.cpp - clusters by the values of a column, or by the place of the rows.
#include "compare/row_clusters.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>

#include "text/names.hpp"
#include "text/printable.hpp"

namespace tepid::inline v0::detail {

namespace {

/// Whole numbers from here on may have been rounded: they are told apart by how they were written.
constexpr double exact_below = 9007199254740992.0;  // 2^53

bool has_rounded(const table_side& side, const std::string& column, column_type as) {
  const column_sample s = side.take(column, as);
  return std::any_of(s.numbers.begin(), s.numbers.end(),
                     [](double x) { return is_finite(x) && std::abs(x) >= exact_below; });
}

/// Gives each row of both sides a number by its value.
class numbering {
 public:
  explicit numbering(row_clusters& out) : out_{out} {}

  void numbers(const column_sample& a, const column_sample& b) {
    std::vector<double> values;
    for (const column_sample* s : {&a, &b})
      for (const double x : s->numbers)
        if (!is_nan(x)) values.push_back(x);
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    next_ = values.size();
    for (const auto& [s, keys] : {std::pair{&a, &out_.reference}, std::pair{&b, &out_.current}})
      for (const double x : s->numbers)
        keys->push_back(is_nan(x) ? alone()
                                  : static_cast<std::uint64_t>(std::lower_bound(values.begin(), values.end(), x) -
                                                               values.begin()));
  }
  void texts(const column_sample& a, const column_sample& b) {
    std::map<std::string_view, std::uint64_t> known;
    for (const column_sample* s : {&a, &b})
      for (const auto& [text, rows] : s->categories) known.emplace(text, 0);
    for (auto& [text, key] : known) key = next_++;
    for (const auto& [s, keys] : {std::pair{&a, &out_.reference}, std::pair{&b, &out_.current}}) {
      std::vector<std::uint64_t> of_category;
      for (const auto& [text, rows] : s->categories) of_category.push_back(known.at(text));
      for (const std::uint32_t c : s->row_categories)
        keys->push_back(c == column_sample::no_category ? alone() : of_category[c]);
    }
  }

 private:
  std::uint64_t alone() {
    ++out_.without;
    return next_++;
  }

  row_clusters& out_;
  std::uint64_t next_ = 0;
};

}  // namespace

std::optional<cluster_plan> plan_clusters(const table_side& reference, const table_side& current,
                                          const comparison_options& options) {
  const bool by_column = !options.cluster.empty();
  if (!by_column && options.block == 0) return {};
  const char* const field = by_column ? "cluster" : "block";
  for (const table_side* side : {&reference, &current})
    if (const std::string why = side->without_rows(); !why.empty())
      throw error{errc::bad_argument, field,
                  "which rows belong together is not known: " + side->name() + ' ' + why};
  if (!by_column) return {};
  const std::string& column = options.cluster;
  for (const table_side* side : {&reference, &current}) {
    if (!side->has(column))
      throw error{errc::bad_argument, column, located(side->name(), 0, {}, no_such_column(column, side->columns()))};
    if (const std::string why = side->problem_of(column); !why.empty())
      throw error{errc::bad_argument, field, located(side->name(), 0, column, "no clusters: it holds " + why)};
  }
  const auto kind = [](column_type t) { return t == column_type::boolean ? column_type::numeric : t; };
  const bool none_before = reference.empty(column), none_now = current.empty(column);
  const column_type before = kind(none_before ? current.type_of(column) : reference.type_of(column));
  const column_type now = kind(none_now ? reference.type_of(column) : current.type_of(column));
  if (none_before && none_now) return cluster_plan{column_type::numeric};
  if (before != now || before == column_type::categorical) return cluster_plan{column_type::categorical};
  const bool rounded = (!none_before && has_rounded(reference, column, before)) ||
                       (!none_now && has_rounded(current, column, before));
  return cluster_plan{rounded ? column_type::categorical : before};
}

std::optional<row_clusters> clusters_of(const table_side& reference, const table_side& current,
                                        const std::optional<cluster_plan>& plan, const comparison_options& options) {
  if (!plan && options.block == 0) return {};
  row_clusters out;
  if (plan) {
    const column_sample before = reference.take(options.cluster, plan->as), now = current.take(options.cluster, plan->as);
    numbering number{out};
    plan->as == column_type::categorical ? number.texts(before, now) : number.numbers(before, now);
    return out;
  }
  std::uint64_t next = 0;
  for (const auto& [rows, keys] : {std::pair{reference.rows(), &out.reference}, std::pair{current.rows(), &out.current}}) {
    keys->reserve(static_cast<std::size_t>(rows));
    for (std::uint64_t row = 0; row < rows; ++row) keys->push_back(next + row / options.block);
    if (rows != 0) next = keys->back() + 1;
  }
  return out;
}

}  // namespace tepid::inline v0::detail
