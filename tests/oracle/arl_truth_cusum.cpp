// tests/oracle/arl_truth_cusum.cpp - CUSUM run lengths, limits and quantiles against R's spc 0.6.7 and the literature.
#include <string>

#include <tepid/design/cusum_limit.hpp>
#include <tepid/design/cusum_run_length.hpp>

#include "support/arl_truth.hpp"

using namespace tepid::design;
using tepid::side;
using tepid_test::arl_truth;
using tepid_test::worst_deviation;

namespace {

double arl(const cusum_chart& chart, const mean_change& change = {}) { return average_run_length(chart, change).arl; }
double arl(const crosier_chart& chart, const mean_change& change = {}) { return average_run_length(chart, change).arl; }

}  // namespace

TEST_CASE("every CUSUM row of the truth table") {
  {
    worst_deviation off{"CUSUM-two"};
    for (const auto& row : arl_truth("CUSUM-two")) {
      off.check(row, arl(cusum_chart{row.value("k"), row.value("h"), row.value("hs")}, {.step = row.shift}));
    }
    CHECK(off.count() == 16);
  }
  {
    worst_deviation off{"CUSUM-one"};
    for (const auto& row : arl_truth("CUSUM-one")) {
      off.check(row, arl(cusum_chart{row.value("k"), row.value("h"), row.value("hs"), side::up}, {.step = row.shift}));
      off.check(row,
                arl(cusum_chart{row.value("k"), row.value("h"), row.value("hs"), side::down}, {.step = -row.shift}));
    }
    CHECK(off.count() == 2 * 16);
  }
  {
    worst_deviation off{"CUSUM-Crosier"};
    for (const auto& row : arl_truth("CUSUM-Crosier")) {
      off.check(row, arl(crosier_chart{row.value("k"), row.value("h"), row.value("hs")}, {.step = row.shift}));
    }
    CHECK(off.count() == 4);
  }
  {
    worst_deviation off{"CUSUM-one-DRIFT"};
    for (const auto& row : arl_truth("CUSUM-one-DRIFT")) {
      const bool with0 = row.text("with0") == "TRUE";
      off.check(row, arl(cusum_chart{row.value("k"), row.value("h"), 0.0, side::up},
                         {.slope = row.shift, .ramp_starts_at_zero = with0}));
    }
    CHECK(off.count() == 13);
  }
  {
    worst_deviation limits{"CUSUM-two-DESIGN, h"};
    worst_deviation arls{"CUSUM-two-DESIGN, ARL at h"};
    for (const auto& row : arl_truth("CUSUM-two-DESIGN")) {
      const solved_limit solved = solve_limit(cusum_chart{row.value("k")}, row.arl);
      limits.check(solved.limit, std::stod(row.coarse.substr(2)), 1e-7);
      arls.check(solved.achieved.arl, row.arl, 1e-6);
      CHECK(solved.achieved.error < 1e-9 * row.arl);
    }
    CHECK(limits.count() == 21);
  }
}

TEST_CASE("CUSUM rows that are not in the table") {
  worst_deviation off{"CUSUM, spc r = 150"};
  // xcusum.arl(k, h, mu, hs, sided, r = 150)
  off.check(arl(cusum_chart{.25, 10}), 1035.786072655, 1e-9);
  off.check(arl(cusum_chart{.25, 10, 5}, {.step = .3}), 62.741956937, 1e-9);
  off.check(arl(cusum_chart{.75, 4, 2, side::up}, {.step = .5}), 66.566894321, 1e-9);
  off.check(arl(cusum_chart{.05, 30, 0, side::up}), 3690.199651289, 1e-9);
  off.check(arl(cusum_chart{.5, 12, 0, side::up}), 1036577.514820290, 1e-9);
  off.check(arl(crosier_chart{.25, 6}, {.step = .4}), 30.032878659, 1e-9);
  off.check(arl(crosier_chart{.5, 4}), 222.866329718, 1e-9);
  // xcusum.ad(k, h, mu1, sided, r = 150)
  off.check(arl(cusum_chart{.25, 8, 0, side::up}, {.step = .7, .from = change_from::steady}), 15.754654046, 1e-9);
  off.check(arl(crosier_chart{.5, 4}, {.step = .5, .from = change_from::steady}), 27.133589243, 1e-9);
  // xDcusum.arl(k, h, delta, hs, mode = "Knoth", r = 100, with0)
  off.check(arl(cusum_chart{.5, 4, 0, side::up}, {.slope = .02}), 31.666716112, 1e-8);
  off.check(arl(cusum_chart{.5, 4, 2, side::up}, {.slope = .02, .ramp_starts_at_zero = true}), 30.613704074, 1e-8);
  // xcusum.crit(k, L0, sided, r = 100)
  off.check(solve_limit(cusum_chart{.3}, 300).limit, 6.727146441, 1e-8);
  off.check(solve_limit(cusum_chart{.3}, 5e4).limit, 15.168501452, 1e-8);
  off.check(solve_limit(cusum_chart{.4, 1, 0, side::up}, 1000).limit, 6.075914116, 1e-8);
}

TEST_CASE("the whole law of the CUSUM's run length") {
  const cusum_chart up{.5, 4, 0, side::up};
  // xcusum.q(.5, 4, mu, p, hs, r = 150)
  CHECK(run_length_law(up).quantile(.5) == 234);
  CHECK(run_length_law(up).quantile(.1) == 40);
  CHECK(run_length_law(cusum_chart{.5, 4, 2, side::up}, 1.0).quantile(.9) == 11);
  CHECK(run_length_law(cusum_chart{.25, 8, 0, side::up}).quantile(.999) == 4998);
  // xcusum.sf(.5, 4, mu, n)
  worst_deviation off{"CUSUM survival, spc"};
  off.check(run_length_law(up).survival(100), 0.748535191, 1e-8);
  off.check(run_length_law(up, 1.0).survival(5), 0.697940743, 1e-8);
}

TEST_CASE("the two-sided CUSUM in steady state is where spc's Markov chain goes as its cells shrink") {
  // xcusum.ad(.5, 3, 1, sided = "two", r): 5.834645853 at r = 30, 5.833983939 at 40; the error falls with r^2.
  const double limit = (1600 * 5.833983939 - 900 * 5.834645853) / 700;
  CHECK(arl(cusum_chart{.5, 3}, {.step = 1, .from = change_from::steady}) == Approx(limit).epsilon(1e-5));
}
