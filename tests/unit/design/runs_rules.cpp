// Shewhart charts with runs rules: their states, run lengths in closed form, limits for a budget, and refusals.
#include "support/catch.hpp"

#include <cmath>
#include <limits>

#include <tepid/design/runs_rules.hpp>

namespace d = tepid::design;
using Catch::Approx;

namespace {

std::vector<d::runs_rule> western_electric(std::initializer_list<unsigned> numbers) {
  std::vector<d::runs_rule> rules;
  for (const unsigned n : numbers) rules.push_back(d::western_electric_rule(n));
  return rules;
}

/// Mean number of trials to a run of n successes.
double until_run(double q, int n) { return (1 - std::pow(q, n)) / ((1 - q) * std::pow(q, n)); }

template <class Call>
std::string refused(Call&& call) {
  try {
    static_cast<void>(call());
  } catch (const tepid::error& e) {
    return e.field();
  }
  return "";
}

}  // namespace

TEST_CASE("a chart keeps only the histories that matter") {
  // R's spc writes these chains out by hand: xshewhartrunsrules.matrix has 7 and 29 states.
  CHECK(d::runs_rules_chart{western_electric({1})}.states() == 1);
  CHECK(d::runs_rules_chart{western_electric({1, 2})}.states() == 7);
  CHECK(d::runs_rules_chart{western_electric({1, 3})}.states() == 29);
  CHECK(d::runs_rules_chart{western_electric({1, 4})}.states() == 15);
}

TEST_CASE("run lengths that have a closed form") {
  const double beyond3 = std::erfc(3 / std::sqrt(2.0)), within1 = std::erf(1 / std::sqrt(2.0));
  CHECK(d::runs_rules_chart{western_electric({1})}.arl().arl == Approx(1 / beyond3).epsilon(1e-13));
  CHECK(d::runs_rules_chart{western_electric({4})}.arl().arl == Approx(255).epsilon(1e-12));  // 2^8 - 1
  CHECK(d::runs_rules_chart{{d::nelson_rule(2)}}.arl().arl == Approx(511).epsilon(1e-12));
  CHECK(d::runs_rules_chart{{d::nelson_rule(7)}}.arl().arl == Approx(until_run(within1, 15)).epsilon(1e-11));
  CHECK(d::runs_rules_chart{{d::nelson_rule(8)}}.arl().arl == Approx(until_run(1 - within1, 8)).epsilon(1e-11));
  CHECK(d::runs_rules_chart{{{3, 3, 0, 4, d::rule_side::upper}}}.states() == 3);
  // Far limits: 1e12 observations between alarms without loss of digits.
  const double beyond7 = std::erfc(7 / std::sqrt(2.0));
  CHECK(d::runs_rules_chart{{{1, 1, 7}}}.arl().arl == Approx(1 / beyond7).epsilon(1e-12));
}

TEST_CASE("one-sided rules see one side, and the sides mirror each other") {
  const d::runs_rules_chart up{{{2, 3, 2, 1e9, d::rule_side::upper}}}, down{{{2, 3, 2, 1e9, d::rule_side::lower}}};
  CHECK(up.arl(1).arl == Approx(down.arl(-1).arl).epsilon(1e-13));
  CHECK(up.arl(1).arl < down.arl(1).arl);
  const d::runs_rules_chart all{western_electric({1, 2, 3, 4})};
  CHECK(all.arl(.7).arl == Approx(all.arl(-.7).arl).epsilon(1e-12));
  CHECK(all.drift_arl(.01).arl == Approx(all.drift_arl(-.01).arl).epsilon(1e-12));
}

TEST_CASE("every combination of the Western Electric rules, by their order of severity") {
  // Adding a rule can only shorten the run length.
  for (unsigned set = 1; set < 16; ++set) {
    std::vector<d::runs_rule> rules;
    for (unsigned r = 0; r < 4; ++r)
      if (set >> r & 1) rules.push_back(d::western_electric_rule(r + 1));
    const double arl = d::runs_rules_chart{rules}.arl().arl;
    for (const auto& rule : rules) CHECK(arl <= d::runs_rules_chart{{rule}}.arl().arl * (1 + 1e-12));
  }
  CHECK(d::runs_rules_chart{western_electric({1, 2, 3, 4})}.arl().arl == Approx(91.750773).epsilon(1e-8));
}

TEST_CASE("a drift that starts at once and one that starts with the second point") {
  const d::runs_rules_chart chart{western_electric({1, 2})};
  CHECK(chart.drift_arl(.1, true).arl > chart.drift_arl(.1).arl);
  CHECK(chart.drift_arl(0).arl == chart.arl().arl);
}

TEST_CASE("the scale for a run length") {
  for (const double arl0 : {50.0, 370.0, 1e4, 1e6})
    CHECK(d::design_runs_rules(western_electric({1, 2, 3}), arl0).arl().arl == Approx(arl0).epsilon(1e-9));
  CHECK(d::design_runs_rules(western_electric({1, 4}), 200).arl().arl == Approx(200).epsilon(1e-9));
  // Eight in a row alone alarm every 255 points, whatever the scale of the others.
  CHECK(refused([] { return d::design_runs_rules(western_electric({1, 4}), 300); }) == "arl0");
  CHECK(refused([] { return d::design_runs_rules(western_electric({4}), 100); }) == "rules");
  CHECK(refused([] { return d::design_runs_rules({d::nelson_rule(7)}, 100); }) == "rules");
  CHECK(refused([] { return d::design_runs_rules(western_electric({1}), .5); }) == "arl0");
  CHECK(refused([] { return d::design_runs_rules({}, 100); }) == "rules");
}

TEST_CASE("rules that make no sense are refused by name") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(refused([] { return d::western_electric_rule(5); }) == "rule");
  CHECK(refused([] { return d::nelson_rule(3); }) == "rule");
  CHECK(refused([] { return d::runs_rules_chart{{}}; }) == "rules");
  CHECK(refused([] { return d::runs_rules_chart{{{3, 2, 1}}}; }) == "rules");
  CHECK(refused([] { return d::runs_rules_chart{{{1, 65, 1}}}; }) == "rules");
  CHECK(refused([] { return d::runs_rules_chart{{{1, 1, -1}}}; }) == "rules");
  CHECK(refused([] { return d::runs_rules_chart{{{1, 1, 2, 1}}}; }) == "rules");
  CHECK(refused([] { return d::runs_rules_chart{{{16, 40, 1}}}; }) == "rules");  // too many histories
  CHECK(refused([&] { return d::runs_rules_chart{western_electric({1}), nan}; }) == "scale");
  CHECK(refused([&] { return d::runs_rules_chart{western_electric({1})}.arl(nan); }) == "mean");
  CHECK(refused([&] { return d::runs_rules_chart{western_electric({1})}.drift_arl(nan); }) == "slope");
}
