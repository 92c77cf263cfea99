// tepid/design/design.hpp - the front: run lengths and limits by name, exact where they can be, else simulated.
//
// A name is that of a chart with exact run lengths or of a registered detector, often both. A detector whose
// settings make it such a chart gets the chart's answers; any other is simulated. Compiled once, into tepid::static.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/healthy_law.hpp>
#include <tepid/core/schema.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/budget.hpp>
#include <tepid/design/design_types.hpp>
#include <tepid/design/run_length.hpp>

namespace tepid::inline v0::design {

/// The parameters that a name can be given here: the chart's, then those that the detector has besides.
/// Error: unknown_name.
[[nodiscard]] std::vector<parameter_info> design_parameters(std::string_view name);

/// Whether run_length_of and design_limit will solve exactly or simulate. Errors: unknown_name, bad_parameter.
[[nodiscard]] limit_kind kind_of(std::string_view name, std::span<const setting> settings);

/// A run length and the law of the values that it is for; as in designed_limit.
struct named_run_length : run_length {
  std::string law;
  std::string note;
  std::optional<double> median, early;
};

/// The mean run length of a chart or detector by name. `change` is in in-control standard deviations of the data (for
/// charts see chart_descriptor::shift). Exact where a chart has that name and the settings describe it (a cusum whose
/// baseline is learned is not one), else simulated on values of the law that the parameters name, or of `law`, with its
/// standard error. Errors: unknown_name; bad_parameter or bad_argument naming what cannot be, or a run length too long to
/// simulate; `stopped`.
[[nodiscard]] named_run_length run_length_of(std::string_view name, std::span<const setting> settings,
                                             const mean_change& change = {}, const simulation_effort& effort = {},
                                             const std::optional<healthy_law>& law = {});

/// The law of the run length after a step, from the start. Error: bad_argument naming quantile for what is simulated;
/// what chart_row::law throws.
[[nodiscard]] absorbing_chain run_length_law_of(std::string_view name, std::span<const setting> settings,
                                                       double step = 0.0);

/// The limit that keeps a false-alarm budget, and what it will see how soon. Exact where run_length_of is, else
/// simulated on values of the law that the parameters name, or of options.law; with a reference, simulated on resampled streams like it behind the front end that is made from it, the
/// limit as much wider as its length costs (see limit_from_reference): then the detector's mean and sd must be 0 and 1; or,
/// without a front end, as they are. The result names the law.
/// A budget of a probability by some n is kept exactly by charts; elsewhere run lengths count as exponential.
/// Errors: those of run_length_of; bad_argument naming arl0 for what is no budget, cannot be reached or would take
/// hours to simulate; bad_data for a reference that tells too little for the budget; `stopped`. Cost: exact 10 to 100 ms;
/// simulated seconds to a minute, see simulation_effort.
[[nodiscard]] designed_limit design_limit(std::string_view name, std::span<const setting> settings,
                                                 const budget& family, const design_options& options = {});

}  // namespace tepid::inline v0::design
