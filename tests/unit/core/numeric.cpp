// The few numeric tools of the core.
#include "support/catch.hpp"

#include <limits>

#include <tepid/core/numeric.hpp>

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double largest = std::numeric_limits<double>::max();
constexpr double smallest = std::numeric_limits<double>::denorm_min();
}  // namespace

TEST_CASE("is_finite and is_nan know every kind of number") {
  for (const double x : {0.0, -0.0, 1.0, -largest, largest, smallest, -smallest}) {
    CHECK(tepid::is_finite(x));
    CHECK_FALSE(tepid::is_nan(x));
  }
  for (const double x : {infinity, -infinity}) {
    CHECK_FALSE(tepid::is_finite(x));
    CHECK_FALSE(tepid::is_nan(x));
  }
  for (const double x : {not_a_number, -not_a_number, std::numeric_limits<double>::signaling_NaN()}) {
    CHECK_FALSE(tepid::is_finite(x));
    CHECK(tepid::is_nan(x));
  }
}

TEST_CASE("standardize is finite for finite values") {
  CHECK(tepid::standardize(7.0, 1.0, 0.5) == 3.0);
  CHECK(tepid::standardize(largest, -1e100, 1e100) == tepid::standard_max);
  CHECK(tepid::standardize(-largest, 1e100, 1e100) == -tepid::standard_max);
  CHECK(tepid::standardize(1e100, 1e100, 1e100) == 0.0);
  CHECK(tepid::is_finite(tepid::standardize(smallest, 0.0, 1e-100)));
}

TEST_CASE("integer_power multiplies") {
  CHECK(tepid::integer_power(2.0, 0) == 1.0);
  CHECK(tepid::integer_power(0.0, 0) == 1.0);
  CHECK(tepid::integer_power(3.0, 13) == 1594323.0);
  CHECK(tepid::integer_power(-2.0, 63) == -0x1p63);
  CHECK(tepid::integer_power(0.5, 2000) == 0.0);
  CHECK(tepid::integer_power(1.0, ~std::uint64_t{0}) == 1.0);
  CHECK(tepid::integer_power(0.999, 1000) == Catch::Approx(0.36769542477096373).epsilon(1e-13));  // mpmath
}

TEST_CASE("to_text is the shortest text that reads back") {
  CHECK(tepid::to_text(0.1) == "0.1");
  CHECK(tepid::to_text(1e300) == "1e+300");
  CHECK(tepid::to_text(-2.0) == "-2");
  CHECK(tepid::to_text(1.0 / 3) == "0.3333333333333333");
  CHECK(tepid::to_text(-smallest) == "-5e-324");
  CHECK(tepid::to_text(-largest) == "-1.7976931348623157e+308");
}
