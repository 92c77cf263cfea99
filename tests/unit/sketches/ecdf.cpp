// The frozen distribution: exact ranks for few distinct values, bounded gaps for many.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/sketches/ecdf.hpp>

namespace {

using sample = std::vector<double>;

tepid::rank_range counted(const sample& sorted, double x) {
  const auto [low, high] = std::equal_range(sorted.begin(), sorted.end(), x);
  return {static_cast<std::uint32_t>(low - sorted.begin()), static_cast<std::uint32_t>(high - low)};
}

}  // namespace

TEST_CASE("ranks are exact up to the cap") {
  tepid::random_source random{1};
  for (const std::size_t n : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}, std::size_t{8},
                              std::size_t{100}, std::size_t{16'383}}) {
    for (const double grain : {0.0, 4.0}) {
      sample s(n);
      for (double& x : s) x = grain > 0 ? std::floor(tepid::normal(random) * grain) : tepid::normal(random);
      std::sort(s.begin(), s.end());
      const auto e = tepid::ecdf::of_sorted(s);
      REQUIRE(e.size() == n);
      CHECK(e.error() == 0.0);
      bool same = true;
      const auto check = [&](double x) {
        const auto r = e.rank(x), c = counted(s, x);
        same &= r.below == c.below && r.equal == c.equal;
      };
      for (const double x : s) {
        check(x);
        check(std::nextafter(x, 1e300));
        check(std::nextafter(x, -1e300));
      }
      check(std::numeric_limits<double>::max());
      check(std::numeric_limits<double>::lowest());
      CHECK(same);
      CHECK(e(s.back()) == 1.0);
    }
  }
}

TEST_CASE("a large sample is thinned with a stated rank error, frequent values kept") {
  tepid::random_source random{2};
  sample s(200'000);
  for (double& x : s) x = random.uniform() < 0.1 ? 0.25 : tepid::normal(random);
  std::sort(s.begin(), s.end());
  const auto e = tepid::ecdf::of_sorted(s);
  CHECK(e.size() == 200'000);
  CHECK(e.points_kept() <= tepid::ecdf::most_points);
  CHECK(e.points_kept() > tepid::ecdf::most_points / 2);
  CHECK(e.error() < 2.0 / tepid::ecdf::most_points);
  const auto atom = e.rank(0.25), exact = counted(s, 0.25);
  CHECK(atom.below == exact.below);
  CHECK(atom.equal == exact.equal);
  bool covers = true, narrow = true;
  for (int i = 0; i < 20'000; ++i) {
    const double x = tepid::normal(random);
    const auto r = e.rank(x), c = counted(s, x);
    covers &= r.below <= c.below && c.below + c.equal <= r.below + r.equal;
    narrow &= r.equal <= e.error() * e.size() + 1;
  }
  CHECK(covers);
  CHECK(narrow);
  CHECK(e.rank(s.front()).below == 0);
  CHECK(e(s.back()) == 1.0);
}

TEST_CASE("it is saved and read back, compressed or not") {
  tepid::random_source random{3};
  for (const std::size_t n : {0ul, 1ul, 1000ul, 50'000ul}) {
    sample s(n);
    for (double& x : s) x = tepid::normal(random);
    std::sort(s.begin(), s.end());
    const auto e = tepid::ecdf::of_sorted(s);
    std::vector<std::byte> bytes(1 << 20);
    tepid::byte_writer out{bytes};
    out(e);
    REQUIRE(out.size() <= bytes.size());
    tepid::byte_reader in{std::span{bytes}.first(out.size())};
    tepid::ecdf back;
    in(back);
    CHECK_FALSE(in.failed());
    CHECK(in.remaining() == 0);
    CHECK(back == e);
  }
}

TEST_CASE("unsorted and not finite values are refused") {
  CHECK_THROWS_AS(tepid::ecdf::of_sorted(sample{2, 1}), tepid::error);
  CHECK_THROWS_AS(tepid::ecdf::of_sorted(sample{1, std::numeric_limits<double>::infinity()}), tepid::error);
  CHECK(tepid::ecdf{}.rank(0.0).below == 0);
}

TEST_CASE("many ranks at once are those of one at a time") {
  tepid::random_source random{21};
  sample values(5000), asked(1003);
  for (double& x : values) x = std::round(1000.0 * tepid::normal(random)) / 1000.0;
  for (double& x : asked) x = std::round(1500.0 * tepid::normal(random)) / 1000.0;
  std::sort(values.begin(), values.end());
  const auto e = tepid::ecdf::of_sorted(values);
  std::vector<std::uint32_t> below(asked.size());
  e.ranks_below(asked, below.data());
  for (std::size_t i = 0; i < asked.size(); ++i) REQUIRE(below[i] == e.rank(asked[i]).below);
}

TEST_CASE("both zeros are one value; infinities and the extremes of double lie where they belong") {
  constexpr double largest = std::numeric_limits<double>::max(), smallest = std::numeric_limits<double>::denorm_min();
  constexpr double infinite = std::numeric_limits<double>::infinity();
  const auto e = tepid::ecdf::of_sorted(std::vector<double>{-largest, -1.0, -smallest, -0.0, 0.0, smallest, 2.0, largest});
  const auto at = [&](double x) { return std::pair{e.rank(x).below, e.rank(x).equal}; };
  CHECK(at(0.0) == std::pair{3u, 2u});
  CHECK(at(-0.0) == std::pair{3u, 2u});
  CHECK(at(-smallest) == std::pair{2u, 1u});
  CHECK(at(-largest) == std::pair{0u, 1u});
  CHECK(at(largest) == std::pair{7u, 1u});
  CHECK(at(-infinite) == std::pair{0u, 0u});
  CHECK(at(infinite) == std::pair{8u, 0u});
}
