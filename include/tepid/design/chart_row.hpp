// tepid/design/chart_row.hpp - what is known of one chart whose run lengths are solved exactly.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include <tepid/core/healthy_law.hpp>
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
  std::string_view detector = name;  ///< The detector that it is the law of, where that has another name.
  /// Parameters that the detector has besides and that do not change its run length here, with spaces between.
  std::string_view inert{};
  std::string_view synonym{}, synonym_of{};  ///< Another name of one parameter: the literature's.

  /// A parameter's own name.
  [[nodiscard]] constexpr std::string_view own_name(std::string_view parameter) const noexcept {
    return !synonym.empty() && parameter == synonym ? synonym_of : parameter;
  }
  [[nodiscard]] constexpr bool is_inert(std::string_view parameter) const noexcept {
    for (std::string_view rest = inert; !rest.empty();) {
      const std::size_t end = rest.find(' ');
      if (rest.substr(0, end) == parameter) return true;
      rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return false;
  }
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
  /// The chance of an alarm at the next observation, long after a step of each of these sizes, in ascending order of
  /// their absolute values, without an alarm before.
  std::vector<double> (*hazards)(std::span<const setting> settings, std::span<const double> steps);
  /// Mean run lengths in control that these shares of references fall short of, for settings with a `reference`; null
  /// for a chart that is not solved for one.
  std::vector<double> (*over_references)(std::span<const setting> settings, std::span<const double> shares);
  /// The law in control of a chart that is that of no detector: what it says, or normal (0, 1).
  healthy_law (*healthy)(std::span<const setting> settings);
};

}  // namespace tepid::inline v0::design
