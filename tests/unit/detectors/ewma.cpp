// The EWMA chart: its definition with every kind of limits, what it says of a change.
#include <algorithm>
#include <cmath>
#include <vector>

#include <tepid/detectors/ewma.hpp>

#include "support/catch.hpp"
#include "support/run_lengths.hpp"

namespace {

using namespace tepid;
using namespace tepid_test;

double defined(const ewma_params& p, std::span<const double> xs) {
  const double sd = std::sqrt(p.lambda / (2 - p.lambda)), sign = p.side == side::down ? -1 : 1;
  const bool two = p.limits == ewma_limits_form::fir || p.limits == ewma_limits_form::both;
  double z = two ? 0.0 : p.head_start * sd, share = 1.0, t = 0.0;
  for (const double x : xs) {
    t += 1;
    const double faded = std::pow(1 - p.lambda, t);
    share = 1.0;
    if (p.limits != ewma_limits_form::fix && p.limits != ewma_limits_form::fir) share = std::sqrt(1 - faded * faded);
    if (p.limits == ewma_limits_form::steiner) share *= 1 - std::pow(0.5, 1 + (2 / std::log10(2.0) - 1) / 19 * (t - 1));
    z = (1 - p.lambda) * z + p.lambda * sign * (x - p.mean) / p.sd;
    if (p.side != side::both) z = std::max(z, p.barrier * sd * share);
  }
  const double raised = two ? std::fabs(p.head_start) * std::pow(1 - p.lambda, t) : 0.0;
  return ((p.side == side::both ? std::fabs(z) : z) / sd + raised) / share;
}

}  // namespace

TEST_CASE("the statistic is its definition, with every kind of limits") {
  const auto xs = climbing(400, 0.004);
  for (const auto limits : {ewma_limits_form::fix, ewma_limits_form::vacl, ewma_limits_form::fir,
                            ewma_limits_form::both, ewma_limits_form::steiner})
    for (const double head_start : {0.0, 1.0, -1.5}) {
      const ewma_params p{.lambda = 0.15, .head_start = head_start, .limits = limits, .mean = 0.3, .sd = 1.4};
      check_definition(ewma{p}, xs, [&](auto seen) { return defined(p, seen); });
    }
  for (const auto limits : {ewma_limits_form::fix, ewma_limits_form::vacl})
    for (const auto which : {side::up, side::down}) {
      const ewma_params p{.lambda = 0.2, .side = which, .head_start = 0.5, .limits = limits, .barrier = -0.5};
      check_definition(ewma{p}, xs, [&](auto seen) { return defined(p, seen); });
    }
}

TEST_CASE("a change's onset and size are told") {
  random_source random{3};
  ewma d{{.lambda = 0.05, .L = 4, .mean = 50, .sd = 2}};
  for (int i = 0; i < 500; ++i) d.update(50 + 2 * normal(random));
  while (d.status() != state::drift) d.update(48 + 2 * normal(random));
  CHECK(d.change().direction == -1);
  CHECK(std::fabs(static_cast<double>(d.change().onset) - 500) < 15);
  CHECK(d.change().effect == Approx(-2).margin(1));
}

// River's proposal scales the limit by a variance that an EWMA of the same rate estimates: the shift itself widens it,
// and it takes 11 values of 3 standard deviations to leave it. A known or fixed sd takes 4.
TEST_CASE("a shift of 3 sd after 1,000 values is found within a few") {
  std::size_t soon = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    random_source random{seed};
    ewma d{{.lambda = 0.1, .L = 4}};
    std::vector<double> xs;
    for (int i = 0; i < 1050; ++i) xs.push_back(normal(random) + (i < 1000 ? 0 : 3));
    const std::size_t at = d.update(xs) - 1;
    soon += at >= 1000 && at <= 1010;
  }
  CHECK(soon >= 44);  // the ARL0 is 26,000: about two of 50 alarm before
}

TEST_CASE("limits of a young chart settle, and the fast path takes over with the same bits") {
  const auto xs = climbing(5000, 0.0);
  for (const auto limits : {ewma_limits_form::vacl, ewma_limits_form::both, ewma_limits_form::steiner}) {
    const ewma_params p{.L = 6, .head_start = limits == ewma_limits_form::both ? 2.0 : 0.0, .limits = limits};
    ewma batch{p}, single{p};
    CHECK(batch.update(xs) == xs.size());
    for (const double x : xs) single.update(x);
    CHECK(batch == single);
  }
}

TEST_CASE("what makes no chart is refused") {
  CHECK_THROWS_AS(ewma({.L = 2, .head_start = 2}), error);
  CHECK_THROWS_AS(ewma({.side = side::up, .limits = ewma_limits_form::fir}), error);
  CHECK_THROWS_AS(ewma({.side = side::up, .barrier = 1}), error);
}
