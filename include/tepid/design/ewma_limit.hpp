// tepid/design/ewma_limit.hpp - limits of EWMA charts for a false-alarm budget.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include <tepid/design/ewma_run_length.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/solve_limit.hpp>

namespace tepid::inline v0::design {

/// The in-control mean run length of a two-sided EWMA with fixed limits, for small lambda: the standardised EWMA as an
/// Ornstein-Uhlenbeck process that leaves (-b, b), b = L + 0.5826 sqrt(lambda (2 - lambda)) for the observations in
/// between (Siegmund's correction). Too low by 0.1% at lambda 0.01, 1% at 0.05, 9% at 0.2, whatever L.
[[nodiscard]] inline double small_lambda_arl(double lambda, double L) {
  const double b = L + 0.5826 * std::sqrt(lambda * (2.0 - lambda));
  // The mean exit time, the integral of sqrt(2 pi) exp(u^2 / 2) (Phi(u) - 1/2), by Simpson's rule on 400 intervals.
  const auto f = [](double u) {
    return std::sqrt(0.5 * std::numbers::pi) * std::exp(0.5 * u * u) * std::erf(u / std::numbers::sqrt2);
  };
  const double width = b / 400.0;
  double sum = f(0.0) + f(b);
  for (int i = 1; i < 400; ++i) sum += (i % 2 == 1 ? 4.0 : 2.0) * f(width * i);
  return sum * width / 3.0 / -std::log1p(-lambda);
}

/// The L of an EWMA whose in-control mean run length is arl0; the L that the chart comes with is not used. A head start
/// is taken as it is, in long-run sd of Z. With from = steady the run length after a long quiet time is meant. Error:
/// bad_parameter naming lambda, head_start, limits or barrier, bad_argument naming arl0. Cost: at an arl0 of 1e6, 5 ms
/// for lambda 0.1, 50 ms for 0.001, 0.5 s for 1e-4; more where limits move.
[[nodiscard]] inline solved_limit solve_limit(ewma_chart chart, double arl0, change_from from = change_from::start) {
  detail::check_arl0(arl0);
  const double lowest = std::fabs(chart.head_start);
  chart.L = lowest + 1.0;
  detail::check(chart);
  const mean_change quiet{.from = from};
  const auto arl_of = [&](double L) {
    chart.L = L;
    return detail::arl(chart, quiet, 1.0);
  };
  const double two_sided = chart.direction == side::both ? arl0 : 0.5 * arl0;
  double guess = 1.0;
  if (chart.lambda < 0.5) {
    double upper = 9.0;
    for (double lower = 0.05; upper - lower > 1e-3;) {
      guess = 0.5 * (lower + upper);
      (small_lambda_arl(chart.lambda, guess) < two_sided ? lower : upper) = guess;
    }
  } else {
    guess = std::sqrt(2.0 * std::log(std::fmax(two_sided, 1.5)));
  }
  guess = std::clamp(guess, lowest + 0.05, 1000.0);
  chart.L = solve_limit(arl_of, arl0, {.name = "L", .guess = guess, .lowest = lowest, .highest = 40.0});
  return {chart.L, detail::at_two_resolutions([&](double fineness) { return detail::arl(chart, quiet, fineness); })};
}

}  // namespace tepid::inline v0::design
