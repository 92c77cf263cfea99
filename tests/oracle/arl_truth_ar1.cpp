// tests/oracle/arl_truth_ar1.cpp - Shewhart charts on autocorrelated data against R's spc 0.6.7.
#include <cmath>

#include <tepid/design/ar1.hpp>

#include "support/arl_truth.hpp"

using namespace tepid::design;
using tepid_test::arl_truth;
using tepid_test::worst_deviation;

TEST_CASE("every AR(1) row of the truth table, and others") {
  worst_deviation off{"Shewhart-AR1"};
  for (const auto& row : arl_truth("Shewhart-AR1 (modified limits)")) {
    off.check(row,
              average_run_length(ar1_shewhart_chart{row.value("alpha"), row.value("cS")}, {.step = row.shift}).arl);
  }
  CHECK(off.count() == 16);
}

TEST_CASE("AR(1) rows that are not in the table") {
  worst_deviation off{"Shewhart-AR1, spc"};
  // xshewhart.ar1.arl(alpha, cS, delta, N1 = 120, N2 = 120)
  off.check(average_run_length(ar1_shewhart_chart{.7, 3}).arl, 462.792013386, 1e-9);
  off.check(average_run_length(ar1_shewhart_chart{-.5, 2.8}, {.step = 1}).arl, 28.339997243, 1e-9);
  // Without autocorrelation it is the Shewhart chart.
  off.check(average_run_length(ar1_shewhart_chart{0, 3}).arl, 1.0 / std::erfc(3.0 / std::sqrt(2.0)), 1e-12);
  const solved_limit solved = solve_limit(ar1_shewhart_chart{.7}, 462.792013386);
  off.check(solved.limit, 3.0, 1e-9);
}
