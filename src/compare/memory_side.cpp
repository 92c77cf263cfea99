// src/compare/memory_side.cpp - samples out of columns in memory.
#include <tepid/compare/memory_side.hpp>

#include <algorithm>
#include <functional>
#include <map>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>

#include "monitors/growing_time.hpp"
#include "text/printable.hpp"

namespace tepid::inline v0 {

namespace {

std::vector<std::string> names_of(const std::vector<memory_column>& columns) {
  std::vector<std::string> names;
  for (const memory_column& c : columns) names.push_back(c.name());
  return names;
}

std::uint64_t rows_of(const std::vector<memory_column>& columns) {
  std::uint64_t rows = 0;
  for (const memory_column& c : columns) rows = std::max(rows, c.rows());
  return rows;
}

}  // namespace

memory_column memory_column::of_numbers(std::string name, column_type type, std::span<const double> values,
                                        std::shared_ptr<const void> owner) {
  if (type == column_type::categorical)
    throw error{errc::bad_argument, name, "column " + in_quotes(name) + " holds numbers; it cannot be categorical"};
  memory_column c{std::move(name)};
  c.type_ = type;
  if (type == column_type::numeric) {
    detail::growing_time growth;
    growth.add(values);
    if (!growth.why(c.name_).empty()) c.type_ = column_type::time;
  }
  c.rows_ = values.size();
  c.values_ = values.size() - count_non_finite(values).no_value();
  c.numbers_ = values;
  c.owner_ = std::move(owner);
  return c;
}

memory_column memory_column::of_numbers(std::string name, column_type type, std::vector<double> values) {
  const auto owner = std::make_shared<const std::vector<double>>(std::move(values));
  return of_numbers(std::move(name), type, *owner, owner);
}

memory_column memory_column::of_texts(std::string name, std::vector<std::string> texts,
                                      std::vector<std::uint32_t> places) {
  memory_column c{std::move(name)};
  for (const std::uint32_t place : places) {
    if (place != no_text && place >= texts.size())
      throw error{errc::bad_argument, c.name_, "column " + in_quotes(c.name_) + ": a row has a text that there is not"};
    c.values_ += place != no_text;
  }
  // Without a value it is no column of texts, as in a file.
  c.type_ = c.values_ == 0 ? column_type::numeric : column_type::categorical;
  c.rows_ = places.size();
  c.shared_ = std::make_shared<const text_rows>(text_rows{std::move(texts), std::move(places)});
  if (c.values_ != 0) return c;
  return of_numbers(std::move(c.name_), column_type::numeric,
                    std::vector<double>(static_cast<std::size_t>(c.rows_), missing_value));
}

memory_column memory_column::unusable(std::string name, std::uint64_t rows, std::string why) {
  memory_column c{std::move(name)};
  c.rows_ = rows;
  c.problem_ = std::move(why);
  return c;
}

std::uint32_t text_column_builder::place_of(std::string_view text) {
  if (const auto at = known_.find(text); at != known_.end()) return at->second;
  if (texts_.size() >= memory_column::no_text)
    throw error{errc::bad_data, "", "a column has more than 2^32 - 2 different texts"};
  const auto place = static_cast<std::uint32_t>(texts_.size());
  known_.emplace(texts_.emplace_back(text), place);
  return place;
}

memory_column text_column_builder::finish(std::string name) {
  known_.clear();
  return memory_column::of_texts(std::move(name), std::exchange(texts_, {}), std::exchange(places_, {}));
}

memory_side::memory_side(std::string name, std::vector<memory_column> columns)
    : table_side{std::move(name), rows_of(columns), names_of(columns)}, columns_{std::move(columns)} {}

text_example memory_side::first_text(const std::string& column) const {
  const memory_column& c = at(column);
  if (c.type() != column_type::categorical) return {};
  for (const std::uint32_t place : c.places())
    if (place != memory_column::no_text) return {.line = 0, .text = c.texts()[place]};
  return {};
}

column_sample memory_side::take(const std::string& column, column_type as) const {
  const memory_column& c = at(column);
  column_sample out;
  out.name = column;
  out.type = as;
  out.rows = c.rows();
  if (as == column_type::categorical && c.type() == column_type::categorical) {
    static_assert(column_sample::no_category == memory_column::no_text);
    out.take_categories(std::vector<std::string_view>(c.texts().begin(), c.texts().end()), c.places());
  } else if (as == column_type::categorical) {
    std::map<double, std::uint32_t> known;
    std::vector<std::string> texts;
    std::vector<std::uint32_t> places;
    places.reserve(c.numbers().size());
    for (const double x : c.numbers()) {
      if (is_nan(x)) {
        places.push_back(column_sample::no_category);
        continue;
      }
      const auto [at, fresh] = known.emplace(x, static_cast<std::uint32_t>(texts.size()));
      if (fresh) texts.push_back(c.type() == column_type::boolean ? (x != 0 ? "true" : "false") : to_text(x + 0.0));
      places.push_back(at->second);
    }
    out.take_categories(std::vector<std::string_view>(texts.begin(), texts.end()), std::move(places));
  } else {
    out.numbers.assign(c.numbers().begin(), c.numbers().end());
    out.not_finite = count_non_finite(out.numbers);
  }
  return out;
}

}  // namespace tepid::inline v0
