// tests/long/design_slow_ramp.cpp - run lengths under slow ramps against the recursion over single observations.
#include <tepid/design/ewma_run_length.hpp>

#include "support/catch.hpp"

using namespace tepid::design;

TEST_CASE("a slow ramp gives what the recursion over single observations gives") {
  // The recursion, observation by observation, at the same slopes.
  const auto by_observation = [](const ewma_chart& chart, double slope) {
    const normal_chart_solver solver{detail::recursion_of(chart), 0.0};
    row_major_matrix q;
    Eigen::VectorXd alarm;
    Eigen::VectorXd law = solver.start();
    double sum = 0.0;
    for (double t = 1.0; law.sum() > 1e-9; ++t) {
      sum += law.sum();
      solver.fill(slope * t, q, alarm);
      law = q.transpose() * law;
    }
    return sum;
  };
  for (const double slope : {1e-5, 1e-6, 1e-7}) {
    const ewma_chart chart{.8, 3.9};
    CHECK(average_run_length(chart, {.slope = slope}).arl == Approx(by_observation(chart, slope)).epsilon(1e-6));
  }
}
