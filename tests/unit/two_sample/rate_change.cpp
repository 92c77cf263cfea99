// Rare shares and tails that change by a ratio, against scipy.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/sketches/kll.hpp>
#include <tepid/two_sample/atom_change.hpp>
#include <tepid/two_sample/clustered_rates.hpp>
#include <tepid/two_sample/rate_change.hpp>
#include <tepid/two_sample/sketch_points.hpp>
#include <tepid/two_sample/smoothed_psi.hpp>
#include <tepid/two_sample/tail_change.hpp>

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
  // A large category that becomes half as frequent is left to the moved mass.
  a[0] += 50'000;
  b[0] += 25'000;
  CHECK(tepid::rare_category_change_of(a, b).category != 0);
}

TEST_CASE("what matters of a share depends on the smaller side, so a larger change matters too") {
  const auto p = [](std::uint64_t before, std::uint64_t now) {
    return tepid::rare_category_change_of(counts{before, 10'000 - before}, counts{now, 10'000 - now}).change.p;
  };
  for (const std::uint64_t before : {50, 150, 200, 400, 600, 800, 1'500, 2'500}) {
    bool certain = false;
    for (std::uint64_t now = before; now <= 4'000; now += 50) {
      const bool here = p(before, now) <= 1e-4;
      CHECK(here >= certain);
      certain = here;
    }
    CHECK(certain == (before <= 2'000));
    for (std::uint64_t now = before; now >= 50; now -= 50)
      if (p(before, now) <= 1e-4 && now >= 100) CHECK(p(before, now - 50) <= 1e-4);
  }
  CHECK(p(200, 1'000) < 1e-6);  // 2 % -> 10 %
  CHECK(p(800, 1'600) < 1e-6);  // 8 % -> 16 %
  CHECK(p(600, 1'000) == 1.0);  // 6 % -> 10 %: less than half the margin
  CHECK(p(1'500, 2'100) > 0.5); // by 1.4
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
  CHECK(up.p == Approx(4 * std::min(up.above.p, up.above_all.p)));
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

TEST_CASE("values beyond all of the reference") {
  tepid::random_source random{9};
  std::vector<double> a(10'000), far(10'000), few(10'000);
  for (double& x : a) x = tepid::normal(random);
  for (std::size_t i = 0; i < far.size(); ++i) {
    far[i] = i < 50 ? 1e9 + static_cast<double>(i) : tepid::normal(random);
    few[i] = i < 15 ? -1e9 : tepid::normal(random);
  }
  const auto found = tepid::tail_change_of(tepid::sample_pair{a, far});
  CHECK(found.above_all.p < 1e-6);
  CHECK(found.above_all.reference == 0.0);
  CHECK(found.above_all.current == Approx(0.005).epsilon(0.05));
  CHECK(found.p < 1e-5);
  CHECK(found.below_all.p == 1.0);
  CHECK(tepid::tail_change_of(tepid::sample_pair{a, few}).below_all.p == 1.0);  // .15 % of the rows matter to nobody
  // The current count beyond the largest of n is betabinom(m, 1, n), shares taken as they are: scipy's sf
  CHECK(tepid::detail::beyond_all_rate(100, 8, 100, 0, {1.0, 0.0}).p == Approx(0.0033773372875814944).epsilon(1e-6));
  const auto x = tepid::sketch_points::of_sorted(tepid::sample_pair{a, far}.reference()),
             y = tepid::sketch_points::of_sorted(tepid::sample_pair{a, far}.current());
  CHECK(tepid::tail_change_of(x.view(), y.view()).above_all.p == Approx(found.above_all.p));
}

TEST_CASE("values that repeat") {
  tepid::random_source random{10};
  const auto some = [&](double value, double share) {
    std::vector<double> xs(10'000);
    for (double& x : xs) x = random.uniform() < share ? value : tepid::normal(random);
    return xs;
  };
  const std::vector<double> a = some(-1, 0.015);
  CHECK(tepid::atom_change_of(tepid::sample_pair{a, some(-1, 0.015)}).change.p > 0.01);
  // A sentinel that becomes frequent, and one that goes; a value filled into the middle; a value never seen.
  for (const auto& [before, now, value] :
       {std::tuple{a, some(-1, 0.09), -1.0}, std::tuple{some(-1, 0.09), a, -1.0}, std::tuple{some(9, 0), some(0.25, 0.15), 0.25},
        std::tuple{a, some(7, 0.01), -1.0}}) {
    const tepid::sample_pair pair{before, now};
    const auto found = tepid::atom_change_of(pair);
    CHECK(found.value == value);
    CHECK(found.change.p < 1e-6);
    const auto x = tepid::sketch_points::of_sorted(pair.reference()), y = tepid::sketch_points::of_sorted(pair.current());
    const auto points = tepid::atom_change_of(x.view(), y.view());
    CHECK(points.value == value);
    CHECK(points.change.p == found.change.p);
    // Each row a cluster of its own: the same pieces, and Student's law beside.
    std::vector<std::uint64_t> ones(before.size()), twos(now.size());
    for (std::size_t i = 0; i < ones.size(); ++i) ones[i] = i, twos[i] = i + ones.size();
    const auto clustered = tepid::clustered_rates{ones, twos}.atoms(before, now);
    CHECK(clustered.value == value);
    CHECK(clustered.looked_at == found.looked_at);
    CHECK(clustered.change.p < 1e-5);
  }
  // Sketches know the atom less surely, and nothing that is not so.
  tepid::kll<double> before, now, same;
  for (const double x : a) before.update(x);
  for (const double x : some(-1, 0.3)) now.update(x);
  for (const double x : some(-1, 0.015)) same.update(x);
  const auto x = tepid::sketch_points::of(before), y = tepid::sketch_points::of(now), z = tepid::sketch_points::of(same);
  CHECK(tepid::atom_change_of(x.view(), y.view()).change.p < 1e-4);
  CHECK(tepid::atom_change_of(x.view(), z.view()).change.p == 1.0);
  // Atoms are found however the steps fall.
  for (int times = 1; times < 40; ++times) {
    std::vector<double> few{1, 2, 3, 4}, more{1, 2, 3, 4, 5};
    few.insert(few.begin() + 2, static_cast<std::size_t>(times / 2), 2.5);
    more.insert(more.begin() + 2, static_cast<std::size_t>(times - times / 2), 2.5);
    const auto atoms = tepid::detail::atoms_of(few, more, times);
    REQUIRE(std::any_of(atoms.begin(), atoms.end(), [](const auto& at) { return at.value == 2.5; }));
  }
  CHECK_THROWS_AS(tepid::atom_change_of(tepid::sample_pair{a, std::vector<double>{}}), tepid::error);
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
