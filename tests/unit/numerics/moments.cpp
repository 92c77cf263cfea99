// Moments: textbook values, large offsets, merging, extremes of the number range.
#include "support/catch.hpp"

#include <limits>
#include <span>
#include <vector>

#include <tepid/numerics/moments.hpp>
#include <tepid/numerics/normal.hpp>

TEST_CASE("moments of a small sample by hand, at any offset") {
  // 1, 2, 3, 10: mean 4, squared deviations 9 + 4 + 1 + 36 = 50, cubes -27 - 8 - 1 + 216 = 180, fourth 81 + 16 + 1 +
  // 1296.
  for (const double offset : {0.0, 1e6, 1e12, -1e12}) {
    tepid::moments m;
    for (const double x : {1.0, 2.0, 3.0, 10.0}) m.add(x + offset);
    CHECK(m.count() == 4);
    CHECK(m.mean() == 4.0 + offset);
    CHECK(m.variance() == Approx(50.0 / 3.0).epsilon(1e-12));
    CHECK(m.skewness() == Approx(180.0 * 2.0 / std::pow(50.0, 1.5)).epsilon(1e-12));
    CHECK(m.kurtosis() == Approx(1394.0 * 4.0 / 2500.0).epsilon(1e-12));
    CHECK(m.min() == 1.0 + offset);
    CHECK(m.max() == 10.0 + offset);
  }
}

TEST_CASE("many values at a large offset keep their spread") {
  tepid::random_source random{4};
  tepid::moments near, far;
  for (int i = 0; i < 200'000; ++i) {
    const double x = std::floor(1024.0 * tepid::normal(random)) / 1024.0;  // exact at either offset
    near.add(x);
    far.add(x + 1e12);
  }
  CHECK(far.sd() == Approx(near.sd()).epsilon(1e-9));
  CHECK(far.mean() - 1e12 == Approx(near.mean()).margin(1e-3));
  CHECK(far.kurtosis() == Approx(near.kurtosis()).epsilon(1e-6));
}

TEST_CASE("merging parts equals one pass") {
  tepid::random_source random{5};
  std::vector<double> xs(10'000);
  for (double& x : xs) x = std::exp(tepid::normal(random));
  tepid::moments all;
  all.add(xs);
  for (const std::size_t cut : {0ul, 1ul, 17ul, 5000ul, 10'000ul}) {
    tepid::moments a, b;
    a.add(std::span{xs}.first(cut));
    b.add(std::span{xs}.subspan(cut));
    a.merge(b);
    CHECK(a.count() == all.count());
    CHECK(a.min() == all.min());
    CHECK(a.max() == all.max());
    CHECK(a.mean() == Approx(all.mean()).epsilon(1e-13));
    CHECK(a.variance() == Approx(all.variance()).epsilon(1e-12));
    CHECK(a.skewness() == Approx(all.skewness()).epsilon(1e-11));
    CHECK(a.kurtosis() == Approx(all.kurtosis()).epsilon(1e-11));
  }
}

TEST_CASE("the mean survives the largest numbers; not-finite values are not taken") {
  constexpr double most = std::numeric_limits<double>::max();
  tepid::moments m;
  for (const double x :
       {most, -most, most, most, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::quiet_NaN()})
    m.add(x);
  CHECK(m.count() == 4);
  CHECK(m.mean() == Approx(0.5 * most).epsilon(1e-12));
  CHECK(m.sound());
  tepid::moments other = m;
  other.merge(m);
  CHECK(other.sound());
  CHECK(other.mean() == Approx(0.5 * most).epsilon(1e-12));
}
