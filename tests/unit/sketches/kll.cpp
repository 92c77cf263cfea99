// KLL: what it promises of ranks, quantiles, merging, saving and refusing. Its bytes are tested in oracle/.
#include "support/catch.hpp"
#include "support/own_new.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/sketches/kll.hpp>

namespace {

const double infinite = std::numeric_limits<double>::infinity(), missing = tepid::missing_value;

/// 0 .. n-1 in random order.
std::vector<double> shuffled(std::size_t n, std::uint64_t seed) {
  std::vector<double> xs(n);
  std::iota(xs.begin(), xs.end(), 0.0);
  tepid::random_source random{seed, 77};
  for (std::size_t i = n; i > 1; --i) std::swap(xs[i - 1], xs[random.below(i)]);
  return xs;
}

/// Errors of the ranks of 0 .. n-1 at `points` places.
std::vector<double> errors(const tepid::kll<double>& sketch, std::size_t n, int points = 19) {
  std::vector<double> found;
  for (int i = 1; i <= points; ++i) {
    const double x = std::floor(static_cast<double>(n) * i / (points + 1.0));
    found.push_back(sketch.rank(x) - (x + 1) / static_cast<double>(n));
  }
  return found;
}

template <class T>
std::uint64_t weight_of(const tepid::kll<T>& sketch) {
  std::uint64_t sum = 0;
  sketch.for_each_weighted([&](T, std::uint64_t w) { sum += w; });
  return sum;
}

}  // namespace

TEST_CASE("blocks are sorted and runs merged") {
  tepid::random_source random{1};
  for (int round = 0; round < 200; ++round) {
    std::array<double, 128> block;
    for (double& x : block) x = round % 3 == 0 ? static_cast<double>(random.below(5)) : tepid::normal(random);
    if (round % 7 == 0) block[random.below(128)] = infinite;
    auto sorted = block;
    std::sort(sorted.begin(), sorted.end());
    std::array<double, 128> scratch;
    tepid::detail::sort_block(block.data(), scratch.data(), block.size());
    REQUIRE(block == sorted);
    std::array<float, 16> few;
    for (float& x : few) x = static_cast<float>(random.below(9));
    auto expected = few;
    std::sort(expected.begin(), expected.end());
    std::array<float, 16> room;
    tepid::detail::sort_block(few.data(), room.data(), few.size());
    REQUIRE(few == expected);
  }
}

TEST_CASE("up to k values are kept, and everything is exact") {
  for (const auto k : std::vector<std::uint16_t>{8, 100, 200, 1000, 65535}) {
    tepid::kll<double> sketch{k};
    const auto xs = shuffled(k, 3);
    sketch.update(xs);
    CHECK(sketch.retained() == k);
    CHECK(sketch.error() == 0.0);
    CHECK(sketch.n() == k);
    CHECK(sketch.min() == 0.0);
    CHECK(sketch.max() == k - 1.0);
    for (const double x : {0.0, 3.0, 3.5, k - 1.0}) {
      CHECK(sketch.rank(x) == (std::floor(x) + 1) / k);
      CHECK(sketch.rank(x, false) == std::ceil(x) / k);
    }
    CHECK(sketch.quantile(0.0) == 0.0);
    CHECK(sketch.quantile(0.5) == std::ceil(k * 0.5) - 1);
    CHECK(sketch.quantile(1.0) == k - 1.0);
  }
}

TEST_CASE("the rank error stays within its bound in 99 of 100 streams, and memory within its own") {
  // A small version of tests/long/kll_error.cpp: 100 streams, 19 ranks each.
  const std::size_t n = 20'000;
  std::size_t beyond = 0, all = 0;
  double squares = 0.0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    tepid::kll<double> sketch{200, seed};
    sketch.update(shuffled(n, seed));
    CHECK(sketch.retained() <= 800);
    CHECK(weight_of(sketch) == n);
    for (const double e : errors(sketch, n)) {
      beyond += std::abs(e) > sketch.error();
      squares += e * e;
      ++all;
    }
  }
  INFO("beyond " << beyond << " of " << all << ", rms " << std::sqrt(squares / static_cast<double>(all)));
  CHECK(beyond <= all / 100);
  CHECK(std::sqrt(squares / static_cast<double>(all)) < 2.296 / std::pow(200.0, 0.9723) / 2.5);
}

TEST_CASE("the stated error is that of DataSketches") {
  tepid::kll<double> sketch;
  sketch.update(shuffled(1000, 1));
  // datasketches 5.2.0: kll_doubles_sketch.get_normalized_rank_error(200, False) and (200, True)
  CHECK(sketch.error() == Approx(0.013294757464848584).epsilon(1e-14));
  CHECK(sketch.error(true) == Approx(0.01651561908528982).epsilon(1e-14));
}

TEST_CASE("64 shards with one seed, merged in three orders, stay within the bound") {
  const std::size_t n = 64 * 1500;
  std::size_t beyond = 0, all = 0;
  for (std::uint64_t round = 0; round < 8; ++round) {
    const auto xs = shuffled(n, round + 100);
    std::vector<tepid::kll<double>> shards(64);
    for (std::size_t i = 0; i < 64; ++i) shards[i].update(std::span{xs}.subspan(i * 1500, 1500));
    auto forwards = shards[0], backwards = shards[63];
    for (std::size_t i = 1; i < 64; ++i) forwards.merge(shards[i]);
    for (std::size_t i = 63; i-- > 0;) backwards.merge(shards[i]);
    auto tree = shards;
    for (std::size_t apart = 1; apart < 64; apart *= 2)
      for (std::size_t i = 0; i < 64; i += 2 * apart) tree[i].merge(tree[i + apart]);
    for (const auto& merged : {forwards, backwards, tree[0]}) {
      CHECK(merged.n() == n);
      CHECK(weight_of(merged) == n);
      CHECK(merged.retained() <= 800);
      CHECK(merged.bytes() == shards[0].bytes());
      CHECK(merged.min() == 0.0);
      CHECK(merged.max() == n - 1.0);
      for (const double e : errors(merged, n)) beyond += std::abs(e) > merged.error(), ++all;
    }
  }
  INFO(beyond << " of " << all);
  CHECK(beyond <= all / 100);
}

TEST_CASE("merging with the empty, the short and another k") {
  tepid::kll<double> a{200, 1}, none, few{50, 2}, many{50, 3};
  a.update(shuffled(5000, 1));
  auto with_none = a;
  with_none.merge(none);
  CHECK(with_none == a);
  auto from_none = none;
  from_none.merge(a);
  CHECK(from_none.n() == 5000);
  CHECK(from_none.max() == 4999.0);
  few.update(std::vector<double>{-1.0, missing, 3.0});  // loses none, so its k is of no consequence
  auto with_few = a;
  with_few.merge(few);
  CHECK(with_few.n() == 5002);
  CHECK(with_few.not_finite() == tepid::non_finite_counts{.missing = 1});
  CHECK(with_few.min() == -1.0);
  CHECK(with_few.error() == a.error());
  many.update(shuffled(5000, 4));
  auto coarse = a;
  coarse.merge(many);
  CHECK(coarse.n() == 10'000);
  CHECK(coarse.error() == many.error());
  auto twice = a;
  twice.merge(twice);
  CHECK(twice.n() == 10'000);
  CHECK(weight_of(twice) == 10'000);
}

TEST_CASE("a batch is its values one by one, and nothing allocates") {
  auto xs = shuffled(5000, 9);
  xs[17] = missing;
  xs[18] = xs[3000] = std::numeric_limits<double>::quiet_NaN();
  xs[4000] = infinite;
  xs[4001] = -infinite;
  tepid::kll<double> batch{100, 5}, single{100, 5}, pieces{100, 5};
  const std::size_t before = tepid_test::allocations;
  batch.update(xs);
  for (const double x : xs) single.update(x);
  for (std::size_t at = 0; at < xs.size();) {
    const std::size_t some = std::min<std::size_t>(1 + at % 301, xs.size() - at);
    pieces.update(std::span{xs}.subspan(at, some));
    at += some;
  }
  const double rank = batch.rank(1000.0);
  const std::size_t after = tepid_test::allocations;
  CHECK(after == before);
  CHECK(rank > 0.0);
  CHECK(batch == single);
  CHECK(batch == pieces);
  CHECK(batch.save() == pieces.save());
  CHECK(batch.n() == 4997);
  CHECK(batch.not_finite() == tepid::non_finite_counts{.missing = 1, .nan = 2});
  tepid::kll<float> floats;
  floats.update(static_cast<float>(missing));  // a float cannot say that it is missing
  CHECK(floats.not_finite() == tepid::non_finite_counts{.nan = 1});
  CHECK(batch.min() == -infinite);
  CHECK(batch.max() == infinite);
}

TEST_CASE("it is saved and goes on as if it had not been") {
  for (const std::size_t n : {0ul, 1ul, 127ul, 128ul, 129ul, 5000ul}) {
    auto xs = shuffled(n + 3000, 4);
    tepid::kll<double> sketch{64, 11};
    sketch.update(std::span{xs}.first(n));
    auto back = tepid::kll<double>::load(sketch.save());
    CHECK(back == sketch);
    sketch.update(std::span{xs}.subspan(n));
    back.update(std::span{xs}.subspan(n));
    CHECK(back.save() == sketch.save());
  }
  tepid::kll<float> floats;
  for (int i = 0; i < 3000; ++i) floats.update(static_cast<float>(i));
  CHECK(tepid::kll<float>::load(floats.save()) == floats);
  CHECK_THROWS_AS(tepid::kll<double>::load(floats.save()), tepid::error);
}

TEST_CASE("quantiles, distribution and shares of a view agree") {
  tepid::kll<double> sketch;
  sketch.update(shuffled(10'000, 6));
  const auto view = sketch.view();
  CHECK(view.n() == 10'000);
  for (const double p : {0.0, 0.001, 0.25, 0.5, 0.9, 1.0}) {
    const double q = sketch.quantile(p);
    CHECK(q == view.quantile(p));
    CHECK(sketch.rank(q) >= p);
    CHECK(sketch.rank(q, false) <= p);
    CHECK(std::abs(q / 10'000 - p) < 2 * sketch.error());
  }
  const std::vector<double> points{-1.0, 2500.0, 9000.0, 20'000.0};
  const auto cdf = sketch.cdf(points), pmf = sketch.pmf(points);
  REQUIRE(cdf.size() == 5);
  CHECK(cdf[0] == 0.0);
  CHECK(cdf[1] == sketch.rank(2500.0));
  CHECK(cdf[4] == 1.0);
  CHECK(std::accumulate(pmf.begin(), pmf.end(), 0.0) == Approx(1.0).epsilon(1e-15));
  CHECK_THROWS_AS(sketch.quantile(1.5), tepid::error);
  CHECK_THROWS_AS(sketch.quantile(missing), tepid::error);
  CHECK_THROWS_AS(sketch.cdf(std::vector<double>{1.0, 1.0}), tepid::error);
  CHECK_THROWS_AS(tepid::kll<double>{}.quantile(0.5), tepid::error);
  CHECK(std::isnan(tepid::kll<double>{}.rank(0.5)));
  CHECK_THROWS_AS(tepid::kll<double>{7}, tepid::error);
}

TEST_CASE("sorted input, constants and few different values") {
  tepid::kll<double> rising, constant, coin;
  tepid::random_source random{2};
  for (int i = 0; i < 100'000; ++i) {
    rising.update(i);
    constant.update(7.0);
    coin.update(static_cast<double>(random.below(2)));
  }
  for (const double e : errors(rising, 100'000)) CHECK(std::abs(e) < rising.error());
  CHECK(constant.rank(7.0) == 1.0);
  CHECK(constant.rank(7.0, false) == 0.0);
  CHECK(constant.quantile(0.3) == 7.0);
  CHECK(std::abs(coin.rank(0.0) - 0.5) < 0.02);
  rising.clear();
  CHECK(rising.empty());
  CHECK(rising.max() == 0.0);
}

TEST_CASE("a sketch whose blocks are sorted elsewhere is the same sketch") {
  tepid::random_source random{22};
  std::vector<double> xs(50'000);
  for (double& x : xs) x = tepid::normal(random);
  tepid::kll<double> own{512}, elsewhere{512}, unsorted{512};
  own.update(xs);
  elsewhere.update(std::span<const double>{xs}.first(777), [](std::span<double> block) { return std::sort(block.begin(), block.end()), true; });
  elsewhere.update(std::span<const double>{xs}.subspan(777), [](std::span<double> block) { return std::sort(block.begin(), block.end()), true; });
  unsorted.update(std::span<const double>{xs}, [](std::span<double>) { return false; });
  CHECK(elsewhere.save() == own.save());
  CHECK(unsorted.save() == own.save());
}
