// Kinds of what is no finite number: each value has one, and counts keep them apart.
#include "support/catch.hpp"

#include <limits>
#include <span>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/core/non_finite.hpp>

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
using tepid::non_finite;
using tepid::non_finite_counts;

}  // namespace

TEST_CASE("each value that is not finite is of one kind") {
  CHECK(tepid::non_finite_kind(tepid::missing_value) == non_finite::missing);
  CHECK(tepid::non_finite_kind(-tepid::missing_value) == non_finite::missing);
  CHECK(tepid::non_finite_kind(not_a_number) == non_finite::nan);
  CHECK(tepid::non_finite_kind(-not_a_number) == non_finite::nan);
  CHECK(tepid::non_finite_kind(-infinite) == non_finite::negative_infinity);
  CHECK(tepid::non_finite_kind(infinite) == non_finite::positive_infinity);
  CHECK(to_string(non_finite::negative_infinity) == "negative_infinity");
}

TEST_CASE("counting many is counting one by one, and finite values count for nothing") {
  const std::vector<double> xs{1.0,          tepid::missing_value,  not_a_number, -0.0,      -infinite,
                               not_a_number, -not_a_number,         infinite,     -infinite, 1e308,
                               5e-324,       -tepid::missing_value, infinite,     infinite};
  non_finite_counts one_by_one;
  for (const double x : xs)
    if (!tepid::is_finite(x)) one_by_one.add(x);
  const non_finite_counts expected{.missing = 2, .nan = 3, .negative_infinity = 2, .positive_infinity = 3};
  CHECK(one_by_one == expected);
  CHECK(tepid::count_non_finite(xs) == expected);
  CHECK(tepid::count_non_finite({}) == non_finite_counts{});
  CHECK(expected.no_value() == 5);
  CHECK(expected.infinite() == 5);
  CHECK(expected.total() == 10);
  CHECK(expected[non_finite::negative_infinity] == 2);
  non_finite_counts twice = expected;
  twice += expected;
  CHECK(twice == non_finite_counts{4, 6, 4, 6});
  CHECK(twice.at_most(6));
  CHECK_FALSE(twice.at_most(5));
}

TEST_CASE("what is saved is read back; of version 1 two counts, of what takes infinities as values one") {
  const non_finite_counts n{1, 2, 3, 4};
  const auto whole = tepid::written_bytes([&](auto& io) { io(n); });
  CHECK(whole.size() == 32);
  non_finite_counts back;
  tepid::byte_reader{whole, 2}(back);
  CHECK(back == n);
  tepid::byte_reader first{whole, 1};
  first(back = {});
  CHECK(back == non_finite_counts{.missing = 1, .positive_infinity = 2});
  CHECK(first.remaining() == 16);

  const auto no_value = tepid::written_bytes([&](auto& io) { non_finite_counts::no_value_io(n, io); });
  CHECK(no_value.size() == 16);
  tepid::byte_reader second{no_value, 2};
  non_finite_counts::no_value_io(back = {}, second);
  CHECK(back == non_finite_counts{1, 2});
  tepid::byte_reader only{no_value, 1};
  non_finite_counts::no_value_io(back = {}, only);
  CHECK(back == non_finite_counts{1});
}
