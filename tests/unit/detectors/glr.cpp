// glr against sums over the values themselves, and the onsets that it keeps.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <tepid/detectors/glr.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

using namespace tepid;

struct sums {
  double step = 0, ramp = 0;
};

/// The evidence of a step and of a ramp that began `age` observations ago.
sums evidence(const std::vector<double>& zs, std::size_t n, std::size_t age) {
  double d = 0, w = 0, squares = 0;
  for (std::size_t k = 1; k <= age; ++k) {
    const double z = zs[n - age + k - 1], size = static_cast<double>(k);
    d += z;
    w += size * z;
    squares += size * size;
  }
  return {d * d / (2 * static_cast<double>(age)), w * w / (2 * squares)};
}

}  // namespace

TEST_CASE("glr equals the definition over the onsets that it keeps, for every shape") {
  for (const auto shape : {glr_shape::step, glr_shape::ramp, glr_shape::both})
    for (const std::uint64_t cap : {std::uint64_t{1}, std::uint64_t{100}, std::uint64_t{100'000}}) {
      glr d{{.limit = 9, .shape = shape, .cap = cap, .mean = -4, .sd = 3}};
      random_source random{cap};
      std::vector<double> zs;
      double worst = 0;
      bool right = true;
      for (std::size_t n = 1; n <= 1500; ++n) {
        zs.push_back(normal(random) + (n > 900 ? 2e-3 * static_cast<double>(n - 900) : 0));
        const state said = d.update(-4 + 3 * zs.back());
        d.rearm();
        if (n % 7 != 0 && n > 100) continue;
        double truth = 0;
        for (std::size_t i = 0; i < d.size(); ++i) {
          const auto e = evidence(zs, n, d.age(i));
          const double raw = shape == glr_shape::step ? e.step : shape == glr_shape::ramp ? e.ramp : std::max(e.step, e.ramp);
          truth = std::max(truth, raw + std::log(static_cast<double>(std::min<std::uint64_t>(d.age(i), cap))));
        }
        worst = std::max(worst, std::abs(d.statistic() - truth));
        if (std::abs(truth - 9) > 1e-8) right &= (said == state::drift) == (truth > 9);
      }
      CHECK(worst < 1e-8);
      CHECK(right);
    }
}

TEST_CASE("the onsets kept: all of the last, then six to a doubling, the first always, as many as the count says") {
  glr d{{.limit = 1e9}};
  for (std::uint64_t n = 1; n <= 5000; ++n) {
    d.update(0.5);
    const std::size_t last = d.size() - 1;
    bool dense = d.age(0) == n && d.age(last) == 1;
    for (std::size_t i = 0; i < last; ++i) {
      const auto gap = d.age(i) - d.age(i + 1);
      dense &= gap >= 1 && 5 * gap <= d.age(i + 1) + 5;
    }
    REQUIRE(dense);
    REQUIRE(static_cast<double>(d.size()) <= 6 * (std::log2(static_cast<double>(n) / 6 + 1) + 1));
    if (n % 611 == 0) {
      glr again = load<glr>(save(d));
      REQUIRE(again == d);
      again.update(1);
      glr other = d;
      other.update(1);
      REQUIRE(save(again) == save(other));
    }
  }
}

TEST_CASE("onset of a step and of a ramp") {
  double step_error = 0, ramp_error = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    random_source random{seed};
    glr step, ramp;
    for (int i = 0; i < 2000; ++i) {
      const double z = normal(random);
      step.update(z), ramp.update(z);
      step.rearm(), ramp.rearm();
    }
    for (int i = 0; i < 5000 && step.status() != state::drift; ++i) step.update(1 + normal(random));
    for (int i = 0; i < 5000 && ramp.status() != state::drift; ++i) ramp.update(-1e-2 * i + normal(random));
    CHECK(step.change().direction == 1);
    CHECK(ramp.change().direction == -1);
    CHECK(step.change().effect > 0.4);
    step_error += std::abs(static_cast<double>(step.change().onset) - 2000) / 30;
    ramp_error += std::abs(static_cast<double>(ramp.change().ramp_onset) - 2000) / 30;
  }
  CHECK(step_error < 10);
  CHECK(ramp_error < 45);
}

TEST_CASE("a huge value is forgotten by the onsets after it; constants at the mean are no evidence") {
  glr d{{.limit = 1e9, .cap = 1}};
  d.update(1e300);
  for (int i = 0; i < 10; ++i) d.update(2);
  CHECK(d.sum(d.size() - 5) == 10);
  CHECK(is_finite(d.statistic()));
  glr calm{{.mean = 0.1}};
  for (int i = 0; i < 100'000; ++i) calm.update(0.1);
  CHECK(calm.status() == state::stable);
}
