// The EWMA of counts: its definition, rounding as Gan's, values that are no counts.
#include <cmath>
#include <vector>

#include <tepid/detectors/ewma_counts.hpp>

#include "support/catch.hpp"
#include "support/run_lengths.hpp"

namespace {

using namespace tepid;
using namespace tepid_test;

double defined(const ewma_counts_params& p, std::span<const double> xs) {
  const bool binomial = p.law == counts_law::binomial;
  const double n = static_cast<double>(p.n), mean = binomial ? n * p.p : p.mean,
               variance = binomial ? mean * (1 - p.p) : mean;
  const double r = static_cast<double>(p.resolution);
  double z = p.z0 < 0 ? mean : p.z0;
  for (const double x : xs) {
    z = (1 - p.lambda) * z + p.lambda * x;
    if (p.resolution != 0) z = std::floor(z * r + 0.5) / r;
  }
  const double s = (z - mean) / std::sqrt(variance * p.lambda / (2 - p.lambda));
  return p.side == side::both ? std::fabs(s) : p.side == side::up ? s : -s;
}

}  // namespace

TEST_CASE("the EWMA of counts is its definition") {
  random_source random{9};
  std::vector<double> poisson, binomial;
  const auto p = count_draw::poisson(5), b = count_draw::binomial(150, 0.12);
  for (int i = 0; i < 700; ++i) poisson.push_back(p(random)), binomial.push_back(b(random));
  for (const auto which : {side::both, side::up, side::down})
    for (const std::uint64_t resolution : {0u, 1u, 8u}) {
      const ewma_counts_params one{.lambda = 0.2, .A = 2.1, .side = which, .resolution = resolution};
      const ewma_counts_params two{
          .law = counts_law::binomial, .lambda = 0.2, .A = 2.1, .side = which, .z0 = 14.5, .resolution = resolution};
      check_definition(ewma_counts{one}, poisson, [&](auto seen) { return defined(one, seen); });
      check_definition(ewma_counts{two}, binomial, [&](auto seen) { return defined(two, seen); });
    }
}

TEST_CASE("values that are no counts are taken as documented") {
  ewma_counts d{{.lambda = 1.0, .A = 1e5}};
  d.update(-5);
  CHECK(d.value() == 0);
  d.update(1e200);
  CHECK(d.value() == 1e15);
  ewma_counts b{{.law = counts_law::binomial, .n = 10, .lambda = 1.0, .A = 1e5}};
  b.update(11);
  CHECK(b.value() == 10);
}

TEST_CASE("a change of the mean count is told") {
  ewma_counts d{{.mean = 10}};
  for (int i = 0; i < 40; ++i) d.update(i % 2 ? 9 : 11);
  while (d.status() != state::drift) d.update(5);
  CHECK(std::fabs(static_cast<double>(d.change().onset) - 40) <= 1);
  CHECK(d.change().direction == -1);
  CHECK(d.change().effect == Approx(-5).margin(1.2));
  CHECK_THROWS_AS(ewma_counts({.z0 = 40}), error);
}
