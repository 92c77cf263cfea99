// normal_quantile against 50-digit arithmetic (Boost.Math), and the numbers drawn through it.
#include "support/catch.hpp"

#include <cmath>
#include <limits>

#include <boost/math/special_functions/erf.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

using exact = boost::multiprecision::cpp_bin_float_50;

/// Relative error of normal_quantile(p), from P(Z <= z) and the density at its answer: exact to second order.
double relative_error(double p) {
  const exact z{tepid::normal_quantile(p)};
  const exact root = boost::multiprecision::sqrt(exact{2});
  const exact tail = boost::math::erfc(-z / root) / 2;
  const exact density =
      boost::multiprecision::exp(-z * z / 2) / boost::multiprecision::sqrt(2 * boost::math::constants::pi<exact>());
  return boost::multiprecision::abs((tail - exact{p}) / density / z).convert_to<double>();
}

}  // namespace

TEST_CASE("normal_quantile is right to 1e-15 of itself") {
  tepid::random_source random{6};
  double worst = 0.0;
  for (int i = 0; i < 1500; ++i) worst = std::max(worst, relative_error(random.uniform()));
  for (int i = 1; i < 300; ++i) worst = std::max(worst, relative_error(std::pow(10.0, -i)));
  for (int i = 2; i < 52; ++i) worst = std::max(worst, relative_error(1.0 - std::ldexp(1.0, -i)));
  for (int i = 3; i < 50; ++i) worst = std::max(worst, relative_error(0.5 + std::ldexp(1.0, -i)));
  for (const double seam : {0.075, 0.925, 1.388794386496402e-11}) {
    worst = std::max({worst, relative_error(seam), relative_error(std::nextafter(seam, 0.0)),
                      relative_error(std::nextafter(seam, 1.0))});
  }
  CHECK(worst < 1e-15);
  CHECK(worst > 1e-17);
}

TEST_CASE("normal_quantile gives the textbook's values") {
  CHECK(tepid::normal_quantile(0.975) == Catch::Approx(1.959963984540054).epsilon(1e-15));
  CHECK(tepid::normal_quantile(0.9986501019683699) == Catch::Approx(3.0).epsilon(1e-13));
  CHECK(tepid::normal_quantile(1e-300) == Catch::Approx(-37.04709629936120).epsilon(1e-14));  // Boost.Math, 50 digits
  CHECK(tepid::normal_quantile(0.5) == 0.0);
}

TEST_CASE("normal_quantile at the ends") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(tepid::normal_quantile(0.0) == -infinity);
  CHECK(tepid::normal_quantile(1.0) == infinity);
  CHECK(std::isnan(tepid::normal_quantile(-0.1)));
  CHECK(std::isnan(tepid::normal_quantile(1.1)));
  CHECK(std::isnan(tepid::normal_quantile(std::numeric_limits<double>::quiet_NaN())));
  CHECK(std::isfinite(tepid::normal_quantile(std::numeric_limits<double>::denorm_min())));
  CHECK(std::isfinite(tepid::normal_quantile(1.0 - 0x1p-53)));
}

TEST_CASE("normal_quantile grows, up to the rounding of neighbours, and is odd about one half") {
  tepid::random_source random{12};
  for (int i = 0; i < 20000; ++i) {
    const double p = random.uniform();
    CHECK(tepid::normal_quantile(p) <= tepid::normal_quantile(p + 1e-13 * (1 - p)));
    const double half = std::ldexp(std::floor(std::ldexp(p, 30)), -31) + 0x1p-32;  // 1 - half is exact
    CHECK(tepid::normal_quantile(half) == -tepid::normal_quantile(1.0 - half));
  }
}

TEST_CASE("normal numbers have the moments of the normal law") {
  tepid::random_source random{2};
  constexpr int n = 1000000;
  double s1 = 0, s2 = 0, s3 = 0, s4 = 0;
  for (int i = 0; i < n; ++i) {
    const double z = tepid::normal(random);
    s1 += z, s2 += z * z, s3 += z * z * z, s4 += z * z * z * z;
  }
  CHECK(std::abs(s1 / n) < 4 * std::sqrt(1.0 / n));
  CHECK(std::abs(s2 / n - 1) < 4 * std::sqrt(2.0 / n));
  CHECK(std::abs(s3 / n) < 4 * std::sqrt(15.0 / n));
  CHECK(std::abs(s4 / n - 3) < 4 * std::sqrt(96.0 / n));
}
