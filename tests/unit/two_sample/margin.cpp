// The test against a margin: what its p-value is made of, and that it keeps its size; more in long/margin_calibration.
#include "support/catch.hpp"
#include "support/two_laws.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

#include <tepid/numerics/kolmogorov_limit.hpp>
#include <tepid/registry.hpp>
#include <tepid/two_sample/permutation.hpp>
#include <tepid/two_sample/samples.hpp>
#include <tepid/two_sample/share_difference.hpp>
#include <tepid/two_sample/sketch_points.hpp>
#include <tepid/two_sample/sketched.hpp>

TEST_CASE("margin_p is the least error whose interval lies beyond the margin") {
  using tepid::detail::effect_interval;
  const auto around = [](double effect) {
    return [effect](double error) { return effect_interval{effect - std::sqrt(-std::log(error)), effect + 9.0}; };
  };
  // effect - margin = sqrt(-log p)
  CHECK(tepid::detail::margin_p_value(1.0, around(3.0)) == Approx(std::exp(-4.0)).epsilon(1e-6));
  CHECK(tepid::detail::margin_p_value(3.0, around(3.0)) == 1.0);
  CHECK(tepid::detail::margin_p_value(1.0, around(50.0)) == tepid::detail::least_error);
  const auto none = [](double) { return effect_interval{}; };
  CHECK(tepid::is_nan(tepid::detail::margin_p_value(1.0, none)));
}

TEST_CASE("the band of a difference of distribution functions") {
  CHECK(tepid::difference_band(1000, 1000, 0.01) == Approx(std::sqrt(std::log(200.0) / 1000.0)));
  CHECK(tepid::difference_band(50, 1e12, 0.05) == Approx(std::sqrt(std::log(40.0) / 100.0)).epsilon(1e-6));  // of one
}

TEST_CASE("without a margin, and of a test without an interval, there is no margin_p") {
  const std::vector<double> a{1, 2, 3, 4, 5, 6}, b{4, 5, 6, 7, 8, 9};
  for (const tepid::test_row* row : tepid::registered_tests()) CHECK(tepid::is_nan(row->run({}, a, b).margin_p));
  CHECK(tepid::is_nan(tepid::run_test("anderson_darling", {}, a, b).effect_low));
  tepid::chosen_test test{tepid::find_test("anderson_darling"), {}, ""};
  CHECK(tepid::with_margin(test, 0.1).settings.empty());
  test.row = tepid::find_test("welch");
  CHECK(tepid::with_margin(test, 0.1).settings.size() == 1);
  CHECK(tepid::with_margin(test, 0.0).settings.empty());
}

TEST_CASE("the margin of sketches knows their rank error") {
  tepid::random_source random{4};
  const auto shapes = known::shapes();
  const auto a = shapes[0].draw_reference(random, 4000);
  auto b = shapes[0].draw_reference(random, 4000);
  for (double& x : b) x += 0.8;
  const tepid::sample_pair pair{a, b};
  const auto before = tepid::sketch_points::of_sorted(pair.reference()),
             now = tepid::sketch_points::of_sorted(pair.current());
  tepid::weighted_points x = before.view(), y = now.view();
  const tepid::sketched_options options{.margin = 0.25};
  const auto whole = tepid::run_test("kolmogorov_smirnov", {{tepid::setting{"margin", 0.25}}}, pair);
  const auto exact = tepid::sketched_kolmogorov_smirnov(x, y, options).result;
  CHECK(exact.margin_p == Approx(whole.margin_p).epsilon(1e-5));
  CHECK(tepid::sketched_psi(x, y, options).result.margin_p < 0.01);
  CHECK(tepid::is_nan(tepid::sketched_wasserstein(x, y).result.margin_p));
  x.rank_error = 0.02;
  const auto rough = tepid::sketched_kolmogorov_smirnov(x, y, options).result;
  CHECK(rough.margin_p > 2.0 * exact.margin_p);
  CHECK(rough.effect_low == Approx(exact.effect_low - 0.02));
}

TEST_CASE("shares against a margin") {
  using tepid::share_count;
  const auto r = tepid::share_difference({10, 100}, {30, 100}, {.margin = 0.1});
  CHECK(r.effect == Approx(0.2));
  CHECK(r.p_value < 0.001);
  CHECK((r.margin_p > 0.01 && r.margin_p < 0.06));
  CHECK((r.effect_low < 0.1 && r.effect_low > 0.08));
  // The other kind, the other sample first: the same, but for the limits within which the unknown share is looked for.
  for (const auto& [a, b] :
       {std::pair{share_count{90, 100}, share_count{70, 100}}, std::pair{share_count{30, 100}, share_count{10, 100}}})
    CHECK(tepid::share_margin_p(a, b, 0.1).p == Approx(r.margin_p).epsilon(0.08));
  CHECK(tepid::share_margin_p({10, 100}, {20, 100}, 0.1).p == 1.0);
  CHECK(tepid::share_margin_p({0, 100}, {100, 100}, 1.0).p == 1.0);
  CHECK(tepid::share_margin_p({0, 100}, {100, 100}, 0.5).p < 2e-25);
  CHECK(tepid::share_margin_p({5, 5}, {5, 5}, 0.0).p == 1.0);
  // Many rows: the normal law, which the exact one comes near.
  const auto many = tepid::share_margin_p({20'000, 100'000}, {31'000, 100'000}, 0.1);
  CHECK(many.method == "normal score");
  const auto fewer = tepid::share_margin_p({1'000, 5'000}, {1'610, 5'000}, 0.1);
  CHECK(fewer.method == "exact unconditional");
  const double z = 0.022 / std::sqrt(0.211 * 0.789 / 5000 + 0.311 * 0.689 / 5000);  // the likeliest shares 0.1 apart
  CHECK(fewer.p == Approx(0.5 * std::erfc(z / std::sqrt(2.0))).epsilon(0.03));
  CHECK_THROWS_AS(tepid::share_difference({0, 0}, {1, 2}), tepid::error);
  CHECK_THROWS_AS(tepid::share_difference({1, 2}, {3, 2}), tepid::error);
}

TEST_CASE("an effect of just the margin is found larger in at most alpha of samples", "[statistics]") {
  tepid::random_source random{31};
  constexpr int rounds = 300;
  // The flat law: the distance is D over most of it, the worst there is for a test of D.
  const known::two_laws laws = known::shapes()[1];
  for (const std::size_t n : {50u, 200u, 1000u}) {
    const auto truths = laws.effects(n, n);
    std::vector<int> found(truths.size(), 0);
    for (int round = 0; round < rounds; ++round) {
      const tepid::sample_pair pair{laws.draw_reference(random, n), laws.draw_current(random, n)};
      for (std::size_t i = 0; i < truths.size(); ++i)
        found[i] +=
            tepid::run_test(truths[i].test, known::quick(truths[i].test, truths[i].effect), pair).margin_p <= 0.05;
    }
    for (std::size_t i = 0; i < truths.size(); ++i) {
      INFO(truths[i].test << " of " << n << " values: " << found[i] << " of " << rounds);
      CHECK(found[i] <= 31);  // 15 expected at most; four standard deviations are 15.1
    }
  }
}
