// src/cli/designing.hpp - run lengths and limits by name, behind plain functions: their solvers are compiled once.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/schema.hpp>
#include <tepid/design/chart_row.hpp>
#include <tepid/design/design_types.hpp>
#include <tepid/design/run_length.hpp>

namespace tepid::cli {

/// The charts with exact run lengths.
[[nodiscard]] std::span<const design::chart_row* const> all_charts();
[[nodiscard]] const design::chart_row* chart_named(std::string_view name);

/// design::run_length_of.
[[nodiscard]] design::run_length solve_run_length(const std::string& name, std::span<const setting> settings,
                                                  const design::mean_change& change,
                                                  const design::simulation_effort& effort);

/// What is known of a run length besides its mean.
struct run_length_law {
  std::vector<double> quantiles;  ///< In the order of the probabilities asked for.
  double hazard = 0.0;            ///< After many observations without an alarm.
  double sd = 0.0;
};

/// After a step, from the start. Throws error for what is simulated.
[[nodiscard]] run_length_law solve_law(const std::string& name, std::span<const setting> settings, double step,
                                       const std::vector<double>& probabilities);

/// design::design_limit.
[[nodiscard]] design::designed_limit solve_limit_for(const std::string& name, std::span<const setting> settings,
                                                     const design::budget& wanted,
                                                     const design::design_options& options);

}  // namespace tepid::cli
