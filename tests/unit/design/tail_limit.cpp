// The limit from a reference's own tail: of independent and of autocorrelated normal values, long and short.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <tepid/design/tail_limit.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

/// The largest x^2 / 2 in each window of an autoregressive series of variance 1.
std::vector<double> maxima(std::size_t windows, std::size_t length, double phi, std::uint64_t seed) {
  tepid::random_source random{seed};
  std::vector<double> out;
  double x = tepid::normal(random);
  for (std::size_t i = 0; i < windows; ++i) {
    double largest = 0.0;
    for (std::size_t k = 0; k < length; ++k) {
      x = phi * x + std::sqrt(1.0 - phi * phi) * tepid::normal(random);
      largest = std::max(largest, 0.5 * x * x);
    }
    out.push_back(largest);
  }
  return out;
}

}  // namespace

TEST_CASE("the limit is kept about as seldom as it was asked for, autocorrelated or not") {
  for (const double phi : {0.0, 0.9, 0.99}) {
    double beyond = 0.0;
    constexpr std::size_t references = 40, windows = 500, later = 20'000;
    for (std::size_t r = 0; r < references; ++r) {
      const auto fit = tepid::design::fit_tail(maxima(windows, 50, phi, 2 * r));
      const double limit = fit.limit(5'000.0);
      for (const double m : maxima(later, 50, phi, 2 * r + 1)) beyond += m > limit;
    }
    const double expected = references * later / 5'000.0;
    INFO("phi " << phi << ": " << beyond << " windows beyond, " << expected << " allowed");
    CHECK(beyond <= expected);
    CHECK(beyond >= 0.05 * expected);  // not by being far too wide
  }
}

TEST_CASE("the scale of normal values is about one nat") {
  const auto fit = tepid::design::fit_tail(maxima(5'000, 20, 0.0, 3));
  CHECK(fit.scale == Approx(1.0).epsilon(0.2));
  CHECK(fit.share_beyond == Approx(0.1).epsilon(0.01));
}

TEST_CASE("what the reference itself did is no alarm, and a longer budget has a higher limit") {
  const auto m = maxima(300, 50, 0.9, 4);
  const auto fit = tepid::design::fit_tail(m);
  CHECK(fit.limit(300.0) >= *std::max_element(m.begin(), m.end()));
  CHECK(fit.limit(1e6) > fit.limit(1e4));
  CHECK(fit.limit(1e6) - fit.limit(1e4) == Approx(fit.scale * std::log(100.0)));
}

TEST_CASE("few windows give a limit beyond the largest, by a nat for each factor e") {
  const auto fit = tepid::design::fit_tail(std::vector<double>{1.0, 3.0, 2.0});
  CHECK(fit.limit(3.0) == 3.0);
  CHECK(fit.limit(3.0 * 20.0) == Approx(3.0 + std::log(20.0)));
  const auto wide = tepid::design::fit_tail(std::vector<double>(10, 50.0));
  CHECK(wide.scale == 5.0);
}

TEST_CASE("windows all alike have a limit too, and none or NaN are refused") {
  CHECK(tepid::design::fit_tail(std::vector<double>(100, 2.0)).limit(1e6) == 2.0);
  CHECK_THROWS_AS(tepid::design::fit_tail({}), tepid::error);
  CHECK_THROWS_AS(tepid::design::fit_tail(std::vector<double>{1.0, std::numeric_limits<double>::quiet_NaN()}),
                  tepid::error);
}
