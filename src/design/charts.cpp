// design/charts.cpp - the rows of all families of charts together.
#include <tepid/design/charts.hpp>

#include <vector>

#include "design/chart_entry.hpp"

namespace tepid::inline v0::design {

std::span<const chart_row* const> registered_charts() noexcept {
  static const auto rows = [] {
    std::vector<const chart_row*> all;
    for (const chart_rows family :
         {mean_chart_rows(), variance_chart_rows(), shewhart_chart_rows(), counts_chart_rows()})
      all.insert(all.end(), family.begin(), family.end());
    return all;
  }();
  return rows;
}

const chart_row* find_chart(std::string_view name) noexcept {
  for (const chart_row* row : registered_charts())
    if (row->about.name == name) return row;
  return nullptr;
}

}  // namespace tepid::inline v0::design
