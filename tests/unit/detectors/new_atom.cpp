// new_atom against CUSUMs computed value by value, and on streams of lengths that are suddenly cut off.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include <tepid/detectors/new_atom.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

using namespace tepid;

/// Lengths: whole numbers, lognormal around 400.
double length(random_source& random) { return std::floor(400 * std::exp(0.9 * normal(random))); }

}  // namespace

TEST_CASE("new_atom equals its definition while there is room for every value") {
  constexpr std::uint64_t warm_up = 300;
  new_atom d{{.limit = 8, .warm_up = warm_up, .values = 64}};
  random_source random{3};
  std::map<double, double> seen;
  struct watched {
    double allowance = 0, share = 0, cusum[3]{};
  };
  std::map<double, watched> all;
  double worst = 0;
  bool right = true;
  std::size_t alarms = 0;
  for (std::uint64_t n = 1; n <= 4000; ++n) {
    double x = static_cast<double>(random.below(12));
    if (n > 400 && random.below(10) == 0) x = 20 + static_cast<double>(random.below(30));
    if (n > 2000 && random.below(5) == 0) x = 3;
    if (n > 3000 && random.below(12) == 0) x = 77;
    const state said = d.update(x);
    d.rearm();
    if (n <= warm_up) {
      ++seen[x];
      CHECK((said == state::warming) == (n < warm_up));
      continue;
    }
    const bool known = all.count(x) || seen.count(x);
    if (!all.count(x)) {
      const double count = seen.count(x) ? seen[x] : 0;
      watched w;
      w.share = (count + 1 + 2 * std::sqrt(count + 1)) / 300;
      w.allowance = std::log(3.0) + std::log(2 * (count > 0 ? 300 / count : 64));
      all[x] = w;
    }
    double truth = 0;
    for (auto& [value, w] : all) {
      for (int k = 0; k < 3; ++k) {
        const double q = w.share + (1 - w.share) / std::pow(4.0, 3 - k);
        if (value == x && !known) continue;  // a new value's first appearance is no evidence
        w.cusum[k] = std::max(0.0, w.cusum[k]) + (value == x ? std::log(q / w.share) : std::log((1 - q) / (1 - w.share)));
        truth = std::max(truth, w.cusum[k] - w.allowance);
      }
    }
    worst = std::max(worst, std::abs(d.statistic() - truth));
    if (std::abs(truth - 8) > 1e-9) right &= (said == state::drift) == (truth > 8);
    alarms += said == state::drift;
  }
  CHECK(worst < 1e-9);
  CHECK(right);
  CHECK(alarms > 0);
}

TEST_CASE("lengths cut off at 1500 are noticed, and nothing before") {
  std::size_t slowest = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    random_source random{seed};
    new_atom d{{.warm_up = 2000}};
    for (int i = 0; i < 20'000; ++i) d.update(length(random));
    REQUIRE(d.status() == state::stable);
    while (d.status() != state::drift && d.count() < 21'000) d.update(std::min(1500.0, length(random)));
    REQUIRE(d.status() == state::drift);  // 7% of all
    CHECK(d.value() == 1500);
    CHECK(d.change().onset >= 20'000);
    CHECK(d.change().effect > 0.02);
    slowest = std::max<std::size_t>(slowest, static_cast<std::size_t>(d.count() - 20'000));
  }
  CHECK(slowest < 500);
}

TEST_CASE("values that never repeat, and one value always, raise no alarm") {
  random_source random{1};
  new_atom distinct, constant;
  for (int i = 0; i < 200'000; ++i) {
    distinct.update(normal(random));
    constant.update(7);
  }
  CHECK(distinct.status() == state::stable);
  CHECK(distinct.statistic() == 0);
  CHECK(constant.status() == state::stable);
  CHECK(constant.statistic() == 0);
}

TEST_CASE("the mean run length is at least exp(limit)") {
  // 30 values with equal shares: those of the reference with two standard errors are above them nearly always.
  double total = 0;
  constexpr int runs = 100;
  for (std::uint64_t run = 0; run < runs; ++run) {
    random_source random{5, run};
    new_atom d{{.limit = std::log(200.0), .warm_up = 1000}};
    while (d.update(static_cast<double>(random.below(30))) != state::drift && d.count() < 5000) {}
    total += static_cast<double>(d.count() - 1000);
  }
  CHECK(total / runs > 200);
}

TEST_CASE("a full table keeps the frequent values and its counts are never too small") {
  random_source random{6};
  new_atom d{{.limit = 5, .warm_up = 5000, .values = 8}};
  for (int i = 0; i < 60'000; ++i) d.update(random.below(4) == 0 ? 5.0 : std::floor(1000 * random.uniform()));
  CHECK(d.status() == state::stable);  // 5 had its share from the start
  while (d.status() != state::drift && d.count() < 61'000) d.update(random.below(3) == 0 ? 6.0 : 5.0);
  CHECK(d.status() == state::drift);
}
