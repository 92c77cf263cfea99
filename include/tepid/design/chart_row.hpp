// tepid/design/chart_row.hpp - what is known of one chart whose run lengths are solved exactly.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <tepid/core/error.hpp>
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

namespace detail {

/// For charts that solve a step or a ramp but not both, and ramps from the start alone.
inline void check_one_change(std::string_view chart, const mean_change& change) {
  check(change);
  if (change.slope == 0.0) return;
  require(change.step == 0.0, "slope", std::string{chart} + ": give a step or a slope, not both");
  require(change.from == change_from::start, "slope",
          std::string{chart} + ": ramps are solved from the start of the chart, not from a steady state");
}

inline void refuse_ramps(std::string_view chart, const mean_change& change) {
  check(change);
  require(change.slope == 0.0, "slope", std::string{chart} + ": ramps are not solved for this chart; use a step");
}

/// The mean run length after a step by chains: `chain_at(step)` is the chain of the changed data, and its states mean
/// the same for every step.
template <class ChainAt>
[[nodiscard]] double arl_by_chains(const mean_change& change, ChainAt&& chain_at) {
  if (change.from == change_from::start) return chain_at(change.step).arl();
  const auto before = chain_at(0.0);
  return chain_at(change.step)
      .arl_from(change.from == change_from::steady ? before.quasi_stationary() : before.cyclical());
}

}  // namespace detail

/// The row of a chart C, which has
///
///   struct params;                                                      an aggregate with defaults
///   static constexpr chart_descriptor about; static constexpr schema;   as a detector has them
///   static run_length arl(const params&, const mean_change&);
///   static solved_limit limit_for(const params&, double arl0, change_from);
///   static absorbing_chain law(const params&, double step);
template <class C>
struct chart_entry {
  static constexpr auto parameters = describe(C::schema);
  static_assert(covers(C::schema), "a parameter of the chart is not in its schema");

  static typename C::params read(std::span<const setting> settings) {
    return from_settings(C::about.name, settings, C::schema);
  }
  static run_length arl(std::span<const setting> settings, const mean_change& change) {
    return C::arl(read(settings), change);
  }
  static solved_limit limit_for(std::span<const setting> settings, double arl0, change_from from) {
    detail::check_arl0(arl0);
    return C::limit_for(read(settings), arl0, from);
  }
  static absorbing_chain law(std::span<const setting> settings, double step) { return C::law(read(settings), step); }

  static constexpr chart_row row{C::about, parameters, &chart_entry::arl, &chart_entry::limit_for, &chart_entry::law};
};

}  // namespace tepid::inline v0::design
