// Rows in clusters, and rows that resemble their neighbours.
#include "support/catch.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/design_effect.hpp>

namespace {

struct users {
  std::vector<double> values;
  std::vector<std::uint64_t> clusters;
  std::vector<std::uint32_t> categories;

  users(tepid::random_source& random, int count, int rows, double correlation, std::uint64_t first, double mean) {
    for (int c = 0; c < count; ++c) {
      const double own = mean + std::sqrt(correlation) * tepid::normal(random);
      for (int i = 0; i < rows; ++i) {
        values.push_back(own + std::sqrt(1.0 - correlation) * tepid::normal(random));
        clusters.push_back(first + static_cast<std::uint64_t>(c));
        categories.push_back(static_cast<std::uint32_t>(std::min(3.0, std::max(0.0, std::floor(values.back() + 2.0)))));
      }
    }
  }
  [[nodiscard]] tepid::clustered_numbers numbers() const { return {values, clusters}; }
  [[nodiscard]] tepid::clustered_categories kinds() const { return {categories, clusters}; }
};

}  // namespace

TEST_CASE("Rao and Scott's design effect against numpy") {
  const std::vector<std::uint64_t> clusters{1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 5, 5, 5, 5, 6, 6};
  const std::vector<std::uint32_t> kinds{0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 0, 2, 1, 1, 0, 0, 0, 0, 2, 1};
  CHECK(tepid::category_design_effect({kinds, clusters}, 3) == Approx(2.53));
  // All rows of a cluster alike: as many rows as clusters, but for c / (c - 1).
  std::vector<std::uint64_t> ten;
  std::vector<std::uint32_t> alike;
  for (std::uint32_t i = 0; i < 400; ++i) {
    ten.push_back(i / 10);
    alike.push_back(i / 10 % 4);
  }
  CHECK(tepid::category_design_effect({alike, ten}, 4) == Approx(10.0 * 40 / 39));
}

TEST_CASE("users of many rows are no more than users") {
  tepid::random_source random{12};
  int by_rows = 0, numbers = 0, kinds = 0, shifted = 0;
  constexpr int rounds = 120;
  for (int i = 0; i < rounds; ++i) {
    const users a{random, 50, 20, 0.9, 0, 0.0}, b{random, 50, 20, 0.9, 1000, 0.0}, c{random, 50, 20, 0.9, 1000, 1.0};
    by_rows += tepid::moved_mass_of_numbers(tepid::sample_pair{a.values, b.values}, {.margin = 0.0}).p <= 0.01;
    const auto r = tepid::moved_mass_of_clusters(a.numbers(), b.numbers(), {.margin = 0.0});
    numbers += r.mass.p <= 0.01;
    kinds += tepid::moved_mass_of_clusters(a.kinds(), b.kinds(), 4, {.margin = 0.0}).mass.p <= 0.01;
    shifted += tepid::moved_mass_of_clusters(a.numbers(), c.numbers(), {.margin = 0.0}).mass.p <= 0.01;
    CHECK(r.reference_clusters == 50);
    CHECK((r.mass.low > 0) == (r.mass.p <= 0.01));
  }
  CHECK(by_rows > rounds / 2);
  CHECK(numbers <= 6);  // 1.2 expected at most; four standard deviations are 4.4
  CHECK(kinds <= 6);
  CHECK(shifted > rounds * 4 / 5);
}

TEST_CASE("the same users on both sides tell more of a change") {
  tepid::random_source random{13};
  const users a{random, 60, 10, 0.9, 0, 0.0};
  users b = a;
  for (double& x : b.values) x += 0.5 + 0.1 * tepid::normal(random);
  const auto paired = tepid::moved_mass_of_clusters(a.numbers(), b.numbers(), {.margin = 0.0});
  for (std::uint64_t& c : b.clusters) c += 1000;
  const auto apart = tepid::moved_mass_of_clusters(a.numbers(), b.numbers(), {.margin = 0.0});
  CHECK(paired.mass.p < 1e-4);
  CHECK(apart.mass.p > 100 * paired.mass.p);
}

TEST_CASE("every row a cluster of its own is no cluster") {
  tepid::random_source random{14};
  const users a{random, 1000, 1, 0.0, 0, 0.0}, b{random, 1000, 1, 0.0, 5000, 0.3};
  const auto r = tepid::moved_mass_of_clusters(a.kinds(), b.kinds(), 4);
  std::vector<std::uint64_t> x(4), y(4);
  for (const auto c : a.categories) ++x[c];
  for (const auto c : b.categories) ++y[c];
  const auto rows = tepid::moved_mass_of_counts(x, y);
  CHECK(r.reference_deff == Approx(1.0).epsilon(0.01));
  CHECK(r.mass.low == Approx(rows.low).margin(0.004));
  CHECK(r.mass.high == Approx(rows.high).margin(0.004));
  const users one{random, 1, 5, 0.5, 0, 0.0};
  CHECK(tepid::moved_mass_of_clusters(one.numbers(), one.numbers()).mass.low == 0.0);
  CHECK_THROWS_AS(tepid::moved_mass_of_clusters(a.kinds(), b.kinds(), 2), tepid::error);
  CHECK_THROWS_AS(tepid::moved_mass_of_clusters({a.values, {}}, b.numbers()), tepid::error);
}

TEST_CASE("neighbours that resemble each other") {
  const std::vector<double> few{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9};
  CHECK(tepid::neighbours_resemble(few).rho == Approx(0.25));  // scipy's rankdata
  tepid::random_source random{15};
  int alarms = 0, alarms_of_kinds = 0;
  constexpr int rounds = 1000;
  for (int i = 0; i < rounds; ++i) {
    std::vector<double> x(200);
    std::vector<std::uint32_t> k(200);
    for (double& v : x) v = std::floor(5.0 * random.uniform());
    for (auto& c : k) c = static_cast<std::uint32_t>(random.below(3) * random.below(2));
    alarms += tepid::neighbours_resemble(x).p <= 0.01;
    alarms_of_kinds += tepid::neighbours_resemble(k, 3).p <= 0.01;
  }
  CHECK(alarms <= 23);  // 10 expected; four standard deviations are 12.6
  CHECK(alarms_of_kinds <= 23);
  std::vector<double> slow{0.0};
  for (int i = 1; i < 5000; ++i) slow.push_back(0.5 * slow.back() + tepid::normal(random));
  const auto r = tepid::neighbours_resemble(slow);
  CHECK(r.rho == Approx(0.483).margin(0.04));  // of ranks: 6 / pi asin(0.25)
  CHECK(r.factor == Approx(2.87).epsilon(0.12));
  CHECK(r.p < 1e-50);
  CHECK(tepid::neighbours_resemble(std::vector<double>(10, 1.0)).p == 1.0);
  CHECK(tepid::neighbours_resemble(std::vector<std::uint32_t>(10, 0), 1).p == 1.0);
}
