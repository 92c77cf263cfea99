// tepid/design/charts.hpp - every chart with exact run lengths, by its name.
//
// The command line and Python iterate over these rows; they are compiled once, into the library tepid::static, where
// src/design/charts_*.cpp registers each chart by one line.
#pragma once

#include <span>
#include <string_view>

#include <tepid/design/chart_row.hpp>

namespace tepid::inline v0::design {

/// The rows of all charts.
[[nodiscard]] std::span<const chart_row* const> registered_charts() noexcept;

/// The row of that name, or of the detector of that name, or null.
[[nodiscard]] const chart_row* find_chart(std::string_view name) noexcept;

}  // namespace tepid::inline v0::design
