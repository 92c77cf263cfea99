// sr_mixture against its definition, and its guarantee.
#include "support/catch.hpp"

#include <cmath>
#include <vector>

#include <tepid/detectors/sr_mixture.hpp>
#include <tepid/numerics/normal.hpp>

using namespace tepid;

TEST_CASE("sr_mixture equals its definition") {
  for (const auto s : {side::both, side::up, side::down})
    for (const std::uint64_t sizes : {1u, 2u, 5u, 16u}) {
      sr_mixture d{{.limit = 1e15, .sizes = sizes, .smallest = 0.02, .side = s, .mean = 5, .sd = 2}};
      std::vector<double> up(sizes), down(sizes);
      random_source random{sizes};
      double worst = 0;
      for (int i = 0; i < 2000; ++i) {
        const double z = normal(random) + (i > 1000 ? 0.2 : 0.0);
        d.update(5 + 2 * z);
        double sum = 0;
        for (std::size_t j = 0; j < sizes; ++j) {
          const double m = 0.02 * std::pow(2.0, 0.5 * static_cast<double>(j));
          up[j] = (1 + up[j]) * std::exp(m * z - m * m / 2);
          down[j] = (1 + down[j]) * std::exp(-m * z - m * m / 2);
          sum += (s != side::down ? up[j] : 0) + (s != side::up ? down[j] : 0);
        }
        const double truth = sum / static_cast<double>(sizes) / (s == side::both ? 2 : 1);
        worst = std::max(worst, std::abs(d.statistic() / truth - 1));
      }
      CHECK(worst < 1e-10);
    }
}

TEST_CASE("the mean run length is at least the limit") {
  double total = 0;
  constexpr int runs = 1500;
  for (std::uint64_t run = 0; run < runs; ++run) {
    random_source random{7, run};
    sr_mixture d{{.limit = 200, .sizes = 9, .smallest = 0.15}};
    while (d.update(normal(random)) != state::drift) {}
    total += static_cast<double>(d.count());
  }
  CHECK(total / runs > 200);  // measured about 1.3 times that: the statistic jumps over its limit
  CHECK(total / runs < 400);
}

TEST_CASE("the guarantee holds for other sub-Gaussian values, dependent ones too") {
  double total = 0;
  for (std::uint64_t run = 0; run < 500; ++run) {
    random_source random{8, run};
    sr_mixture d{{.limit = 100, .sizes = 9, .smallest = 0.15}};
    double scale = 1;  // a coin of +-scale, whose scale depends on the values before
    for (state s = state::stable; s != state::drift;) {
      const double x = random.below(2) ? scale : -scale;
      s = d.update(x);
      scale = x > 0 ? 1 : 0.5;
    }
    total += static_cast<double>(d.count());
  }
  CHECK(total / 500 > 100);
}

TEST_CASE("values at the mean keep the statistic bounded; huge ones too") {
  sr_mixture d;
  for (int i = 0; i < 200'000; ++i) d.update(0.0);
  const double level = d.statistic();
  for (int i = 0; i < 200'000; ++i) d.update(0.0);
  CHECK(d.statistic() == Catch::Approx(level).epsilon(1e-6));
  CHECK(d.status() == state::stable);
  for (const double x : {1e308, -1e308, 1e308, 5e-324}) {
    d.update(x);
    CHECK(is_finite(d.statistic()));
  }
  CHECK(d.status() == state::drift);
}

TEST_CASE("direction and size of the change") {
  random_source random{4};
  sr_mixture d{{.mean = 10, .sd = 2}};
  for (int i = 0; i < 1000; ++i) d.update(10 + 2 * normal(random));
  while (d.update(8 + 2 * normal(random)) != state::drift) {}
  CHECK(d.change().direction == -1);
  CHECK(d.change().effect == Catch::Approx(-2).epsilon(0.5));
  CHECK_THROWS_AS((sr_mixture{{.sizes = 32, .smallest = 1}}), error);
}
