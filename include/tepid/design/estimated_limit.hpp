// tepid/design/estimated_limit.hpp - limits of charts whose mean and standard deviation were estimated.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

#include <boost/math/tools/toms748_solve.hpp>

#include <tepid/core/error.hpp>
#include <tepid/design/estimated.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/solve_limit.hpp>

namespace tepid::inline v0::design {

namespace detail {

[[nodiscard]] inline double& limit_of(cusum_chart& chart) noexcept { return chart.h; }
[[nodiscard]] inline double& limit_of(ewma_chart& chart) noexcept { return chart.L; }

}  // namespace detail

/// The limit of a CUSUM or EWMA at which the mean run length over references and data is arl0 (see average_run_length
/// for a reference_sample: that mean may be carried by a few lucky references; the other function below has no such
/// flaw). Error: as average_run_length and solve_limit of the chart. Cost: about 8 of the former: seconds.
template <class Chart>
[[nodiscard]] solved_limit solve_limit(Chart chart, double arl0, const reference_sample& reference) {
  detail::check(reference);
  const double known = solve_limit(chart, arl0).limit;
  const auto arl = [&](double limit, double fineness) {
    detail::limit_of(chart) = limit;
    return detail::arl_with(chart, reference, mean_change{}, fineness);
  };
  const double limit =
      solve_limit([&](double at) { return arl(at, 1.0); }, arl0,
                  {.name = "limit", .guess = known, .lowest = std::fabs(chart.head_start), .highest = 1e3});
  const run_length achieved = detail::at_two_resolutions([&](double fineness) { return arl(limit, fineness); });
  if (!(std::fabs(achieved.arl / arl0 - 1.0) < 1e-3)) {
    throw error{errc::bad_argument, "size",
                "no limit gives a mean of " + std::to_string(arl0) + " observations over references of " +
                    std::to_string(reference.size) +
                    ": with a larger one it is infinite at once, for a few of them would never alarm; take a longer "
                    "reference or a smaller arl0"};
  }
  return {limit, achieved};
}

/// The limit at which a share `chance` of references gives an in-control mean run length of at least arl0
/// (guaranteed in-control performance). Returns the limit and the run length that it would have with a perfect
/// reference. Error: as chance_of_budget, and bad_argument naming chance or, where no limit does, size. Cost: about 10
/// of it.
template <class Chart>
[[nodiscard]] solved_limit solve_limit_for_chance(Chart chart, double arl0, const reference_sample& reference,
                                                  double chance) {
  detail::check(reference);
  if (!(chance > 0.0 && chance < 1.0)) {
    throw error{errc::bad_argument, "chance",
                "the share of references that keep the budget must be between 0 and 1; 0.9 is usual"};
  }
  const double known = solve_limit(chart, arl0).limit;
  const auto excess = [&](double limit) {
    detail::limit_of(chart) = limit;
    return chance_of_budget(chart, reference, arl0) - chance;
  };
  double lower = known;
  double at_lower = excess(lower);
  double upper = lower;
  double at_upper = at_lower;
  while (at_lower > 0.0 && lower > 0.01 * known) {  // a low chance needs less than the limit for known parameters
    upper = lower;
    at_upper = at_lower;
    lower *= 0.9;
    at_lower = excess(lower);
  }
  while (at_upper < 0.0) {
    if (upper > 20.0 * known || upper > 500.0) {
      throw error{errc::bad_argument, "size",
                  "no limit keeps a mean of " + std::to_string(arl0) +
                      " observations between false alarms with a share of " + std::to_string(chance) +
                      " of references of " + std::to_string(reference.size) +
                      " observations; take a longer reference or a smaller arl0"};
    }
    lower = upper;
    at_lower = at_upper;
    upper *= 1.1;
    at_upper = excess(upper);
  }
  double limit = upper;
  if (at_lower < 0.0 && at_upper > 0.0) {
    std::uintmax_t rounds = 60;
    const auto narrow = [](double a, double b) { return std::fabs(b - a) < 1e-9 * std::fabs(b); };
    const auto root = boost::math::tools::toms748_solve(excess, lower, upper, at_lower, at_upper, narrow, rounds);
    limit = root.second;
  }
  detail::limit_of(chart) = limit;
  return {limit, average_run_length(chart)};
}

}  // namespace tepid::inline v0::design
