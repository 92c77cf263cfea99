// Bounds that hold at every moment: published numbers, edges, and that they cover.
#include "support/catch.hpp"

#include <cmath>

#include <tepid/core/random.hpp>
#include <tepid/monitors/confidence_sequence.hpp>

TEST_CASE("the gamma-exponential mixture has the numbers of confseq's reference implementation") {
  // confseq's own tests, numbers from its authors' R code: tuned for v = 100 at alpha .05, scale 2, one-sided.
  const double alpha = 2 * 0.05, v = 100, c = 2;
  const double rho = v / (2 * std::log(1 / alpha) + std::log(1 + 2 * std::log(1 / alpha))) / (c * c);
  CHECK(tepid::detail::log_gamma_exponential(10 / c, v / (c * c), rho) == Approx(-0.2490165).epsilon(1e-6));
  CHECK(tepid::detail::log_gamma_exponential(33.02017 / c, v / (c * c), rho) ==
        Approx(std::log(1 / 0.05)).epsilon(1e-6));
}

TEST_CASE("without a value the bounds are the whole range, and extremes are one-sided") {
  CHECK(tepid::unit_mean_bounds(0, 0, 0.05) == tepid::mean_bounds{0.0, 1.0});
  CHECK(tepid::ratio_bounds({}, -2, 3, 1, 0.05) == tepid::mean_bounds{-2.0, 3.0});
  CHECK(tepid::unit_mean_bounds(50, 0, 0.05).low == 0.0);
  CHECK(tepid::unit_mean_bounds(50, 50, 0.05).high == 1.0);
  CHECK(tepid::unit_mean_bounds(50, 50, 0.05).low > 0.8);
  // Mirrored.
  const auto a = tepid::unit_mean_bounds(200, 30, 0.01), b = tepid::unit_mean_bounds(200, 170, 0.01);
  CHECK(a.low == Approx(1 - b.high).epsilon(1e-9));
  CHECK(a.high == Approx(1 - b.low).epsilon(1e-9));
}

TEST_CASE("more values and less confidence make them narrower; a smaller variance too, for losses") {
  double before = 1.0;
  for (const double n : {10.0, 100.0, 1e4, 1e6, 1e8}) {
    const auto b = tepid::unit_mean_bounds(n, 0.9 * n, 0.05);
    CHECK(b.low < 0.9);
    CHECK(b.high > 0.9);
    CHECK(b.high - b.low < before);
    before = b.high - b.low;
  }
  CHECK(before < 0.0004);
  tepid::weighted_sums wide, narrow;
  for (int i = 0; i < 4000; ++i) {
    wide.add(i % 2);
    narrow.add(0.5 + 0.01 * (i % 2));
  }
  const auto w = tepid::ratio_bounds(wide, 0, 1, 1, 0.05), n = tepid::ratio_bounds(narrow, 0, 1, 1, 0.05);
  CHECK((n.high - n.low) * 10 < w.high - w.low);
  CHECK(n.low < 0.505);
  CHECK(n.high > 0.505);
}

TEST_CASE("sampled with known probabilities they are about the mean of all, not of those that were looked at") {
  // 10 % of the cases are bad; bad ones are looked at ten times as often.
  tepid::random_source random{7};
  tepid::weighted_sums seen;
  for (int i = 0; i < 200'000; ++i) {
    const bool bad = random.uniform() < 0.1;
    const double p = bad ? 1.0 : 0.1;
    if (random.uniform() < p) seen.add(bad, 1.0 / p);
  }
  CHECK(seen.mean() == Approx(0.1).margin(0.005));
  const auto b = tepid::share_bounds(seen, 10.0, 0.01);
  CHECK(b.low < 0.1);
  CHECK(b.high > 0.1);
  CHECK(b.high - b.low < 0.03);
}

TEST_CASE("whole sequences cover the truth") {
  // 400 streams looked at after every tenth value: at alpha .1 about 40 may fail at some moment, and do not.
  int failed = 0, failed_loss = 0;
  for (std::uint64_t run = 0; run < 400; ++run) {
    tepid::random_source random{run, 3};
    tepid::weighted_sums hits, losses;
    bool out = false, out_loss = false;
    for (int i = 1; i <= 1000; ++i) {
      hits.add(random.uniform() < 0.8);
      losses.add(random.uniform() * random.uniform());  // mean 1/4
      if (i % 10 != 0) continue;
      const auto b = tepid::share_bounds(hits, 1, 0.1);
      out = out || b.low > 0.8 || b.high < 0.8;
      if (i % 100 != 0) continue;
      const auto l = tepid::ratio_bounds(losses, 0, 1, 1, 0.1);
      out_loss = out_loss || l.low > 0.25 || l.high < 0.25;
    }
    failed += out;
    failed_loss += out_loss;
  }
  CHECK(failed <= 40);
  CHECK(failed > 2);  // and they are not needlessly wide
  CHECK(failed_loss <= 40);
}
