// Normal scores of randomized ranks: the formula, uniformity with ties, bounds, saving.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/transforms/pit.hpp>
#include <tepid/two_sample/kolmogorov_smirnov.hpp>

namespace {

tepid::pit on(std::vector<double> reference, std::uint64_t seed = 1) {
  std::sort(reference.begin(), reference.end());
  return {tepid::ecdf::of_sorted(reference), tepid::random_source{seed}};
}

}  // namespace

TEST_CASE("the score is the normal quantile of (L + U (E + 1)) / (m + 1)") {
  auto p = on({1, 2, 2, 2, 5, 9, 9}, 42);
  tepid::random_source same{42};
  struct {
    double x, below, equal;
  } const cases[] = {{0, 0, 0}, {1, 0, 1}, {1.5, 1, 0}, {2, 1, 3}, {3, 4, 0}, {5, 4, 1}, {9, 5, 2}, {9.5, 7, 0}};
  for (const auto& c : cases) {
    const double u = (c.below + same.uniform() * (c.equal + 1)) / 8.0;
    CHECK(p(c.x) == Approx(tepid::normal_quantile(u)).epsilon(1e-14));
  }
}

TEST_CASE("scores of the same law are uniform ranks, with ties, atoms and tiny references alike") {
  // Over fresh references and one value each, u is exactly uniform; so is the pool, tested against a grid.
  tepid::random_source random{7};
  for (const int levels : {0, 1, 2, 5}) {
    for (const std::size_t m : {std::size_t{1}, std::size_t{4}, std::size_t{50}}) {
      std::vector<double> u, grid;
      const auto draw = [&] {
        return levels ? static_cast<double>(random.below(static_cast<std::uint64_t>(levels))) : tepid::normal(random);
      };
      for (std::size_t i = 0; i < 4000; ++i) {
        std::vector<double> reference(m);
        for (double& x : reference) x = draw();
        u.push_back(on(reference, i).uniform(draw()));
        grid.push_back((static_cast<double>(i) + 0.5) / 4000);
      }
      // Against a grid that has no sampling error the distance is that of one sample: sqrt(n) D below 1.95 (0.1 %).
      INFO(levels << " levels, reference of " << m);
      CHECK(tepid::kolmogorov_smirnov{}(grid, u).statistic * std::sqrt(4000.0) < 1.95);
    }
  }
}

TEST_CASE("a compressed reference keeps scores uniform") {
  tepid::random_source random{8};
  std::vector<double> reference(100'000), u(20'000), grid;
  for (double& x : reference) x = tepid::normal(random);
  auto p = on(reference);
  REQUIRE(p.reference().error() > 0);
  for (std::size_t i = 0; i < u.size(); ++i) {
    u[i] = p.uniform(tepid::normal(random));
    grid.push_back((static_cast<double>(i) + 0.5) / static_cast<double>(u.size()));
  }
  CHECK(tepid::kolmogorov_smirnov{}(grid, u).statistic < 1.95 * std::sqrt(1.0 / 20'000 + 1.0 / 100'000));
}

TEST_CASE("scores are bounded, whatever comes") {
  auto p = on({0.0});
  for (int i = 0; i < 1000; ++i)
    for (const double x : {std::numeric_limits<double>::max(), std::numeric_limits<double>::lowest(), 0.0}) {
      const double z = p(x);
      CHECK(std::fabs(z) < 8.3);
    }
  CHECK_THROWS_AS(tepid::pit(tepid::ecdf{}, tepid::random_source{1}), tepid::error);
}

TEST_CASE("a saved pit goes on with the same random numbers; a batch is the same bits as one by one") {
  auto p = on({3, 1, 2});
  for (int i = 0; i < 10; ++i) static_cast<void>(p(2.0));
  std::vector<std::byte> bytes(64);
  tepid::byte_writer out{bytes};
  out(p);
  auto q = on({3, 1, 2}, 99);
  tepid::byte_reader in{std::span{bytes}.first(out.size())};
  in(q);
  CHECK_FALSE(in.failed());
  CHECK(q.sound());
  CHECK(q == p);
  const std::vector<double> xs{1, 2, 2.5, 7, 2};
  std::vector<double> scores(xs.size());
  q(xs, scores);
  for (std::size_t i = 0; i < xs.size(); ++i) CHECK(p(xs[i]) == scores[i]);
}
