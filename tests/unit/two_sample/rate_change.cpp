// Rare shares and tails that change by a ratio, against scipy.
#include "support/catch.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/sketches/kll.hpp>
#include <tepid/two_sample/rate_change.hpp>
#include <tepid/two_sample/sketch_points.hpp>
#include <tepid/two_sample/smoothed_psi.hpp>

using counts = std::vector<std::uint64_t>;

TEST_CASE("a ratio of shares against scipy") {
  // binom.sf(199, 300, 1.15 / 2.15) and binom.sf(29, 33, 1.25 / 11.25), scipy 1.17.1
  CHECK(tepid::detail::ratio_excess_p({100, 10'000, 200, 10'000}, 1.15) == Approx(2.4278043208726174e-6).epsilon(1e-9));
  CHECK(tepid::detail::ratio_excess_p({3, 10'000, 30, 1'000}, 1.25) == Approx(9.149645259478914e-26).epsilon(1e-9));
  // Clopper-Pearson by beta.ppf
  const auto r = tepid::rate_change_of({10, 2000}, {30, 3000});
  CHECK(r.ratio == Approx(2.0));
  CHECK(r.ratio_low == Approx(0.9516056467677235));
  CHECK(r.ratio_high == Approx(4.586201180678884));
  CHECK(r.p > 0.05);
}

TEST_CASE("a share changed where both its ratio and its difference are beyond") {
  CHECK(tepid::rate_change_of({100, 10'000}, {200, 10'000}).p < 1e-5);
  CHECK(tepid::rate_change_of({200, 10'000}, {100, 10'000}).p < 1e-5);
  CHECK(tepid::rate_change_of({3000, 10'000}, {3300, 10'000}).p > 0.5);      // a ratio of 1.1
  CHECK(tepid::rate_change_of({10, 1'000'000}, {900, 1'000'000}).p == 1.0);  // a difference of 0.0009
  const auto fresh = tepid::rate_change_of({0, 10'000}, {80, 10'000});
  CHECK(fresh.p < 1e-6);
  CHECK(std::isinf(fresh.ratio));
  CHECK(fresh.ratio_low > 10);
  CHECK(tepid::is_nan(tepid::rate_change_of({0, 100}, {0, 100}).ratio));
  CHECK(tepid::rate_change_of({0, 100}, {0, 100}).p == 1.0);
  CHECK_THROWS_AS(tepid::rate_change_of({0, 0}, {1, 2}), tepid::error);
  CHECK_THROWS_AS(tepid::rate_change_of({3, 2}, {1, 2}), tepid::error);
}

TEST_CASE("of many categories the one that changed") {
  tepid::random_source random{5};
  counts a(100'000), b(100'000);
  for (int i = 0; i < 10'000; ++i) {
    ++a[static_cast<std::size_t>(random.below(a.size()))];
    ++b[static_cast<std::size_t>(random.below(b.size()))];
  }
  CHECK(tepid::rare_category_change_of(a, b).change.p == 1.0);
  a[77] += 100;
  b[77] += 230;
  const auto found = tepid::rare_category_change_of(a, b);
  CHECK(found.category == 77);
  CHECK(found.looked_at == 1);  // no other could differ by 0.002
  CHECK(found.change.p < 1.5e-3);
  CHECK(found.change.ratio == Approx(2.3).epsilon(0.05));
  // A large category is not rare.
  a[0] += 5'000;
  b[0] += 2'000;
  CHECK(tepid::rare_category_change_of(a, b).category == 77);
}

TEST_CASE("the law of counts beyond an order statistic against scipy") {
  const auto same = [](double u) { return u; };
  // betabinom(m, r, n - r + 1)
  CHECK(tepid::detail::beyond_order_p(3, 100, 12, 80, false, same) == Approx(0.0012942072028967466).epsilon(1e-8));
  CHECK(tepid::detail::beyond_order_p(101, 10'000, 160, 9'000, false, same) == Approx(2.6541e-6).epsilon(1e-4));
  CHECK(tepid::detail::beyond_order_p(5, 56, 1, 60, true, same) ==
        Approx(tepid::detail::beyond_order_p(52, 56, 59, 60, false, same)).epsilon(1e-6));  // from the other end
  // integrate.quad of beta.pdf and binom.sf
  CHECK(tepid::detail::beyond_order_p(11, 1000, 40, 1000, false, [](double u) { return 1.5 * u; }) ==
        Approx(0.001986330370244999).epsilon(1e-6));
  CHECK(tepid::detail::beyond_order_p(11, 1000, 40, 1000, false, [](double u) { return u + 0.01; }) ==
        Approx(0.0023900157411549747).epsilon(1e-6));
  CHECK(tepid::detail::beyond_order_p(1, 100, 0, 100, false, same) == 1.0);
}

TEST_CASE("tails of numbers") {
  tepid::random_source random{8};
  std::vector<double> a(10'000), wide(10'000), moved(10'000), same(10'000);
  for (double& x : a) x = tepid::normal(random);
  for (double& x : same) x = tepid::normal(random);
  for (double& x : wide) x = 1.5 * tepid::normal(random);
  for (double& x : moved) x = tepid::normal(random) + (random.uniform() < 0.1 ? 5.0 : 0.0);
  CHECK(tepid::tail_change_of(tepid::sample_pair{a, same}).p > 0.05);
  const auto wider = tepid::tail_change_of(tepid::sample_pair{a, wide});
  CHECK((wider.below.p < 1e-30 && wider.above.p < 1e-30));
  CHECK(wider.above.reference == Approx(0.01));
  CHECK(wider.above.current == Approx(0.06).epsilon(0.15));
  CHECK(wider.above_threshold == Approx(2.33).epsilon(0.05));
  CHECK(tepid::tail_change_of(tepid::sample_pair{wide, a}).p < 1e-8);  // and the tail that went
  const auto up = tepid::tail_change_of(tepid::sample_pair{a, moved});
  CHECK((up.above.p < 1e-30 && up.below.p > 0.1));
  CHECK(up.p == Approx(2 * up.above.p));
  // Sketches know less, and nothing that is not so.
  tepid::kll<double> before, now;
  for (const double x : a) before.update(x);
  for (const double x : wide) now.update(x);
  const auto x = tepid::sketch_points::of(before), y = tepid::sketch_points::of(now);
  CHECK(tepid::tail_change_of(x.view(), y.view()).p < 1e-4);
  const tepid::sample_pair pair{a, wide};
  const auto all = tepid::sketch_points::of_sorted(pair.reference()),
             all_now = tepid::sketch_points::of_sorted(pair.current());
  const auto points = tepid::tail_change_of(all.view(), all_now.view());
  CHECK(points.above.p == Approx(wider.above.p));
  CHECK(points.below.p == Approx(wider.below.p));
  CHECK(points.below_threshold == wider.below_threshold);
  // Ties: a constant has no tail, and a new value beyond it is one.
  const std::vector<double> ones(1000, 1.0);
  std::vector<double> twos(ones);
  CHECK(tepid::tail_change_of(tepid::sample_pair{ones, twos}).p == 1.0);
  for (std::size_t i = 0; i < 50; ++i) twos[i] = 2.0;
  CHECK(tepid::tail_change_of(tepid::sample_pair{ones, twos}).above.p < 1e-4);
  CHECK(tepid::tail_change_of(tepid::sample_pair{ones, twos}).below.p == 1.0);
}

TEST_CASE("PSI beside what chance makes of it") {
  const counts a{5, 3, 1, 0, 10, 2, 0, 1}, b{2, 3, 0, 4, 12, 1, 2, 0};
  CHECK(tepid::smoothed_psi(a, b) == Approx(0.6367146046060081));             // numpy
  CHECK(tepid::smoothed_psi_by_chance(a, b) == Approx(0.5045447710325824));   // scipy's binom
  CHECK(tepid::psi_by_chance(10, 10'000, 5'000) == Approx(9 * (1e-4 + 2e-4)));
  CHECK(tepid::psi_by_chance(1, 10, 10) == 0.0);
  // Rare and many: by simulation, and near what the counts say.
  tepid::random_source random{5};
  for (const std::size_t k : {1000u, 10'000u}) {
    counts x(k), y(k);
    for (int i = 0; i < 5000; ++i) {
      ++x[static_cast<std::size_t>(random.below(k))];
      ++y[static_cast<std::size_t>(random.below(k))];
    }
    CHECK(tepid::smoothed_psi(x, y) == Approx(tepid::smoothed_psi_by_chance(x, y)).epsilon(0.06));
    CHECK(tepid::psi_by_chance(static_cast<double>(k), 5000, 5000) ==
          Approx(tepid::smoothed_psi_by_chance(x, y)).epsilon(0.06));
  }
}
