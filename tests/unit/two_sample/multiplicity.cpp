// Adjusted p-values: undecided tests, textbook numbers, e-BH by its definition.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/two_sample/multiplicity.hpp>

namespace {

using values = std::vector<double>;
const double none = std::numeric_limits<double>::quiet_NaN();

/// The definition: the most tests K whose K-th largest e-value is at least N / (level K).
std::size_t rejected_by_definition(values e, double level) {
  std::sort(e.rbegin(), e.rend());
  std::size_t most = 0;
  for (std::size_t k = 1; k <= e.size(); ++k)
    if (static_cast<double>(k) * e[k - 1] * level >= static_cast<double>(e.size())) most = k;
  return most;
}

}  // namespace

TEST_CASE("Benjamini and Hochberg's own example") {
  // Their table of 15 p-values (1995, section 3.2): four rejected at 0.05, three by Bonferroni.
  const values p{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0};
  const auto rejected = [](const values& adjusted) {
    return std::count_if(adjusted.begin(), adjusted.end(), [](double x) { return x <= 0.05; });
  };
  CHECK(rejected(tepid::benjamini_hochberg(p)) == 4);
  CHECK(rejected(tepid::bonferroni(p)) == 3);
  CHECK(rejected(tepid::holm(p)) == 3);
}

TEST_CASE("tests that decided nothing stay so and do not count") {
  const values p{0.01, none, 0.04, 0.03, none}, without{0.01, 0.04, 0.03};
  for (const auto adjust : {tepid::bonferroni, tepid::holm, tepid::benjamini_hochberg, tepid::benjamini_yekutieli}) {
    const auto a = adjust(p), b = adjust(without);
    CHECK(a[0] == b[0]);
    CHECK(a[2] == b[1]);
    CHECK(a[3] == b[2]);
    CHECK(tepid::is_nan(a[1]));
    CHECK(tepid::is_nan(a[4]));
    CHECK(adjust(values{}).empty());
    CHECK(tepid::is_nan(adjust(values{none}).front()));
    CHECK_THROWS_AS(adjust(values{0.5, 1.5}), tepid::error);
    CHECK_THROWS_AS(adjust(values{-0.1}), tepid::error);
  }
}

TEST_CASE("e-BH rejects as its definition says") {
  tepid::random_source random{9};
  for (int round = 0; round < 100; ++round) {
    values e(1 + random.below(20));
    for (double& x : e) x = std::exp(8.0 * random.uniform() - 2.0);
    const auto adjusted = tepid::e_bh(e);
    for (const double level : {0.01, 0.05, 0.1, 0.3}) {
      const auto found = std::count_if(adjusted.begin(), adjusted.end(), [&](double x) { return x <= level; });
      CHECK(static_cast<std::size_t>(found) == rejected_by_definition(e, level));
    }
  }
  const double infinite = std::numeric_limits<double>::infinity();
  const auto edge = tepid::e_bh(values{infinite, 0.0, none, 1.0});
  CHECK(edge[0] == 0.0);
  CHECK(edge[1] == 1.0);
  CHECK(tepid::is_nan(edge[2]));
  CHECK(edge[3] == 1.0);
  CHECK_THROWS_AS(tepid::e_bh(values{-1.0}), tepid::error);
}
