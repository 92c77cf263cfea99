// tests/long/design_estimated.cpp - charts with an estimated mean and standard deviation against R's spc 0.6.7.
#include <cmath>

#include <tepid/core/random.hpp>
#include <tepid/design/estimated_limit.hpp>
#include <tepid/numerics/normal.hpp>

#include "support/arl_truth.hpp"

using namespace tepid::design;
using tepid_test::worst_deviation;

TEST_CASE("run lengths over references of both parameters") {
  worst_deviation off{"EWMA-two-ESTIMATED, both"};
  const auto arl = [](const ewma_chart& chart, std::uint64_t size, const mean_change& change = {}) {
    return average_run_length(chart, reference_sample{size}, change).arl;
  };
  // xewma.arl.prerun(l, c, mu, size, df = size - 1, estimated = "both", qm.mu = 140, qm.sigma = 60), truncated at
  // 1e-10; with its default of 30 nodes the first is 416.8225.
  off.check(arl({.1, 2.814}, 50), 417.612262359, 1e-6);
  off.check(arl({.1, 2.814}, 100, {.step = 1}), 10.561609442, 1e-8);
  // qm.mu = 60 still leaves an error of 1e-4 at lambda = .01.
  off.check(arl({.01, 2.4}, 100), 641.809042488, 2e-4);
  // xewma.crit.prerun(.1, 500, 0, size = 100, df = 99, estimated = "both", qm.mu = 50, qm.sigma = 50)
  off.check(solve_limit(ewma_chart{.1}, 500, reference_sample{100}).limit, 2.874581, 1e-6);
}

TEST_CASE("the share of references that keep a budget, against sampled references") {
  const cusum_chart chart{.5, 4, 0, tepid::side::up};
  const reference_sample reference{60};
  const double chance = chance_of_budget(chart, reference, 300);
  tepid::random_source source{20240607};
  const int count = 20000;
  int kept = 0;
  for (int i = 0; i < count; ++i) {
    double mean = 0.0, squares = 0.0;
    for (int n = 1; n <= 60; ++n) {
      const double x = tepid::normal(source);
      const double before = x - mean;
      mean += before / n;
      squares += before * (x - mean);
    }
    const double s = std::sqrt(squares / 59.0);
    kept += detail::arl(cusum_chart{.5 * s, 4 * s, 0, tepid::side::up}, {.step = -mean}, 1.0) >= 300 ? 1 : 0;
  }
  CHECK(chance == Approx(static_cast<double>(kept) / count).margin(4 * std::sqrt(.25 / count)));
}
