// src/tables/table_data_side.cpp - samples out of a table in memory.
#include "tables/table_data_side.hpp"

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <tepid/core/keyed_hash.hpp>
#include <tepid/core/non_finite.hpp>

namespace tepid::inline v0::tables {

namespace {

std::vector<std::string> names_of(const table_data& table) {
  std::vector<std::string> names;
  for (const data_column& c : table.columns) names.push_back(c.name());
  return names;
}

}  // namespace

table_data_side::table_data_side(table_data table)
    : table_side{table.name, table.rows, names_of(table)}, table_{std::move(table)} {}

text_example table_data_side::first_text(const std::string& column) const {
  const typed_column& typed = at(column).typed();
  return {.line = typed.text_line(), .text = typed.text_example()};
}

void table_data_side::read_texts(const std::vector<std::string>& columns) {
  std::vector<data_column*> wanted;
  for (const std::string& column : columns)
    if (data_column& c = table_.columns[place_of(column)]; !c.has_texts()) wanted.push_back(&c);
  table_.source.read_texts(wanted);
}

column_sample table_data_side::take(const std::string& column, column_type as) const {
  const data_column& c = at(column);
  column_sample out;
  out.name = column;
  out.type = as;
  out.rows = c.rows();
  if (as == column_type::categorical) {
    std::unordered_map<std::string_view, std::uint32_t, keyed_hash> known;
    std::vector<std::string_view> texts;
    std::vector<std::uint32_t> places;
    places.reserve(static_cast<std::size_t>(c.rows()));
    c.for_each_text([&](const auto& text) {
      if (!text) return places.push_back(column_sample::no_category);
      const auto [at, fresh] = known.emplace(*text, static_cast<std::uint32_t>(texts.size()));
      if (fresh) texts.push_back(*text);
      places.push_back(at->second);
    });
    out.take_categories(texts, std::move(places));
  } else {
    out.numbers.assign(c.numbers().begin(), c.numbers().end());
    out.not_finite = count_non_finite(out.numbers);
  }
  return out;
}

}  // namespace tepid::inline v0::tables
