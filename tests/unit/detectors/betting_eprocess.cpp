// betting_eprocess against its definition, and its guarantee.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/detectors/betting_eprocess.hpp>

using namespace tepid;

TEST_CASE("betting_eprocess equals its definition") {
  for (const auto s : {side::both, side::up, side::down})
    for (const std::uint64_t bets : {1u, 3u, 8u}) {
      betting_eprocess d{{.limit = 1e15, .mean = 0.3, .tolerance = 0.02, .bets = bets, .side = s}};
      std::vector<double> up(bets), down(bets);
      random_source random{bets};
      double worst = 0;
      for (int i = 0; i < 2000; ++i) {
        const double x = std::pow(random.uniform(), 2) * 1.2 - 0.1, in = std::min(1.0, std::max(0.0, x));
        d.update(x);
        double sum = 0;
        for (std::size_t j = 0; j < bets; ++j) {
          const double share = 0.9 / std::pow(2.0, static_cast<double>(j));
          up[j] = (1 + up[j]) * (1 + share / 0.32 * (in - 0.32));
          down[j] = (1 + down[j]) * (1 + share / 0.72 * (0.28 - in));
          sum += (s != side::down ? up[j] : 0) + (s != side::up ? down[j] : 0);
        }
        worst = std::max(worst, std::abs(d.statistic() * static_cast<double>(bets) * (s == side::both ? 2 : 1) / sum - 1));
      }
      CHECK(worst < 1e-10);
    }
}

TEST_CASE("the mean run length is at least the limit, at the edge of the tolerance") {
  // Coins, values of two kinds, and coins whose size depends on the past: all with mean 0.5 + 0.01.
  for (const int kind : {0, 1, 2}) {
    double total = 0;
    constexpr int runs = 600;
    for (std::uint64_t run = 0; run < runs; ++run) {
      random_source random{static_cast<std::uint64_t>(kind), run};
      betting_eprocess d{{.limit = 200}};
      double last = 0;
      for (state s = state::stable; s != state::drift;) {
        const double half = kind == 0 ? 0.49 : kind == 1 ? 0.2 : last > 0.5 ? 0.05 : 0.45;
        last = 0.51 + (random.below(2) ? half : -half);
        s = d.update(last);
        if (d.count() > 20'000) break;  // it cannot get below the limit any more
      }
      total += static_cast<double>(d.count());
    }
    CHECK(total / runs > 200);
  }
}

TEST_CASE("a changed mean is noticed, and its direction") {
  random_source random{2};
  for (const double now : {0.65, 0.35}) {
    betting_eprocess d;
    for (int i = 0; i < 2000; ++i) d.update(random.uniform());
    REQUIRE(d.status() == state::stable);
    const auto before = d.count();
    while (d.update(now + 0.3 * (random.uniform() - 0.5)) != state::drift) REQUIRE(d.count() < before + 2000);
    CHECK(d.change().direction == (now > 0.5 ? 1 : -1));
  }
}

TEST_CASE("values that equal the mean raise no alarm") {
  for (const double level : {0.0, 0.1, 0.5, 1.0}) {
    betting_eprocess d{{.mean = level}};
    for (int i = 0; i < 500'000; ++i) d.update(level);
    CHECK(d.status() == state::stable);
    d.update(1e308);
    d.update(-1e308);
    CHECK(is_finite(d.statistic()));
  }
}
