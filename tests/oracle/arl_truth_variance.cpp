// tests/oracle/arl_truth_variance.cpp - variance CUSUM and EWMA run lengths and limits against R's spc 0.6.7.
#include <cmath>
#include <string>

#include <tepid/design/variance_cusum.hpp>
#include <tepid/design/variance_ewma.hpp>

#include "support/arl_truth.hpp"

using namespace tepid::design;
using tepid::side;
using tepid_test::arl_truth;
using tepid_test::worst_deviation;

namespace {

double arl(const variance_cusum_chart& chart, const sd_change& change = {}) {
  return average_run_length(chart, change).arl;
}
double arl(const variance_ewma_chart& chart, const sd_change& change = {}) {
  return average_run_length(chart, change).arl;
}

}  // namespace

TEST_CASE("every variance row of the truth table") {
  {
    worst_deviation off{"CUSUM-S2-upper"};
    for (const auto& row : arl_truth("CUSUM-S2-upper")) {
      const auto df = static_cast<unsigned>(row.value("df"));
      off.check(row, arl(variance_cusum_chart{row.value("k"), row.value("h"), df}, {row.shift}));
    }
    CHECK(off.count() == 6);
  }
  worst_deviation off{"EWMA-S2-upper"};
  for (const auto& row : arl_truth("EWMA-S2-upper")) {
    const double L = std::stod(row.text("cu").substr(2));  // 1+L*sqrt(l/(2-l))*sqrt(2)
    off.check(row,
              arl(variance_ewma_chart{row.value("lambda"), L, static_cast<unsigned>(row.value("df"))}, {row.shift}));
  }
  CHECK(off.count() == 1);
}

TEST_CASE("variance rows that are not in the table") {
  worst_deviation off{"variance charts, spc"};
  // scusum.arl(k, h, sigma, df, hs, sided, r); its error at df = 1, r = 150 is about 1e-9
  off.check(arl(variance_cusum_chart{1.46, 10}, {1.2}), 43.686676329, 1e-8);
  off.check(arl(variance_cusum_chart{1.2, 3, 4}), 74.141661061, 1e-9);
  off.check(arl(variance_cusum_chart{1.5, 5, 2}, {.9}), 1013.550878040, 1e-8);
  off.check(arl(variance_cusum_chart{1.3, 4, 3, 2}), 124.150327952, 1e-9);
  off.check(arl(variance_cusum_chart{.8, 3, 5, 0, side::down}, {.8}), 17.853849723, 1e-9);
  // sewma.arl(l, 0, cu, sigma, df, hs, sided = "upper", r = 60)
  off.check(arl(variance_ewma_chart{.1, 2.5, 4}, {1.2}), 15.807523675, 1e-9);
  off.check(arl(variance_ewma_chart{.5, 3, 2}, {1.2}), 18.229189383, 1e-9);
  off.check(arl(variance_ewma_chart{.1, 2.5, 4, 1.2}), 220.207246980, 1e-9);
  // scusum.crit(1.46, 1000, 1, 1, r = 120), sewma.crit(.1, 500, 3, sided = "upper", r = 60)
  off.check(solve_limit(variance_cusum_chart{}, 1000).limit, 14.540184925, 1e-8);
  const double L = solve_limit(variance_ewma_chart{.1, 1, 3}, 500).limit;
  off.check((variance_ewma_chart{.1, L, 3}.limit()), 1.563770698, 1e-8);
  // sewma.q(.1, 0, cu, 1, 4, .5), sewma.sf(20, .1, 0, cu, 1, 4)
  CHECK(run_length_law(variance_ewma_chart{.1, 2.5, 4}).quantile(.5) == 169);
  off.check(run_length_law(variance_ewma_chart{.1, 2.5, 4}).survival(20), 0.929279431, 1e-8);
}
