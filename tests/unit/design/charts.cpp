// charts.cpp - every chart by name gives the run lengths that others published or computed.
#include <cmath>
#include <string>
#include <vector>

#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/charts.hpp>

#include "support/catch.hpp"

namespace {

using namespace tepid;
using namespace tepid::design;

double arl(const std::string& name, const std::vector<setting>& settings, const mean_change& change = {}) {
  const chart_row* row = find_chart(name);
  REQUIRE(row != nullptr);
  const run_length found = row->arl(settings, change);
  CHECK(found.kind == limit_kind::exact);
  return found.arl;
}

solved_limit limit(const std::string& name, const std::vector<setting>& settings, double arl0) {
  return find_chart(name)->limit_for(settings, arl0, change_from::start);
}

// The six decimals of the tables.
Approx about(double x) { return Approx(x).epsilon(1e-5); }

setting word(std::string_view name, std::string_view text) { return {name, 0.0, text}; }

}  // namespace

TEST_CASE("Lucas and Crosier's CUSUM") {
  CHECK(arl("cusum", {{"k", .5}, {"h", 4}}) == about(167.683789));
  CHECK(arl("cusum", {{"k", .5}, {"h", 5}}) == about(465.443506));
  CHECK(arl("cusum", {{"k", .5}, {"h", 4}}, {.step = 2}) == about(3.342770));
  CHECK(limit("cusum", {{"k", .5}}, 465.443506).limit == about(5));
}

TEST_CASE("shifts are in sd whatever mean and sd are") {
  CHECK(arl("cusum", {{"h", 4}, {"mean", 120}, {"sd", 35}}, {.step = 2}) == about(3.342770));
  for (const char* name : {"cusum_crosier", "shewhart", "variance_cusum", "variance_ewma"})
    CHECK(arl(name, {{"mean", 120}, {"sd", 35}}, {.step = .5}) == arl(name, {}, {.step = .5}));
}

TEST_CASE("Crosier's CUSUM, EWMA, Shiryaev-Roberts") {
  // R's spc: xcusum.crosier.arl is the same number as its Markov chain of 1000 states gives; Crosier prints 168.
  CHECK(arl("cusum_crosier", {{"k", .5}, {"h", 3.73}}) == Approx(168).epsilon(5e-3));
  CHECK(arl("ewma", {{"lambda", .1}, {"L", 2.814}}) == Approx(500).epsilon(2e-3));
  // Moustakides, Polunchenko and Tartakovsky 2009.
  CHECK(arl("shiryaev_roberts", {{"theta", 1}, {"A", 560.37}}) == Approx(1000).epsilon(2e-3));
}

TEST_CASE("the Western Electric rules") {
  CHECK(arl("shewhart", {}) == about(370.398347));
  CHECK(arl("shewhart", {{"rule2", 1}, {"rule3", 1}, {"rule4", 1}}) == about(91.750773));
  CHECK(limit("shewhart", {}, 370.398347).limit == about(3));
}

TEST_CASE("multivariate charts") {
  CHECK(arl("mewma", {{"p", 4}, {"lambda", .1}, {"h4", 12.73}}) == Approx(200).epsilon(5e-3));
  // -2 log(1/200), the chi-square quantile of two variables.
  CHECK(limit("hotelling", {{"p", 2}}, 200).limit == about(2 * std::log(200)));
  CHECK(arl("hotelling", {{"p", 2}, {"limit", 2 * std::log(200)}}) == about(200));
}

TEST_CASE("a chart by the names of its detector and of the literature") {
  CHECK(find_chart("hotelling_t2") == find_chart("hotelling"));
  CHECK(find_chart("ewma_counts") == find_chart("poisson_ewma"));
  CHECK(arl("mewma", {{"dimension", 4}, {"h4", 12.73}}) == arl("mewma", {{"p", 4}, {"h4", 12.73}}));
  CHECK(find_chart("mewma")->parameters[0].name == "dimension");
  CHECK(find_chart("mewma")->about.is_inert("sd"));
  CHECK_FALSE(find_chart("mewma")->about.is_inert("warm_up"));
  CHECK_FALSE(find_chart("mewma")->about.is_inert(""));
}

TEST_CASE("every chart has a law that agrees with its mean, and a limit that keeps the budget") {
  for (const chart_row* row : registered_charts()) {
    INFO(row->about.name);
    const solved_limit found = row->limit_for({}, 300, change_from::start);
    CHECK(found.achieved.arl >= 300 * (1 - 1e-6));
    CHECK(found.achieved.arl < 1500);  // a rounded statistic has few limits to choose from
    const std::vector<setting> settings{{row->about.limit, found.limit}};
    CHECK(row->arl(settings, {}).arl == Approx(found.achieved.arl).epsilon(1e-5));
    REQUIRE(row->law != nullptr);
    const absorbing_chain law = row->law(settings, 0.0);
    CHECK(law.arl() == Approx(found.achieved.arl).epsilon(1e-4));
    CHECK(static_cast<double>(law.quantile(.5)) < found.achieved.arl);
    CHECK(row->arl(settings, {.step = 1}).arl < 100);
    bool has_limit = false;
    for (const parameter_info& p : row->parameters) has_limit = has_limit || p.name == row->about.limit;
    CHECK(has_limit);
    CHECK_FALSE(row->about.source.empty());
    CHECK(row->arl(settings, {.slope = .1}).arl < 40);
    const std::vector<double> hazards = row->hazards(settings, std::vector<double>{0, .5, 1});
    CHECK(hazards[0] == Approx(1 / found.achieved.arl).epsilon(.1));  // of the steady state
    CHECK(hazards[0] < hazards[1]);
    CHECK(hazards[1] < hazards[2]);
    // Long after a shift an alarm is at least as likely as on its way there.
    CHECK(1 / hazards[2] < row->arl(settings, {.step = 1}).arl * 1.05);
  }
}

TEST_CASE("a chart whose mean was estimated alarms more often") {
  const solved_limit known = limit("ewma", {{"lambda", .2}}, 100);
  const solved_limit estimated = limit("ewma", {{"lambda", .2}, {"reference", 200}}, 100);
  CHECK(estimated.achieved.arl >= 100 * (1 - 1e-6));
  CHECK(estimated.limit >= known.limit);
  const std::vector<setting> settings{{"lambda", .2}, {"L", estimated.limit}, {"reference", 200}};
  const auto ends = find_chart("ewma")->over_references(settings, std::vector<double>{.05, .95});
  CHECK(ends[0] < 100);
  CHECK(ends[1] > 100);
  CHECK(find_chart("shewhart")->over_references == nullptr);
}

TEST_CASE("what cannot be is refused by name") {
  const auto field_of = [](const std::string& name, const std::vector<setting>& settings, const mean_change& change) {
    try {
      static_cast<void>(find_chart(name)->arl(settings, change));
    } catch (const error& e) {
      return e.field();
    }
    return std::string{"nothing"};
  };
  CHECK(field_of("ewma", {{"lambda", 0}}, {}) == "lambda");
  CHECK(field_of("cusum", {{"k", NAN}}, {}) == "k");
  CHECK(field_of("cusum", {{"hh", 3}}, {}) == "hh");
  CHECK(field_of("cusum", {{"h", 4}, {"head_start", 5}}, {}) == "head_start");
  CHECK(field_of("cusum_binomial", {word("side", "both")}, {}) == "side");
  CHECK(field_of("cusum_binomial", {}, {.step = 1000}) == "step");
  CHECK(field_of("variance_ewma", {}, {.step = -1}) == "step");
  CHECK(field_of("shewhart", {{"rule1", 0}}, {}) == "rule1");
  CHECK(field_of("cusum", {}, {.step = NAN}) == "step");
  CHECK(find_chart("cosum") == nullptr);
}
