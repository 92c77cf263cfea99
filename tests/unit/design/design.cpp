// design.cpp - limits by name for a budget: exact, simulated, from a reference; what cannot be is refused.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/design/charts.hpp>
#include <tepid/design/delay.hpp>
#include <tepid/design/design.hpp>
#include <tepid/design/control.hpp>
#include <tepid/design/input_law.hpp>
#include <tepid/design/law_text.hpp>
#include <tepid/design/ramp_delays.hpp>
#include <tepid/numerics/normal.hpp>

#include "support/catch.hpp"

namespace {

using namespace tepid;
using namespace tepid::design;

setting word(std::string_view name, std::string_view text) { return {name, 0.0, text}; }

template <class F>
std::string message_of(F&& f) {
  try {
    f();
  } catch (const error& e) {
    return e.what();
  }
  return "no error";
}

designed_limit made(const std::string& name, double arl0, const std::vector<setting>& settings = {},
                    const design_options& options = {}) {
  return design_limit(name, settings, budget::mean_between_alarms(arl0), options);
}

std::vector<double> normal_values(std::size_t count) {
  random_source source{5};
  std::vector<double> values(count);
  for (double& x : values) x = 10.0 + 2.0 * normal(source);
  return values;
}

}  // namespace

TEST_CASE("the limits of R's spc for a CUSUM and an EWMA") {
  const designed_limit cusum = made("cusum", 465.443506);
  CHECK(cusum.parameter == "h");
  CHECK(cusum.limit == Approx(5).epsilon(1e-6));
  CHECK(cusum.achieved.kind == limit_kind::exact);
  // xewma.crit(.01, 1e5) needs more nodes than spc takes; the limit is that of a finer mesh.
  design_options quiet;
  quiet.steps = quiet.slopes = {};
  CHECK(made("ewma", 1e5, {{"lambda", .01}}, quiet).limit == Approx(3.91669696).epsilon(1e-7));
}

TEST_CASE("predicted delays are the steady-state run lengths") {
  const designed_limit found = made("ewma", 500, {{"lambda", .1}});
  REQUIRE(found.steps.size() == 6);
  REQUIRE(found.ramps.size() == 4);
  for (const change_delay& d : found.steps) {
    const setting settings[]{{"lambda", .1}, {"L", found.limit}};
    CHECK(d.delay == Approx(run_length_of("ewma", settings, {.step = d.size, .from = change_from::steady}).arl));
  }
  CHECK(found.steps_from == change_from::steady);
  for (std::size_t i = 1; i < found.steps.size(); ++i) CHECK(found.steps[i].delay < found.steps[i - 1].delay);
  for (std::size_t i = 1; i < found.ramps.size(); ++i) CHECK(found.ramps[i].delay > found.ramps[i - 1].delay);
}

TEST_CASE("delays under slow ramps agree with the exact recursion") {
  const std::vector<setting> settings{{"lambda", .05}, {"L", 3.5}};
  const ramp_delays ramps{*find_chart("ewma"), settings, 1.0};
  for (const double slope : {1e-2, 1e-3, 3e-4}) {
    const double exact = find_chart("ewma")->arl(settings, {.slope = slope, .from = change_from::steady}).arl;
    const double quick = ramps(slope).arl;
    std::printf("slope %g: exact %.6g, quick %.6g\n", slope, exact, quick);
    CHECK(quick == Approx(exact).epsilon(0.01));
  }
}

TEST_CASE("a chart that looks down is given changes that go down") {
  const designed_limit found = made("cusum", 500, {word("side", "down")});
  CHECK(found.steps.front().size == -0.25);
  CHECK(found.steps.back().delay < 10);
  CHECK(found.ramps.front().size == -0.1);
}

TEST_CASE("every chart is designed, with delays") {
  for (const chart_row* row : registered_charts()) {
    INFO(row->about.name);
    design_options options;
    options.slopes = {.1};
    const auto begun = std::chrono::steady_clock::now();
    const designed_limit found = made(std::string{row->about.name}, 300, {}, options);
    std::printf("%-18s %s = %.6g, arl %.6g, %zu steps, %zu ramps, %.3f s\n", std::string{row->about.name}.c_str(),
                found.parameter.c_str(), found.limit, found.achieved.arl, found.steps.size(), found.ramps.size(),
                std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
    CHECK(found.parameter == row->about.limit);
    CHECK(found.achieved.arl >= 300 * (1 - 1e-6));
    CHECK(found.steps.size() >= 4);
    REQUIRE(found.ramps.size() == 1);
    CHECK(found.ramp_kind == limit_kind::exact);
    CHECK((found.ramps[0].delay > 1 && found.ramps[0].delay < 40));
    for (const change_delay& d : found.steps) CHECK((d.delay >= 1 && d.delay < 300));
  }
}

TEST_CASE("the blindness table of an exact chart") {
  design_options options;
  options.rate = 50;
  const designed_limit found = design_limit("cusum", {}, budget::parse("1 per 90 d at 50/s"), options);
  REQUIRE(found.blindness.size() == 3);
  for (const blindness_row& row : found.blindness) {
    REQUIRE(row.step.by_mean);
    REQUIRE(row.ramp.by_mean);
    std::printf("%s: step %.4g, ramp %.4g\n", row.horizon.name.c_str(), *row.step.by_mean, *row.ramp.by_mean);
  }
  CHECK(*found.blindness[0].step.by_mean > *found.blindness[1].step.by_mean);
  CHECK(*found.blindness[1].ramp.by_mean > *found.blindness[2].ramp.by_mean);
  CHECK(found.arl0 == Approx(90 * 86400.0 * 50));
}

TEST_CASE("a budget over many signals, and a probability by n") {
  design_options options;
  options.signals = 10;
  options.steps = options.slopes = {};
  CHECK(made("cusum", 1000, {}, options).arl0 == 10000);
  options.signals = 1;
  const designed_limit found = design_limit("cusum", {}, budget::alarm_by(0.05, 1000), options);
  const setting settings[]{{"h", found.limit}};
  CHECK(1 - run_length_law_of("cusum", settings).survival(1000) == Approx(0.05).epsilon(1e-6));
}

TEST_CASE("a detector that is no chart is simulated") {
  CHECK(kind_of("cusum", std::vector<setting>{word("baseline", "known"), {"warm_up", 50}}) == limit_kind::exact);
  CHECK(kind_of("cusum", std::vector<setting>{word("baseline", "learned")}) == limit_kind::simulated);

  simulation_effort effort;
  effort.paths = 400;
  // A Page-Hinkley test with forgetting is no CUSUM; one whose extremum form looks both ways is two of them.
  const setting ph[]{{"delta", .5}, {"threshold", 4}, {"min_samples", 1}, {"mean", 7}, {"sd", 3}};
  const run_length found = run_length_of("page_hinkley", ph, {}, effort);
  CHECK(found.kind == limit_kind::simulated);
  CHECK(found.error > 0);
  CHECK(found.error < 0.1 * found.arl);

  design_options options;
  options.effort.paths = 400;
  options.steps = {1.0};
  options.slopes = {0.1};
  double progressed = 0.0;
  options.effort.control.on_progress = [&](double done) { progressed = std::fmax(progressed, done); };
  const designed_limit bank = made("ewma_bank", 500, {}, options);
  CHECK(progressed > 0.5);
  CHECK(bank.parameter == "limit");
  CHECK(bank.achieved.kind == limit_kind::simulated);
  CHECK(bank.achieved.arl == Approx(500).epsilon(0.01));
  REQUIRE(bank.steps.size() == 1);
  CHECK(bank.steps[0].delay < 30);
  CHECK(made("ewma_bank", 500, {}, options).limit == bank.limit);
}

TEST_CASE("ramps that take too long to solve are simulated") {
  design_options options;
  options.steps = {};
  options.slopes = {.1, .01};
  const designed_limit found = made("mewma", 200, {{"lambda", .015}}, options);
  CHECK(found.achieved.kind == limit_kind::exact);
  CHECK(found.ramp_kind == limit_kind::simulated);
  REQUIRE(found.ramps.size() == 2);
  // Nearly the exact chart at a lambda that is solved.
  CHECK(found.ramps[1].delay == Approx(made("mewma", 200, {{"lambda", .03}}, options).ramps[1].delay).epsilon(.15));
}

TEST_CASE("a budget of a detector of rows counts rows") {
  CHECK(kind_of("hotelling_t2", std::vector<setting>{{"dimension", 3}, {"mean", 1}}) == limit_kind::exact);
  CHECK(kind_of("mewma", std::vector<setting>{{"dimension", 3}, {"warm_up", 100}}) == limit_kind::simulated);
  // Crosier 1988, Table 3: two variables, k 0.5, h 5.5 have a run length of 200.
  simulation_effort effort;
  effort.paths = 2000;
  const setting crosier[]{{"dimension", 2}, {"k", .5}, {"h", 5.5}};
  const run_length quiet = run_length_of("mcusum", crosier, {}, effort);
  CHECK(quiet.arl == Approx(200).margin(3 * quiet.error + 2));
  // A shift has its Mahalanobis length: the exact chart's delays are the simulated one's.
  const setting exact[]{{"dimension", 3}, {"h4", 12}};
  const std::vector<setting> learned{{"dimension", 3}, {"h4", 12}, {"warm_up", 0}, {"mean", 4}, {"sd", 2}};
  const auto found = run_length_of("mewma", exact, {.step = 1}), ramp = run_length_of("mewma", exact, {.slope = .05});
  const auto row = find_detector("mewma");
  REQUIRE(row != nullptr);
  const auto detector = row->make(learned);
  CHECK(values_in_observation(*detector) == 3);
  delay_options plan;
  plan.paths = 4000;
  plan.healthy = 0;
  const auto step = simulate_delay(*detector, input_of(*detector, {.step = 1}), {}, plan);
  CHECK(step.mean / 3 == Approx(found.arl).margin(3 * step.error));
  const auto drift = simulate_delay(*detector, input_of(*detector, {.slope = .05}), {}, plan);
  CHECK(drift.mean / 3 == Approx(ramp.arl).margin(3 * drift.error));
}

TEST_CASE("a result names the law of its values, and what the limit depends on") {
  design_options quick;
  quick.steps = quick.slopes = {};
  quick.effort.paths = 200;
  const auto law_of_limit = [&](const std::string& name, const std::vector<setting>& settings = {}) {
    return made(name, 100, settings, quick).law;
  };
  CHECK(law_of_limit("cusum") == "normal(0, 1)");
  CHECK(law_of_limit("cusum", {{"mean", 5}, {"sd", 2}}) == "normal(5, 2)");
  CHECK(law_of_limit("hotelling", {{"p", 3}}) == "normal(0, 1) in rows of 3 values");
  CHECK(law_of_limit("binomial_ewma", {{"n", 50}, {"p", .2}}) == "binomial(50, 0.2)");
  CHECK(law_of_limit("shewhart_ar1", {{"alpha", .5}}) == "ar1(0.5)");
  CHECK(law_of_limit("focus", {word("family", "poisson"), {"mean", 4}}) == "poisson(4)");
  CHECK(run_length_of("cusum_poisson", std::vector<setting>{{"mean", 4}}).law == "poisson(4)");
  const designed_limit rates = made("ddm", 100, {}, quick);
  CHECK(rates.law == "bernoulli(0.1)");
  CHECK_THAT(rates.note, Catch::Matchers::Contains("the rate of errors") && Catch::Matchers::Contains("assumed"));
  CHECK(made("cusum", 100, {}, quick).note.empty());
  const designed_limit guaranteed = made("betting_eprocess", 100, {{"mean", .2}}, quick);
  CHECK_THAT(guaranteed.law, Catch::Matchers::StartsWith("beta(4.8"));
  CHECK_THAT(guaranteed.note, Catch::Matchers::Contains("every law of values in [0, 1]"));
}

TEST_CASE("a limit for a law that was asked for") {
  design_options quick;
  quick.steps = {1.0};
  quick.slopes = {};
  quick.effort.paths = 300;
  quick.law = parse_law("normal(0, 10)");
  const designed_limit wide = made("adwin", 2000, {}, quick);
  CHECK(wide.law == "normal(0, 10)");
  CHECK(wide.note.empty());
  quick.law = parse_law("uniform(0, 4)");
  const designed_limit narrow = made("adwin", 2000, {}, quick);
  CHECK(narrow.law == "uniform(0, 4)");
  CHECK(narrow.limit != wide.limit);
  // The law that the parameters name leaves a chart exact; any other is simulated.
  quick.law = parse_law("normal(0,1)");
  CHECK(made("cusum", 300, {}, quick).achieved.kind == limit_kind::exact);
  quick.law = parse_law("student(5)");
  const designed_limit heavy = made("shewhart", 300, {}, quick);
  CHECK(heavy.achieved.kind == limit_kind::simulated);
  CHECK(heavy.limit > made("shewhart", 300).limit + 0.3);
  CHECK_THAT(message_of([&] { made("shiryaev_roberts", 300, {}, quick); }), Catch::Matchers::Contains("normal(0, 1)"));
  const auto reference = normal_values(100);
  quick.reference = reference;
  CHECK_THAT(message_of([&] { made("cusum", 300, {}, quick); }), Catch::Matchers::Contains("not both"));
}

TEST_CASE("laws in words") {
  for (const char* text : {"normal(0, 10)", "uniform(-1, 1)", "bernoulli(0.1)", "poisson(4)", "binomial(50, 0.2) / 50",
                           "beta(2, 5)", "student(5)", "lognormal(1)", "exponential(2)", "pairs(0.1)", "ar1(-0.5)"})
    CHECK(text_of(parse_law(text)) == text);
  CHECK(text_of(parse_law("uniform")) == "uniform(0, 1)");
  using Catch::Matchers::Contains;
  for (const char* wrong : {"", "gauss(0,1)", "normal(0)", "normal(0,0)", "normal(0,1", "normal(0,1,2)", "poisson", "poisson(-1)",
                            "bernoulli(2)", "uniform(1,0)", "binomial(1.5,0.1)", "normal(0,1)x", "ar1(1)", "normal(nan,1)"})
    CHECK_THAT(message_of([&] { static_cast<void>(parse_law(wrong)); }), Contains("law '" + std::string{wrong} + "'"));
}

TEST_CASE("a reference without a front end: a limit for its values as they are") {
  auto reference = normal_values(3000);
  design_options options;
  options.steps = {1.0};
  options.slopes = {};
  options.effort.paths = 300;
  options.reference = reference;
  const designed_limit found = made("kswin", 300, {}, options);
  CHECK_THAT(found.law, Catch::Matchers::Contains("the reference, resampled, as it is"));
  REQUIRE(found.reference);
  CHECK(found.reference->share_lost == 0.0);
  CHECK(std::isnan(found.reference->low));
  REQUIRE(found.steps.size() == 1);
  // Behind ranks values are standard normal: another mean is a contradiction.
  CHECK_THAT(message_of([&] { made("cusum", 300, {{"mean", 10}}, options); }), Catch::Matchers::Contains("normal(10, 1)"));
  options.front = reference_front_end::none;
  CHECK(made("cusum", 300, {{"mean", 10}, {"sd", 2}}, options).limit == Approx(made("cusum", 300).limit).epsilon(.15));
}

TEST_CASE("a design ends within a moment of being asked to") {
  design_options options;
  int asked = 0;
  options.effort.control.stop_requested = [&] { return ++asked > 5; };
  const auto begun = std::chrono::steady_clock::now();
  CHECK_THROWS_AS(made("ewma_bank", 1e6, {}, options), stopped);
  CHECK_THROWS_AS(made("variance_cusum", 1e6, {}, options), stopped);  // solved, not simulated
  CHECK(std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count() < 10.0);
  // What the control throws comes out as it is.
  options.effort.control.stop_requested = []() -> bool { throw 7; };
  CHECK_THROWS_AS(made("ewma_bank", 1e6, {}, options), int);
}

TEST_CASE("the same limit from any number of threads") {
  design_options options;
  options.steps = options.slopes = {};
  options.effort.paths = 700;
  options.effort.threads = 1;
  const double one = made("page_hinkley", 100, {}, options).limit;
  options.effort.threads = 3;
  CHECK(made("page_hinkley", 100, {}, options).limit == one);
}

TEST_CASE("a limit from a reference says what its length costs") {
  const auto reference = normal_values(2000);
  design_options options;
  options.reference = reference;
  options.effort.paths = 400;
  options.steps = {1.0};
  options.slopes = {};
  const designed_limit found = made("cusum", 200, {}, options);
  REQUIRE(found.reference);
  CHECK(found.reference->size == 2000);
  CHECK(found.reference->correlation_time < 1.5);
  CHECK(found.reference->low < found.achieved.arl);
  CHECK(found.reference->high > found.achieved.arl);
  CHECK(found.achieved.kind == limit_kind::simulated);
  CHECK(found.limit == Approx(made("cusum", 200).limit).epsilon(0.1));
}

TEST_CASE("nonsense is refused with what is wrong and what would do") {
  using Catch::Matchers::Contains;
  CHECK_THAT(message_of([] { made("cusum", 0.5); }), Contains("cannot be below 1"));
  CHECK_THAT(message_of([] { made("cusum", std::nan("")); }), Contains("arl0") && Contains("nan"));
  CHECK_THAT(message_of([] { made("ewma", 500, {{"lambda", 0}}); }), Contains("'lambda' is 0") && Contains("(0, 1]"));
  CHECK_THAT(message_of([] { made("cosum", 500); }), Contains("'cosum'") && Contains("ewma_bank"));
  CHECK_THAT(message_of([] { made("ewma_bank", 1e9); }), Contains("hours"));
  CHECK_THAT(message_of([] { made("ewma_bank", 500, {{"lambda", .1}}); }), Contains("'lambda'") && Contains("rates"));
  const std::vector<double> short_one{1, 2, 3, 4, 5};
  design_options options;
  options.reference = short_one;
  CHECK_THAT(message_of([&] { made("cusum", 1e9, {}, options); }), Contains("5 values") && Contains("at least"));
  CHECK_THAT(message_of([] { made("cusum", 1e9, {{"reference", 5}}); }), Contains("too short") && Contains("give some"));
  CHECK_THAT(message_of([] { made("page_hinkley", std::nan("")); }), Contains("arl0"));
  CHECK_THAT(message_of([] { made("cusum", 500, {{"k", std::nan("")}}); }), Contains("'k'"));
  const auto reference = normal_values(100);
  options.reference = reference;
  CHECK_THAT(message_of([&] { made("shiryaev_roberts", 500, {}, options); }), Contains("cusum"));
  CHECK_THAT(message_of([] {
               const setting quiet[]{{"threshold", 1e9}};
               static_cast<void>(run_length_of("page_hinkley", quiet));
             }),
             Contains("none of 16"));
}
