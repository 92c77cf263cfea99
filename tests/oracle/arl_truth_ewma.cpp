// tests/oracle/arl_truth_ewma.cpp - EWMA run lengths, limits and quantiles against R's spc 0.6.7 and the literature.
#include <cmath>
#include <string>

#include <tepid/design/ewma_limit.hpp>
#include <tepid/design/ewma_run_length.hpp>

#include "support/arl_truth.hpp"

using namespace tepid::design;
using tepid::side;
using tepid_test::arl_truth;
using tepid_test::worst_deviation;

namespace {

constexpr auto fixed = ewma_limits::fixed;
constexpr auto vacl = ewma_limits::exact_variance;

double arl(const ewma_chart& chart, const mean_change& change = {}) { return average_run_length(chart, change).arl; }

ewma_limits limits_of(const std::string& name) {
  if (name == "fix") return fixed;
  if (name == "vacl") return vacl;
  REQUIRE(name == "fir");
  return ewma_limits::fast_initial;
}

}  // namespace

TEST_CASE("every EWMA row of the truth table") {
  {
    worst_deviation off{"EWMA-two"};
    for (const auto& row : arl_truth("EWMA-two")) {
      const ewma_chart chart{row.value("lambda"), row.value("L"), row.value("hs"), limits_of(row.text("limits"))};
      off.check(row, arl(chart, {.step = row.shift}));
    }
    CHECK(off.count() == 42);
  }
  {
    worst_deviation off{"EWMA-one"};
    for (const auto& row : arl_truth("EWMA-one")) {
      const ewma_chart chart{row.value("lambda"), row.value("L"), row.value("hs"), fixed, side::up, row.value("zr")};
      off.check(row, arl(chart, {.step = row.shift}));
      ewma_chart down = chart;
      down.direction = side::down;
      off.check(row, arl(down, {.step = -row.shift}));
    }
    CHECK(off.count() == 2);
  }
  {
    worst_deviation off{"EWMA-two-STEADY"};
    for (const auto& row : arl_truth("EWMA-two-STEADY")) {
      off.check(row,
                arl(ewma_chart{row.value("lambda"), row.value("L")}, {.step = row.shift, .from = change_from::steady}));
    }
    CHECK(off.count() == 3);
  }
  {
    worst_deviation off{"EWMA-two-DRIFT"};
    for (const auto& row : arl_truth("EWMA-two-DRIFT")) {
      off.check(row, arl(ewma_chart{row.value("lambda"), row.value("L")},
                         {.slope = row.shift, .ramp_starts_at_zero = row.text("with0") == "TRUE"}));
    }
    CHECK(off.count() == 15);
  }
  {
    worst_deviation limits{"EWMA-two-DESIGN, L"};
    worst_deviation arls{"EWMA-two-DESIGN, ARL at L"};
    for (const auto& row : arl_truth("EWMA-two-DESIGN")) {
      const solved_limit solved = solve_limit(ewma_chart{row.value("lambda")}, row.arl);
      limits.check(solved.limit, std::stod(row.coarse.substr(2)), 1e-8);
      arls.check(solved.achieved.arl, row.arl, 1e-6);
      CHECK(solved.achieved.error < 1e-9 * row.arl);
    }
    CHECK(limits.count() == 12);
  }
}

TEST_CASE("limits that need more nodes than spc takes by default") {
  // xewma.crit(.01, L0, sided = "two", r = 250); with r = 80 it gives none.
  CHECK(solve_limit(ewma_chart{.01}, 1e5).limit == Approx(3.91669696).epsilon(1e-8));
  CHECK(solve_limit(ewma_chart{.01}, 1e6).limit == Approx(4.49011265).epsilon(1e-8));
}

TEST_CASE("EWMA rows that are not in the table") {
  worst_deviation off{"EWMA, spc r = 150"};
  // xewma.arl(l, c, mu, zr, hs, sided, limits, r = 150)
  off.check(arl({.15, 2.9}), 489.649284882, 1e-9);
  off.check(arl({.02, 3.1}, {.step = .2}), 219.872410043, 1e-9);
  off.check(arl({.3, 3.2, 1}, {.step = .6}), 48.133419001, 1e-9);
  off.check(arl({.1, 2.6, 0, fixed, side::up, -4}), 587.850358490, 1e-9);
  off.check(arl({.1, 2.6, 0, fixed, side::up, 0}, {.step = .5}), 24.620088863, 1e-9);
  off.check(arl({.2, 2.8, 1, fixed, side::up, -3}, {.step = 1}), 7.797020711, 1e-9);
  off.check(arl({.1, 2.5, 0, vacl, side::up, -3}, {.step = .5}), 20.714195674, 1e-8);
  off.check(arl({.1, 2.814, 0, vacl}, {.step = 1}), 8.157027492, 1e-8);
  off.check(arl({.1, 2.814, 0, ewma_limits::steiner}, {.step = .5}), 18.939874690, 1e-8);
  off.check(arl({.2, 2.9, 1, ewma_limits::both}, {.step = .5}), 28.211250017, 1e-8);
  off.check(arl({.2, 2.9, 1, ewma_limits::fast_initial}, {.step = .5}), 35.242694564, 1e-8);
  // lambda = 1 is a Shewhart chart.
  off.check(arl({1, 3}), 1.0 / std::erfc(3.0 / std::sqrt(2.0)), 1e-12);
  // xewma.ad(l, c, mu1, zr, z0, sided, steady.state.mode, r = 150)
  off.check(arl({.1, 2.814, .5}, {.step = 1, .from = change_from::cyclic}), 10.101072625, 1e-8);
  off.check(arl({.1, 2.6, 0, fixed, side::up, -4}, {.step = .5, .from = change_from::steady}), 25.298302865, 1e-8);
  // xDewma.arl(l, c, delta, zr, sided, mode = "Knoth", r = 100)
  off.check(arl({.1, 2.814}, {.slope = .01}), 53.333998301, 1e-7);
  off.check(arl({.1, 2.5, 0, fixed, side::up, -4}, {.slope = .01}), 46.584832876, 1e-7);
  // xewma.crit(l, L0, zr, sided, limits)
  off.check(solve_limit(ewma_chart{.1}, 2e4).limit, 3.931122078, 1e-8);
  off.check(solve_limit(ewma_chart{.3, 1, 0, vacl}, 500).limit, 3.024944901, 1e-8);
  off.check(solve_limit(ewma_chart{.1, 1, 0, fixed, side::up, -4}, 1000).limit, 2.808020916, 1e-8);
}

TEST_CASE("the whole law of the EWMA's run length") {
  // xewma.q(l, c, mu, p, zr, sided, r = 150)
  CHECK(run_length_law(ewma_chart{.1, 2.814}).quantile(.5) == 349);
  CHECK(run_length_law(ewma_chart{.1, 2.814}).quantile(.05) == 33);
  CHECK(run_length_law(ewma_chart{.05, 2.615}, .5).quantile(.9) == 50);
  CHECK(run_length_law(ewma_chart{.1, 2.6, 0, fixed, side::up, -4}, .5).quantile(.9) == 49);
  CHECK(run_length_law(ewma_chart{.1, 4.5}).quantile(.5) == 152053);
  // xewma.sf(l, c, mu, n, sided, limits, r = 150)
  worst_deviation off{"EWMA survival, spc"};
  off.check(run_length_law(ewma_chart{.1, 2.814}).survival(50), 0.917609520, 1e-8);
  off.check(ewma_survival({.1, 2.814}, 51).back(), 0.917609520, 1e-8);
  off.check(ewma_survival({.1, 2.814, 0, vacl}, 11, .5).back(), 0.799283846, 1e-8);
  off.check(ewma_survival({.1, 2.814, 0, ewma_limits::steiner}, 11, .5).back(), 0.506105125, 1e-8);
}
