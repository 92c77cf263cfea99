// Reservoir: every value is equally likely to be in the sample, alone and after merging; saving.
#include "support/catch.hpp"
#include "support/own_new.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <boost/math/special_functions/gamma.hpp>

#include <tepid/sketches/reservoir.hpp>

namespace {

/// p-value of the chi-square test that all places are hit equally often. `drawn` values without replacement from
/// `places` a round: the counts vary (places - drawn) / (places - 1) as much as independent ones.
double p_of_equal(const std::vector<int>& hits, double rounds, double drawn) {
  const double places = static_cast<double>(hits.size()), expected = rounds * drawn / places;
  double sum = 0.0;
  for (const int h : hits) sum += (h - expected) * (h - expected) / expected;
  return boost::math::gamma_q(0.5 * (places - 1), 0.5 * sum * (places - 1) / (places - drawn));
}

}  // namespace

TEST_CASE("each value is sampled equally often") {
  std::vector<int> hits(200);
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    tepid::reservoir r{20, seed};
    for (int i = 0; i < 200; ++i) r.update(i);
    REQUIRE(r.values().size() == 20);
    for (const double x : r.values()) ++hits[static_cast<std::size_t>(x)];
  }
  const double p = p_of_equal(hits, 20'000, 20);
  INFO(p);
  CHECK(p > 1e-3);
  CHECK(p < 1 - 1e-3);
}

TEST_CASE("merged samples weigh parts by what they have seen, in any order") {
  // Parts of 10, 150, 40 and 3 values (some smaller than the sample), merged in a row and in pairs.
  const std::vector<int> sizes{10, 150, 40, 3};
  for (const bool in_pairs : {false, true}) {
    std::vector<int> hits(203);
    std::vector<int> first_part(11);
    for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
      std::vector<tepid::reservoir> parts;
      int value = 0;
      for (std::size_t i = 0; i < sizes.size(); ++i) {
        parts.emplace_back(20, 4 * seed + i);
        for (int j = 0; j < sizes[i]; ++j) parts.back().update(value++);
      }
      if (in_pairs) {
        parts[3].merge(parts[1]);
        parts[2].merge(parts[0]);
        parts[3].merge(parts[2]);
      } else {
        for (std::size_t i : {2u, 1u, 0u}) parts[3].merge(parts[i]);
      }
      REQUIRE(parts[3].n() == 203);
      REQUIRE(parts[3].values().size() == 20);
      std::size_t of_first = 0;
      for (const double x : parts[3].values()) ++hits[static_cast<std::size_t>(x)], of_first += x < 10;
      ++first_part[of_first];
    }
    const double p = p_of_equal(hits, 20'000, 20);
    INFO(p);
    CHECK(p > 1e-3);
    CHECK(p < 1 - 1e-3);
    // How many come from the first ten follows the hypergeometric law: 0 to 4 of them, and more.
    double chance = 1.0, sum = 0.0, rest = 1.0, seen_rest = 20'000;
    for (int i = 0; i < 20; ++i) chance *= (193.0 - i) / (203.0 - i);  // none
    for (int k = 0; k < 4; ++k) {
      const double seen = first_part[static_cast<std::size_t>(k)];
      sum += (seen - 20'000 * chance) * (seen - 20'000 * chance) / (20'000 * chance);
      rest -= chance;
      seen_rest -= seen;
      chance *= (10.0 - k) * (20.0 - k) / ((k + 1.0) * (193.0 - 20.0 + k + 1.0));
    }
    sum += (seen_rest - 20'000 * rest) * (seen_rest - 20'000 * rest) / (20'000 * rest);
    CHECK(boost::math::gamma_q(2.0, 0.5 * sum) > 1e-3);
  }
}

TEST_CASE("the stated error is the standard error of a share of one half") {
  constexpr int seeds = 4000;
  double squares = 0.0, stated = 0.0;
  for (int seed = 0; seed < seeds; ++seed) {
    tepid::reservoir r{64, static_cast<std::uint64_t>(seed)};
    for (int i = 0; i < 200; ++i) r.update(i);
    const auto low = std::count_if(r.values().begin(), r.values().end(), [](double x) { return x < 100; });
    squares += std::pow(static_cast<double>(low) / 64 - 0.5, 2);
    stated = r.error();
  }
  CHECK(std::sqrt(squares / seeds) == Approx(stated).epsilon(0.05));  // 1.1% is the standard error of that
}

TEST_CASE("few values are all there; what is not finite is counted apart; nothing allocates") {
  tepid::reservoir r{8};
  r.update(std::vector<double>{3, 1, 2, tepid::missing_value, std::numeric_limits<double>::quiet_NaN(),
                               -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()});
  CHECK(std::vector<double>(r.values().begin(), r.values().end()) == std::vector<double>{3, 1, 2});
  CHECK(r.not_finite() == tepid::non_finite_counts{1, 1, 1, 1});
  CHECK(r.n() == 3);
  CHECK(r.error() == 0.0);  // every value is there
  auto copy = r, loaded = tepid::reservoir::load(r.save());
  const std::size_t before = tepid_test::allocations;
  for (int i = 0; i < 100; ++i) r.update(i), copy.update(i), loaded.update(i);
  const std::size_t after = tepid_test::allocations;
  CHECK(after == before);
  CHECK(copy == r);
  CHECK(loaded == r);
  CHECK(tepid::reservoir::load(r.save()).save() == r.save());
  auto twice = r;
  twice.merge(twice);
  CHECK(twice.n() == 206);
  CHECK(twice.not_finite() == tepid::non_finite_counts{2, 2, 2, 2});
  CHECK(twice.error() == Approx(std::sqrt(0.25 / 8 * (1 - 8.0 / 206))).epsilon(1e-15));
  tepid::reservoir small{4, 9};
  small.update(1.0);
  twice.merge(small);
  CHECK(twice.size() == 4);
  CHECK(twice.values().size() == 4);
  CHECK_THROWS_AS(tepid::reservoir{0}, tepid::error);
}
