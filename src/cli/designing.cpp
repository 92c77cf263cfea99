// src/cli/designing.cpp - the one place of the command that compiles the solvers.
#include "cli/designing.hpp"

#include <tepid/design/design.hpp>

namespace tepid::cli {

std::span<const design::chart_row* const> all_charts() { return design::registered_charts(); }
const design::chart_row* chart_named(std::string_view name) { return design::find_chart(name); }

design::run_length solve_run_length(const std::string& name, std::span<const setting> settings,
                                    const design::mean_change& change, const design::simulation_effort& effort) {
  return design::run_length_of(name, settings, change, effort);
}

run_length_law solve_law(const std::string& name, std::span<const setting> settings, double step,
                         const std::vector<double>& probabilities) {
  const design::absorbing_chain law = design::run_length_law_of(name, settings, step);
  run_length_law found;
  for (const double p : probabilities) found.quantiles.push_back(static_cast<double>(law.quantile(p)));
  found.hazard = law.hazard();
  found.sd = law.standard_deviation();
  return found;
}

design::designed_limit solve_limit_for(const std::string& name, std::span<const setting> settings,
                                       const design::budget& wanted, const design::design_options& options) {
  return design::design_limit(name, settings, wanted, options);
}

}  // namespace tepid::cli
