// Hawkins' self-starting CUSUM: its definition, its independence of mean and sd, offsets, constant streams.
#include <algorithm>
#include <cmath>
#include <vector>

#include <tepid/detectors/cusum_self_starting.hpp>

#include "support/catch.hpp"
#include "support/run_lengths.hpp"

namespace {

using namespace tepid;
using namespace tepid_test;

/// The scores by two passes over all values before each.
std::vector<double> scores(std::span<const double> xs) {
  std::vector<double> found;
  for (std::size_t i = 2; i < xs.size(); ++i) {
    const double n = static_cast<double>(i + 1);
    long double mean = 0, squares = 0;
    for (const double x : xs.first(i)) mean += static_cast<long double>(x) / static_cast<long double>(i);
    for (const double x : xs.first(i)) squares += (x - mean) * (x - mean);
    const double sd = std::sqrt(static_cast<double>(squares) / (n - 2));
    found.push_back(normal_score_of_t((xs[i] - static_cast<double>(mean)) / sd * std::sqrt((n - 1) / n), i - 1));
  }
  return found;
}

double defined(const cusum_self_starting_params& p, std::span<const double> xs) {
  double up = p.side == side::down ? 0 : p.head_start, down = p.side == side::up ? 0 : p.head_start;
  std::size_t i = 2;
  for (const double u : scores(xs)) {
    if (i++ < p.warm_up) continue;
    up = p.side == side::down ? 0 : std::max(0.0, up + u - p.k);
    down = p.side == side::up ? 0 : std::max(0.0, down - u - p.k);
  }
  return std::max(up, down);
}

}  // namespace

TEST_CASE("the self-starting sums are their definition") {
  auto xs = climbing(200, 0.004);
  for (double& x : xs) x = 40 + 7 * x;
  for (const auto which : {side::both, side::up, side::down})
    for (const std::uint64_t warm_up : {2u, 10u}) {
      const cusum_self_starting_params p{.k = 0.4, .h = 3, .side = which, .head_start = 1, .warm_up = warm_up};
      cusum_self_starting d{p};
      for (std::size_t i = 0; i < xs.size(); ++i) {
        d.update(xs[i]);
        REQUIRE(d.statistic() == Approx(defined(p, std::span{xs}.first(i + 1))).epsilon(1e-9).margin(1e-9));
      }
    }
}

// The scores are exactly independent standard normal, so the run length is that of the tabular CUSUM and the warm-up.
TEST_CASE("the run length is the tabular CUSUM's, whatever mean and sd are") {
  CHECK_RUN_LENGTH(simulated_run_length(cusum_self_starting{{.h = 4}}, normal_draw(), 3000), 167.683789 + 2);
  CHECK_RUN_LENGTH(simulated_run_length(cusum_self_starting{{.h = 4, .warm_up = 20}}, normal_draw(1e6, 1e-3), 3000),
                   167.683789 + 20);
  CHECK_RUN_LENGTH(simulated_run_length(cusum_self_starting{{.h = 3, .side = side::up}}, normal_draw(-50, 9), 3000),
                   117.595704 + 2);
}

TEST_CASE("an offset of 1e12 costs no digits") {
  const auto xs = climbing(5000, 0.0);
  cusum_self_starting near{{.h = 1e6}}, far{{.h = 1e6}};
  for (const double x : xs) {
    const double rounded = (1e12 + x) - 1e12;
    near.update(rounded);
    far.update(1e12 + rounded);
    REQUIRE(far.statistic() == Approx(near.statistic()).epsilon(1e-9).margin(1e-9));
  }
}

TEST_CASE("equal values raise no alarm, and the first different one is learned from") {
  cusum_self_starting d{{.h = 3}};
  for (int i = 0; i < 100000; ++i) REQUIRE(d.update(1e15 / 3) != state::drift);
  CHECK(d.update(1e15) == state::stable);
  CHECK(d.statistic() == 0);
  int until = 0;
  while (d.update(1e15) != state::drift && until < 100) ++until;
  CHECK(until < 100);
}

TEST_CASE("a change soon after the start is found and told") {
  random_source random{8};
  cusum_self_starting d{};
  for (int i = 0; i < 100; ++i) d.update(20 + 3 * normal(random));
  while (d.status() != state::drift && d.count() < 200) d.update(14 + 3 * normal(random));
  REQUIRE(d.status() == state::drift);
  CHECK(std::fabs(static_cast<double>(d.change().onset) - 100) < 6);
  CHECK(d.change().direction == -1);
  CHECK(d.change().effect == Approx(-5).margin(2));
}
