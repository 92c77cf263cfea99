// portable_log against 50-digit arithmetic (Boost.Multiprecision).
#include "support/catch.hpp"

#include <bit>
#include <cmath>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <tepid/core/random.hpp>
#include <tepid/numerics/elementary.hpp>

namespace {

using exact = boost::multiprecision::cpp_bin_float_50;

/// The error of portable_log(x) in units in the last place of the right answer.
double ulps(double x) {
  const exact right = boost::multiprecision::log(exact{x});
  const double rounded = right.convert_to<double>();
  if (rounded == 0.0) return tepid::portable_log(x) == 0.0 ? 0.0 : 1e9;
  const double unit = std::abs(std::nextafter(rounded, INFINITY) - rounded);
  return (boost::multiprecision::abs(exact{tepid::portable_log(x)} - right) / unit).convert_to<double>();
}

}  // namespace

TEST_CASE("portable_log is within 1 ulp everywhere") {
  tepid::random_source random{3};
  double worst = 0.0;
  for (int i = 0; i < 30000; ++i) {
    const auto bits = random.below(0x7ff0'0000'0000'0000);  // any finite positive number, subnormal too
    worst = std::max(worst, ulps(std::bit_cast<double>(bits)));
  }
  for (int i = 0; i < 20000; ++i) worst = std::max(worst, ulps(0.5 + 1.5 * random.uniform()));
  for (int i = 0; i < 20000; ++i)  // next to 1, where the logarithm is small
    worst = std::max(worst, ulps(1.0 + std::ldexp(random.uniform() - 0.5, -static_cast<int>(random.below(50)))));
  for (int e = -1074; e <= 1023; ++e) worst = std::max(worst, ulps(std::ldexp(1.0, e)));
  for (const double edge :
       {std::sqrt(2.0), std::sqrt(0.5), 1.0 + 0x1p-52, 1.0 - 0x1p-53, 0x1p-1022, 0x1.fffffffffffffp1023}) {
    worst = std::max({worst, ulps(edge), ulps(std::nextafter(edge, 0.0))});
  }
  CHECK(worst < 1.0);
  CHECK(worst > 0.4);  // the measure itself works: rounding alone gives about half a unit
}

TEST_CASE("portable_log at the ends") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(tepid::portable_log(1.0) == 0.0);
  CHECK(tepid::portable_log(0.0) == -infinity);
  CHECK(tepid::portable_log(-0.0) == -infinity);
  CHECK(tepid::portable_log(infinity) == infinity);
  CHECK(std::isnan(tepid::portable_log(-1.0)));
  CHECK(std::isnan(tepid::portable_log(-infinity)));
  CHECK(std::isnan(tepid::portable_log(std::numeric_limits<double>::quiet_NaN())));
}

TEST_CASE("portable_log has the same bits when compiled and when run") {
  constexpr double compiled[] = {tepid::portable_log(0.1), tepid::portable_log(3.7), tepid::portable_log(1e-310)};
  volatile double values[] = {0.1, 3.7, 1e-310};
  for (int i = 0; i < 3; ++i) CHECK(tepid::portable_log(values[i]) == compiled[i]);
}
