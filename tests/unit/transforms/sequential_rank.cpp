// Sequential ranks: the tree against counting, exact uniformity for any law, the cap, saving.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/transforms/sequential_rank.hpp>
#include <tepid/two_sample/kolmogorov_smirnov.hpp>

namespace {

/// Sizes, order and balance of what rank() tells, by counting.
void check_by_counting(const std::vector<double>& values, std::size_t from, double at) {
  tepid::rank_tree tree{values.size() + 1};
  std::vector<double> sorted(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(from));
  std::sort(sorted.begin(), sorted.end());
  tree.restart(sorted);
  for (std::size_t i = from; i < values.size(); ++i) tree.add(values[i]);
  REQUIRE(tree.size() == values.size());
  for (const double x : {at, values.front(), values.back(), values[values.size() / 2], 1e300, -1e300}) {
    const auto r = tree.rank(x);
    CHECK(r.below ==
          static_cast<std::uint32_t>(std::count_if(values.begin(), values.end(), [&](double v) { return v < x; })));
    CHECK(r.equal == static_cast<std::uint32_t>(std::count(values.begin(), values.end(), x)));
  }
}

}  // namespace

TEST_CASE("ranks of a tree are those of counting, whatever the order of arrival") {
  tepid::random_source random{1};
  for (const std::size_t n : {1u, 2u, 3u, 10u, 100u, 1000u, 5000u})
    for (const std::size_t from : {std::size_t{0}, n / 2, n})
      for (int kind = 0; kind < 5; ++kind) {
        std::vector<double> values;
        for (std::size_t i = 0; i < n; ++i) {
          const double at = static_cast<double>(i);
          values.push_back(kind == 0   ? tepid::normal(random)
                           : kind == 1 ? at
                           : kind == 2 ? -at
                           : kind == 3 ? static_cast<double>(random.below(5))
                                       : 7.0);
        }
        INFO("n " << n << ", from " << from << ", kind " << kind);
        check_by_counting(values, from, tepid::normal(random));
      }
}

TEST_CASE("scores of exchangeable values are uniform and independent, from the first on, with ties and without") {
  for (const int levels : {0, 3}) {
    for (const std::size_t m : {std::size_t{0}, std::size_t{20}}) {
      tepid::random_source random{5};
      const auto draw = [&] {
        const double z = tepid::normal(random);
        return levels ? std::floor(std::fabs(z) * levels) : z * z * z;
      };
      std::vector<double> third, sum, grid;
      for (std::size_t i = 0; i < 4000; ++i) {
        std::vector<double> reference(m);
        for (double& x : reference) x = draw();
        auto ranks = tepid::sequential_rank::fit(reference, {.cap = 64, .seed = i});
        static_cast<void>(ranks(draw()));
        const double a = ranks.uniform(draw()), b = ranks.uniform(draw());
        third.push_back(b);
        sum.push_back(std::fmod(a + b, 1.0));  // uniform again if the two are independent and uniform
        grid.push_back((static_cast<double>(i) + 0.5) / 4000);
      }
      INFO(levels << " levels, reference of " << m);
      // sqrt(n) D below 1.95 (0.1 %); the grid has no sampling error.
      CHECK(tepid::kolmogorov_smirnov{}(grid, third).statistic * std::sqrt(4000.0) < 1.95);
      CHECK(tepid::kolmogorov_smirnov{}(grid, sum).statistic * std::sqrt(4000.0) < 1.95);
    }
  }
}

TEST_CASE("at the cap no more values join; clear goes back to the reference") {
  auto ranks = tepid::sequential_rank::fit(std::vector<double>{3, 1, 2}, {.cap = 5, .seed = 2});
  const auto fresh = ranks;
  for (int i = 0; i < 100; ++i) static_cast<void>(ranks(i));
  CHECK(ranks.size() == 5);
  const double first = [&] {
    ranks.clear();
    return ranks(2.0);
  }();
  auto again = fresh;
  CHECK(again(2.0) == first);
  ranks.clear();
  CHECK(ranks == fresh);
}

TEST_CASE("a reference that cannot be is named") {
  const auto refuses = [](auto&& make, std::string_view word) {
    try {
      make();
    } catch (const tepid::error& e) {
      return std::string_view{e.what()}.find(word) != std::string_view::npos;
    }
    return false;
  };
  const std::vector<double> bad{1, std::nan(""), 2}, three{1, 2, 3};
  CHECK(refuses([&] { static_cast<void>(tepid::sequential_rank::fit(bad)); }, "value 1"));
  CHECK(refuses([&] { static_cast<void>(tepid::sequential_rank::fit(three, {.cap = 2})); }, "the cap is 2"));
  CHECK(refuses([&] { static_cast<void>(tepid::sequential_rank::fit(three, {.cap = 0})); }, "'cap' is 0"));
  CHECK(refuses([&] { tepid::sequential_rank({.reference = {2, 1}, .cap = 5, .start = tepid::random_source{1}}); },
                "sorted"));
}
