// design/chart_entry.hpp - makes the row of a chart from its type, and what the types share.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/schema.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/chart_row.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/solve_limit.hpp>

namespace tepid::inline v0::design {

namespace detail {

/// For charts that solve a step or a ramp but not both, and ramps from the start alone.
inline void check_one_change(std::string_view chart, const mean_change& change) {
  check(change);
  if (change.slope == 0.0) return;
  require(change.step == 0.0, "slope", std::string{chart} + ": give a step or a slope, not both");
  require(change.from == change_from::start, "slope",
          std::string{chart} + ": ramps are solved from the start of the chart, not from a steady state");
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
///   static std::vector<double> hazards(const params&, std::span<const double> steps);    optional: else by the laws
///   static std::vector<double> over_references(const params&, std::span<const double> shares);            optional
template <class C>
struct chart_entry {
  static constexpr auto parameters = describe(C::schema);
  static_assert(covers(C::schema), "a parameter of the chart is not in its schema");

  static typename C::params read(std::span<const setting> settings) {
    std::vector<setting> own{settings.begin(), settings.end()};
    for (setting& s : own) s.name = C::about.own_name(s.name);
    return from_settings(C::about.name, own, C::schema);
  }
  static run_length arl(std::span<const setting> settings, const mean_change& change) {
    return C::arl(read(settings), change);
  }
  static solved_limit limit_for(std::span<const setting> settings, double arl0, change_from from) {
    detail::check_arl0(arl0);
    return C::limit_for(read(settings), arl0, from);
  }
  static absorbing_chain law(std::span<const setting> settings, double step) { return C::law(read(settings), step); }
  static std::vector<double> hazards(std::span<const setting> settings, std::span<const double> steps) {
    const auto p = read(settings);
    if constexpr (requires { C::hazards(p, steps); }) {
      return C::hazards(p, steps);
    } else {
      std::vector<double> found;
      for (const double step : steps) found.push_back(C::law(p, step).hazard());
      return found;
    }
  }

  static constexpr auto over_references() -> decltype(chart_row::over_references) {
    if constexpr (requires(const typename C::params& p) { C::over_references(p, std::span<const double>{}); }) {
      return [](std::span<const setting> settings, std::span<const double> shares) {
        return C::over_references(read(settings), shares);
      };
    } else {
      return nullptr;
    }
  }

  static healthy_law healthy(std::span<const setting> settings) {
    if constexpr (requires(const typename C::params& p) { C::healthy(p); }) return C::healthy(read(settings));
    else return {};
  }

  static constexpr chart_row row{C::about,
                                 parameters,
                                 &chart_entry::arl,
                                 &chart_entry::limit_for,
                                 &chart_entry::law,
                                 &chart_entry::hazards,
                                 over_references(),
                                 &chart_entry::healthy};
};

using chart_rows = std::span<const chart_row* const>;

/// The rows of these charts, in this order.
template <class... C>
[[nodiscard]] chart_rows chart_rows_of() noexcept {
  static constexpr std::array<const chart_row*, sizeof...(C)> rows{&chart_entry<C>::row...};
  return rows;
}

/// Each family of charts is registered in a source file of its own, to compile side by side.
[[nodiscard]] chart_rows mean_chart_rows() noexcept;
[[nodiscard]] chart_rows variance_chart_rows() noexcept;
[[nodiscard]] chart_rows shewhart_chart_rows() noexcept;
[[nodiscard]] chart_rows counts_chart_rows() noexcept;

}  // namespace tepid::inline v0::design
