// tests/oracle/conditional_run_length.cpp - run lengths given a reference: their quantiles, and limits that are honest.
#include "support/catch.hpp"

#include <string>

#include <tepid/design/conditional_run_length.hpp>

using namespace tepid;
using namespace tepid::design;

TEST_CASE("quantiles over references agree with a million simulated references") {
  // conditional_run_length.py, numpy 2.4.6, scipy 1.17.1: 5%, 50%, 95%.
  const auto check = [](const conditional_run_length& law, double low, double middle, double high) {
    CHECK(law.quantile(0.05) == Approx(low).epsilon(0.005));
    CHECK(law.quantile(0.5) == Approx(middle).epsilon(0.005));
    CHECK(law.quantile(0.95) == Approx(high).epsilon(0.01));
    CHECK(law.below(law.quantile(0.3)) == Approx(0.3).epsilon(1e-5));
  };
  check({ewma_chart{.1, 2.8143}, {50}}, 71.1647, 271.281, 1220.78);
  check({ewma_chart{.1, 2.8143}, {500}}, 293.419, 454.033, 699.256);
  check({cusum_chart{.5, 5}, {100}}, 125.631, 352.494, 1165.38);
}

TEST_CASE("quantiles agree with the share of references that keep a budget, found by integration") {
  // A head start makes the two sides differ; one side alone has no symmetry either.
  const reference_sample reference{80};
  for (const ewma_chart chart : {ewma_chart{.1, 2.7}, ewma_chart{.2, 2.5, 0.0, ewma_limits::fixed, side::up}}) {
    const conditional_run_length law{chart, reference};
    for (const double share : {0.05, 0.95})
      CHECK(chance_of_budget(chart, reference, law.quantile(share)) == Approx(1 - share).margin(1e-3));
  }
  const conditional_run_length mean_alone{cusum_chart{.5, 5}, {80, estimates::mean}};
  CHECK(chance_of_budget(cusum_chart{.5, 5}, {80, estimates::mean}, mean_alone.quantile(0.2)) ==
        Approx(0.8).margin(1e-3));
  const conditional_run_length sd_alone{cusum_chart{.5, 5}, {80, estimates::sd}};
  CHECK(chance_of_budget(cusum_chart{.5, 5}, {80, estimates::sd}, sd_alone.quantile(0.2)) ==
        Approx(0.8).margin(3e-3));
}

TEST_CASE("a reference widens a limit, never narrows it, or is refused with what would do") {
  const auto said = [](auto&& f) {
    try {
      static_cast<void>(f());
    } catch (const error& e) {
      return std::string{e.what()};
    }
    return std::string{"nothing"};
  };
  using Catch::Matchers::Contains;
  // Lucky references carry the mean of this CUSUM: by the mean alone a smaller limit would do.
  CHECK(solve_limit(cusum_chart{.5}, 1e4, reference_sample{100}).limit < 8.04);
  const double known = solve_limit(cusum_chart{.5}, 1e4).limit;
  CHECK(honest_limit(cusum_chart{.5}, 1e4, {100}).limit == known);
  CHECK(honest_limit(cusum_chart{.5}, 1e4, {100}).achieved.arl >= 1e4);
  const solved_limit wide = honest_limit(ewma_chart{.1}, 500, {50});
  CHECK(wide.limit > solve_limit(ewma_chart{.1}, 500).limit);
  CHECK(wide.achieved.arl == Approx(500).epsilon(1e-6));
  CHECK_THAT(said([] { return honest_limit(cusum_chart{.5}, 1e9, {5}); }),
             Contains("5 observations is too short") && Contains("never alarm") && Contains("give some"));
  CHECK_THAT(said([] { return honest_limit(cusum_chart{.5}, 1e9, {100}); }),
             Contains("half of such references") && Contains("give some"));
  CHECK_THAT(said([] { return solve_limit(cusum_chart{.5}, 1e9, reference_sample{5}); }), Contains("no limit"));
}
