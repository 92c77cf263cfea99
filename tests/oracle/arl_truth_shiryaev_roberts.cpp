// tests/oracle/arl_truth_shiryaev_roberts.cpp - Shiryaev-Roberts run lengths and limits against R's spc 0.6.7.
#include <cmath>

#include <tepid/design/shiryaev_roberts.hpp>

#include "support/arl_truth.hpp"

using namespace tepid::design;
using tepid::side;
using tepid_test::arl_truth;
using tepid_test::worst_deviation;

namespace {

double arl(const shiryaev_roberts_chart& chart, const mean_change& change = {}) {
  return average_run_length(chart, change).arl;
}

}  // namespace

TEST_CASE("every Shiryaev-Roberts row of the truth table") {
  {
    worst_deviation off{"Shiryaev-Roberts"};
    for (const auto& row : arl_truth("SR (Shiryaev-Roberts, one-sided)")) {
      const shiryaev_roberts_chart chart{row.value("theta"), row.value("A"), row.value("R0")};
      off.check(row, arl(chart, {.step = row.shift}));
      off.check(row, arl({chart.theta, chart.A, chart.R0, side::down}, {.step = -row.shift}));
    }
    CHECK(off.count() == 2 * 18);
  }
  worst_deviation off{"GRSR-DRIFT"};
  for (const auto& row : arl_truth("GRSR-DRIFT")) {
    off.check(row, arl({2.0 * row.value("k"), std::exp(row.value("g"))}, {.slope = row.shift}));
  }
  CHECK(off.count() == 5);
}

TEST_CASE("Shiryaev-Roberts rows that are not in the table") {
  worst_deviation off{"Shiryaev-Roberts, spc r = 150"};
  // xgrsr.arl(k = theta / 2, g = log(A), mu, zr = -10, hs = log(R0), MPT = TRUE, r = 150)
  off.check(arl({.7, 200}), 300.912958244, 1e-9);
  off.check(arl({.7, 200, std::exp(2.0)}, {.step = .7}), 12.038657534, 1e-9);
  // xgrsr.ad(.35, log(200), .7, zr = -10, MPT = TRUE, r = 150)
  off.check(arl({.7, 200}, {.step = .7, .from = change_from::steady}), 12.116807280, 1e-8);
  // xDgrsr.arl(.5, 5, .02, zr = -7, r = 100)
  off.check(arl({1, std::exp(5.0)}, {.slope = .02}), 29.679387915, 1e-6);
  // xgrsr.crit(.5, 1000, zr = -10, MPT = TRUE, r = 100)
  off.check(std::log(solve_limit(shiryaev_roberts_chart{1}, 1000).limit), 6.327810428, 1e-9);
}

TEST_CASE("the run length in control is at least the limit, whatever the shift looked for") {
  for (const double theta : {.05, .3, 1., 3.}) CHECK(arl({theta, 1000}) >= 1000.0);
}
