// KLL: the stated rank errors over 1,000 seeds, of single sketches and of 64 merged shards.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <vector>

#include <tepid/sketches/kll.hpp>

namespace {

std::vector<double> shuffled(std::size_t n, std::uint64_t seed) {
  std::vector<double> xs(n);
  std::iota(xs.begin(), xs.end(), 0.0);
  tepid::random_source random{seed, 78};
  for (std::size_t i = n; i > 1; --i) std::swap(xs[i - 1], xs[random.below(i)]);
  return xs;
}

/// Counts how often the ranks of 0 .. n-1 at 19 places, and the shares between neighbouring ones, are further from the
/// truth than stated, and how often the worst of the 19 is.
struct tally {
  std::size_t ranks = 0, ranks_beyond = 0, shares = 0, shares_beyond = 0, worst = 0, worst_beyond = 0;
  double furthest = 0.0;  ///< In stated errors.

  void add(const tepid::kll<double>& sketch, std::size_t n) {
    double before = 0.0, largest = 0.0;
    for (int i = 1; i < 20; ++i) {
      const double x = std::floor(static_cast<double>(n) * i / 20.0);
      const double e = sketch.rank(x) - (x + 1) / static_cast<double>(n);
      ++ranks, ranks_beyond += std::abs(e) > sketch.error();
      ++shares, shares_beyond += std::abs(e - before) > sketch.error(true);
      largest = std::max(largest, std::abs(e));
      before = e;
    }
    furthest = std::max(furthest, largest / sketch.error());
    ++worst, worst_beyond += largest > sketch.error();
  }
  void check(const char* what) const {
    std::printf("%s: ranks beyond %.3f%%, shares %.3f%%, worst of 19 ranks %.2f%%, furthest %.2f errors\n", what,
                100.0 * static_cast<double>(ranks_beyond) / static_cast<double>(ranks),
                100.0 * static_cast<double>(shares_beyond) / static_cast<double>(shares),
                100.0 * static_cast<double>(worst_beyond) / static_cast<double>(worst), furthest);
    CHECK(furthest > 0.3);  // the test sees errors
    CHECK(ranks_beyond * 100 <= ranks);
    CHECK(shares_beyond * 100 <= shares);
  }
};

}  // namespace

TEST_CASE("rank errors over 1,000 seeds are within their bounds at 99%") {
  for (const auto k : std::vector<std::uint16_t>{20, 200, 1024})
    for (const std::size_t n : {5'000ul, 100'000ul}) {
      tally t;
      for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        tepid::kll<double> sketch{k, seed};
        sketch.update(shuffled(n, seed));
        t.add(sketch, n);
      }
      t.check(("k " + std::to_string(k) + ", n " + std::to_string(n)).c_str());
    }
}

TEST_CASE("64 shards of one seed merged in any order are within the bounds at 99%") {
  const std::size_t each = 1000, n = 64 * each;
  tally t;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    const auto xs = shuffled(n, seed + 5000);
    std::vector<tepid::kll<double>> shards(64);
    for (std::size_t i = 0; i < 64; ++i) shards[i].update(std::span{xs}.subspan(i * each, each));
    tepid::random_source random{seed};
    while (shards.size() > 1) {  // any two, until one is left
      const std::size_t a = random.below(shards.size() - 1);
      shards[a].merge(shards.back());
      shards.pop_back();
      std::swap(shards[a], shards[random.below(shards.size())]);
    }
    t.add(shards[0], n);
  }
  t.check("64 shards");
}
