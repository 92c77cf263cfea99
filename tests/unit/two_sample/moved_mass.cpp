// The share of mass that moved: exact sizes by enumeration, numbers of scipy, and an interval that agrees with its
// p-value. Calibration over many worlds is in long/moved_mass.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/moved_mass.hpp>
#include <tepid/two_sample/share_difference.hpp>
#include <tepid/two_sample/share_excess.hpp>
#include <tepid/two_sample/sketch_points.hpp>

namespace {

using counts = std::vector<std::uint64_t>;
using tepid::detail::two_shares;

double binomial(double n, double k, double p) {
  return std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(p) +
                  (n - k) * std::log1p(-p));
}

counts drawn(tepid::random_source& random, std::size_t k, std::uint64_t rows, std::size_t from = 0) {
  counts c(k);
  for (std::uint64_t i = 0; i < rows; ++i) ++c[from + static_cast<std::size_t>(random.below(k - from))];
  return c;
}

}  // namespace

TEST_CASE("the test of a difference of shares keeps its size, every table counted") {
  for (const double delta : {0.0, 0.2, -0.3}) {
    constexpr int n = 20, m = 25;
    std::vector<double> p(std::size_t{(n + 1) * (m + 1)});
    for (int x = 0; x <= n; ++x)
      for (int y = 0; y <= m; ++y)
        p[static_cast<std::size_t>(x * (m + 1) + y)] =
            tepid::detail::share_excess_p({double(x), n, double(y), m}, delta);
    for (const double alpha : {0.05, 0.01, 0.001}) {
      double worst = 0.0;
      for (int i = 1; i < 100; ++i) {
        const double first = std::max(0.0, -delta) + (1.0 - std::abs(delta)) * i / 100.0;
        double size = 0.0;
        for (int x = 0; x <= n; ++x)
          for (int y = 0; y <= m; ++y)
            if (p[static_cast<std::size_t>(x * (m + 1) + y)] <= alpha)
              size += binomial(n, x, first) * binomial(m, y, first + delta);
        worst = std::max(worst, size);
      }
      INFO("difference " << delta << ", level " << alpha << ": " << worst);
      CHECK(worst <= alpha * 1.001);
      CHECK(worst >= alpha * 0.4);  // and uses it
    }
  }
}

TEST_CASE("shares against scipy") {
  // barnard_exact(pooled=True, alternative="less"), scipy 1.17.1: the largest over all shares; here over those that are
  // not ruled out, so less.
  const std::vector<std::pair<two_shares, double>> barnard{{{10, 100, 30, 100}, 2.4972597803044316e-4},
                                                           {{2, 40, 9, 25}, 8.621726660822725e-4},
                                                           {{0, 60, 5, 20}, 1.5995653502586668e-4},
                                                           {{7, 15, 14, 15}, 2.8323982392088197e-3}};
  for (const auto& [s, p] : barnard) {
    const double here = tepid::detail::share_excess_p(s, 0.0);
    CHECK(here <= p * 1.002);
    CHECK(here >= p * 0.7);
  }
  // With a difference: the largest over 2,001 shares, by numpy, the likeliest shares by scipy's minimize_scalar.
  const std::vector<std::tuple<two_shares, double, double>> apart{{{3, 20, 14, 25}, 0.2, 0.08669251356740022},
                                                                  {{10, 40, 25, 30}, 0.3, 0.008191406724707683},
                                                                  {{12, 30, 9, 40}, -0.3, 0.15952298219587446}};
  for (const auto& [s, delta, p] : apart) {
    const double here = tepid::detail::share_excess_p(s, delta);
    CHECK(here <= p * 1.002);
    CHECK(here >= p * 0.8);
  }
  CHECK(tepid::detail::likeliest_share({10, 100, 30, 100}, 0.1) == Approx(0.13974292830913554).epsilon(1e-6));
  CHECK(tepid::detail::likeliest_share({12, 30, 9, 40}, -0.3) == Approx(0.4859423975910375).epsilon(1e-6));
}

TEST_CASE("the fast test of shares is that of share_difference") {
  for (const two_shares s : {two_shares{10, 100, 30, 100}, {2, 1000, 12, 1000}, {50, 400, 20, 90}, {0, 50, 50, 50}}) {
    const double p = tepid::share_margin_p({std::uint64_t(s.x), std::uint64_t(s.n)},
                                           {std::uint64_t(s.y), std::uint64_t(s.m)}, 0.05).p;
    // What the other side adds is bounded, at most as much again.
    CHECK(std::log(tepid::detail::share_apart_p(s, 0.05)) == Approx(std::log(p)).margin(0.7));
    const double low = tepid::detail::share_apart_low(s, 0.01);
    if (low > 0) CHECK(tepid::detail::share_apart_p(s, low) == Approx(0.01).epsilon(1e-3));
  }
  CHECK(tepid::detail::share_apart_p({5, 10, 5, 10}, 0.0) == 1.0);
  CHECK(tepid::detail::share_excess_p({0, 10, 10, 10}, 1.0) == 1.0);
}

TEST_CASE("what chance makes of total variation") {
  // The mean over all divisions of these pooled counts, by scipy's hypergeom.
  const counts a{5, 3, 1, 0, 10, 2, 0, 1}, b{2, 3, 0, 4, 12, 1, 2, 0};
  const tepid::detail::chance_of_counts chance{tepid::detail::checked_counts("", a, b)};
  CHECK(chance.mean() == Approx(0.3046912023070023).epsilon(0.13));  // 0.2742 without the correction of finite samples
  tepid::random_source random{1};
  double mean = 0.0, predicted = 0.0;
  for (int i = 0; i < 200; ++i) {
    const counts x = drawn(random, 100, 1000), y = drawn(random, 100, 1000);
    for (std::size_t j = 0; j < 100; ++j)
      mean += 0.5 * std::abs(static_cast<double>(x[j]) - static_cast<double>(y[j])) / 1000.0 / 200.0;
    predicted += tepid::detail::chance_of_counts{tepid::detail::checked_counts("", x, y)}.mean() / 200.0;
  }
  CHECK(predicted == Approx(mean).epsilon(0.01));
}

TEST_CASE("low lies beyond the margin just where p is at most the error") {
  tepid::random_source random{7};
  for (int i = 0; i < 120; ++i) {
    const std::size_t k = 1 + static_cast<std::size_t>(random.below(i % 3 == 0 ? 40 : 8));
    const counts a = drawn(random, k, 20 + random.below(200)),
                 b = drawn(random, k, 20 + random.below(200), static_cast<std::size_t>(random.below(k)));
    const tepid::moved_mass_options o{
        .margin = static_cast<double>(random.below(3)) * 0.1, .near_error = i % 2 ? 0.01 : 0.2};
    const tepid::moved_mass r = tepid::moved_mass_of_counts(a, b, o);
    CHECK((r.low > o.margin) == (r.p <= o.near_error));
    CHECK((r.low <= r.estimate && r.estimate <= r.high && r.low >= 0 && r.high <= 1));
    CHECK(r.n_needed > 0);
    std::vector<double> x, y;
    for (std::size_t c = 0; c < k; ++c) {
      x.insert(x.end(), a[c], static_cast<double>(c));
      y.insert(y.end(), b[c], static_cast<double>(c));
    }
    const tepid::moved_mass d = tepid::moved_mass_of_numbers(tepid::sample_pair{x, y}, o);
    CHECK((d.low > o.margin) == (d.p <= o.near_error));
    CHECK((d.low <= d.estimate && d.estimate <= d.high));
    if (k == 2) {
      CHECK(d.p == Approx(r.p));
      CHECK(d.high == Approx(r.high).margin(1e-3));
    }
  }
}

TEST_CASE("moved mass of categories: verdicts") {
  tepid::random_source random{3};
  SECTION("all new") {
    counts a = drawn(random, 30, 500), b = a;
    a.resize(60);
    b.insert(b.begin(), 30, 0);
    const auto r = tepid::moved_mass_of_counts(a, b);
    CHECK(r.low > 0.8);
    CHECK(r.estimate > 0.9);
    CHECK(r.p < 1e-30);
  }
  SECTION("half of 15,000 users vanish") {
    const counts a = drawn(random, 15'000, 60'000), b = drawn(random, 15'000, 60'000, 7'500);
    const auto r = tepid::moved_mass_of_counts(a, b, {.margin = 0.1, .near_error = 1e-6});
    CHECK(verdict_of(r, 0.1) == tepid::mass_verdict::moved);
    CHECK((r.estimate > 0.4 && r.estimate < 0.55));
    counts p = a, q = b;  // the names of the categories are no matter
    std::reverse(p.begin(), p.end());
    std::reverse(q.begin(), q.end());
    CHECK(tepid::moved_mass_of_counts(p, q, {.margin = 0.1, .near_error = 1e-6}).low == r.low);
  }
  SECTION("nothing moved, many rows") {
    const auto r = tepid::moved_mass_of_counts(drawn(random, 1000, 30'000), drawn(random, 1000, 30'000));
    CHECK(verdict_of(r, 0.1) == tepid::mass_verdict::same);  // though the plug-in distance is 0.103
    CHECK(r.n_needed <= 30'000);
  }
  SECTION("too few rows to tell") {
    const auto r = tepid::moved_mass_of_counts(counts{30, 20}, counts{30, 20});
    CHECK(verdict_of(r, 0.1) == tepid::mass_verdict::open);
    CHECK((r.n_needed > 100 && r.n_needed < 1500));
    // so many rows, and the same shares: it decides
    const auto times = static_cast<std::uint64_t>(std::ceil(r.n_needed * 1.1 / 50.0));
    const counts many{30 * times, 20 * times};
    CHECK(verdict_of(tepid::moved_mass_of_counts(many, many), 0.1) == tepid::mass_verdict::same);
    // the estimate at the margin
    CHECK(std::isinf(
        tepid::moved_mass_of_counts(counts{5'000'000, 5'000'000}, counts{4'000'000, 6'000'000}).n_needed));
  }
  SECTION("one category, and only ids") {
    const auto one = tepid::moved_mass_of_counts(counts{1000}, counts{1000});
    CHECK((one.high >= 1.0 - std::pow(0.01, 0.001) && one.high < 0.006));  // none of 1,000 on one side: 0.0046
    CHECK(verdict_of(one, 0.1) == tepid::mass_verdict::same);
    CHECK(verdict_of(tepid::moved_mass_of_counts(counts{10}, counts{10}), 0.1) == tepid::mass_verdict::open);
    counts ids(2000, 0), others(2000, 1);
    for (std::size_t i = 0; i < 1000; ++i) std::swap(ids[i], others[i]);
    CHECK(verdict_of(tepid::moved_mass_of_counts(ids, others), 0.1) == tepid::mass_verdict::open);
  }
  CHECK_THROWS_AS(tepid::moved_mass_of_counts(counts{1}, counts{1, 2}), tepid::error);
  CHECK_THROWS_AS(tepid::moved_mass_of_counts(counts{0}, counts{1}), tepid::error);
}

TEST_CASE("moved mass of numbers") {
  tepid::random_source random{9};
  std::vector<double> a(3000), b(2000);
  for (double& x : a) x = tepid::normal(random);
  for (double& x : b) x = 0.8 + tepid::normal(random);
  const tepid::sample_pair pair{a, b};
  const auto r = tepid::moved_mass_of_numbers(pair, {.margin = 0.1});
  const tepid::kolmogorov_smirnov test{{.confidence = 0.99, .margin = 0.1}};
  const auto known = test(pair);
  CHECK(r.p == Approx(known.margin_p).margin(1e-16));
  CHECK(r.low == Approx(std::abs(known.effect_low)));
  CHECK((r.high < std::abs(known.effect_high) && r.high > 0.32));  // D is 0.3108
  CHECK(tepid::moved_mass_of_numbers(pair, {.margin = 0.0}).p == Approx(known.p_value));

  const auto before = tepid::sketch_points::of_sorted(pair.reference()),
             now = tepid::sketch_points::of_sorted(pair.current());
  tepid::weighted_points x = before.view(), y = now.view();
  const auto points = tepid::moved_mass_of_points(x, y);
  CHECK(points.low == r.low);
  CHECK(points.high == Approx(r.high));
  x.rank_error = 0.01;
  const auto rough = tepid::moved_mass_of_points(x, y);
  CHECK(rough.low == Approx(r.low - 0.01));
  CHECK(rough.high == Approx(r.high + 0.01));
  CHECK(rough.p > r.p);

  const std::vector<double> same(500, 2.5);
  const auto constant = tepid::moved_mass_of_numbers(tepid::sample_pair{same, same});
  CHECK(constant.estimate == 0.0);
  CHECK(verdict_of(constant, 0.1) == tepid::mass_verdict::same);
  CHECK_THROWS_AS(tepid::moved_mass_of_numbers(tepid::sample_pair{same, {}}), tepid::error);
}
