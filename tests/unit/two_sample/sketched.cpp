// Sketches compared: as the samples themselves when nothing was lost, and never more certain than that when it was.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/sketches/ecdf.hpp>
#include <tepid/two_sample/sketch_and_sample.hpp>
#include <tepid/two_sample/sketch_points.hpp>
#include <tepid/two_sample/sketched.hpp>
#include <tepid/two_sample/wasserstein.hpp>

namespace {

using sample = std::vector<double>;

/// A step function that owns its points.
struct steps {
  sample values;
  std::vector<std::uint64_t> through;
  double error = 0.0;

  [[nodiscard]] tepid::weighted_points view() const { return {values, through, error}; }

  /// Every k-th of sorted different values, and both extremes.
  static steps thinned(const sample& sorted, std::size_t k) {
    steps s;
    for (std::size_t i = 0; i < sorted.size(); ++i)
      if (i == 0 || i + 1 == sorted.size() || i % k == 0) {
        s.values.push_back(sorted[i]);
        s.through.push_back(i + 1);
      }
    s.error = static_cast<double>(k) / static_cast<double>(sorted.size());
    return s;
  }
};

sample sorted_normal(std::size_t n, tepid::random_source& random, double mean) {
  sample x(n);
  for (double& v : x) v = mean + tepid::normal(random);
  std::sort(x.begin(), x.end());
  return x;
}

}  // namespace

TEST_CASE("sketches that lost nothing give the samples' own distances") {
  tepid::random_source random{3};
  for (const double shift : {0.0, 0.05, 1.0}) {
    const sample a = sorted_normal(4000, random, 0.0), b = sorted_normal(3000, random, shift);
    const auto sa = tepid::sketch_points::of(tepid::ecdf::of_sorted(a)), sb = tepid::sketch_points::of_sorted(b);
    REQUIRE(sa.view().rank_error == 0.0);
    const auto ks = tepid::sketched_kolmogorov_smirnov(sa.view(), sb.view());
    const auto exact = tepid::kolmogorov_smirnov{{.exact_work = 0}}(a, b);
    CHECK(ks.result.statistic == Approx(exact.statistic).epsilon(1e-12));
    CHECK(ks.result.p_value == Approx(exact.p_value).epsilon(1e-9));
    CHECK(ks.result.effect == Approx(exact.effect).epsilon(1e-12));
    CHECK(ks.result.effect_low == Approx(exact.effect_low).margin(1e-12));
    CHECK(ks.statistic_low == ks.statistic_high);
    const auto w = tepid::sketched_wasserstein(sa.view(), sb.view());
    const auto whole = tepid::wasserstein{{.permutations = 0}}(a, b);
    CHECK(w.result.statistic == Approx(whole.statistic).epsilon(1e-12));
    CHECK(w.result.effect == Approx(whole.effect).epsilon(1e-2));  // quantiles without interpolation
    CHECK(tepid::is_nan(w.result.p_value));
    const auto psi = tepid::sketched_psi(sa.view(), sb.view());
    const auto index = tepid::psi{{.outside = tepid::psi_outside::merged, .permutations = 0}}(a, b);
    CHECK(psi.result.statistic == Approx(index.statistic).epsilon(0.05).margin(1e-4));
    CHECK(psi.result.p_value <= 1.0);
  }
}

TEST_CASE("what was lost widens the range, which holds the truth, and raises p") {
  tepid::random_source random{4};
  for (const std::size_t k : {10u, 50u, 300u})
    for (const double shift : {0.0, 0.02, 0.1, 1.0})
      for (int round = 0; round < 10; ++round) {
        const sample a = sorted_normal(20000, random, 0.0), b = sorted_normal(15000, random, shift);
        const steps sa = steps::thinned(a, k), sb = steps::thinned(b, k);
        INFO(k << " " << shift);
        const auto ks = tepid::sketched_kolmogorov_smirnov(sa.view(), sb.view());
        const auto exact = tepid::kolmogorov_smirnov{{.exact_work = 0}}(a, b);
        CHECK(ks.statistic_low <= exact.statistic);
        CHECK(ks.statistic_high >= exact.statistic);
        CHECK(ks.result.p_value >= exact.p_value);
        CHECK(ks.result.effect_high - ks.result.effect_low >= exact.effect_high - exact.effect_low - 1e-12);
        const double truth = tepid::wasserstein{{.permutations = 0, .resamples = 0}}(a, b).statistic;
        const auto w = tepid::sketched_wasserstein(sa.view(), sb.view());
        CHECK(w.statistic_low <= truth);
        CHECK(w.statistic_high >= truth);
        const auto psi = tepid::sketched_psi(sa.view(), sb.view());
        // The index of the samples on the sketch's own cuts.
        double index = 0.0, p_before = 0.0, q_before = 0.0;
        for (int i = 1; i <= 10; ++i) {
          const double cut = i == 10 ? a.back() + b.back() + 100.0 : sa.view().quantile(0.1 * i);
          const auto share = [cut](const sample& x) {
            return static_cast<double>(std::upper_bound(x.begin(), x.end(), cut) - x.begin()) /
                   static_cast<double>(x.size());
          };
          const double p = share(a) - p_before, q = share(b) - q_before;
          index += (q - p) * std::log(q / p);
          p_before += p;
          q_before += q;
        }
        CHECK(psi.statistic_low <= index);
        CHECK(psi.statistic_high >= index);
        if (shift == 1.0) CHECK(psi.result.p_value < 1e-6);
      }
}

TEST_CASE("sketches of the same law are not found different because they are coarse") {
  tepid::random_source random{5};
  int ks_alarms = 0, psi_alarms = 0;
  for (int round = 0; round < 200; ++round) {
    const steps a = steps::thinned(sorted_normal(30000, random, 0.0), 100),
                b = steps::thinned(sorted_normal(20000, random, 0.0), 100);
    ks_alarms += tepid::sketched_kolmogorov_smirnov(a.view(), b.view()).result.p_value <= 0.05;
    psi_alarms += tepid::sketched_psi(a.view(), b.view()).result.p_value <= 0.05;
  }
  CHECK(ks_alarms <= 22);  // at most 10 expected; four standard deviations are 12.3
  CHECK(psi_alarms <= 22);
}

TEST_CASE("what is no step function is refused") {
  const std::vector<std::uint64_t> weights{1, 2, 3}, not_increasing{1, 1, 3}, none{};
  const sample good{1, 2, 3}, unsorted{1, 3, 2}, infinite{1, 2, std::numeric_limits<double>::infinity()}, empty{};
  const tepid::weighted_points fine{good, weights, 0.0};
  for (const tepid::weighted_points& bad :
       {tepid::weighted_points{good, not_increasing, 0.0}, tepid::weighted_points{unsorted, weights, 0.0},
        tepid::weighted_points{infinite, weights, 0.0}, tepid::weighted_points{empty, none, 0.0},
        tepid::weighted_points{good, none, 0.0}, tepid::weighted_points{good, weights, -0.1},
        tepid::weighted_points{good, weights, std::numeric_limits<double>::quiet_NaN()}}) {
    for (const bool first : {true, false}) {
      const auto& a = first ? bad : fine;
      const auto& b = first ? fine : bad;
      const char* const side = first ? "reference" : "current";
      const auto refuses = [&](auto&& compare) {
        try {
          static_cast<void>(compare(a, b));
        } catch (const tepid::error& e) {
          return e.code() == tepid::errc::bad_data && e.field() == side;
        }
        return false;
      };
      CHECK(refuses([](const auto& x, const auto& y) { return tepid::sketched_kolmogorov_smirnov(x, y); }));
      CHECK(refuses([](const auto& x, const auto& y) { return tepid::sketched_wasserstein(x, y); }));
      CHECK(refuses([](const auto& x, const auto& y) { return tepid::sketched_psi(x, y); }));
    }
  }
  CHECK_THROWS_AS(tepid::sketched_psi(fine, fine, {.bins = 1}), tepid::error);
  CHECK(tepid::sketched_psi(fine, fine).result.p_value == 1.0);
  CHECK(tepid::sketched_kolmogorov_smirnov(fine, fine).result.p_value == 1.0);
}

TEST_CASE("a sketch against a whole sample gives what two sketches give") {
  tepid::random_source random{7};
  for (const std::size_t n : {1u, 2u, 50u, 20'000u, 60'000u})
    for (const std::size_t m : {1u, 3u, 40u, 30'000u})
      for (const double shift : {0.0, 0.3, 9.0, -9.0})
        for (const double grid : {0.0, 0.5}) {
          sample a = sorted_normal(n, random, 0.0), b = sorted_normal(m, random, shift);
          if (grid > 0) {
            for (double& x : a) x = grid * std::floor(x / grid);
            for (double& x : b) x = grid * std::floor(x / grid);
          }
          const auto sa = tepid::sketch_points::of(tepid::ecdf::of_sorted(a)), sb = tepid::sketch_points::of_sorted(b);
          const auto all = tepid::compare_with_sketch(sa.view(), b);
          const auto ks = tepid::sketched_kolmogorov_smirnov(sa.view(), sb.view());
          const auto area = tepid::sketched_wasserstein(sa.view(), sb.view());
          const auto psi = tepid::sketched_psi(sa.view(), sb.view());
          INFO(n << " " << m << " " << shift << " " << grid);
          CHECK(all.kolmogorov_smirnov.result.statistic == ks.result.statistic);
          CHECK(all.kolmogorov_smirnov.result.effect == ks.result.effect);
          CHECK(all.kolmogorov_smirnov.result.p_value == ks.result.p_value);
          CHECK(all.wasserstein.result.statistic == Approx(area.result.statistic).epsilon(1e-11).margin(1e-12));
          CHECK(all.wasserstein.statistic_high == Approx(area.statistic_high).epsilon(1e-11).margin(1e-12));
          CHECK(all.psi.result.statistic == psi.result.statistic);
          CHECK((all.psi.result.p_value == psi.result.p_value || tepid::is_nan(psi.result.p_value)));
          CHECK(all.psi.result.method == psi.result.method);
        }
  const auto one = tepid::sketch_points::of_sorted(sample{1.0});
  CHECK_THROWS_AS(tepid::compare_with_sketch(one.view(), {}), tepid::error);
  CHECK_THROWS_AS(tepid::compare_with_sketch({}, sample{1.0}), tepid::error);
}

TEST_CASE("a KLL sketch as a step function has the sketch's ranks and both extremes") {
  tepid::random_source random{4};
  for (const std::size_t n : {1u, 2u, 3u, 100u, 5000u, 100'000u}) {
    tepid::kll<double> sketch{64, 1};
    for (std::size_t i = 0; i < n; ++i) sketch.update(std::floor(1000.0 * tepid::normal(random)) / 10.0);
    const auto points = tepid::sketch_points::of(sketch);
    const tepid::weighted_points p = points.view();
    CHECK(p.size() == n);
    CHECK(p.values.front() == sketch.min());
    CHECK(p.values.back() == sketch.max());
    CHECK(p.rank_error == sketch.error());
    CHECK_NOTHROW(tepid::detail::require_points("test", "reference", p));
    for (double x = -300.0; x <= 300.0; x += 7.3)  // but for the two values that were moved to the extremes
      CHECK(std::abs(p(x) - sketch.rank(x)) <= 1.0 / static_cast<double>(n) + 1e-12);
  }
  tepid::kll<double> infinite{64, 1};
  infinite.update(1.0);
  infinite.update(std::numeric_limits<double>::infinity());
  CHECK_THROWS_AS(tepid::sketch_points::of(infinite), tepid::error);
}

// Of two KLL sketches with k = 256, 561,000 and 50,000 values of one law, tools that take the distance for that of the
// samples print p-values between 3e-7 and .74 (whylogs issue 684): the sketch's error is larger than the distance that
// would be significant.
TEST_CASE("what a sketch does not know makes no p-value small, and a large sketch keeps its power") {
  const auto compared = [](std::uint16_t k, std::uint64_t seed, double shift) {
    tepid::random_source random{seed};
    tepid::kll<double> before{k, seed}, now{k, seed + 1000};
    sample a(561'000), b(50'000);
    for (double& x : a) x = tepid::normal(random);
    for (double& x : b) x = tepid::normal(random) + shift;
    before.update(a);
    now.update(b);
    const auto found = tepid::sketched_kolmogorov_smirnov(tepid::sketch_points::of(before).view(),
                                                          tepid::sketch_points::of(now).view());
    const double truth = tepid::kolmogorov_smirnov{}(a, b).statistic;
    CHECK(found.statistic_low <= truth);
    CHECK(found.statistic_high >= truth);
    return found;
  };
  bool naive_is_wrong = false;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const auto r = compared(256, seed, 0.0);
    CHECK(r.result.p_value > 0.05);
    const double n = 561'000.0, m = 50'000.0;
    naive_is_wrong |= tepid::kolmogorov_upper_tail(r.result.statistic * std::sqrt(n / (n + m) * m)) < 0.05;
    // A shift of 0.0752 sd: D = 2 Phi(0.0376) - 1 = 0.03.
    const auto moved = compared(1024, seed, 0.0752);
    CHECK(moved.result.p_value < 1e-6);
  }
  CHECK(naive_is_wrong);  // or this test would show nothing
}
