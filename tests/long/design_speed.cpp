// tests/long/design_speed.cpp - an exact limit for a budget of a million observations takes less than 0.2 s.
#include <chrono>
#include <cstdio>

#include <tepid/design/ar1.hpp>
#include <tepid/design/cusum_limit.hpp>
#include <tepid/design/ewma_limit.hpp>
#include <tepid/design/shiryaev_roberts.hpp>
#include <tepid/design/variance_cusum.hpp>
#include <tepid/design/variance_ewma.hpp>

#include "support/catch.hpp"

using namespace tepid::design;

namespace {

template <class Chart>
double seconds(const char* what, const Chart& chart) {
  const auto begin = std::chrono::steady_clock::now();
  const solved_limit solved = solve_limit(chart, 1e6);
  const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf("%-28s limit %12.8g  ARL %.6f  %8.4f s\n", what, solved.limit, solved.achieved.arl, took);
  CHECK(solved.achieved.arl == Approx(1e6).epsilon(1e-6));
  return took;
}

}  // namespace

TEST_CASE("the time of exact designs at 1e6") {
  CHECK(seconds("CUSUM k 1", cusum_chart{1.0}) < 0.2);
  CHECK(seconds("CUSUM k 0.5", cusum_chart{0.5}) < 0.2);
  CHECK(seconds("CUSUM k 0.125", cusum_chart{0.125}) < 0.2);
  CHECK(seconds("CUSUM k 0.05", cusum_chart{0.05}) < 0.2);
  CHECK(seconds("EWMA lambda 0.2", ewma_chart{0.2}) < 0.2);
  CHECK(seconds("EWMA lambda 0.05", ewma_chart{0.05}) < 0.2);
  CHECK(seconds("EWMA lambda 0.01", ewma_chart{0.01}) < 0.2);
  CHECK(seconds("EWMA lambda 0.001", ewma_chart{0.001}) < 0.2);
  seconds("EWMA lambda 0.0001", ewma_chart{0.0001});
  seconds("EWMA 0.1, exact variance", ewma_chart{0.1, 1, 0, ewma_limits::exact_variance});
  seconds("Crosier k 0.5", crosier_chart{0.5});
  seconds("Shiryaev-Roberts theta 0.1", shiryaev_roberts_chart{0.1});
  seconds("AR(1) Shewhart alpha 0.9", ar1_shewhart_chart{0.9});
  seconds("variance CUSUM k 1.46", variance_cusum_chart{});
  seconds("variance EWMA lambda 0.05", variance_ewma_chart{0.05});
}
