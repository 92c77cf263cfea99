// How far EWMAs of values with a discrete law go.
#include "support/catch.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/design/ewma_of_law.hpp>

using tepid::design::ewma_of_law;

namespace {

/// 1 with a small probability, 0 otherwise; standardized.
struct rare {
  double share, sd = std::sqrt(share * (1.0 - share));
  std::vector<double> values{-share / sd, (1.0 - share) / sd}, shares{1.0 - share, share};
};

}  // namespace

TEST_CASE("of a symmetric choice of two, slow EWMAs go as far as of normal values") {
  const ewma_of_law law{std::vector{-1.0, 1.0}, std::vector{0.5, 0.5}};
  for (const double rate : {0.75 / 243.0, 0.75 / 2187.0})
    for (const double nats : {5.0, 10.0, 20.0})
      CHECK(law.limit(rate, nats) == Approx(std::sqrt(nats * 2.0 * rate / (2.0 - rate))).epsilon(0.05));
}

TEST_CASE("of rare values they go further, and no further than one of the values") {
  const rare r{0.02};
  const ewma_of_law law{r.values, r.shares};
  double rate = 0.75;
  for (int j = 0; j < 6; ++j, rate /= 3.0) {
    double before = 0.0;
    for (const double nats : {3.0, 6.0, 12.0, 24.0, 1000.0}) {
      const double limit = law.limit(rate, nats);
      CHECK(limit >= before);
      CHECK(limit <= r.values[1]);
      if (j > 0 && nats < 24.0) CHECK(limit > std::sqrt(nats * 2.0 * rate / (2.0 - rate)));
      before = limit;
    }
  }
  // Rate 3/4 by hand: the second of two rare values in a row, and the first alone.
  CHECK(law.limit(0.75, 12.0) > 0.9375 * r.values[1] + 0.0625 * r.values[0]);
}

TEST_CASE("simulated EWMAs of rare values are beyond the limit no more often than it says, and those of no other are", "[statistics]") {
  const rare r{0.02};
  const ewma_of_law law{r.values, r.shares};
  for (const double rate : {0.75, 0.25, 0.75 / 9.0, 0.75 / 27.0}) {
    tepid::random_source random{3};
    const double nats = std::log(1000.0), limit = law.limit(rate, nats);
    double e = 0.0;
    std::size_t beyond = 0;
    constexpr std::size_t n = 1'000'000;
    for (std::size_t i = 0; i < n; ++i) {
      e += rate * (r.values[random.uniform() < r.share ? 1 : 0] - e);
      beyond += std::abs(e) > limit;
    }
    INFO(rate);
    CHECK(beyond <= n / 1000);
    CHECK(beyond >= n / 30'000);  // Chernoff's bound is not far
  }
}
