// tepid/design/design_types.hpp - what is asked of a design, and what it answers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/healthy_law.hpp>
#include <tepid/core/schema.hpp>
#include <tepid/design/blindness.hpp>
#include <tepid/design/budget.hpp>
#include <tepid/design/control.hpp>
#include <tepid/design/limit_cache.hpp>
#include <tepid/design/run_length.hpp>

namespace tepid::inline v0::design {

/// How much to simulate where nothing is solved exactly.
struct simulation_effort {
  std::uint64_t paths = 0;  ///< 0: as many as a minute or so allows, 400 to 2000.
  std::uint64_t seed = 1;
  unsigned threads = 0;  ///< 0: one for each processor. The result does not depend on it.
  design_control control{};  ///< Also for what is solved exactly.
};

/// What stands between raw values and the detector; see reference.hpp.
enum class reference_front_end : int {
  ranks = 0,        ///< Normal scores of ranks in the reference.
  standardize = 1,  ///< Mean and standard deviation of the reference.
  none = 2,         ///< Nothing: the detector takes the values as they are.
  usual = 3,        ///< Ranks for a detector that takes standardized values, nothing for others.
};

[[nodiscard]] constexpr std::string_view name_of(reference_front_end front) noexcept {
  constexpr std::string_view names[]{"ranks", "standardize", "none", "usual"};
  return names[static_cast<std::size_t>(front)];
}

struct design_options {
  std::uint64_t signals = 1;              ///< That many signals share the budget.
  change_from from = change_from::start;  ///< The state that the budget counts from.
  /// Simulate on values of this law, not on that of the detector's parameters. Not together with a reference.
  std::optional<healthy_law> law{};
  std::span<const double> reference{};  ///< Healthy values in their order; empty: a law.
  reference_front_end front = reference_front_end::usual;
  std::vector<double> steps{0.25, 0.5, 1.0, 1.5, 2.0, 3.0};  ///< Sizes to predict delays for, positive.
  std::vector<double> slopes{0.1, 0.01, 0.001, 1e-4};
  std::optional<double> rate{};  ///< Observations a second: for the blindness table.
  simulation_effort effort{};
  limit_cache* cache = nullptr;  ///< Simulated limits are looked up here first, and kept here.
};

/// A change and how many observations it takes to be seen, its first one included.
struct change_delay {
  double size = 0.0;   ///< Shift, or slope for each observation; signed.
  double delay = 0.0;  ///< Mean.
  double error = 0.0;  ///< Absolute.
};

/// How much a reference told and what its length costs; see reference_limit and, for exact charts, quantiles_of_budget.
struct reference_account {
  std::uint64_t size = 0;
  double correlation_time = 1.0;
  double effective_size = 0.0;
  double low = 0.0, high = 0.0;  ///< Of ten references like it, nine give a mean run length between these.
  double unwidened_limit = 0.0;
  double share_lost = 0.0;
};

/// A limit for a budget.
struct designed_limit {
  std::string parameter;
  double limit = 0.0;
  run_length achieved;
  double arl0 = 0.0;  ///< What the budget asks of this one signal.
  /// Of the values for which this holds: law_text.hpp's words, as "poisson(4)", or what was resampled.
  std::string law;
  std::string note;     ///< What more there is to know: of the law, of limits that come in steps, of early alarms.
  /// Of a simulated run length that is far from geometric, which the note says: half of all runs end within `median`
  /// observations (infinite: fewer do), and this share within a tenth of the budget; of a named_run_length, of the mean.
  std::optional<double> median, early;
  bool cached = false;  ///< The limit was simulated earlier, with the same inputs.
  std::vector<change_delay> steps, ramps;
  /// Delays count from a change long after the start, without an alarm before; where a chart's ramps are solved from
  /// its start alone, ramps_from says so.
  change_from steps_from = change_from::steady, ramps_from = change_from::steady;
  limit_kind delay_kind = limit_kind::exact;  ///< Of steps.
  limit_kind ramp_kind = limit_kind::exact;   ///< A chart whose ramps take too long to solve has them simulated.
  std::optional<reference_account> reference;
  blindness_table blindness;  ///< Empty without a rate. A horizon that was not simulated has no visible change.
};

}  // namespace tepid::inline v0::design
