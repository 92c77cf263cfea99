// design/charts_shewhart.hpp - by name: Shewhart charts with runs rules, and multivariate charts.
#pragma once

#include "design/chart_entry.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include <tepid/core/schema.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/hotelling.hpp>
#include <tepid/design/mewma.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/runs_rules.hpp>
#include <tepid/design/solve_limit.hpp>

namespace tepid::inline v0::design::charts {

/// See runs_rules_chart.
struct shewhart {
  struct params {
    bool rule1 = true;
    bool rule2 = false;
    bool rule3 = false;
    bool rule4 = false;
    double L = 3.0;
    double mean = 0.0;
    double sd = 1.0;
  };
  static constexpr chart_descriptor about{
      .name = "shewhart",
      .title = "Shewhart chart with any of the Western Electric rules",
      .source = "Western Electric 1956, Statistical Quality Control Handbook; Champ and Woodall 1987, Technometrics 29",
      .limit = "L",
      .shift = "one in-control standard deviation of the observations"};
  static constexpr std::tuple schema{
      field{"rule1", &params::rule1, boolean_bounds, "", "one point beyond L"},
      field{"rule2", &params::rule2, boolean_bounds, "", "two of three beyond 2/3 L on the same side"},
      field{"rule3", &params::rule3, boolean_bounds, "", "four of five beyond 1/3 L on the same side"},
      field{"rule4", &params::rule4, boolean_bounds, "", "eight in a row on the same side of the centre"},
      field{"L", &params::L, {0, 1e6, true}, "sd", "limit of rule1; those of rules 2 and 3 keep their share of it"},
      field{"mean", &params::mean, {-real_max, real_max}, "x", "in-control mean: shifts count from it"},
      field{"sd", &params::sd, {real_min, real_max}, "x", "in-control standard deviation: the unit of shifts"}};

  static std::vector<runs_rule> rules_of(const params& p) {
    const bool wanted[] = {p.rule1, p.rule2, p.rule3, p.rule4};
    std::vector<runs_rule> rules;
    for (unsigned i = 0; i < 4; ++i)
      if (wanted[i]) rules.push_back(western_electric_rule(i + 1));
    design::detail::require(!rules.empty(), "rule1",
                            "shewhart: a chart needs at least one rule; set one of rule1 to rule4");
    return rules;
  }
  static run_length arl(const params& p, const mean_change& change) {
    design::detail::check_one_change(about.name, change);
    const runs_rules_chart chart{rules_of(p), p.L / 3.0};
    if (change.slope != 0.0) return chart.drift_arl(change.slope, change.ramp_starts_at_zero);
    const double arl = design::detail::arl_by_chains(change, [&](double step) { return chart.chain(step); });
    return {arl, limit_kind::exact, 1e-13 * arl};
  }
  static solved_limit limit_for(const params& p, double arl0, change_from from) {
    design::detail::require(from == change_from::start, "from",
                            "shewhart: limits are solved for the start of the chart");
    const runs_rules_chart chart = design_runs_rules(rules_of(p), arl0);
    return {3.0 * chart.scale(), chart.arl()};
  }
  static absorbing_chain law(const params& p, double step) { return runs_rules_chart{rules_of(p), p.L / 3.0}.chain(step); }
};

inline constexpr std::string_view mahalanobis = "a Mahalanobis length of 1 of the shift of the mean (delta)";
inline constexpr bounds dimension_range{1.0, 1e3};
inline constexpr std::string_view number_of_variables = "number of variables; also accepted as p";
inline constexpr std::string_view mean_and_sd = "mean sd";  // shifts are in units of the covariance

/// See mewma_chart.
struct mewma {
  struct params {
    std::uint64_t dimension = 2;
    double lambda = 0.1;
    double h4 = 8.63358064;
  };
  static constexpr chart_descriptor about{.name = "mewma",
                                          .title = "Multivariate EWMA chart for a shift of the mean vector",
                                          .source = "Lowry, Woodall, Champ and Rigdon 1992, Technometrics 34",
                                          .limit = "h4",
                                          .shift = mahalanobis,
                                          .inert = mean_and_sd,
                                          .synonym = "p",
                                          .synonym_of = "dimension"};
  static constexpr std::tuple schema{
      field{"dimension", &params::dimension, dimension_range, "", number_of_variables},
      field{"lambda", &params::lambda, {1e-5, 1}, "", "weight of the newest vector"},
      field{"h4", &params::h4, {0, 1e5, true}, "", "alarm when the quadratic form of the EWMA exceeds it"}};

  static mewma_chart of(const params& p) { return {static_cast<std::size_t>(p.dimension), p.lambda, p.h4}; }
  static run_length arl(const params& p, const mean_change& change) {
    design::detail::check_one_change(about.name, {change.step, change.slope});
    design::detail::require(change.from != change_from::cyclic, "from",
                            "mewma: the steady state is the conditional one");
    if (change.slope != 0.0)
      return of(p).drift_arl(change.slope, change.ramp_starts_at_zero, change.from == change_from::steady);
    const double shift = std::fabs(change.step);  // a length
    return change.from == change_from::start ? of(p).arl(shift) : of(p).steady_state_arl(shift);
  }
  static solved_limit limit_for(const params& p, double arl0, change_from from) {
    design::detail::require(from == change_from::start, "from", "mewma: limits are solved for the start of the chart");
    params solved = p;
    solved.h4 = mewma_limit(static_cast<std::size_t>(p.dimension), p.lambda, arl0);
    return {solved.h4, of(solved).arl()};
  }
  static absorbing_chain law(const params& p, double step) {
    design::detail::require(step == 0.0, "step", "mewma: the law of the run length is solved in control only");
    return of(p).chain();
  }
  static std::vector<double> hazards(const params& p, std::span<const double> steps) {
    std::vector<double> lengths;
    for (const double step : steps) lengths.push_back(std::fabs(step));
    return of(p).hazards(lengths);
  }
};

/// See hotelling_chart.
struct hotelling {
  struct params {
    std::uint64_t dimension = 2;
    double limit = 10.0;
  };
  static constexpr chart_descriptor about{.name = "hotelling",
                                          .title = "Hotelling's T2 chart for a shift of the mean vector",
                                          .source = "Hotelling 1947, in Techniques of Statistical Analysis",
                                          .limit = "limit",
                                          .shift = mahalanobis,
                                          .detector = "hotelling_t2",
                                          .inert = mean_and_sd,
                                          .synonym = "p",
                                          .synonym_of = "dimension"};
  static constexpr std::tuple schema{field{"dimension", &params::dimension, dimension_range, "", number_of_variables},
                                     field{"limit", &params::limit, {0, 1e5}, "", "alarm when T2 exceeds it"}};

  static hotelling_chart of(const params& p) { return {static_cast<std::size_t>(p.dimension), p.limit}; }
  static run_length arl(const params& p, const mean_change& change) {
    design::detail::check_one_change(about.name, {change.step, change.slope, change.ramp_starts_at_zero});
    if (change.slope != 0.0) return of(p).drift_arl(change.slope, change.ramp_starts_at_zero);
    return of(p).arl(std::fabs(change.step));  // without memory: the same from any state
  }
  static solved_limit limit_for(const params& p, double arl0, change_from) {
    params solved = p;
    solved.limit = hotelling_limit(static_cast<std::size_t>(p.dimension), arl0);
    return {solved.limit, of(solved).arl()};
  }
  static absorbing_chain law(const params& p, double step) {
    const double alarm = of(p).alarm_probability(std::fabs(step));
    return {row_major_matrix::Constant(1, 1, 1.0 - alarm), Eigen::VectorXd::Ones(1),
            Eigen::VectorXd::Constant(1, alarm)};
  }
};

}  // namespace tepid::inline v0::design::charts
