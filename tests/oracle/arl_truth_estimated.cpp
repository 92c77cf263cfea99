// tests/oracle/arl_truth_estimated.cpp - charts with an estimated mean or standard deviation against R's spc 0.6.7.
#include <cmath>

#include <tepid/design/estimated_limit.hpp>

#include "support/arl_truth.hpp"

using namespace tepid::design;
using tepid_test::worst_deviation;

TEST_CASE("run lengths of EWMA charts with an estimated mean") {
  worst_deviation off{"EWMA-two-ESTIMATED, mean"};
  // xewma.arl.prerun(.1, 2.814, 0, size, estimated = "mu", qm.mu = 200). With the default of 30 nodes it is not
  // converged: 275.270 and 370.2346, which is what the truth table has. R's integrate() over xewma.arl gives the
  // numbers below.
  off.check(average_run_length(ewma_chart{.1, 2.814}, reference_sample{30, estimates::mean}).arl, 276.376907935, 1e-9);
  off.check(average_run_length(ewma_chart{.1, 2.814}, reference_sample{100, estimates::mean}).arl, 370.246764117, 1e-9);
  // xewma.arl.prerun(.1, 2.814, 0, size = 50, df = 49, estimated = "sigma", qm.sigma = 60); it truncates at 1e-10.
  off.check(average_run_length(ewma_chart{.1, 2.814}, reference_sample{50, estimates::sd}).arl, 700.093313015, 1e-6);
  // xewma.crit.prerun(.1, 500, 0, size = 30, estimated = "mu", qm.mu = 60)
  off.check(solve_limit(ewma_chart{.1}, 500, reference_sample{30, estimates::mean}).limit, 3.052469, 1e-6);
}

TEST_CASE("a standard deviation from too few observations makes the mean run length infinite") {
  CHECK(std::isinf(average_run_length(ewma_chart{.1, 4.5}, reference_sample{20}).arl));
  CHECK(std::isinf(average_run_length(cusum_chart{.5, 8}, reference_sample{15}).arl));
}

TEST_CASE("the share of references that keep a budget") {
  const ewma_chart chart{.1, 2.814};
  const double arl0 = 400;
  // With the mean alone: those whose error e / sqrt(m) leaves a run length of 400, |e| <= e0.
  double lower = 0.0, upper = 5.0;
  while (upper - lower > 1e-12) {
    const double e = 0.5 * (lower + upper);
    (average_run_length(chart, {.step = e / 10.0}).arl >= arl0 ? lower : upper) = e;
  }
  CHECK(chance_of_budget(chart, reference_sample{100, estimates::mean}, arl0) ==
        Approx(std::erf(lower / std::sqrt(2.0))).epsilon(1e-8));
  // A long reference decides nothing; a short one less than half of the time, since only lucky errors help.
  CHECK(chance_of_budget(chart, reference_sample{10000000000}, 499.0) > 0.99);
  CHECK(chance_of_budget(chart, reference_sample{10000000000}, 500.5) < 0.01);
  CHECK(chance_of_budget(chart, reference_sample{100}, 499.579550083) < 0.5);
}

TEST_CASE("a limit that nine references in ten keep") {
  const ewma_chart chart{.1};
  const solved_limit solved = solve_limit_for_chance(chart, 500, reference_sample{200}, 0.9);
  CHECK(solved.limit > 2.9);
  CHECK(chance_of_budget(ewma_chart{.1, solved.limit}, reference_sample{200}, 500) == Approx(0.9).margin(1e-6));
}
