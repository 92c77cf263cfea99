// CUSUM and EWMA charts of counts: chains written independently in R, known laws, bounds, limits, refusals.
#include "support/catch.hpp"

#include <cmath>

#include <tepid/design/binomial_charts.hpp>
#include <tepid/design/poisson_charts.hpp>

namespace d = tepid::design;
using Catch::Approx;
using enum tepid::side;

namespace {

template <class Call>
std::string refused(Call&& call) {
  try {
    static_cast<void>(call());
  } catch (const tepid::error& e) {
    return e.field();
  }
  return "";
}

d::binomial_cusum binomial(std::uint64_t n, tepid::side side, double k, double h) {
  return d::make_binomial_cusum(n, side, {k, h}, {k, h});
}

}  // namespace

TEST_CASE("CUSUM of binomial counts against the full transition matrix in R") {
  CHECK(binomial(20, up, 2.5, 6).arl(.1).arl == Approx(178.64429220667).epsilon(1e-12));
  CHECK(binomial(20, up, 2.5, 6).arl(.2).arl == Approx(4.9883079330362).epsilon(1e-12));
  CHECK(binomial(20, down, 1.5, 6).arl(.1).arl == Approx(442.11589694794).epsilon(1e-12));
  CHECK(binomial(1, up, 1. / 50, 2).arl(.01).arl == Approx(1373.040593426).epsilon(1e-11));  // Bernoulli
}

TEST_CASE("a two-sided CUSUM whose arms run together is solved as one chain") {
  // The full matrix of all pairs in R; k apart by 1, h by 12 and by 2. (spc 0.6.7 has 12.119 and 93.916420 here: its
  // formula takes the arms as never running together.)
  CHECK(d::make_poisson_cusum(both, {4.5, 3}, {3.5, 15}).arl(4).arl == Approx(12.1401173063196).epsilon(1e-12));
  CHECK(d::make_poisson_cusum(both, {4.5, 10}, {3.5, 12}).arl(4).arl == Approx(93.916419940413).epsilon(1e-12));
  CHECK(d::make_poisson_cusum(both, {4.5, 10, 2}, {3.5, 10, 2}).arl(4).arl == Approx(73.372352689749).epsilon(1e-12));
  // Where they never do, the sum of rates is the chain's own answer.
  const auto chart = d::make_poisson_cusum(both, {4.5, 10}, {3.5, 10.5});
  CHECK(chart.arl(4).arl == Approx(chart.chain(4).arl()).epsilon(1e-12));
  CHECK(chart.drift_arl(4, .05).arl < chart.arl(4).arl);
}

TEST_CASE("with lambda 1 an EWMA is a Shewhart chart: its run length is geometric") {
  const auto law = d::count_law::binomial(150, .1);
  CHECK(d::make_rounded_binomial_ewma(150, {1, 0, 27, 15}).arl(.1).arl == Approx(1 / law.above(27)).epsilon(1e-11));
  CHECK(d::make_poisson_ewma({1, 2, 9, 5, both}).arl(5).arl ==
        Approx(1 / (d::count_law::poisson(5).above(9) + d::count_law::poisson(5).at_most(1))).epsilon(1e-11));
  const auto chart = d::make_rounded_binomial_ewma(150, {1, 0, 27, 15});
  CHECK(chart.steady_state_arl(.1, .12).arl == Approx(chart.arl(.12).arl).epsilon(1e-10));
  CHECK(chart.chain(.1).quantile(.5) ==
        static_cast<std::uint64_t>(std::ceil(std::log(.5) / std::log1p(-law.above(27)))));
}

TEST_CASE("drift of a binomial probability, against the same recursion in R") {
  CHECK(d::make_rounded_binomial_ewma(150, {.165, 0, 18, 15}).drift_arl(.1, 1e-4).arl ==
        Approx(113.05607731184).epsilon(1e-10));
}

TEST_CASE("rounding up and down enclose the EWMA that does not round, ever closer") {
  const double limit = 4 + 2.7 * std::sqrt(.1 * 4 / 1.9);
  const d::count_ewma_params params{.1, 0, limit, 4};
  const auto law = d::count_law::poisson(4);
  const auto wide = d::count_ewma_bounds(params, law, 50), close = d::count_ewma_bounds(params, law, 100);
  const double arl = d::count_ewma{params, 401}.arl(law).arl;
  CHECK(wide.first < close.first);
  CHECK(close.first < arl);
  CHECK(arl < close.second);
  CHECK(close.second < wide.second);
  CHECK(refused([&] { return d::count_ewma_bounds({.1, 1, 7, 4, both}, law, 50); }) == "side");
}

TEST_CASE("a k without a small denominator is refused, and enclosed") {
  const double k = 4.5 + 1e-4 * std::sqrt(2.0);
  CHECK(refused([&] { return d::make_poisson_cusum(up, {k, 10}, {}); }) == "k");
  const auto [low, high] = d::count_cusum_bounds(up, k, 10, d::count_law::poisson(4), 100);
  CHECK(low == Approx(129.6438254365).epsilon(1e-9));  // k = 4.5
  CHECK(high > low);
  CHECK(high < low * 1.01);
}

TEST_CASE("limits are the smallest of their lattice that keep the budget") {
  for (const double arl0 : {100.0, 1e4, 1e6}) {
    const auto found = d::poisson_cusum_limit(up, 4.5, 4, arl0);
    CHECK(found.achieved.arl >= arl0);
    CHECK(d::make_poisson_cusum(up, {4.5, found.limit - .5}, {}).arl(4).arl < arl0);
    const auto bin = d::binomial_cusum_limit(up, 2.5, 20, .1, arl0);
    CHECK(bin.achieved.arl >= arl0);
    CHECK(binomial(20, up, 2.5, bin.limit - .5).arl(.1).arl < arl0);
  }
  const auto gan = d::rounded_binomial_ewma_limit(up, .165, 150, .1, 1000);
  CHECK(gan.limit == 18);
  CHECK(gan.achieved.arl == Approx(1372.465530).epsilon(1e-8));
  // spc: pois.ewma.crit(.1, 500, 4, 4) is 2.8255
  const auto factor = d::poisson_ewma_factor(both, .1, 4, 500, 101);
  CHECK(factor.limit == Approx(2.8255).margin(2e-4));
  CHECK(factor.achieved.arl >= 500);
  for (const auto side : {up, down}) {
    const auto one = d::poisson_ewma_factor(side, .1, 4, 500, 101);
    CHECK(one.limit < factor.limit);
    CHECK(one.achieved.arl == Approx(500).epsilon(.05));
    CHECK(one.achieved.arl >= 500);
  }
  // A binomial with p and one with 1 - p mirror each other.
  const auto low = d::rounded_binomial_ewma_limit(down, .165, 150, .9, 1000);
  CHECK(low.achieved.arl >= 1000);
  CHECK(low.limit < 135);
  CHECK(d::binomial_ewma_factor(both, .2, 50, .3, 370, 201).limit ==
        Approx(d::binomial_ewma_factor(both, .2, 50, .7, 370, 201).limit).margin(1e-5));
  const auto pair = d::count_cusum_limits(4.5, 3.5, d::count_law::poisson(4), 500);
  CHECK(pair.achieved.arl >= 500);
  CHECK(pair.limit.upper == d::poisson_cusum_limit(up, 4.5, 4, 1000).limit);
}

TEST_CASE("reference values between two laws") {
  CHECK(d::poisson_cusum_reference(4, 6, 1000) == Approx(2 / std::log(1.5)).margin(5e-4));
  CHECK(d::poisson_cusum_reference(4, 6) == 4.9);
  CHECK(d::binomial_cusum_reference(20, .1, .2) == Approx(2.9));
  CHECK(refused([] { return d::poisson_cusum_reference(4, 4.1, 1); }) == "denominator");
  CHECK(refused([] { return d::poisson_cusum_reference(4, 4); }) == "after");
  CHECK(refused([] { return d::binomial_cusum_reference(20, 0, .1); }) == "before");
}

TEST_CASE("nonsense is refused by name") {
  const double nan_value = std::nan("");
  CHECK(refused([&] { return d::make_poisson_cusum(up, {nan_value, 10}, {}); }) == "k");
  CHECK(refused([] { return d::make_poisson_cusum(up, {0, 10}, {}); }) == "k");
  CHECK(refused([] { return d::make_poisson_cusum(up, {1, -1}, {}); }) == "h");
  CHECK(refused([] { return d::make_poisson_cusum(up, {1, 5, 6}, {}); }) == "head_start");
  CHECK(refused([] { return d::make_poisson_cusum(up, {1, 5, std::sqrt(2.0)}, {}); }) == "head_start");
  CHECK(refused([] { return d::make_poisson_cusum(up, {1.001, 100}, {}); }) == "h");  // too many states
  CHECK(refused([] { return d::make_poisson_cusum(up, {4.5, 10}, {}).arl(-1); }) == "mean");
  CHECK(refused([] { return d::make_poisson_cusum(up, {4.5, 10}, {}).arl(0); }) == "transitions");  // never alarms
  CHECK(refused([] { return d::make_poisson_cusum(up, {4.5, 10}, {}).drift_arl(4, std::nan("")); }) == "slope");
  CHECK(refused([] { return d::poisson_cusum_limit(up, 4.5, 4, .5); }) == "arl0");
  CHECK(refused([] { return d::poisson_cusum_limit(both, 4.5, 4, 50); }) == "side");
  CHECK(refused([] { return d::poisson_ewma_factor(down, .1, 4, 1e300); }) == "arl0");
  CHECK(refused([] { return d::poisson_ewma_factor(down, .5, .1, 1e12); }) == "arl0");  // never so low
  CHECK(refused([] { return d::rounded_binomial_ewma_limit(down, .1, 20, .05, 100); }) == "start");
  CHECK(refused([] { return d::make_binomial_cusum(0, up, {1, 5}, {}); }) == "n");
  CHECK(refused([] { return binomial(20, up, 2.5, 6).arl(1.5); }) == "p");
  CHECK(refused([] { return d::make_poisson_ewma({0, 0, 5, 4}); }) == "lambda");
  CHECK(refused([] { return d::make_poisson_ewma({.1, 6, 5, 5}); }) == "upper");
  CHECK(refused([] { return d::make_poisson_ewma({.1, 0, 5, 6}); }) == "start");
  CHECK(refused([] { return d::make_poisson_ewma({.1, 0, 5, 4}, 1); }) == "cells");
  CHECK(refused([] { return d::rounded_count_ewma{{.1, 0, 5, 4}, 0}; }) == "resolution");
  CHECK(refused([] {
          return d::rounded_count_ewma{{.1, 0, 50, 4}, 1000}.arl(d::count_law::poisson(4));
        }) == "resolution");
}
