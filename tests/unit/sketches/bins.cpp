// Bins: where edges belong, what lies outside, merging, quantile edges.
#include "support/catch.hpp"

#include <limits>
#include <vector>

#include <tepid/sketches/bins.hpp>

namespace {

using counts = std::vector<std::uint64_t>;
counts of(const tepid::bins& b) { return {b.counts().begin(), b.counts().end()}; }
const double infinite = std::numeric_limits<double>::infinity(), missing = tepid::missing_value;
const double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("bins are closed on the right, the first also on the left") {
  tepid::bins b{0.0, 10.0, {2.0, 5.0}};
  for (const double x : {0.0, 1.0, 2.0, 2.5, 5.0, 5.0001, 10.0}) b.add(x);
  CHECK(of(b) == counts{3, 2, 2});
  for (const double x : {-0.001, 10.001, 11.0, infinite, -infinite, -infinite, missing, missing, missing, not_a_number})
    b.add(x);
  CHECK(of(b) == counts{3, 2, 2});
  CHECK(b.below() == 1);
  CHECK(b.above() == 2);
  CHECK(b.not_finite() == tepid::non_finite_counts{3, 1, 2, 1});
  CHECK(b.inside() == 7);
  CHECK(b.total() == 17);
}

TEST_CASE("merging adds, in any order, and refuses other edges") {
  tepid::bins all{0.0, 1.0, {0.5}}, left = all, right = all;
  for (const double x : {0.1, 0.7, 2.0, missing}) left.add(x), all.add(x);
  for (const double x : {0.2, -1.0, infinite, -infinite, not_a_number}) right.add(x), all.add(x);
  tepid::bins one = left, two = right;
  one.merge(right);
  two.merge(left);
  CHECK(one == all);
  CHECK(two == all);
  CHECK_THROWS_AS(one.merge(tepid::bins{0.0, 1.0, {0.6}}), tepid::error);
  CHECK(one.emptied().total() == 0);
}

TEST_CASE("quantile edges are those of type 7, equal ones merged") {
  // R: quantile(c(1, 2, 4, 8, 16), c(.25, .5, .75)) is 2, 4, 8; quantile(1:10, .1) is 1.9.
  const std::vector<double> powers{1, 2, 4, 8, 16};
  const auto four = tepid::bins::on_quantiles(powers, 4);
  CHECK(std::vector<double>(four.cuts().begin(), four.cuts().end()) == std::vector<double>{2, 4, 8});
  CHECK(four.low() == 1.0);
  CHECK(four.high() == 16.0);
  const std::vector<double> ten{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  CHECK(tepid::bins::on_quantiles(ten, 10).cuts()[0] == Approx(1.9).epsilon(1e-15));
  const std::vector<double> ties{1, 1, 1, 1, 1, 1, 1, 2, 2, 3};
  const auto merged = tepid::bins::on_quantiles(ties, 10);
  const std::vector<double> expected{1, 1.3, 2, 2.1};
  REQUIRE(merged.cuts().size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(merged.cuts()[i] == Approx(expected[i]).epsilon(1e-15));
  const std::vector<double> one{7};
  CHECK(tepid::bins::on_quantiles(one, 10).counts().size() == 2);
  CHECK_THROWS_AS(tepid::bins::on_quantiles({}, 10), tepid::error);
}

TEST_CASE("edges that make no sense are refused") {
  CHECK_THROWS_AS((tepid::bins{1.0, 0.0, {}}), tepid::error);
  CHECK_THROWS_AS((tepid::bins{0.0, 1.0, {0.5, 0.5}}), tepid::error);
  CHECK_THROWS_AS((tepid::bins{0.0, 1.0, {2.0}}), tepid::error);
  CHECK_THROWS_AS((tepid::bins{0.0, 1.0, {missing}}), tepid::error);
  CHECK_THROWS_AS((tepid::bins{0.0, infinite, {}}), tepid::error);
}

TEST_CASE("quantiles between values of opposite sign do not overflow") {
  const double most = std::numeric_limits<double>::max();
  const std::vector<double> ends{-most, most};
  CHECK(tepid::quantile_of_sorted(ends, 0.5) == 0.0);
  CHECK(tepid::quantile_of_sorted(ends, 0.25) / most == Catch::Approx(-0.5));
  CHECK(tepid::quantile_of_sorted(ends, 1.0) == most);
  CHECK(of(tepid::bins::on_quantiles(ends, 10)).size() == 10);
}
