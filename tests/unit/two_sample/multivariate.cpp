// Tests of rows: what each must notice, what each must leave alone, missing values, edge cases, p-values under no
// change.
#include "support/catch.hpp"
#include "support/thrown.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/domain_classifier.hpp>
#include <tepid/two_sample/energy_distance_multivariate.hpp>
#include <tepid/two_sample/frechet_distance.hpp>
#include <tepid/two_sample/hotelling_t2_test.hpp>
#include <tepid/two_sample/mmd.hpp>
#include <tepid/two_sample/pca_reconstruction.hpp>
#include <tepid/two_sample/sliced_wasserstein.hpp>

namespace {

using sample = std::vector<double>;

/// Normal rows; column 1 goes with column 0, correlation `together`; column 0 is moved by `shift`.
sample rows(tepid::random_source& random, std::size_t n, std::size_t d, double shift = 0.0, double together = 0.0) {
  sample out(n * d);
  for (double& x : out) x = tepid::normal(random);
  for (std::size_t i = 0; i < n && d > 1; ++i)
    out[i * d + 1] = together * out[i * d] + std::sqrt(1.0 - together * together) * out[i * d + 1];
  for (std::size_t i = 0; i < n; ++i) out[i * d] += shift;
  return out;
}

template <class F>
void each_test(F&& f) {
  f(tepid::hotelling_t2_test{});
  f(tepid::mmd{{.permutations = 199}});
  f(tepid::mmd{{.rows = 0, .features = 64, .permutations = 199}});
  f(tepid::energy_distance_multivariate{{.permutations = 199}});
  f(tepid::frechet_distance{{.permutations = 199}});
  f(tepid::sliced_wasserstein{{.projections = 20, .permutations = 199}});
  f(tepid::pca_reconstruction{});
  f(tepid::domain_classifier{{.permutations = 199}});
}

}  // namespace

TEST_CASE("a moved mean is noticed by all but the reconstruction error") {
  tepid::random_source random{1};
  const sample a = rows(random, 300, 4), b = rows(random, 250, 4, 0.7);
  each_test([&](const auto& test) {
    INFO(test.about.name);
    const auto r = test({a, 4}, {b, 4});
    CHECK(r.reference == 300);
    CHECK(r.current == 250);
    if (test.about.name != "pca_reconstruction") CHECK(r.p_value <= 0.01);
  });
  const auto t2 = tepid::hotelling_t2_test{}({a, 4}, {b, 4});
  CHECK((t2.effect_low < 0.7 && 0.7 < t2.effect_high));
}

TEST_CASE("columns that no longer go together, each unchanged by itself, are noticed") {
  tepid::random_source random{2};
  const sample a = rows(random, 400, 2, 0.0, 0.9), b = rows(random, 300, 2, 0.0, -0.9);
  CHECK(tepid::pca_reconstruction{}({a, 2}, {b, 2}).p_value < 1e-6);
  CHECK(tepid::pca_reconstruction{}({a, 2}, {b, 2}).effect_low > 0.2);
  CHECK(tepid::mmd{}({a, 2}, {b, 2}).p_value <= 0.002);
  CHECK(tepid::energy_distance_multivariate{}({a, 2}, {b, 2}).p_value <= 0.002);
  CHECK(tepid::frechet_distance{}({a, 2}, {b, 2}).p_value <= 0.002);
  CHECK(tepid::sliced_wasserstein{}({a, 2}, {b, 2}).p_value <= 0.002);
  CHECK(tepid::hotelling_t2_test{}({a, 2}, {b, 2}).p_value > 0.01);  // the means are equal
}

TEST_CASE("rows with a missing or infinite value are left out and not counted") {
  tepid::random_source random{3};
  const sample a = rows(random, 40, 3), b = rows(random, 30, 3, 0.4);
  sample a_more = a, b_more{1.0, std::numeric_limits<double>::quiet_NaN(), 2.0};
  a_more.insert(a_more.end(), {std::numeric_limits<double>::infinity(), 0.0, 0.0});
  b_more.insert(b_more.end(), b.begin(), b.end());
  each_test([&](const auto& test) {
    INFO(test.about.name);
    const auto clean = test({a, 3}, {b, 3}), dirty = test({a_more, 3}, {b_more, 3});
    CHECK(clean.statistic == dirty.statistic);
    CHECK(clean.p_value == dirty.p_value);
    CHECK(dirty.reference == 40);
    CHECK(dirty.current == 30);
  });
}

TEST_CASE("errors name the sample, and the column where one is at fault") {
  tepid::random_source random{4};
  const sample a = rows(random, 40, 3), b = rows(random, 40, 2), none;
  each_test([&](const auto& test) {
    INFO(test.about.name);
    const auto columns = thrown([&] { static_cast<void>(test({a, 3}, {b, 2})); });
    CHECK(columns.code() == tepid::errc::bad_argument);
    CHECK(columns.field() == "current");
    CHECK(thrown([&] { static_cast<void>(test({a, 7}, {a, 3})); }).field() == "reference");
    CHECK(thrown([&] { static_cast<void>(test({a, 0}, {a, 3})); }).code() == tepid::errc::bad_argument);
    const auto empty = thrown([&] { static_cast<void>(test({none, 3}, {a, 3})); });
    CHECK(empty.code() == tepid::errc::bad_data);
    CHECK(empty.field() == "reference");
    const auto other = thrown([&] { static_cast<void>(test({a, 3}, {none, 3})); });
    CHECK(other.field() == "current");
    CHECK(std::string{other.what()}.find(test.about.name) != std::string::npos);
  });
  sample constant = a, twice = a;
  for (std::size_t i = 0; i < 40; ++i) {
    constant[i * 3 + 1] = 0.1;
    twice[i * 3 + 2] = 2.0 * twice[i * 3] - twice[i * 3 + 1];
  }
  const auto text = [](const sample& x) {
    return std::string{thrown([&] { static_cast<void>(tepid::hotelling_t2_test{}({x, 3}, {x, 3})); }).what()};
  };
  CHECK(text(constant).find("column 1 has no spread") != std::string::npos);
  CHECK(text(twice).find("column 2 follows") != std::string::npos);
}

TEST_CASE("identical and constant samples raise no alarm") {
  tepid::random_source random{5};
  const sample a = rows(random, 60, 3), constant(180, 0.1);
  each_test([&](const auto& test) {
    INFO(test.about.name);
    const auto same = test({a, 3}, {a, 3});
    CHECK(same.p_value > 0.05);
    CHECK(tepid::is_finite(same.statistic));
    if (test.about.name == "hotelling_t2_test") return;  // says that the columns have no spread
    const auto still = test({constant, 3}, {constant, 3});
    CHECK(still.p_value == Approx(1.0).margin(0.5));
    CHECK(tepid::is_finite(still.statistic));
    CHECK(tepid::is_finite(still.effect));
  });
}

TEST_CASE("large samples are used in linear time or by a part, and the result says so") {
  tepid::random_source random{6};
  const sample a = rows(random, 6000, 3), b = rows(random, 5000, 3, 0.2);
  CHECK(tepid::mmd{}({a, 3}, {b, 3}).method == "block permutation of random Fourier features");
  CHECK(tepid::mmd{}({a, 3}, {b, 3}).p_value <= 0.01);
  const auto energy = tepid::energy_distance_multivariate{{.permutations = 99}}({a, 3}, {b, 3});
  CHECK(energy.method == "permutation of a random part");
  CHECK(energy.reference + energy.current == 1000);
  const auto sliced = tepid::sliced_wasserstein{{.projections = 10, .permutations = 99}}({a, 3}, {b, 3});
  CHECK(sliced.reference + sliced.current == 10000);
  CHECK(sliced.p_value == 0.01);
  CHECK(tepid::frechet_distance{}({a, 3}, {b, 3}).p_value <= 0.002);
  const auto classifier = tepid::domain_classifier{{.work = 0.0}}({a, 3}, {b, 3});
  CHECK(classifier.method == "Mann-Whitney on a held-out half");
  CHECK(classifier.p_value < 1e-6);
  CHECK((classifier.effect_low < 0.0562 && 0.0562 < classifier.effect_high));  // Phi(0.2 / sqrt 2) - 1/2
}

TEST_CASE("under no change as many p-values as stated fall below a level", "[statistics]") {
  // The share of 120 p-values below 0.05 has a standard deviation of 0.02: 0.125 is 3.8 of them above.
  for (const std::size_t size : {50u, 100u}) {
    each_test([&](const auto& test) {
      INFO(test.about.name << " with " << size);
      tepid::random_source random{size};
      int below = 0, half = 0;
      for (int round = 0; round < 120; ++round) {
        const sample a = rows(random, 200, 3, 0.0, 0.5), b = rows(random, size, 3, 0.0, 0.5);
        const double p = test({a, 3}, {b, 3}).p_value;
        below += p < 0.05;
        half += p < 0.5;
      }
      CHECK(below / 120.0 < 0.125);
      CHECK(half / 120.0 == Approx(0.5).margin(0.18));
    });
  }
}
