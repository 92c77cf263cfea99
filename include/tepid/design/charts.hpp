// tepid/design/charts.hpp - the one place that knows every chart with exact run lengths.
//
// A chart is registered by one line here; the command line and Python iterate over the rows.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include <tepid/core/type_list.hpp>
#include <tepid/design/chart_entry.hpp>
#include <tepid/design/chart_row.hpp>
#include <tepid/design/charts_counts.hpp>
#include <tepid/design/charts_mean.hpp>
#include <tepid/design/charts_shewhart.hpp>
#include <tepid/design/charts_variance.hpp>

namespace tepid::inline v0::design {

/// Every chart by name.
using chart_list = type_list<charts::cusum,             //
                             charts::crosier_cusum,     //
                             charts::ewma,              //
                             charts::shiryaev_roberts,  //
                             charts::variance_cusum,    //
                             charts::variance_ewma,     //
                             charts::shewhart,          //
                             charts::shewhart_ar1,      //
                             charts::binomial_cusum,    //
                             charts::binomial_ewma,     //
                             charts::poisson_cusum,     //
                             charts::poisson_ewma,      //
                             charts::mewma,             //
                             charts::hotelling>;

namespace detail {

template <class... C>
constexpr auto chart_rows_of(type_list<C...>) {
  return std::array<const chart_row*, sizeof...(C)>{&chart_entry<C>::row...};
}

}  // namespace detail

/// The rows of all charts, in the order of the list.
[[nodiscard]] inline std::span<const chart_row* const> registered_charts() noexcept {
  static constexpr auto rows = detail::chart_rows_of(chart_list{});
  return rows;
}

/// The row of that name, or null.
[[nodiscard]] inline const chart_row* find_chart(std::string_view name) noexcept {
  for (const chart_row* row : registered_charts())
    if (row->about.name == name) return row;
  return nullptr;
}

}  // namespace tepid::inline v0::design
