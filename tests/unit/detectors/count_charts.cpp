// CUSUMs of counts: their definition, sums that do not drift, values that are no counts.
#include <algorithm>
#include <vector>

#include <tepid/detectors/cusum_binomial.hpp>
#include <tepid/detectors/cusum_poisson.hpp>

#include "support/catch.hpp"
#include "support/run_lengths.hpp"

namespace {

using namespace tepid;
using namespace tepid_test;

template <class P>
double defined(const P& p, std::span<const double> xs) {
  long double s = p.head_start;
  for (const double x : xs)
    s = std::max(0.0L,
                 s + (p.side == side::up ? x - static_cast<long double>(p.k) : p.k - static_cast<long double>(x)));
  return static_cast<double>(s);
}

std::vector<double> counts(const count_draw& draw, std::size_t n) {
  random_source random{7};
  std::vector<double> xs;
  for (std::size_t i = 0; i < n; ++i) xs.push_back(draw(random));
  return xs;
}

}  // namespace

TEST_CASE("CUSUMs of counts are their definition") {
  const auto xs = counts(count_draw::poisson(4), 800);
  for (const double head_start : {0.0, 3.0}) {
    const cusum_poisson_params up{.k = 4.7, .head_start = head_start},
        down{.k = 3.3, .h = 6, .side = side::down, .head_start = head_start};
    check_definition(cusum_poisson{up}, xs, [&](auto seen) { return defined(up, seen); });
    check_definition(cusum_poisson{down}, xs, [&](auto seen) { return defined(down, seen); });
  }
  const auto ys = counts(count_draw::binomial(150, 0.12), 800);
  const cusum_binomial_params p{};
  check_definition(cusum_binomial{p}, ys, [&](auto seen) { return defined(p, seen); });
}

TEST_CASE("a sum that comes to h exactly raises no alarm, whatever k rounds to") {
  for (const double k : {0.1, 0.3, 2.7, 5.3, 1.0 / 3}) {
    // h is ten steps of 1 - k or of the next whole number; added up one by one they miss it by rounding.
    const double count = std::ceil(k) + (k == std::ceil(k)), h = 10 * (count - k);
    cusum_poisson d{{.k = k, .h = h}};
    for (int i = 0; i < 10; ++i) CHECK(d.update(count) == state::stable);
    CHECK(d.update(count) == state::drift);
  }
}

TEST_CASE("sums of ten million counts do not drift") {
  cusum_poisson d{{.k = 0.1, .h = 1e6}};
  d.update(2);  // never back to zero: 1 then nine times 0, on average k
  std::vector<double> cycle(10000, 0.0);
  for (std::size_t i = 0; i < cycle.size(); i += 10) cycle[i] = 1.0;
  for (int i = 0; i < 1000; ++i) d.update(cycle);
  CHECK(d.statistic() == Approx(1.9).epsilon(1e-9));
}

TEST_CASE("values that are no counts are taken as documented") {
  cusum_poisson d{};
  d.update(-7);
  CHECK(d.statistic() == 0);
  d.update(5.5);
  CHECK(d.statistic() == 0.5);
  d.update(1e300);
  CHECK(d.statistic() == Approx(1e15));
  cusum_binomial b{{.n = 10, .p = 0.2, .k = 3}};
  b.update(1000);
  CHECK(b.statistic() == 7);
}

TEST_CASE("the change of a count is told") {
  cusum_poisson d{};
  for (int i = 0; i < 20; ++i) d.update(3);
  while (d.status() != state::drift) d.update(9);
  CHECK(d.change().onset == 20);
  CHECK(d.change().effect == 4);
  CHECK(d.change().direction == 1);
}

TEST_CASE("one k cannot serve both sides") {
  CHECK_THROWS_AS(cusum_poisson({.side = side::both}), error);
  CHECK_THROWS_AS(cusum_binomial({.h = 5, .head_start = 6}), error);
}

TEST_CASE("the level and the limit are each other's inverse") {
  for (const double h : {0.0, 0.5, 1.0, 20.0, 1e6})
    CHECK(cusum_poisson::limit_for(cusum_poisson{{.h = h}}.level()) == Approx(h).margin(1e-15));
}
