// The portable cosine against 40 digits, against the C library's long double, and where it ends.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <tepid/core/random.hpp>
#include <tepid/numerics/cosine.hpp>

TEST_CASE("portable_cos of numbers that are hard, by mpmath 1.4.1 with 60 digits") {
  CHECK(tepid::portable_cos(1.0) == Approx(0.5403023058681398).epsilon(6e-16));
  CHECK(tepid::portable_cos(-2.0) == Approx(-0.4161468365471424).epsilon(6e-16));
  CHECK(tepid::portable_cos(1.5707963267948966) == Approx(6.123233995736766e-17).epsilon(6e-16));
  CHECK(tepid::portable_cos(4.71238898038469) == Approx(-1.8369701987210297e-16).epsilon(6e-16));
  CHECK(tepid::portable_cos(22.0) == Approx(-0.9999608263946371).epsilon(6e-16));
  CHECK(tepid::portable_cos(355.0) == Approx(-0.999999999545659).epsilon(6e-16));
  CHECK(tepid::portable_cos(710.0) == Approx(0.999999998182636).epsilon(6e-16));
  CHECK(tepid::portable_cos(10000.5) == Approx(-0.6890756043964729).epsilon(6e-16));
  CHECK(tepid::portable_cos(81954.7357496697) == Approx(-0.9999664173011129).epsilon(6e-16));
  CHECK(tepid::portable_cos(1000000.0) == Approx(0.9367521275331447).epsilon(6e-16));
  CHECK(tepid::portable_cos(99999999.0) == Approx(0.5876094079305121).epsilon(6e-16));
  CHECK(tepid::portable_cos(100000000.0) == Approx(-0.3633850893556905).epsilon(6e-16));
}

TEST_CASE("portable_cos is within 2.5 ulp of the long double cosine") {
  tepid::random_source random{21};
  for (const double range : {1e-8, 1.6, 10.0, 1e3, 1e6, 1e8}) {
    long double worst = 0.0L;
    for (int i = 0; i < 200'000; ++i) {
      const double x = range * (2.0 * random.uniform() - 1.0);
      const long double truth = std::cos(static_cast<long double>(x));
      if (std::abs(truth) < 1e-9L) continue;
      int exponent = 0;
      std::frexp(truth, &exponent);
      const long double error = std::abs(static_cast<long double>(tepid::portable_cos(x)) - truth);
      worst = std::max(worst, std::ldexp(error, 53 - exponent));
    }
    INFO("range " << range);
    CHECK(static_cast<double>(worst) < 2.5);
  }
}

TEST_CASE("portable_cos ends at 1e8, stays within [-1, 1], and keeps NaN") {
  constexpr double most = std::numeric_limits<double>::infinity();
  CHECK(tepid::portable_cos(0.0) == 1.0);
  CHECK(tepid::portable_cos(-0.0) == 1.0);
  CHECK(tepid::portable_cos(5e-324) == 1.0);
  CHECK(tepid::portable_cos(1e8) == Approx(-0.3633850893556905).epsilon(1e-15));
  CHECK(tepid::portable_cos(100000000.00000003) == 0.0);
  CHECK(tepid::portable_cos(-most) == 0.0);
  CHECK(std::isnan(tepid::portable_cos(std::numeric_limits<double>::quiet_NaN())));
  static_assert(tepid::portable_cos(0.0) == 1.0);
}
