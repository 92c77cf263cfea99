// design/charts.cpp - the rows of all families of charts together.
#include <tepid/design/charts.hpp>

#include <array>

#include "design/chart_entry.hpp"

namespace tepid::inline v0::design {

std::span<const chart_row* const> registered_charts() noexcept {
  struct list {
    std::array<const chart_row*, 64> rows{};  // room to spare; no allocation, which could fail
    std::size_t size = 0;
  };
  static const list rows = [] {
    list all;
    for (const chart_rows family :
         {mean_chart_rows(), variance_chart_rows(), shewhart_chart_rows(), counts_chart_rows()})
      for (const chart_row* row : family) all.rows[all.size++] = row;
    return all;
  }();
  return std::span{rows.rows}.first(rows.size);
}

const chart_row* find_chart(std::string_view name) noexcept {
  for (const chart_row* row : registered_charts())
    if (row->about.name == name || row->about.detector == name) return row;
  return nullptr;
}

}  // namespace tepid::inline v0::design
