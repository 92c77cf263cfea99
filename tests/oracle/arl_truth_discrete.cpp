// The run lengths of discrete, runs-rule and multivariate charts against R's spc, the programs of the literature,
// and an independent chain for the four Western Electric rules: every converged row of these kinds in the truth
// table within 1e-5 relative, and further rows computed with spc 0.6.7, each beside the call that gave it.
#include "support/arl_truth.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <tepid/design/binomial_charts.hpp>
#include <tepid/design/mewma.hpp>
#include <tepid/design/poisson_charts.hpp>
#include <tepid/design/runs_rules.hpp>

namespace d = tepid::design;
using Catch::Approx;

namespace {

using row = tepid_test::arl_truth_row;

/// The converged rows whose chart starts with the name.
std::vector<row> rows(const std::string& name) {
  return tepid_test::arl_truth_where([&](const std::string& chart) { return chart.starts_with(name); });
}

/// The number after "name=" in the parameters.
double value(const row& r, const std::string& name) { return r.value(name); }

/// Compares and says how far off; the worst is printed at the end of each case.
struct worst_of {
  std::string name;
  double worst = 0;
  std::size_t n = 0;
  void check(const row& r, double arl, double tolerance = 1e-5) {
    INFO(r.chart << " " << r.params << " " << r.shift_type << " " << r.shift);
    const double off = std::fabs(arl / r.arl - 1.0);
    worst = std::fmax(worst, off);
    ++n;
    CHECK(arl == Approx(r.arl).epsilon(tolerance));
  }
  ~worst_of() { std::printf("%s: %zu rows, worst relative deviation %.1e\n", name.c_str(), n, worst); }
};

std::vector<d::runs_rule> western_electric(const std::string& numbers) {
  std::vector<d::runs_rule> rules;
  for (const char n : numbers) rules.push_back(d::western_electric_rule(static_cast<unsigned>(n - '0')));
  return rules;
}

}  // namespace

TEST_CASE("Shewhart charts with runs rules, after a step") {
  worst_of off{"Shewhart runs rules, step"};
  for (const std::string numbers : {"1", "12", "13", "14"})
    for (const auto& r : rows("Shewhart-runs-" + numbers))
      if (r.chart == "Shewhart-runs-" + numbers)
        off.check(r, d::runs_rules_chart{western_electric(numbers)}.arl(r.shift).arl);
  for (const auto& r : rows("Shewhart-WesternElectric-4rules"))
    off.check(r, d::runs_rules_chart{western_electric("1234")}.arl(r.shift).arl);
  CHECK(off.n == 41);
}

TEST_CASE("Shewhart charts with runs rules, under a drift") {
  worst_of off{"Shewhart runs rules, drift"};
  for (const std::string numbers : {"1", "12"})
    for (const auto& r : rows("Shewhart-runs-" + numbers + "-DRIFT"))
      off.check(r, d::runs_rules_chart{western_electric(numbers), value(r, "c")}.drift_arl(r.shift).arl);
  CHECK(off.n == 8);
}

TEST_CASE("Shewhart charts with runs rules, rows beside the table") {
  struct beside {
    const char* rules;
    double scale, mean, arl;
  };
  // xshewhartrunsrules.arl(mean, c = scale, type = rules)
  for (const auto& [rules, scale, mean, arl] : {beside{"12", 1.1, 0, 601.167402653},
                                                {"12", 1.1, .5, 171.2545819394},
                                                {"13", 1.1, 0, 346.065454187},
                                                {"13", 1.1, .5, 74.27047746103},
                                                {"14", 1.1, 0, 205.6838066022},
                                                {"14", 1.1, .5, 51.7862056449}}) {
    INFO(rules << " " << scale << " " << mean);
    CHECK(d::runs_rules_chart{western_electric(rules), scale}.arl(mean).arl == Approx(arl).epsilon(1e-10));
  }
  // xshewhartrunsrules.ad(1, mu0 = 0, c = 1, type)
  CHECK(d::runs_rules_chart{western_electric("12")}.steady_state_arl(1).arl == Approx(19.87695424187).epsilon(1e-8));
  CHECK(d::runs_rules_chart{western_electric("13")}.steady_state_arl(1).arl == Approx(12.21434427323).epsilon(1e-8));
  CHECK(d::runs_rules_chart{western_electric("14")}.steady_state_arl(1).arl == Approx(13.58148957349).epsilon(1e-8));
  // xDshewhartrunsrules.arl(.05, c = 1.05, type)
  CHECK(d::runs_rules_chart{western_electric("13"), 1.05}.drift_arl(.05).arl == Approx(22.51699270265).epsilon(1e-7));
  CHECK(d::runs_rules_chart{western_electric("14"), 1.05}.drift_arl(.05).arl == Approx(22.82617017811).epsilon(1e-7));
  // xshewhartrunsrules.crit(500, type = "12"), crit(370, type = "13")
  CHECK(d::design_runs_rules(western_electric("12"), 500).scale() == Approx(1.081881444412).epsilon(1e-8));
  CHECK(d::design_runs_rules(western_electric("13"), 370).scale() == Approx(1.10904414784).epsilon(1e-8));
  CHECK(d::design_runs_rules(western_electric("12"), 500).arl().arl == Approx(500).epsilon(1e-9));
}

TEST_CASE("upper EWMA of binomial counts, rounded") {
  worst_of off{"binomial EWMA"};
  for (const auto& r : rows("EWMA-binomial-upper")) {
    const auto chart = d::make_rounded_binomial_ewma(static_cast<std::uint64_t>(value(r, "n")),
                                                     {value(r, "lambda"), 0, value(r, "h"), value(r, "z0")});
    off.check(r, chart.arl(r.shift).arl);
  }
  CHECK(off.n == 9);
  // p.ewma.arl(.51, 22, 150, .15, 15, r.mode = "round")
  CHECK(d::make_rounded_binomial_ewma(150, {.51, 0, 22, 15}).arl(.15).arl == Approx(4.16419357288).epsilon(1e-10));
}

TEST_CASE("CUSUM of Poisson counts") {
  struct beside {
    tepid::side side;
    double mean, k, h, head_start, arl;
  };
  using enum tepid::side;
  // pois.cusum.arl(mean, m k, m h, m, i0 = m head_start, sided), m the denominator of k
  for (const auto& [side, mean, k, h, head_start, arl] : {beside{up, 1, 1.25, 10, 0, 1215.97863279},
                                                          {up, 1.5, 1.25, 10, 0, 35.53524153094},
                                                          {up, 4, 4.5, 10, 0, 129.6438254365},
                                                          {up, 4, 4.5, 10, 5, 115.4406562341},
                                                          {down, 4, 3.5, 10, 0, 185.9702863371},
                                                          {down, 3, 3.5, 10, 0, 18.17205642454}}) {
    INFO(mean << " " << k << " " << h << " " << head_start);
    const d::cusum_arm arm{k, h, head_start};
    CHECK(d::make_poisson_cusum(side, arm, arm).arl(mean).arl == Approx(arl).epsilon(1e-9));
  }
  // Lucas 1985, table 2: k = .25, h = 10 (he alarms at h, so the limit is 9.75 here), 438; table 3, head start, 333.
  CHECK(d::make_poisson_cusum(up, {.25, 9.75}, {}).arl(.25).arl == Approx(438).margin(.5));
  CHECK(d::make_poisson_cusum(up, {.25, 9.75, 5}, {}).arl(.25).arl == Approx(333).margin(.5));
  // pois.cusum.arl(mean, 9, 20, 2, sided = "two", km2 = 7, hm2, m2 = 2)
  CHECK(d::make_poisson_cusum(both, {4.5, 10}, {3.5, 10}).arl(4).arl == Approx(76.39043515125).epsilon(1e-9));
  CHECK(d::make_poisson_cusum(both, {4.5, 10}, {3.5, 10.5}).arl(4).arl == Approx(81.14985201793).epsilon(1e-9));
  CHECK(d::make_poisson_cusum(both, {4.5, 10}, {3.5, 10}).arl(5).arl == Approx(16.89801087889).epsilon(1e-9));
  // pois.cusum.crit(4, 9, 500, 2) is 31 halves, and for sided = "lower" with km = 7 it is 27 halves.
  CHECK(d::poisson_cusum_limit(up, 4.5, 4, 500).limit == 15.5);
  CHECK(d::poisson_cusum_limit(down, 3.5, 4, 500).limit == 13.5);
}

TEST_CASE("EWMA of Poisson counts by the transfer scheme") {
  // pois.ewma.arl(.1, 2.7, 2.7, 4, 4, 4, sided, N = 101): the run length of the cell that holds the start; its upper
  // chart has cells from 0.
  const double half = 2.7 * std::sqrt(.1 * 4 / 1.9);
  const auto cell = [&](tepid::side side, double lower, Eigen::Index i) {
    return d::make_poisson_ewma({.1, lower, 4 + half, 4, side}, 101).chain(4).arl_from_each()(i);
  };
  CHECK(cell(tepid::side::both, 4 - half, 50) == Approx(363.9665306396).epsilon(1e-9));
  CHECK(cell(tepid::side::down, 4 - half, 50) == Approx(1270.724178023).epsilon(1e-9));
  CHECK(cell(tepid::side::up, 0, static_cast<Eigen::Index>(4 / ((4 + half) / 101))) ==
        Approx(515.4282597029).epsilon(1e-9));
}

TEST_CASE("multivariate EWMA, in control") {
  worst_of off{"MEWMA in control"};
  for (const auto& r : rows("MEWMA"))
    if (r.chart == "MEWMA" && r.shift == 0)
      off.check(r,
                d::mewma_chart{static_cast<std::size_t>(value(r, "p")), value(r, "lambda"), value(r, "h4")}.arl().arl);
  CHECK(off.n == 3);
}

TEST_CASE("multivariate EWMA, after a shift") {
  worst_of off{"MEWMA after a shift"};
  for (const auto& r : rows("MEWMA"))
    if (r.chart == "MEWMA" && r.shift > 0)
      off.check(
          r,
          d::mewma_chart{static_cast<std::size_t>(value(r, "p")), value(r, "lambda"), value(r, "h4")}.arl(r.shift).arl);
  CHECK(off.n == 6);
  // mewma.arl(.1, 10.7836467, 3, delta = .25, r = 24), mewma.arl(.2, 18, 6, delta = 1, r = 24)
  CHECK(d::mewma_chart{3, .1, 10.7836467}.arl(.5).arl == Approx(31.850198278967).epsilon(1e-9));
  CHECK(d::mewma_chart{6, .2, 18}.arl(1).arl == Approx(15.39603161602).epsilon(1e-6));
  // mewma.ad(.1, 10.7836467, 3, delta, r = 28, n = 30) for delta 0 and 1.
  CHECK(d::mewma_chart{3, .1, 10.7836467}.steady_state_arl().arl == Approx(191.83652073).epsilon(1e-8));
  CHECK(d::mewma_chart{3, .1, 10.7836467}.steady_state_arl(1).arl == Approx(10.601917943).epsilon(1e-7));
}

TEST_CASE("limits of the multivariate EWMA") {
  worst_of off{"MEWMA limits: their ARL"};
  for (const auto& r : rows("MEWMA-DESIGN")) {
    const auto p = static_cast<std::size_t>(value(r, "p"));
    const double limit = d::mewma_limit(p, value(r, "lambda"), r.arl);
    CHECK(limit == Approx(std::stod(r.coarse.substr(3))).epsilon(1e-8));
    off.check(r, d::mewma_chart{p, value(r, "lambda"), limit}.arl().arl, 1e-9);
  }
  CHECK(off.n == 4);
  // mewma.crit(.01, 1e4, 5, r = 60), mewma.crit(.05, 1e5, 10, r = 50), mewma.crit(.1, 1e6, 2, r = 50)
  CHECK(d::mewma_limit(5, .01, 1e4) == Approx(20.44048770282).epsilon(2e-8));
  CHECK(d::mewma_limit(10, .05, 1e5) == Approx(39.60699594637).epsilon(2e-8));
  CHECK(d::mewma_limit(2, .1, 1e6) == Approx(27.00530605946).epsilon(2e-8));
}
