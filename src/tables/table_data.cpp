// src/tables/table_data.cpp - the texts of a table that was read for numbers.
#include "tables/table_data.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <unordered_map>

#include <tepid/core/numeric.hpp>

#include "tables/plain_number.hpp"

namespace tepid::inline v0::tables {

bool data_column::swap_days() {
  constexpr double day_length = 86400.0;
  for (double& x : numbers_) {
    if (!is_finite(x)) continue;
    const double midnight = std::floor(x / day_length);
    const std::chrono::year_month_day read{std::chrono::sys_days{std::chrono::days{static_cast<std::int64_t>(midnight)}}};
    const std::chrono::year_month_day meant{read.year(), std::chrono::month{static_cast<unsigned>(read.day())},
                                            std::chrono::day{static_cast<unsigned>(read.month())}};
    x += day_length * (static_cast<double>(std::chrono::sys_days{meant}.time_since_epoch().count()) - midnight);
  }
  return true;
}

const data_column* table_data::find(std::string_view column) const noexcept {
  const auto at =
      std::find_if(columns.begin(), columns.end(), [&](const data_column& c) { return c.name() == column; });
  return at == columns.end() ? nullptr : &*at;
}

void kept_rows::read_texts(std::span<data_column* const> wanted) const {
  if (wanted.empty()) return;
  const auto& columns = parser->columns();
  std::unordered_map<std::string_view, std::size_t> place_of;
  for (std::size_t i = 0; i < columns.size(); ++i) place_of.emplace(columns[i], i);
  std::vector<cell_use> uses(columns.size(), cell_use::none);
  std::vector<std::size_t> places;
  for (const data_column* c : wanted) {
    places.push_back(place_of.at(c->name()));
    uses[places.back()] = cell_use::texts;
  }
  parsed_block rows;
  for (const block& b : blocks) {
    parser->parse(std::string_view{b.text}.substr(0, b.text.size() - padding), b.first_line, uses, rows);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const parsed_column& cells = rows.columns[places[i]];
      cells.for_each_stretch(
          rows.rows,
          [&](std::size_t first, std::size_t count) {
            for (const std::string_view t : std::span{cells.texts}.subspan(first, count))
              wanted[i]->take_text(t.data() == nullptr ? std::nullopt : std::optional{t});
          },
          [&](std::uint64_t absent) { wanted[i]->take_missing_texts(absent); });
    }
  }
}

}  // namespace tepid::inline v0::tables
