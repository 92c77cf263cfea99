// Shewhart charts with runs rules: their states, run lengths, and the limits for a budget.
#include "support/catch.hpp"

#include <tepid/design/runs_rules.hpp>

namespace d = tepid::design;
using Catch::Approx;

namespace {

std::vector<d::runs_rule> western_electric(std::initializer_list<unsigned> numbers) {
  std::vector<d::runs_rule> rules;
  for (const unsigned n : numbers) rules.push_back(d::western_electric_rule(n));
  return rules;
}

}  // namespace

TEST_CASE("a chart keeps only the histories that matter") {
  // R's spc writes these chains out by hand: xshewhartrunsrules.matrix has 7 and 29 states.
  CHECK(d::runs_rules_chart{western_electric({1})}.states() == 1);
  CHECK(d::runs_rules_chart{western_electric({1, 2})}.states() == 7);
  CHECK(d::runs_rules_chart{western_electric({1, 3})}.states() == 29);
  CHECK(d::runs_rules_chart{western_electric({1, 4})}.states() == 15);
}
