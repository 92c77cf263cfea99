// Charts of sample variances: their definition with every kind of sample, what they say of a change.
#include <algorithm>
#include <cmath>
#include <vector>

#include <tepid/detectors/variance_cusum.hpp>
#include <tepid/detectors/variance_ewma.hpp>

#include "support/catch.hpp"
#include "support/run_lengths.hpp"

namespace {

using namespace tepid;
using namespace tepid_test;

template <class P>
std::vector<double> variances(const P& p, std::span<const double> xs) {
  std::vector<double> found;
  const std::size_t size = p.df + p.own_mean;
  for (std::size_t at = 0; at + size <= xs.size(); at += size) {
    double mean = 0, squares = 0;
    for (const double x : xs.subspan(at, size)) mean += (x - p.mean) / p.sd / static_cast<double>(size);
    for (const double x : xs.subspan(at, size)) {
      const double z = (x - p.mean) / p.sd - (p.own_mean ? mean : 0.0);
      squares += z * z;
    }
    found.push_back(squares / static_cast<double>(p.df));
  }
  return found;
}

double defined(const variance_cusum_params& p, std::span<const double> xs) {
  double s = p.head_start;
  for (const double v : variances(p, xs)) s = std::max(0.0, s + (p.side == side::up ? v - p.k : p.k - v));
  return s;
}

double defined(const variance_ewma_params& p, std::span<const double> xs) {
  double z = p.head_start;
  for (const double v : variances(p, xs)) z = (1 - p.lambda) * z + p.lambda * v;
  return (z - 1) / std::sqrt(2 * p.lambda / (static_cast<double>(p.df) * (2 - p.lambda)));
}

}  // namespace

TEST_CASE("charts of variances are their definition") {
  auto xs = climbing(600, 0.0);
  for (std::size_t i = 0; i < xs.size(); ++i) xs[i] = 3 + 2 * xs[i] * (1 + static_cast<double>(i) / 1000);
  for (const std::uint64_t df : {1u, 4u})
    for (const bool own_mean : {false, true}) {
      const variance_cusum_params up{.df = df, .own_mean = own_mean, .mean = 3, .sd = 2};
      const variance_cusum_params down{
          .k = 0.6, .h = 2, .df = df, .head_start = 1, .side = side::down, .own_mean = own_mean, .mean = 3, .sd = 2.5};
      const variance_ewma_params e{.df = df, .head_start = 0.8, .own_mean = own_mean, .mean = 3, .sd = 2};
      check_definition(variance_cusum{up}, xs, [&](auto seen) { return defined(up, seen); });
      check_definition(variance_cusum{down}, xs, [&](auto seen) { return defined(down, seen); });
      check_definition(variance_ewma{e}, xs, [&](auto seen) { return defined(e, seen); });
    }
}

TEST_CASE("a growth of the spread is told with its onset and size") {
  random_source random{2};
  variance_cusum c{{.h = 15, .mean = 10, .sd = 2}};
  variance_ewma e{{.L = 6, .mean = 10, .sd = 2}};
  for (int i = 0; i < 300; ++i) c.update(10 + 1.5 * normal(random)), e.update(10 + 1.5 * normal(random));
  while (c.status() != state::drift) c.update(10 + 5 * normal(random));
  while (e.status() != state::drift) e.update(10 + 5 * normal(random));
  for (const auto& seen : {c.change(), e.change()}) {
    CHECK(std::fabs(static_cast<double>(seen.onset) - 300) < 10);
    CHECK(seen.direction == 1);
    CHECK(seen.effect == Approx(3).margin(2));
  }
}

TEST_CASE("samples about their own mean do not see an offset") {
  random_source random{4};
  variance_ewma d{{.L = 8, .df = 4, .own_mean = true}};
  for (int i = 0; i < 100000; ++i) CHECK(d.update(1e9 + normal(random)) != state::drift);
}

TEST_CASE("a chart of variances needs one side and a head start below its limit") {
  CHECK_THROWS_AS(variance_cusum({.side = side::both}), error);
  CHECK_THROWS_AS(variance_cusum({.h = 2, .head_start = 2}), error);
  CHECK_THROWS_AS(variance_ewma({.L = 1, .head_start = 2}), error);
}
