// The few numeric tools of the core.
#include "support/catch.hpp"

#include <bit>
#include <cstdint>
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

TEST_CASE("a missing value is the NaN that R calls NA, whatever its sign and quiet bit; no other NaN is one") {
  constexpr auto of_bits = [](std::uint64_t bits) { return std::bit_cast<double>(bits); };
  // R 4: writeBin(NA_real_, raw(), endian = "big") is 7f f0 00 00 00 00 07 a2, and after arithmetic 7f f8 ...
  for (const std::uint64_t na :
       {0x7ff0'0000'0000'07a2u, 0x7ff8'0000'0000'07a2u, 0xfff8'0000'0000'07a2u, 0x7fff'ffff'0000'07a2u}) {
    CHECK(tepid::is_missing(of_bits(na)));
    CHECK(tepid::is_nan(of_bits(na)));
  }
  CHECK(tepid::is_missing(tepid::missing_value));
  // 1954 with all else zero is a number; an infinity has no low bits.
  for (const double x : {not_a_number, -not_a_number, infinity, -infinity, 0.0, 1954.0, of_bits(1954),
                         of_bits(0x7ff8'0000'0000'07a3), of_bits(0x7ff8'0001'0000'0000)})
    CHECK_FALSE(tepid::is_missing(x));
  const float narrow = static_cast<float>(tepid::missing_value);
  CHECK(tepid::is_nan(static_cast<double>(narrow)));
  CHECK_FALSE(tepid::is_missing(static_cast<double>(narrow)));  // as documented: a float has no room for the mark
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
