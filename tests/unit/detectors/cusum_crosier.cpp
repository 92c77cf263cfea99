// Crosier's CUSUM: its definition, what it says of a change.
#include <cmath>
#include <vector>

#include <tepid/detectors/cusum_crosier.hpp>

#include "support/catch.hpp"
#include "support/run_lengths.hpp"

namespace {

using namespace tepid;
using namespace tepid_test;

/// As Crosier writes it, by shrinking.
double defined(const cusum_crosier_params& p, std::span<const double> xs) {
  double s = p.head_start;
  for (const double x : xs) {
    const double moved = s + (x - p.mean) / p.sd, c = std::fabs(moved);
    s = c <= p.k ? 0.0 : moved * (1 - p.k / c);
  }
  return std::fabs(s);
}

}  // namespace

TEST_CASE("the sum is its definition") {
  const auto xs = climbing(600, -0.002);
  for (const double head_start : {0.0, 2.0, -3.0}) {
    const cusum_crosier_params p{.k = 0.4, .head_start = head_start, .mean = -0.2, .sd = 1.3};
    check_definition(cusum_crosier{p}, xs, [&](auto seen) { return defined(p, seen); });
  }
}

TEST_CASE("a fall takes back what a rise has added") {
  cusum_crosier d{{.h = 100}};
  for (int i = 0; i < 10; ++i) d.update(2.5);
  CHECK(d.sum() == Approx(20));
  for (int i = 0; i < 5; ++i) d.update(-2.5);
  CHECK(d.sum() == Approx(5));
}

TEST_CASE("a change's onset and size are told") {
  cusum_crosier d{{.mean = 10, .sd = 2}};
  for (int i = 0; i < 50; ++i) d.update(i % 2 ? 9.5 : 10.5);
  while (d.status() != state::drift) d.update(6);
  CHECK(d.change().onset == 50);
  CHECK(d.change().direction == -1);
  CHECK(d.change().effect == Approx(-4).epsilon(0.15));
}
