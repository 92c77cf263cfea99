// moments4: the same bits however a stream is cut, merging, saving, extremes. Its numbers are tested in oracle/.
#include "support/catch.hpp"
#include "support/own_new.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/sketches/moments4.hpp>

namespace {

const double infinite = std::numeric_limits<double>::infinity(), missing = tepid::missing_value;

std::vector<double> values(std::size_t n) {
  tepid::random_source random{3};
  std::vector<double> xs(n);
  for (double& x : xs) x = 100.0 + tepid::normal(random);
  return xs;
}

}  // namespace

TEST_CASE("any cut of a stream gives the same bits, and nothing allocates") {
  auto xs = values(10'000);
  xs[5] = missing;
  xs[600] = infinite;
  for (const std::size_t i : {7u, 5000u}) xs[i] = std::numeric_limits<double>::quiet_NaN();
  for (const std::size_t i : {8u, 9u, 9999u}) xs[i] = -infinite;
  tepid::moments4 batch, single, pieces;
  const std::size_t before = tepid_test::allocations;
  batch.update(xs);
  for (const double x : xs) single.update(x);
  for (std::size_t at = 0; at < xs.size();) {
    const std::size_t some = std::min<std::size_t>(1 + at % 517, xs.size() - at);
    pieces.update(std::span{xs}.subspan(at, some));
    at += some;
  }
  const std::size_t after = tepid_test::allocations;
  CHECK(after == before);
  CHECK(batch == single);
  CHECK(batch == pieces);
  CHECK(batch.save() == pieces.save());
  CHECK(batch.count() == 9993);
  CHECK(batch.not_finite() == tepid::non_finite_counts{1, 2, 3, 1});
  CHECK(tepid::moments4::load(batch.save()).not_finite() == batch.not_finite());
  pieces.merge(single);
  CHECK(pieces.not_finite() == tepid::non_finite_counts{2, 4, 6, 2});
  CHECK(batch.all() == single.all());
}

TEST_CASE("it is saved and goes on as if it had not been") {
  for (const std::size_t n : {0ul, 1ul, 255ul, 256ul, 3000ul}) {
    const auto xs = values(n + 2000);
    tepid::moments4 m;
    m.update(std::span{xs}.first(n));
    auto back = tepid::moments4::load(m.save());
    CHECK(back == m);
    m.update(std::span{xs}.subspan(n));
    back.update(std::span{xs}.subspan(n));
    CHECK(back.save() == m.save());
    m.merge(back);
    CHECK(tepid::moments4::load(m.save()) == m);
    CHECK(m.count() == 2 * (n + 2000));
  }
}

TEST_CASE("few values, constants and the ends of the number range") {
  tepid::moments4 m;
  CHECK(m.count() == 0);
  CHECK(m.mean() == 0.0);
  CHECK(m.variance() == 0.0);
  m.update(3.0);
  CHECK(m.mean() == 3.0);
  CHECK(m.variance() == 0.0);
  CHECK(std::isnan(m.skewness()));
  for (int i = 0; i < 1000; ++i) m.update(3.0);
  CHECK(m.mean() == 3.0);
  CHECK(m.variance() == 0.0);
  CHECK(m.min() == 3.0);
  constexpr double most = std::numeric_limits<double>::max();
  tepid::moments4 wide;
  for (int i = 0; i < 600; ++i) wide.update(i % 2 == 0 ? most : -most);
  CHECK(wide.all().sound());
  CHECK(wide.min() == -most);
  CHECK(wide.max() == most);
  CHECK(std::abs(wide.mean()) < 1e-10 * most);
  tepid::moments4 tiny;
  for (int i = 0; i < 600; ++i) tiny.update(std::numeric_limits<double>::denorm_min() * (i % 3));
  CHECK(tiny.all().sound());
}
