// src/compare/profile_side.cpp - samples out of a profile.
#include <tepid/compare/profile_side.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include <tepid/core/non_finite.hpp>
#include <tepid/core/numeric.hpp>

namespace tepid::inline v0 {

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

std::uint64_t rows_of(const profile& p) {
  std::uint64_t rows = 0;
  for (const column_profile& c : p.columns()) rows = std::max(rows, c.rows);
  return rows;
}

std::vector<std::string> names_of(const profile& p) {
  std::vector<std::string> names;
  for (const column_profile& c : p.columns()) names.push_back(c.name);
  return names;
}

}  // namespace

profile_side::profile_side(std::string name, profile summary, std::string without_rows)
    : table_side{std::move(name), rows_of(summary), names_of(summary)},
      profile_{std::move(summary)},
      without_rows_{std::move(without_rows)} {}

std::string profile_side::without_rows() const {
  return without_rows_.empty() ? "is a profile, which keeps no rows; compare the table that it was made of"
                               : without_rows_;
}

column_type profile_side::type_of(const std::string& column) const { return at(column).type; }

bool profile_side::empty(const std::string& column) const { return at(column).with_value() == 0; }

column_sample profile_side::take(const std::string& column, column_type as) const {
  const column_profile& c = at(column);
  column_sample out;
  out.name = column;
  out.type = as;
  out.rows = c.rows;
  const bool text = as == column_type::categorical;
  out.not_finite = text ? non_finite_counts{.missing = c.not_finite.no_value()} : c.not_finite;
  out.kinds_known = text || c.kinds_known;
  if (c.is_text()) {
    for (const category& k : c.top) out.categories[k.value] = k.count;
  } else if (!text && c.rank_error() == 0 && c.rows <= most_values) {
    out.numbers = values_of(c);
    out.in_row_order = false;
  } else if (!text) {
    out.distribution = c.distribution;
    out.misplaced = c.misplaced;
  }
  out.other = c.other;
  return out;
}

}  // namespace tepid::inline v0
