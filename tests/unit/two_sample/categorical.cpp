// Tests of counts: published numbers of other libraries, new and rare categories, edge cases, p-values under no change.
#include "support/catch.hpp"
#include "support/thrown.hpp"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/two_sample/categorical_divergences.hpp>
#include <tepid/two_sample/chi_square.hpp>
#include <tepid/two_sample/cramers_v.hpp>
#include <tepid/two_sample/fisher_exact.hpp>
#include <tepid/two_sample/g_test.hpp>

namespace {

using counts = std::vector<std::uint64_t>;

/// So large that the reference's shares are exact: what goodness-of-fit tests take a reference for.
counts exact(counts c) {
  for (auto& x : c) x *= 1'000'000'000;
  return c;
}

/// Calls f with each test of counts at its defaults.
template <class F>
void each_test(F&& f) {
  f(tepid::chi_square{});
  f(tepid::g_test{});
  f(tepid::fisher_exact{});
  f(tepid::cramers_v{});
  f(tepid::categorical_psi{});
  f(tepid::categorical_kl{});
  f(tepid::categorical_jensen_shannon{});
  f(tepid::categorical_hellinger{});
  f(tepid::categorical_total_variation{});
  f(tepid::categorical_l_infinity{});
}

}  // namespace

TEST_CASE("numbers of Evidently's own tests") {
  const counts reference{16, 18, 16, 14, 12, 12}, current{16, 16, 16, 16, 16, 8};
  CHECK(tepid::chi_square{}(exact(reference), current).p_value == Approx(0.67309).margin(1e-5));
  CHECK(tepid::categorical_hellinger{}(reference, current).statistic == Approx(0.06812).margin(1e-5));
  CHECK(tepid::g_test{{.min_expected = 0.0}}(exact({5, 5, 8}), counts{4, 6, 8}).p_value == Approx(0.8176).margin(1e-4));
  CHECK(tepid::fisher_exact{}(counts{6, 0}, counts{0, 6}).p_value == Approx(0.0021).margin(1e-4));
  CHECK(tepid::fisher_exact{}(counts{90, 60}, counts{60, 90}).p_value == Approx(0.00078).margin(1e-5));
  CHECK(tepid::fisher_exact{}(counts{3, 3}, counts{6, 0}).p_value == Approx(0.181).margin(1e-3));
  CHECK(tepid::fisher_exact{}(counts{2, 4}, counts{2, 4}).p_value == Approx(1.0));
}

TEST_CASE("numbers of TensorFlow Data Validation's own tests") {
  const tepid::categorical_l_infinity distance{};
  CHECK(distance(counts{1, 9}, counts{3, 7}).statistic == Approx(0.2).epsilon(1e-14));
  CHECK(distance(counts{0, 9, 1}, counts{3, 7, 0}).statistic == Approx(0.3).epsilon(1e-14));
  CHECK(distance(counts{3, 7, 0}, counts{0, 9, 1}).statistic == Approx(0.3).epsilon(1e-14));
  const tepid::categorical_jensen_shannon divergence{};
  CHECK(divergence(counts{2, 2, 0, 0}, counts{0, 1, 1, 2}).statistic == Approx(0.65563906222).epsilon(1e-10));
  CHECK(divergence(counts{1, 3}, counts{0, 4}).statistic == Approx(0.13792538096).epsilon(1e-9));
  CHECK(divergence(counts{2, 2, 0, 0}, counts{0, 0, 2, 2}).statistic == 1.0);
}

TEST_CASE("Cramer's V of deepchecks' own test") {
  CHECK(tepid::cramers_v{}(counts{200, 800}, counts{400, 600}).statistic == Approx(0.21).margin(0.01));
  CHECK(tepid::cramers_v{}(counts{100, 400}, counts{200, 300}).statistic == Approx(0.216).margin(5e-4));
}

TEST_CASE("equal shares, samples without a common category") {
  each_test([](const auto& test) {
    INFO(test.about.name);
    const auto same = test(counts{30, 50, 20}, counts{60, 100, 40});
    if (test.about.name != "fisher_exact") CHECK(same.statistic == Approx(0.0).margin(1e-15));
    CHECK(same.p_value == Approx(1.0));
    CHECK(same.reference == 100);
    CHECK(same.current == 200);
    const auto apart = test(counts{300, 200, 0, 0}, counts{0, 0, 250, 250});
    CHECK(apart.p_value <= 1e-4);
    CHECK(tepid::is_finite(apart.statistic));
    CHECK(tepid::is_finite(apart.effect));
    CHECK((apart.effect_low > 0.2 && apart.effect_low <= apart.effect_high));
    CHECK(tepid::beyond_margin(apart, 0.2));
    CHECK_FALSE(tepid::beyond_margin(same, 0.2));
    if (test.about.name == "categorical_psi" || test.about.name == "categorical_kl") return;
    if (test.about.name == "categorical_l_infinity") return;
    CHECK(apart.effect == Approx(1.0).epsilon(2e-3));  // V's correction takes off 3 / 999
    if (std::string{test.about.name}.starts_with("categorical")) CHECK(apart.effect == Approx(1.0).epsilon(1e-12));
  });
}

TEST_CASE("a category that is new in the current sample counts and is never infinite") {
  each_test([](const auto& test) {
    INFO(test.about.name);
    const auto r = test(counts{500, 500, 0}, counts{450, 450, 100});
    CHECK(tepid::is_finite(r.statistic));
    CHECK(r.p_value <= 1e-4);
    CHECK(r.current == 1000);
    // One new value among a thousand is nothing: no alarm.
    const auto one = test(counts{500, 500, 0}, counts{500, 499, 1});
    CHECK(tepid::is_finite(one.statistic));
    CHECK(one.p_value > 0.2);
  });
}

TEST_CASE("categories that are empty in both samples change nothing") {
  each_test([](const auto& test) {
    INFO(test.about.name);
    const auto plain = test(counts{30, 40, 50}, counts{40, 30, 60});
    const auto padded = test(counts{0, 30, 0, 40, 50, 0}, counts{0, 40, 0, 30, 60, 0});
    CHECK(plain.statistic == padded.statistic);
    CHECK(plain.p_value == padded.p_value);
  });
}

TEST_CASE("what cannot be used, and what decides nothing") {
  each_test([](const auto& test) {
    INFO(test.about.name);
    const auto lengths = thrown([&] { static_cast<void>(test(counts{1, 2}, counts{1, 2, 3})); });
    CHECK(lengths.code() == tepid::errc::bad_argument);
    CHECK(lengths.field() == "current");
    for (const counts& empty : {counts{}, counts{0, 0}}) {
      const counts some = empty.empty() ? empty : counts{1, 1};
      const auto first = thrown([&] { static_cast<void>(test(empty, some)); });
      CHECK(first.code() == tepid::errc::bad_data);
      CHECK(first.field() == "reference");
    }
    CHECK(thrown([&] { static_cast<void>(test(counts{1, 1}, counts{0, 0})); }).field() == "current");
    CHECK(thrown([&] { static_cast<void>(test(counts{1, 1}, counts{~0ull, 1})); }).code() == tepid::errc::bad_data);
    const auto one = test(counts{7}, counts{9});
    CHECK(tepid::is_nan(one.p_value));
    CHECK(one.statistic == 0.0);
    CHECK(one.method == "none: one category");
    const auto single = test(counts{1, 0}, counts{0, 1});
    CHECK(single.p_value == Approx(1.0));
  });
}

TEST_CASE("a hundred thousand categories") {
  counts a(100'000), b(100'000);
  tepid::random_source random{3};
  for (int i = 0; i < 500'000; ++i) {
    ++a[random.below(a.size())];
    ++b[random.below(b.size())];
  }
  const auto start = std::chrono::steady_clock::now();
  const auto r = tepid::chi_square{}(a, b);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  CHECK(took.count() < 1.0);  // 10 ms; a busy machine
  CHECK(r.p_value > 1e-3);
  CHECK(r.method == "chi-squared, rare categories pooled");
  CHECK(tepid::categorical_jensen_shannon{}(a, b).p_value > 1e-3);
}

TEST_CASE("huge counts") {
  const counts a{400'000'000'000, 500'000'000'000}, b{400'000'000'000, 500'000'900'000};
  each_test([&](const auto& test) {
    INFO(test.about.name);
    const auto r = test(a, b);
    CHECK(r.p_value == Approx(tepid::chi_square{}(a, b).p_value).margin(0.15));
    CHECK(r.effect < 1e-5);
  });
}

TEST_CASE("under no change as many p-values as stated fall below a level, also for small samples", "[statistics]") {
  // Ten categories, the rarest 5 %, a reference of 5,000; the share of 250 p-values below 0.05 has a standard
  // deviation of 0.0138, and 0.1 is 3.6 of them above.
  for (const std::uint64_t size : {50u, 500u}) {
    each_test([&](const auto& test) {
      if (test.about.name == "fisher_exact" && size > 50) return;  // the network takes its time
      INFO(test.about.name << " with " << size);
      tepid::random_source random{size};
      const auto sample = [&](std::uint64_t n) {
        counts c(10);
        for (std::uint64_t i = 0; i < n; ++i) {
          const double u = random.uniform();
          ++c[static_cast<std::size_t>(10 * u * std::sqrt(u))];
        }
        return c;
      };
      int below = 0, half = 0;
      for (int round = 0; round < 250; ++round) {
        const double p = test(sample(5000), sample(size)).p_value;
        below += p < 0.05;
        half += p < 0.5;
      }
      CHECK(below / 250.0 < 0.1);
      CHECK(half / 250.0 == Approx(0.5).margin(0.12));
    });
  }
}

TEST_CASE("seeds repeat, and other seeds agree within their error") {
  const counts a{5, 3, 8, 2, 9}, b{4, 8, 3, 6, 2};
  const auto first = tepid::categorical_total_variation{}(a, b), again = tepid::categorical_total_variation{}(a, b);
  CHECK(first.p_value == again.p_value);
  const auto other = tepid::categorical_total_variation{{.seed = 2}}(a, b);
  CHECK(other.p_value == Approx(first.p_value).epsilon(0.5));
}

TEST_CASE("thousands of categories are no fewer than the floor of their shares") {
  // 15,000 users with 20 rows each on average, of whom half vanish: all shares are below a floor of 1e-4.
  tepid::random_source random{4};
  std::vector<std::uint64_t> before(15'000), now(15'000);
  for (int i = 0; i < 300'000; ++i) {
    ++before[static_cast<std::size_t>(random.below(15'000))];
    ++now[static_cast<std::size_t>(random.below(7'500))];
  }
  // Of shares p = 1 / 15,000, twice that or the floor of a tenth: log 2 of half the mass, 0.45 log 10 of the other half.
  const double expected = 0.5 * std::log(2.0) + 0.45 * std::log(10.0);
  const auto psi = tepid::divergence_of_counts(tepid::divergence::psi, before, now, {.permutations = 199});
  CHECK(psi.statistic == Approx(expected).epsilon(0.1));  // chance adds a little
  CHECK(psi.p_value == Approx(1.0 / 200));
  const auto kl = tepid::divergence_of_counts(tepid::divergence::kl, before, now, {.permutations = 199});
  CHECK(kl.statistic == Approx(std::log(2.0)).epsilon(0.35));  // and what the floor adds to the sum
  CHECK(kl.p_value == Approx(1.0 / 200));
}
