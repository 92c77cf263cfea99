// Sketches compared: as the samples themselves when nothing was lost, and never more certain than that when it was.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/sketches/ecdf.hpp>
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

  static steps of(const tepid::ecdf& e) {
    steps s;
    std::uint64_t all = 0;
    e.for_each_point([&](double value, std::uint32_t between, std::uint32_t at) {
      s.values.push_back(value);
      s.through.push_back(all += between + at);
    });
    s.error = e.rank_error();
    return s;
  }
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
    const steps sa = steps::of(tepid::ecdf::of_sorted(a)), sb = steps::of(tepid::ecdf::of_sorted(b));
    REQUIRE(sa.error == 0.0);
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
  for (const std::size_t k : {10, 50, 300})
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
  CHECK_THROWS_AS(tepid::sketched_psi(fine, fine, 1), tepid::error);
  CHECK(tepid::sketched_psi(fine, fine).result.p_value == 1.0);
  CHECK(tepid::sketched_kolmogorov_smirnov(fine, fine).result.p_value == 1.0);
}
