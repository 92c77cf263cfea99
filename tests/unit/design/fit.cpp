// fit.cpp - parameters that fit neither each other nor the values: refused, with the cause, or told in a note.
#include <cmath>
#include <string>
#include <vector>

#include <tepid/design/count_cusum.hpp>
#include <tepid/design/design.hpp>
#include <tepid/design/law_text.hpp>

#include "support/catch.hpp"

using namespace tepid;
using namespace tepid::design;
using Catch::Matchers::Contains;

namespace {

setting word(std::string_view name, std::string_view text) { return {name, 0.0, text}; }

design_options quick(const std::string& law = {}) {
  design_options options;
  options.steps = options.slopes = {};
  options.effort.paths = 100;
  if (!law.empty()) options.law = parse_law(law);
  return options;
}

designed_limit made(const std::string& name, double arl0, const std::vector<setting>& settings = {},
                    const std::string& law = {}) {
  return design_limit(name, settings, budget::mean_between_alarms(arl0), quick(law));
}

template <class F>
std::string message_of(F&& f) {
  try {
    f();
  } catch (const error& e) {
    return std::string{e.field()} + ": " + e.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("a reference value on the wrong side is refused at once") {
  CHECK_THAT(message_of([] { made("cusum_poisson", 500, {{"mean", 7}}); }),
             Contains("k = 5 is not above the mean 7: the chart would rise without any change; choose k between 7 and"));
  CHECK_THAT(message_of([] { made("cusum_poisson", 1000, {{"mean", 4}, {"k", 3}}); }), Contains("k = 3 is not above the mean 4"));
  CHECK_THAT(message_of([] { made("cusum_poisson", 1000, {{"mean", 4}, {"k", 5}, word("side", "down")}); }),
             Contains("k = 5 is not below the mean 4"));
  CHECK_THAT(message_of([] { made("cusum_binomial", 500, {{"p", .2}}); }), Contains("k = 18.5 is not above the mean 30"));
  CHECK_THAT(message_of([] { made("variance_cusum", 500, {{"k", .9}}); }), Contains("k = 0.9 is not above the in-control variance 1"));
  CHECK_THAT(message_of([] { made("variance_cusum", 500, {{"k", .9}, {"warm_up", 50}}); }), Contains("k = 0.9 is not above"));
  CHECK_THAT(message_of([] { static_cast<void>(count_cusum_limit(side::up, 3.0, count_law::poisson(4), 100)); }),
             Contains("k: ") && Contains("not above the mean 4"));
  CHECK(made("cusum_poisson", 500, {{"mean", 4}, {"k", 3}, word("side", "down")}).achieved.arl >= 500);
  CHECK(made("cusum", 500, {{"k", 0}}).achieved.arl == Approx(500));
}

TEST_CASE("a law that contradicts the parameters is refused; one that only differs is told") {
  CHECK_THAT(message_of([] { made("cusum", 1000, {}, "poisson(10)"); }),
             Contains("law: ") && Contains("mean of 10") && Contains("parameters say 0") && Contains("mean=10 and sd=3.16"));
  CHECK_THAT(message_of([] { made("focus", 1000, {word("family", "bernoulli"), {"mean", .5}}, "normal(0, 1)"); }),
             Contains("beyond [0, 1]") && Contains("bernoulli(0.5)"));
  CHECK_THAT(message_of([] { made("focus", 1000, {word("family", "bernoulli"), {"mean", .5}}, "bernoulli(0.9)"); }),
             Contains("mean of 0.9") && Contains("parameters say 0.5"));
  CHECK_THAT(message_of([] { made("betting_eprocess", 1000, {{"mean", .5}}, "bernoulli(0.3)"); }),
             Contains("mean of 0.3") && Contains("nothing is guaranteed"));
  CHECK_THAT(message_of([] { made("betting_eprocess", 1000, {{"mean", .5}}, "poisson(4)"); }), Contains("beyond [0, 1]"));
  CHECK_THAT(message_of([] { made("ddm", 1000, {}, "normal(0, 1)"); }), Contains("beyond [0, 1]"));
  CHECK_THAT(message_of([] { made("cusum_poisson", 300, {}, "poisson(8)"); }), Contains("mean of 8"));
  CHECK_THAT(message_of([] { made("variance_cusum", 300, {}, "normal(0, 2)"); }), Contains("k = 1.46"));
  CHECK_THAT(message_of([] { made("sr_mixture", 300, {}, "normal(0, 2)"); }), Contains("nothing is guaranteed"));

  CHECK_THAT(made("cusum", 300, {}, "normal(0.2, 1)").note, Contains("mean of 0.2") && Contains("allows for the difference"));
  CHECK_THAT(made("cusum", 300, {}, "normal(0, 2)").note, Contains("standard deviation of 2"));
  CHECK(made("shewhart", 300, {}, "student(5)").note.empty());
  CHECK(made("cusum", 300, {word("baseline", "learned")}, "poisson(10)").note.empty());  // learns what they are
  CHECK(made("page_hinkley", 300, {}, "normal(50, 1)").note.empty());
  // A run length is asked for on any law.
  simulation_effort few;
  few.paths = 20;
  const auto found = run_length_of("cusum", {}, {}, few, parse_law("poisson(10)"));
  CHECK_THAT(found.note, Contains("mean of 10"));
}

TEST_CASE("limits that come in steps are told wherever they are") {
  for (const auto& [name, arl0, settings] :
       std::vector<std::tuple<std::string, double, std::vector<setting>>>{{"shewhart_attributes", 5000, {}},
                                                                          {"cusum_binomial", 100, {{"n", 5}, {"p", .1}, {"k", 2}}},
                                                                          {"kswin", 300, {}},
                                                                          {"focus", 50, {word("family", "bernoulli"), {"mean", .5}}}}) {
    const designed_limit found = made(name, arl0, settings);
    INFO(name << " " << found.achieved.arl << " " << found.note);
    CHECK(found.achieved.arl > 0.85 * arl0);
    CHECK((found.achieved.arl > 1.1 * arl0) == (found.note.find("limits come in steps here") != std::string::npos));
  }
  CHECK(made("cusum", 300).note.empty());
}

TEST_CASE("early alarms are told by the median and the share of runs") {
  const designed_limit ddm = design_limit("ddm", {}, budget::mean_between_alarms(2000), [] {
    design_options options = quick();
    options.effort.paths = 500;
    return options;
  }());
  REQUIRE(ddm.median);
  CHECK(*ddm.median < 0.3 * 2000);
  CHECK(*ddm.early > 0.3);
  CHECK_THAT(ddm.note, Contains("early or hardly ever") && Contains("half of all runs end within") && Contains("a tenth of the budget"));
  design_options kept = quick();
  limit_cache cache;
  kept.cache = &cache;
  const auto first = design_limit("ddm", {}, budget::mean_between_alarms(2000), kept);
  const auto again = design_limit("ddm", {}, budget::mean_between_alarms(2000), kept);
  CHECK(again.cached);
  CHECK(again.note == first.note);
  CHECK(again.median == first.median);
  const designed_limit ewma = made("ewma_bank", 500);
  CHECK_FALSE(ewma.median);
  CHECK(ewma.note.find("half of all runs") == std::string::npos);
}

TEST_CASE("progress is told from the start, of what is solved as well, and never falls") {
  for (const auto& [name, arl0, settings] :
       std::vector<std::tuple<std::string, double, std::vector<setting>>>{{"variance_cusum", 1e4, {}}, {"cusum", 1e4, {{"reference", 50}}}, {"bocpd", 500, {}}}) {
    INFO(name);
    design_options options = quick();
    options.steps = {1.0};
    options.slopes = {0.1};
    std::vector<double> told;
    options.effort.control.on_progress = [&](double share) { told.push_back(share); };
    static_cast<void>(design_limit(name, settings, budget::mean_between_alarms(arl0), options));
    REQUIRE(told.size() >= 3);
    CHECK(told.front() == 0.0);
    for (std::size_t i = 1; i < told.size(); ++i) CHECK(told[i] >= told[i - 1]);
    CHECK(told.back() <= 1.0);
  }
}
