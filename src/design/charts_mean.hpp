// design/charts_mean.hpp - by name: charts for the mean of normal data.
#pragma once

#include "design/chart_entry.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include <tepid/core/schema.hpp>
#include <tepid/core/side.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/ar1.hpp>
#include <tepid/design/conditional_run_length.hpp>
#include <tepid/design/cusum_limit.hpp>
#include <tepid/design/cusum_run_length.hpp>
#include <tepid/design/estimated.hpp>
#include <tepid/design/estimated_limit.hpp>
#include <tepid/design/ewma_limit.hpp>
#include <tepid/design/ewma_run_length.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/shiryaev_roberts.hpp>
#include <tepid/design/solve_limit.hpp>
#include <tepid/detectors/cusum.hpp>

namespace tepid::inline v0::design::charts {

inline constexpr std::string_view sd_of_observation = "one in-control standard deviation of the observations";
inline constexpr bounds reference_range{0.0, 1e12};

/// The run length of a CUSUM or EWMA, over references too where `reference` is not 0.
template <class Chart>
[[nodiscard]] run_length arl_with_reference(const Chart& chart, std::uint64_t reference, const mean_change& change) {
  if (reference == 0) return average_run_length(chart, change);
  return average_run_length(chart, reference_sample{.size = reference}, change);
}

template <class Chart>
[[nodiscard]] solved_limit limit_with_reference(const Chart& chart, std::uint64_t reference, double arl0,
                                                change_from from) {
  if (reference == 0) return solve_limit(chart, arl0, from);
  design::detail::require(from == change_from::start, "reference",
                          "a limit for estimated parameters is solved for run lengths from the start alone");
  return honest_limit(chart, arl0, reference_sample{.size = reference});
}

template <class Chart>
[[nodiscard]] std::vector<double> quantiles_over_references(const Chart& chart, std::uint64_t reference,
                                                            std::span<const double> shares) {
  design::detail::require(reference != 0, "reference", "give the number of observations of the reference");
  const conditional_run_length law{chart, reference_sample{.size = reference}};
  std::vector<double> found;
  for (const double share : shares) found.push_back(law.quantile(share));
  return found;
}

inline void refuse_reference(std::uint64_t reference) {
  design::detail::require(reference == 0, "reference",
                          "the law of the run length is solved for a known mean and standard deviation; leave "
                          "reference at 0");
}

/// See cusum_chart.
struct cusum {
  struct params {
    double k = cusum_params{}.k;
    double h = cusum_params{}.h;
    tepid::side side = tepid::side::both;
    double head_start = 0.0;
    double mean = 0.0;
    double sd = 1.0;
    std::uint64_t reference = 0;
  };
  static constexpr chart_descriptor about{
      .name = "cusum",
      .title = "Tabular CUSUM chart for a step in the mean",
      .source = "Page 1954, Biometrika 41; Lucas and Crosier 1982, Technometrics 24",
      .limit = "h",
      .shift = sd_of_observation,
      .inert = "warm_up"};
  static constexpr std::tuple schema{
      field{"k", &params::k, {0, 1e3}, "sd", "reference value: half the shift to find fastest"},
      field{"h", &params::h, {0, 1e3, true}, "sd", "decision interval: alarm when a sum exceeds it"},
      field{"side", &params::side, choice_of(3), "", "direction of change to find", side_names},
      field{"head_start", &params::head_start, {0, 1e3}, "sd", "where the sums start; below h"},
      field{"mean", &params::mean, {-real_max, real_max}, "x", "in-control mean: shifts count from it"},
      field{"sd", &params::sd, {real_min, real_max}, "x", "in-control standard deviation: the unit of shifts"},
      field{"reference", &params::reference, reference_range, "observations",
            "that mean and sd were estimated from; 0: they are known"}};

  static cusum_chart of(const params& p) { return {p.k, p.h, p.head_start, p.side}; }
  static run_length arl(const params& p, const mean_change& change) {
    return arl_with_reference(of(p), p.reference, change);
  }
  static solved_limit limit_for(const params& p, double arl0, change_from from) {
    return limit_with_reference(of(p), p.reference, arl0, from);
  }
  static absorbing_chain law(const params& p, double step) {
    refuse_reference(p.reference);
    return run_length_law(of(p), step);
  }
  static std::vector<double> over_references(const params& p, std::span<const double> shares) {
    return quantiles_over_references(of(p), p.reference, shares);
  }
};

/// See crosier_chart.
struct cusum_crosier {
  struct params {
    double k = 0.5;
    double h = 3.73;
    double head_start = 0.0;
    double mean = 0.0;
    double sd = 1.0;
  };
  static constexpr chart_descriptor about{.name = "cusum_crosier",
                                          .title = "Crosier's two-sided CUSUM chart for a step in the mean",
                                          .source = "Crosier 1986, Technometrics 28",
                                          .limit = "h",
                                          .shift = sd_of_observation};
  static constexpr std::tuple schema{
      field{"k", &params::k, {0, 1e3}, "sd", "reference value: half the shift to find fastest"},
      field{"h", &params::h, {0, 1e3, true}, "sd", "decision interval: alarm when the sum leaves it"},
      field{"head_start", &params::head_start, {-1e3, 1e3}, "sd", "where the sum starts; between -h and h"},
      field{"mean", &params::mean, {-real_max, real_max}, "x", "in-control mean: shifts count from it"},
      field{"sd", &params::sd, {real_min, real_max}, "x", "in-control standard deviation: the unit of shifts"}};

  static crosier_chart of(const params& p) { return {p.k, p.h, p.head_start}; }
  static run_length arl(const params& p, const mean_change& change) { return average_run_length(of(p), change); }
  static solved_limit limit_for(const params& p, double arl0, change_from from) {
    return solve_limit(of(p), arl0, from);
  }
  static absorbing_chain law(const params& p, double step) { return run_length_law(of(p), step); }
};

/// In the order of ewma_limits.
inline constexpr std::string_view ewma_limit_names[] = {"fix", "vacl", "fir", "both", "steiner"};

/// See ewma_chart.
struct ewma {
  struct params {
    double lambda = 0.1;
    double L = 2.814;
    tepid::side side = tepid::side::both;
    double head_start = 0.0;
    ewma_limits limits = ewma_limits::fixed;
    double barrier = -6.0;
    double mean = 0.0;
    double sd = 1.0;
    std::uint64_t reference = 0;
  };
  static constexpr chart_descriptor about{.name = "ewma",
                                          .title = "EWMA chart for a change of the mean",
                                          .source =
                                              "Roberts 1959, Technometrics 1; Lucas and Saccucci 1990, "
                                              "Technometrics 32",
                                          .limit = "L",
                                          .shift = sd_of_observation};
  static constexpr std::tuple schema{
      field{"lambda", &params::lambda, {0, 1, true}, "", "weight of the newest observation"},
      field{"L", &params::L, {0, 1e3, true}, "sd of Z", "limit in long-run standard deviations of the EWMA"},
      field{"side", &params::side, choice_of(3), "", "direction of change to find", side_names},
      field{"head_start", &params::head_start, {-1e3, 1e3}, "sd of Z", "where the EWMA starts; within the limits"},
      field{"limits", &params::limits, choice_of(5), "",
            "fix: at once in full; vacl: of the exact variance; fir: fast initial response; both; steiner",
            ewma_limit_names},
      field{"barrier", &params::barrier, {-1e3, 1e3}, "sd of Z", "a one-sided EWMA is held here on its quiet side"},
      field{"mean", &params::mean, {-real_max, real_max}, "x", "in-control mean: shifts count from it"},
      field{"sd", &params::sd, {real_min, real_max}, "x", "in-control standard deviation: the unit of shifts"},
      field{"reference", &params::reference, reference_range, "observations",
            "that mean and sd were estimated from; 0: they are known"}};

  static ewma_chart of(const params& p) { return {p.lambda, p.L, p.head_start, p.limits, p.side, p.barrier}; }
  static run_length arl(const params& p, const mean_change& change) {
    return arl_with_reference(of(p), p.reference, change);
  }
  static solved_limit limit_for(const params& p, double arl0, change_from from) {
    return limit_with_reference(of(p), p.reference, arl0, from);
  }
  static absorbing_chain law(const params& p, double step) {
    refuse_reference(p.reference);
    return run_length_law(of(p), step);
  }
  static std::vector<double> over_references(const params& p, std::span<const double> shares) {
    return quantiles_over_references(of(p), p.reference, shares);
  }
};

/// See shiryaev_roberts_chart.
struct shiryaev_roberts {
  struct params {
    double theta = 1.0;
    double A = 500.0;
    double R0 = 0.0;
    tepid::side side = tepid::side::up;
  };
  static constexpr chart_descriptor about{.name = "shiryaev_roberts",
                                          .title = "Shiryaev-Roberts procedure for a step in the mean, one-sided",
                                          .source =
                                              "Shiryaev 1963, Theory Probab. Appl. 8; Roberts 1966, "
                                              "Technometrics 8",
                                          .limit = "A",
                                          .shift = sd_of_observation};
  static constexpr std::tuple schema{
      field{"theta", &params::theta, {0, 100, true}, "sd", "the shift to find fastest"},
      field{"A", &params::A, {0, 1e300, true}, "", "alarm when the statistic reaches it; about the mean run length"},
      field{"R0", &params::R0, {0, 1e300}, "", "where the statistic starts; below A"},
      field{"side", &params::side, choice_of(3), "", "direction of change to find: up or down", side_names}};

  static shiryaev_roberts_chart of(const params& p) { return {p.theta, p.A, p.R0, p.side}; }
  static run_length arl(const params& p, const mean_change& change) { return average_run_length(of(p), change); }
  static solved_limit limit_for(const params& p, double arl0, change_from from) {
    return solve_limit(of(p), arl0, from);
  }
  static absorbing_chain law(const params& p, double step) { return run_length_law(of(p), step); }
};

/// See ar1_shewhart_chart.
struct shewhart_ar1 {
  struct params {
    double alpha = 0.0;
    double c = 3.0;
  };
  static constexpr chart_descriptor about{.name = "shewhart_ar1",
                                          .title = "Shewhart chart of a first-order autoregression",
                                          .source = "Schmid 1995, Statistical Papers 36",
                                          .limit = "c",
                                          .shift = "one standard deviation of the series"};
  static constexpr std::tuple schema{
      field{"alpha", &params::alpha, {-1, 1, true, true}, "", "autocorrelation at lag 1"},
      field{"c", &params::c, {0, 40, true}, "sd", "limit, in standard deviations of the series"}};

  static healthy_law healthy(const params& p) { return {law_kind::ar1, p.alpha}; }
  static ar1_shewhart_chart of(const params& p) { return {p.alpha, p.c}; }
  static run_length arl(const params& p, const mean_change& change) { return average_run_length(of(p), change); }
  static solved_limit limit_for(const params& p, double arl0, change_from from) {
    return solve_limit(of(p), arl0, from);
  }
  static absorbing_chain law(const params& p, double step) { return run_length_law(of(p), step); }
};

}  // namespace tepid::inline v0::design::charts
