// tepid/design/chart_row.hpp - what is known of one chart whose run lengths are solved exactly.
#pragma once

#include <span>
#include <string_view>

#include <tepid/core/schema.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/solve_limit.hpp>

namespace tepid::inline v0::design {

class absorbing_chain;

/// Who a chart is.
struct chart_descriptor {
  std::string_view name;    ///< snake_case.
  std::string_view title;   ///< One line for people.
  std::string_view source;  ///< Author, year, where.
  std::string_view limit;   ///< The parameter that sets the false-alarm rate.
  std::string_view shift;   ///< What a shift of 1 is.
  /// Parameters that a detector of the same name has besides and that do not change its run length here.
  std::string_view inert{};
  bool ramps = true;  ///< Mean run lengths under a ramp are solved too.
};

/// A chart by name; see chart_entry. Settings and errors are those of from_settings and of the chart's solver.
struct chart_row {
  chart_descriptor about;
  std::span<const parameter_info> parameters;
  run_length (*arl)(std::span<const setting> settings, const mean_change& change);
  /// The limit for an in-control mean run length from this state; the limit among the settings is not used. A chart
  /// on a lattice gets the smallest that reaches arl0.
  solved_limit (*limit_for)(std::span<const setting> settings, double arl0, change_from from);
  /// The law of the run length after a step, from the start.
  absorbing_chain (*law)(std::span<const setting> settings, double step);
};

}  // namespace tepid::inline v0::design
