// The walk over two sorted samples: against published values, against counting, and for any number of threads.
#include "support/array_kernels.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <tepid/kernels/merge_scan.hpp>
#include <tepid/kernels/sort.hpp>

namespace kernels = tepid::kernels;
using namespace tepid_test;

namespace {

/// By counting: at every value, how many of each sample are not above it.
kernels::merge_result by_counting(const std::vector<double>& a, const std::vector<double>& b) {
  kernels::merge_result r;
  std::vector<double> all = a;
  all.insert(all.end(), b.begin(), b.end());
  std::sort(all.begin(), all.end());
  r.ties = std::adjacent_find(all.begin(), all.end()) != all.end();
  std::int64_t low = 0, high = 0;
  long double area = 0.0L;
  for (std::size_t k = 0; k < all.size(); ++k) {
    const auto i = std::upper_bound(a.begin(), a.end(), all[k]) - a.begin();
    const auto j = std::upper_bound(b.begin(), b.end(), all[k]) - b.begin();
    const std::int64_t lead = i * static_cast<std::int64_t>(b.size()) - j * static_cast<std::int64_t>(a.size());
    low = std::min(low, lead);
    high = std::max(high, lead);
    if (k + 1 < all.size())
      area += std::abs(static_cast<long double>(lead)) * (static_cast<long double>(all[k + 1]) - all[k]);
  }
  r.distance = std::max(high, -low);
  r.a_first = r.distance > 0 && high == r.distance;
  if (!a.empty() && !b.empty())
    r.wasserstein = static_cast<double>(area / (static_cast<long double>(a.size()) * static_cast<long double>(b.size())));
  return r;
}

}  // namespace

TEST_CASE("merge scan: the examples of scipy.stats.wasserstein_distance 1.17.1, and Kolmogorov-Smirnov by hand") {
  CHECK(kernels::merge_scan(std::vector{0.0, 1.0, 3.0}, std::vector{5.0, 6.0, 8.0}).wasserstein == 5.0);
  const auto apart = kernels::merge_scan(std::vector{0.0, 1.0}, std::vector{0.0, 1.0, 1.0});
  CHECK(apart.wasserstein == Approx(1.0 / 6.0).epsilon(1e-15));
  CHECK(apart.distance == 1);  // 1/2 - 1/3, of 6
  CHECK(apart.a_first);
  CHECK(apart.ties);
  const auto above = kernels::merge_scan(std::vector{2.0, 3.0}, std::vector{0.0, 1.0, 1.5});
  CHECK(above.distance == 6);
  CHECK(!above.a_first);
  CHECK(!above.ties);
}

TEST_CASE("merge scan: samples of all sizes, as counting finds") {
  tepid::random_source random{12};
  std::size_t wrong = 0, ties = 0, first = 0, runs = 0;
  for (std::size_t n = 0; n <= 60; n += 1 + n / 9)
    for (std::size_t m = 0; m <= 300; m += 1 + m / 4)
      for (const hard kind : {hard::clean, hard::ties, hard::strange}) {
        auto a = kernels::sorted_finite(hard_values(random, n, kind));
        const auto b = kernels::sorted_finite(hard_values(random, m, kind));
        if (random.below(3) == 0)
          for (double& x : a) x += 1.0;
        const auto found = kernels::merge_scan(a, b), truth = by_counting(a, b);
        wrong += found.distance != truth.distance || found.a_first != truth.a_first || found.ties != truth.ties ||
                 std::abs(found.wasserstein - truth.wasserstein) > 1e-13 * truth.wasserstein;
        ties += truth.ties;
        first += truth.a_first;
        ++runs;
      }
  CHECK(wrong == 0);
  CHECK(ties > runs / 4);
  CHECK(ties < runs * 3 / 4);
  CHECK(first > runs / 10);
  CHECK(first < runs * 9 / 10);
}

TEST_CASE("merge scan: two threads find the bits that one does, and what counting finds") {
  tepid::random_source random{13};
  for (const std::size_t m : {300u, 40'000u, 70'001u})
    for (const hard kind : {hard::clean, hard::ties}) {
      const auto a = kernels::sorted_finite(hard_values(random, 70'001, kind));
      const auto b = kernels::sorted_finite(hard_values(random, m, kind));
      const auto one = kernels::merge_scan(a, b, 1), truth = by_counting(a, b);
      CHECK(one == kernels::merge_scan(a, b, 2));
      CHECK(one.distance == truth.distance);
      CHECK(one.a_first == truth.a_first);
      CHECK(one.ties == truth.ties);
      CHECK(one.wasserstein == Approx(truth.wasserstein).epsilon(1e-12));
    }
}

TEST_CASE("merge scan: a range that no double holds is an infinite area, not NaN") {
  const std::vector<double> a{-1.7e308, 1.7e308}, b{-1.7e308, 0.0, 1.7e308};
  CHECK(kernels::merge_scan(a, a).wasserstein == infinite);
  CHECK(kernels::merge_scan(a, b).wasserstein == infinite);
  CHECK(kernels::merge_scan(a, b).distance == 1);
}
