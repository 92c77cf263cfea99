// Intervals of the tests of rows hold the true effect in 95 % of samples, under no change too, where the estimates are
// at the end of what they can be. Normal rows of three columns: effects by formula, by integration over 4 million
// pairs, and for the directions of sliced_wasserstein by 40,000 rows a side.
#include "support/catch.hpp"

#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/registry.hpp>
#include <tepid/two_sample/permutation.hpp>

namespace {

constexpr std::size_t columns = 3;
constexpr double bandwidth = 2.0;

/// Rows of N(0, sd^2), the first column moved.
struct normal_rows {
  double shift, sd;

  void row(tepid::random_source& random, double* out) const {
    for (std::size_t j = 0; j < columns; ++j) out[j] = sd * tepid::normal(random) + (j == 0 ? shift : 0.0);
  }
  [[nodiscard]] std::vector<double> draw(tepid::random_source& random, std::size_t n) const {
    std::vector<double> x(n * columns);
    for (std::size_t i = 0; i < n; ++i) row(random, x.data() + i * columns);
    return x;
  }
};

std::vector<tepid::setting> settings_of(std::string_view test) {
  if (test == "hotelling_t2_test") return {};
  std::vector<tepid::setting> out{{"permutations", 99}};
  if (test == "mmd") out.push_back({"bandwidth", bandwidth});
  return out;
}

double mean_distance(const normal_rows& a, const normal_rows& b) {
  tepid::random_source random{7};
  constexpr int pairs = 4'000'000;
  double sum = 0.0, x[columns], y[columns];
  for (int i = 0; i < pairs; ++i) {
    a.row(random, x);
    b.row(random, y);
    double squared = 0.0;
    for (std::size_t j = 0; j < columns; ++j) squared += (x[j] - y[j]) * (x[j] - y[j]);
    sum += std::sqrt(squared);
  }
  return sum / pairs;
}

std::map<std::string_view, double> effects(const normal_rows& now) {
  const normal_rows before{0.0, 1.0};
  const bool same = now.shift == 0 && now.sd == 1;
  // The mean kernel of two normal laws whose difference has this mean and variance.
  const auto kernel = [](double mean, double variance) {
    const double s = bandwidth * bandwidth;
    return std::pow(s / (s + variance), 0.5 * columns) * std::exp(-0.5 * mean * mean / (s + variance));
  };
  const double v = now.sd * now.sd;
  const double squared = kernel(0, 2) + kernel(0, 2 * v) - 2 * kernel(now.shift, 1 + v);
  const double between = mean_distance(before, now);
  const double inside = 0.5 * (mean_distance(before, before) + mean_distance(now, now));
  tepid::random_source random{8};
  const auto a = before.draw(random, 40'000), b = now.draw(random, 40'000);
  const auto sliced = tepid::run_multivariate_test(
      "sliced_wasserstein", {{tepid::setting{"rows", 1e6}, {"permutations", 99}, {"resamples", 0}}}, {a, columns},
      {b, columns});
  return {{"mmd", std::sqrt(std::max(0.0, squared))},
          {"energy_distance_multivariate", same ? 0.0 : 1.0 - inside / between},
          {"sliced_wasserstein", same ? 0.0 : sliced.effect},
          {"frechet_distance", std::sqrt(now.shift * now.shift + columns * (now.sd - 1) * (now.sd - 1))},
          {"hotelling_t2_test", now.shift / std::sqrt(0.5 * (1 + v))}};
}

}  // namespace

TEST_CASE("intervals of rows hold the true effect", "[statistics]") {
  tepid::random_source random{41};
  constexpr int rounds = 300;
  for (const normal_rows& now : {normal_rows{0, 1}, {0.3, 1}, {1, 1}, {0, 1.5}})
    for (const auto& [n, m] : {std::pair<std::size_t, std::size_t>{100, 100}, {300, 100}, {700, 700}}) {
      const auto truths = effects(now);
      std::map<std::string_view, int> held, above;
      std::map<std::string_view, double> length;
      for (int round = 0; round < rounds; ++round) {
        const auto a = normal_rows{0, 1}.draw(random, n), b = now.draw(random, m);
        for (const auto& [test, truth] : truths) {
          if (test == "hotelling_t2_test" && now.sd != 1 && n != m) continue;  // it supposes one covariance
          const auto r = tepid::run_multivariate_test(test, settings_of(test), {a, columns}, {b, columns});
          held[test] += r.effect_low <= truth + 1e-12 && truth <= r.effect_high;
          above[test] += r.effect_low > truth + 1e-12;
          length[test] += (r.effect_high - r.effect_low) / rounds;
        }
      }
      for (const auto& [test, count] : held) {
        std::printf("%-30s shift %.1f sd %.1f  %4zu %4zu  true %.3f  held %5.1f %%  above %4.1f %%  length %.3f\n",
                    std::string{test}.c_str(), now.shift, now.sd, n, m, truths.at(test), 100.0 * count / rounds,
                    100.0 * above[test] / rounds, length[test]);
        INFO(test << ", shift " << now.shift << ", sd " << now.sd << ", " << n << " and " << m << ": " << count);
        CHECK(count >= 264);  // 285 expected at least; four standard deviations are 15.1, and 2 % for the bootstrap
      }
    }
}
