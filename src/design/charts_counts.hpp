// design/charts_counts.hpp - by name: charts of binomial and Poisson counts.
#pragma once

#include "design/chart_entry.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <tepid/core/schema.hpp>
#include <tepid/core/side.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/attributes_chart.hpp>
#include <tepid/design/binomial_charts.hpp>
#include <tepid/design/count_cusum.hpp>
#include <tepid/design/count_ewma.hpp>
#include <tepid/design/count_law.hpp>
#include <tepid/design/drifting_chain.hpp>
#include <tepid/design/poisson_charts.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/solve_limit.hpp>
#include <tepid/detectors/shewhart_attributes.hpp>

namespace tepid::inline v0::design::charts {

inline constexpr std::string_view sd_of_count = "the mean count moved by one in-control standard deviation of a count";
inline constexpr bounds lattice_range{0.0, 1e6};
inline constexpr bounds above_zero{0.0, 1e6, true};

/// The in-control law of a count and how a shift moves its parameter.
struct binomial_counts {
  std::uint64_t n;
  double p;
  [[nodiscard]] binomial_family family() const { return {n}; }
  [[nodiscard]] double parameter() const { return p; }
  [[nodiscard]] double mean() const { return static_cast<double>(n) * p; }
  [[nodiscard]] double unit() const { return std::sqrt(p * (1.0 - p) / static_cast<double>(n)); }
  [[nodiscard]] count_law law() const { return count_law::binomial(n, p); }
};
struct poisson_counts {
  double mean_count;
  [[nodiscard]] poisson_family family() const { return {}; }
  [[nodiscard]] double parameter() const { return mean_count; }
  [[nodiscard]] double mean() const { return mean_count; }
  [[nodiscard]] double unit() const { return std::sqrt(mean_count); }
  [[nodiscard]] count_law law() const { return count_law::poisson(mean_count); }
};

/// The parameter after a step. A shift that leaves the family is refused.
template <class Counts>
[[nodiscard]] double shifted(const Counts& counts, double step) {
  const double parameter = counts.parameter() + step * counts.unit();
  design::detail::require(counts.family().held(parameter) == parameter, "step",
                          "a shift of " + to_text(step) + " standard deviations would make the parameter " +
                              to_text(parameter) + ", which no count has; use a smaller one");
  return parameter;
}

/// Run lengths of a chart of these counts, whatever its kind.
template <class Counts, class Chart>
[[nodiscard]] run_length arl_of_counts(std::string_view name, const Counts& counts, const Chart& chart,
                                       const mean_change& change) {
  design::detail::check_one_change(name, change);
  const count_chart<Chart, decltype(counts.family())> whole{counts.family(), chart};
  if (change.slope != 0.0)
    return whole.drift_arl(counts.parameter(), change.slope * counts.unit(), change.ramp_starts_at_zero);
  const double parameter = shifted(counts, change.step);
  if (change.from == change_from::start) return whole.arl(parameter);
  const double arl =
      design::detail::arl_by_chains(change, [&](double step) { return whole.chain(shifted(counts, step)); });
  return {arl, limit_kind::exact, 1e-12 * arl};
}

template <class Counts, class Chart>
[[nodiscard]] absorbing_chain law_of_counts(const Counts& counts, const Chart& chart, double step) {
  return chart.chain(counts.family().law(shifted(counts, step)));
}

inline void from_start_only(std::string_view name, change_from from) {
  design::detail::require(from == change_from::start, "from",
                          std::string{name} + ": limits are solved for the start of the chart");
}

[[nodiscard]] inline count_cusum one_sided(std::string_view name, tepid::side direction, const cusum_arm& arm) {
  design::detail::require(direction != tepid::side::both, "side",
                          std::string{name} +
                              ": this chart is one-sided, up or down; for both, run two of them, "
                              "each at twice the budget");
  return {direction, arm, arm};
}

template <class Counts>
[[nodiscard]] solved_limit cusum_limit_of(std::string_view name, const Counts& counts, tepid::side direction, double k,
                                          double head_start, double arl0, change_from from) {
  from_start_only(name, from);
  design::detail::require(head_start == 0.0, "head_start",
                          std::string{name} + ": limits are solved without a head start; leave it at 0");
  static_cast<void>(one_sided(name, direction, {k, 0.0}));
  const auto found = count_cusum_limit(direction, k, counts.law(), arl0);
  return {found.limit, found.achieved, found.next_lower};
}

/// CUSUM of binomial counts; see count_cusum.
struct cusum_binomial {
  struct params {
    std::uint64_t n = 150;
    double p = 0.1;
    double k = 18.5;
    double h = 20.0;
    tepid::side side = tepid::side::up;
    double head_start = 0.0;
  };
  static constexpr chart_descriptor about{.name = "cusum_binomial",
                                          .title = "CUSUM chart of binomial counts, one-sided",
                                          .source =
                                              "Gan 1993, J. of Quality Technology 25; Brook and Evans 1972, "
                                              "Biometrika 59",
                                          .limit = "h",
                                          .shift = sd_of_count};
  static constexpr std::tuple schema{
      field{"n", &params::n, {1, 1e6}, "trials", "trials behind a count"},
      field{"p", &params::p, {0, 1, true, true}, "", "in-control probability of a success"},
      field{"k", &params::k, above_zero, "counts", "reference value: a fraction with a denominator up to 1000"},
      field{"h", &params::h, lattice_range, "counts", "decision interval: alarm when the sum exceeds it"},
      field{"side", &params::side, choice_of(3), "", "direction of change to find: up or down", side_names},
      field{"head_start", &params::head_start, lattice_range, "counts", "where the sum starts; at most h"}};

  static binomial_counts counts(const params& p) { return {p.n, p.p}; }
  static count_cusum of(const params& p) { return one_sided(about.name, p.side, {p.k, p.h, p.head_start}); }
  static run_length arl(const params& p, const mean_change& change) {
    return arl_of_counts(about.name, counts(p), of(p), change);
  }
  static solved_limit limit_for(const params& p, double arl0, change_from from) {
    return cusum_limit_of(about.name, counts(p), p.side, p.k, p.head_start, arl0, from);
  }
  static absorbing_chain law(const params& p, double step) { return law_of_counts(counts(p), of(p), step); }
};

/// CUSUM of Poisson counts; see count_cusum.
struct cusum_poisson {
  struct params {
    double mean = 4.0;
    double k = 5.0;
    double h = 10.0;
    tepid::side side = tepid::side::up;
    double head_start = 0.0;
  };
  static constexpr chart_descriptor about{.name = "cusum_poisson",
                                          .title = "CUSUM chart of Poisson counts, one-sided",
                                          .source = "Lucas 1985, Technometrics 27; Brook and Evans 1972, Biometrika 59",
                                          .limit = "h",
                                          .shift = sd_of_count};
  static constexpr std::tuple schema{
      field{"mean", &params::mean, above_zero, "counts", "in-control mean count"},
      field{"k", &params::k, above_zero, "counts", "reference value: a fraction with a denominator up to 1000"},
      field{"h", &params::h, lattice_range, "counts", "decision interval: alarm when the sum exceeds it"},
      field{"side", &params::side, choice_of(3), "", "direction of change to find: up or down", side_names},
      field{"head_start", &params::head_start, lattice_range, "counts", "where the sum starts; at most h"}};

  static poisson_counts counts(const params& p) { return {p.mean}; }
  static count_cusum of(const params& p) { return one_sided(about.name, p.side, {p.k, p.h, p.head_start}); }
  static run_length arl(const params& p, const mean_change& change) {
    return arl_of_counts(about.name, counts(p), of(p), change);
  }
  static solved_limit limit_for(const params& p, double arl0, change_from from) {
    return cusum_limit_of(about.name, counts(p), p.side, p.k, p.head_start, arl0, from);
  }
  static absorbing_chain law(const params& p, double step) { return law_of_counts(counts(p), of(p), step); }
};

/// Upper EWMA of binomial counts, rounded after every step; see rounded_count_ewma.
struct binomial_ewma {
  struct params {
    std::uint64_t n = 150;
    double p = 0.1;
    double lambda = 0.165;
    double h = 18.0;
    double z0 = -1.0;
    std::uint64_t resolution = 1;
  };
  static constexpr chart_descriptor about{.name = "binomial_ewma",
                                          .title = "EWMA chart of binomial counts, upwards, rounded to a lattice",
                                          .source = "Gan 1990, J. of Statistical Computation and Simulation 37",
                                          .limit = "h",
                                          .shift = sd_of_count};
  static constexpr std::tuple schema{
      field{"n", &params::n, {1, 1e6}, "trials", "trials behind a count"},
      field{"p", &params::p, {0, 1, true, true}, "", "in-control probability of a success"},
      field{"lambda", &params::lambda, {0, 1, true}, "", "weight of the newest count"},
      field{"h", &params::h, above_zero, "counts", "limit: alarm when the EWMA exceeds it"},
      field{"z0", &params::z0, {-1, 1e6}, "counts", "where the EWMA starts; below 0: at the mean n p"},
      field{"resolution",
            &params::resolution,
            {1, 1e6},
            "1/count",
            "the EWMA is rounded to multiples of 1/resolution after every step"}};

  static healthy_law healthy(const params& p) { return healthy_law::binomial(static_cast<double>(p.n), p.p); }
  static binomial_counts counts(const params& p) { return {p.n, p.p}; }
  static double start(const params& p) { return p.z0 < 0.0 ? counts(p).mean() : p.z0; }
  static rounded_count_ewma of(const params& p) {
    return rounded_count_ewma{{p.lambda, 0.0, p.h, start(p), tepid::side::up}, p.resolution};
  }
  static run_length arl(const params& p, const mean_change& change) {
    return arl_of_counts(about.name, counts(p), of(p), change);
  }
  static solved_limit limit_for(const params& p, double arl0, change_from from) {
    from_start_only(about.name, from);
    const auto found =
        rounded_count_ewma_limit(tepid::side::up, p.lambda, start(p), counts(p).law(), arl0, p.resolution);
    return {found.limit, found.achieved, found.next_lower};
  }
  static absorbing_chain law(const params& p, double step) { return law_of_counts(counts(p), of(p), step); }
};

/// Shewhart chart of shares or counts; see attributes_chart.
struct attributes {
  using params = shewhart_attributes_params;
  static constexpr chart_descriptor about{.name = "shewhart_attributes",
                                          .title = shewhart_attributes::about.title,
                                          .source = shewhart_attributes::about.source,
                                          .limit = shewhart_attributes::about.limit,
                                          .shift = sd_of_count};
  static constexpr std::tuple schema = shewhart_attributes::schema;

  static double shifted(const attributes_chart& chart, double step) {
    const double parameter = chart.parameter() + step * chart.unit();
    design::detail::require(chart.held(parameter) == parameter, "step",
                            "a shift of " + to_text(step) + " standard deviations would make the parameter " +
                                to_text(parameter) + ", which no count has; use a smaller one");
    return parameter;
  }
  static run_length arl(const params& p, const mean_change& change) {
    design::detail::check_one_change(about.name, {change.step, change.slope, change.ramp_starts_at_zero});
    const attributes_chart chart{p};
    if (change.slope == 0.0) return chart.arl(shifted(chart, change.step));  // without memory: the same from any state
    return drifting_run_length(Eigen::VectorXd::Ones(1), [&](Eigen::VectorXd& alive, std::uint64_t t) {
      const double mean = drifted_mean(change.slope * chart.unit(), t, change.ramp_starts_at_zero);
      alive(0) *= 1.0 - chart.alarm_probability(p.L, chart.held(chart.parameter() + mean));
    });
  }
  static solved_limit limit_for(const params& p, double arl0, change_from) { return attributes_chart{p}.limit_for(arl0); }
  static absorbing_chain law(const params& p, double step) {
    const attributes_chart chart{p};
    const double alarm = chart.alarm_probability(p.L, shifted(chart, step));
    return {row_major_matrix::Constant(1, 1, 1.0 - alarm), Eigen::VectorXd::Ones(1), Eigen::VectorXd::Constant(1, alarm)};
  }
  static std::vector<double> hazards(const params& p, std::span<const double> steps) {
    const attributes_chart chart{p};
    std::vector<double> found;
    for (const double step : steps)
      found.push_back(chart.alarm_probability(p.L, chart.held(chart.parameter() + step * chart.unit())));
    return found;
  }
};

/// Two-sided EWMA of Poisson counts; see count_ewma.
struct poisson_ewma {
  struct params {
    double mean = 4.0;
    double lambda = 0.1;
    double A = 2.8;
  };
  static constexpr chart_descriptor about{.name = "poisson_ewma",
                                          .title = "EWMA chart of Poisson counts, two-sided",
                                          .source = "Borror, Champ and Rigdon 1998, J. of Quality Technology 30",
                                          .limit = "A",
                                          .shift = sd_of_count,
                                          .detector = "ewma_counts",
                                          .inert = "n p"};  // of its other law
  static constexpr std::tuple schema{
      field{"mean", &params::mean, above_zero, "counts", "in-control mean count"},
      field{"lambda", &params::lambda, {0, 1, true}, "", "weight of the newest count"},
      field{"A", &params::A, {0, 100, true}, "sd of Z", "limits in long-run standard deviations of the EWMA"}};

  static poisson_counts counts(const params& p) { return {p.mean}; }
  static count_ewma of(const params& p, std::size_t cells = 401) {
    const double half = p.A * std::sqrt(p.mean * p.lambda / (2.0 - p.lambda));
    return count_ewma{{p.lambda, std::fmax(0.0, p.mean - half), p.mean + half, p.mean, tepid::side::both}, cells};
  }
  static run_length arl(const params& p, const mean_change& change) {
    return arl_of_counts(about.name, counts(p), of(p), change);
  }
  static solved_limit limit_for(const params& p, double arl0, change_from from) {
    from_start_only(about.name, from);
    const auto found = count_ewma_factor(tepid::side::both, p.lambda, counts(p).law(), arl0);
    return {found.limit, found.achieved, found.next_lower};
  }
  static absorbing_chain law(const params& p, double step) { return law_of_counts(counts(p), of(p), step); }
  static std::vector<double> hazards(const params& p, std::span<const double> steps) {
    std::vector<double> found;  // by half the cells: a matter of a percent, at an eighth of the cost
    for (const double step : steps) found.push_back(law_of_counts(counts(p), of(p, 200), step).hazard());
    return found;
  }
};

}  // namespace tepid::inline v0::design::charts
