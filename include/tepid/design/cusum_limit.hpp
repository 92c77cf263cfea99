// tepid/design/cusum_limit.hpp - decision limits of CUSUM charts for a false-alarm budget.
#pragma once

#include <algorithm>
#include <cmath>

#include <tepid/design/cusum_run_length.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/solve_limit.hpp>

namespace tepid::inline v0::design {

/// The h of a CUSUM whose in-control mean run length is arl0; the h that the chart comes with is not used. A head start
/// is taken as it is, in sd. With from = steady the run length after a long quiet time is meant. Error: bad_parameter
/// naming k or head_start, bad_argument naming arl0. Cost: 10 ms at an arl0 of 1e6.
[[nodiscard]] inline solved_limit solve_limit(cusum_chart chart, double arl0, change_from from = change_from::start) {
  detail::check_arl0(arl0);
  chart.h = chart.head_start + 1.0;
  detail::check(chart);
  const mean_change quiet{.from = from};
  const auto arl_of = [&](double h) {
    chart.h = h;
    return detail::arl(chart, quiet, 1.0);
  };
  const double one_sided = chart.direction == side::both ? 2.0 * arl0 : arl0;
  const double lowest = chart.head_start;
  const double guess = std::clamp(siegmund_limit(chart.k, one_sided), lowest + 0.05, 1000.0);
  chart.h = solve_limit(arl_of, arl0, {.name = "h", .guess = guess, .lowest = lowest});
  return {chart.h, detail::at_two_resolutions([&](double fineness) { return detail::arl(chart, quiet, fineness); })};
}

/// The same for Crosier's CUSUM.
[[nodiscard]] inline solved_limit solve_limit(crosier_chart chart, double arl0, change_from from = change_from::start) {
  detail::check_arl0(arl0);
  const double lowest = std::fabs(chart.head_start);
  chart.h = lowest + 1.0;
  detail::check(chart);
  const mean_change quiet{.from = from};
  const auto arl = [&](double h, double fineness) {
    chart.h = h;
    return normal_chart_solver{detail::recursion_of(chart), chart.head_start, fineness}.arl(quiet);
  };
  const double guess = std::clamp(siegmund_limit(chart.k, 2.0 * arl0), lowest + 0.05, 1000.0);
  const double h =
      solve_limit([&](double at) { return arl(at, 1.0); }, arl0, {.name = "h", .guess = guess, .lowest = lowest});
  return {h, detail::at_two_resolutions([&](double fineness) { return arl(h, fineness); })};
}

}  // namespace tepid::inline v0::design
