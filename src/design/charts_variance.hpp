// design/charts_variance.hpp - by name: charts for the variance of normal data.
#pragma once

#include "design/chart_entry.hpp"

#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <tepid/core/schema.hpp>
#include <tepid/core/side.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/solve_limit.hpp>
#include <tepid/design/variance_cusum.hpp>
#include <tepid/design/variance_ewma.hpp>

namespace tepid::inline v0::design::charts {

inline constexpr std::string_view growth_of_sd =
    "the standard deviation grown by one in-control one (0.5: it is 1.5 times as large; -0.5: half)";
inline constexpr bounds df_range{1.0, 1e5};

[[nodiscard]] inline sd_change to_sd_change(std::string_view chart, const mean_change& change) {
  design::detail::check(change);
  design::detail::require(
      change.step > -1.0, "step",
      std::string{chart} + ": a standard deviation cannot shrink by all of itself; the shift must be above -1");
  return {1.0 + change.step, change.from, change.slope, change.ramp_starts_at_zero};
}

/// Hazards by the laws, the standard deviation held where a ramp down ends.
template <class Law>
[[nodiscard]] std::vector<double> hazards_of_sd(Law&& law, std::span<const double> steps) {
  std::vector<double> found;
  for (const double step : steps) found.push_back(law(std::fmax(step, smallest_sd - 1.0)).hazard());
  return found;
}

/// See variance_cusum_chart.
struct variance_cusum {
  struct params {
    double k = 1.46;
    double h = 10.0;
    std::uint64_t df = 1;
    double head_start = 0.0;
    tepid::side side = tepid::side::up;
    double mean = 0.0;
    double sd = 1.0;
  };
  static constexpr chart_descriptor about{.name = "variance_cusum",
                                          .title = "CUSUM chart of sample variances, one-sided",
                                          .source = "Knoth 2006, in Frontiers in Statistical Quality Control 8",
                                          .limit = "h",
                                          .shift = growth_of_sd};
  static constexpr std::tuple schema{
      field{
          "k", &params::k, {0, 1e3, true}, "in-control variance", "reference value: above 1 upwards, below downwards"},
      field{"h", &params::h, {0, 1e3, true}, "in-control variance", "decision limit: alarm when the sum exceeds it"},
      field{"df", &params::df, df_range, "", "observations in a sample, less one if their mean is taken off"},
      field{"head_start", &params::head_start, {0, 1e3}, "in-control variance", "where the sum starts; below h"},
      field{"side", &params::side, choice_of(3), "", "direction of change to find: up or down", side_names},
      field{"mean", &params::mean, {-real_max, real_max}, "x", "in-control mean, which samples are about"},
      field{"sd", &params::sd, {real_min, real_max}, "x", "in-control standard deviation: the unit of shifts"}};

  static variance_cusum_chart of(const params& p) {
    return {p.k, p.h, static_cast<unsigned>(p.df), p.head_start, p.side};
  }
  static run_length arl(const params& p, const mean_change& change) {
    return average_run_length(of(p), to_sd_change(about.name, change));
  }
  static solved_limit limit_for(const params& p, double arl0, change_from from) {
    return solve_limit(of(p), arl0, from);
  }
  static absorbing_chain law(const params& p, double step) {
    return run_length_law(of(p), to_sd_change(about.name, {.step = step}).sigma);
  }
  static std::vector<double> hazards(const params& p, std::span<const double> steps) {
    return hazards_of_sd([&](double step) { return law(p, step); }, steps);
  }
};

/// See variance_ewma_chart.
struct variance_ewma {
  struct params {
    double lambda = 0.1;
    double L = 2.5;
    std::uint64_t df = 1;
    double head_start = 1.0;
    double mean = 0.0;
    double sd = 1.0;
  };
  static constexpr chart_descriptor about{.name = "variance_ewma",
                                          .title = "EWMA chart of sample variances, upwards",
                                          .source = "Knoth 2005, Statistics and Computing 15",
                                          .limit = "L",
                                          .shift = growth_of_sd};
  static constexpr std::tuple schema{
      field{"lambda", &params::lambda, {0, 1, true}, "", "weight of the newest sample"},
      field{"L", &params::L, {0, 1e3, true}, "sd of Z", "limit above 1 in long-run standard deviations of the EWMA"},
      field{"df", &params::df, df_range, "", "observations in a sample, less one if their mean is taken off"},
      field{"head_start",
            &params::head_start,
            {0, 1e6},
            "in-control variance",
            "where the EWMA starts; below the limit"},
      field{"mean", &params::mean, {-real_max, real_max}, "x", "in-control mean, which samples are about"},
      field{"sd", &params::sd, {real_min, real_max}, "x", "in-control standard deviation: the unit of shifts"}};

  static variance_ewma_chart of(const params& p) { return {p.lambda, p.L, static_cast<unsigned>(p.df), p.head_start}; }
  static run_length arl(const params& p, const mean_change& change) {
    return average_run_length(of(p), to_sd_change(about.name, change));
  }
  static solved_limit limit_for(const params& p, double arl0, change_from from) {
    return solve_limit(of(p), arl0, from);
  }
  static absorbing_chain law(const params& p, double step) {
    return run_length_law(of(p), to_sd_change(about.name, {.step = step}).sigma);
  }
  static std::vector<double> hazards(const params& p, std::span<const double> steps) {
    return hazards_of_sd([&](double step) { return law(p, step); }, steps);
  }
};

}  // namespace tepid::inline v0::design::charts
