// attributes_chart.cpp - p, np, c and u charts in closed form, against scipy's binomial and Poisson tails.
#include <cmath>
#include <string>
#include <vector>

#include <tepid/design/attributes_chart.hpp>
#include <tepid/design/design.hpp>

#include "support/catch.hpp"

using namespace tepid;
using namespace tepid::design;

namespace {

double arl(const shewhart_attributes_params& p) {
  const attributes_chart chart{p};
  return chart.arl(chart.parameter()).arl;
}

}  // namespace

TEST_CASE("run lengths are 1 / (sf + cdf) of scipy 1.17") {
  CHECK(arl({.center = 4, .L = 3}) == Approx(352.14167560358464).epsilon(1e-12));
  CHECK(arl({.center = 4, .L = 2.5}) == Approx(122.9673074169691).epsilon(1e-12));
  CHECK(arl({.kind = attributes_kind::np, .center = .1, .n = 200, .L = 3}) == Approx(294.0365109252512).epsilon(1e-11));
  CHECK(arl({.kind = attributes_kind::np, .center = .3, .n = 1'000'000, .L = 4.5}) == Approx(147671.5610596911).epsilon(1e-8));
  const attributes_chart nine{{.center = 9, .L = 3}};
  CHECK(nine.arl(nine.parameter() + nine.unit()).arl == Approx(26.726184337340293).epsilon(1e-12));
}

TEST_CASE("the smallest limit that keeps a budget, and the next lower one") {
  const auto c = attributes_chart{{.center = 4}}.limit_for(5000);
  CHECK(c.achieved.arl == Approx(13101.280768137625).epsilon(1e-12));
  CHECK(c.next_lower.value() == Approx(3653.410811829812).epsilon(1e-12));
  CHECK((c.limit > 4.5 && c.limit < 5.0));
  const auto p = attributes_chart{{.kind = attributes_kind::p, .center = .02, .n = 50}}.limit_for(400);
  CHECK(p.achieved.arl == Approx(2091.0999651984434).epsilon(1e-12));
  CHECK(p.next_lower.value() == Approx(311.5515178088846).epsilon(1e-12));
  const auto u = attributes_chart{{.kind = attributes_kind::u, .center = 3, .n = 10}}.limit_for(2000);
  CHECK(u.achieved.arl == Approx(3277.2408148543277).epsilon(1e-12));
  CHECK(u.next_lower.value() == Approx(1847.608380274727).epsilon(1e-12));
  // The detector under the limit has that run length: the limit lies between two of its values.
  for (const double arl0 : {5.0, 60.0, 400.0, 1e7}) {
    const auto found = attributes_chart{{.center = 4}}.limit_for(arl0);
    CHECK(arl({.center = 4, .L = found.limit}) == found.achieved.arl);
    CHECK(found.achieved.arl >= arl0);
    CHECK(found.next_lower.value() < arl0);
  }
  CHECK_THROWS_AS(attributes_chart({.kind = attributes_kind::p, .center = .02, .n = 1}).limit_for(400), error);
  CHECK_THROWS_AS(attributes_chart({.center = 0}).limit_for(400), error);
}

TEST_CASE("the detector's name answers exactly, and says that limits come in steps") {
  design_options quick;
  quick.steps = {1.0};
  quick.slopes = {0.1};
  const auto found = design_limit("shewhart_attributes", {}, budget::mean_between_alarms(5000), quick);
  CHECK(found.achieved.kind == limit_kind::exact);
  CHECK_THAT(found.note, Catch::Matchers::Contains("limits come in steps here: the next lower limit gives 3653"));
  REQUIRE(found.steps.size() == 1);
  REQUIRE(found.ramps.size() == 1);
}
