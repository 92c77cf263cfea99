// Shewhart charts of counts and of subgroups: exact run lengths from the laws, constants, learning.
#include <algorithm>
#include <cmath>
#include <vector>

#include <tepid/detectors/shewhart_attributes.hpp>
#include <tepid/detectors/shewhart_subgroups.hpp>

#include "support/catch.hpp"
#include "support/run_lengths.hpp"

namespace {

using namespace tepid;
using namespace tepid_test;

double defined(const shewhart_subgroups_params& p, std::span<const double> xs) {
  if (xs.size() < p.n) return 0.0;
  const auto group = xs.subspan(xs.size() / p.n * p.n - p.n, p.n);
  const double n = static_cast<double>(p.n);
  double mean = 0, squares = 0;
  for (const double x : group) mean += x / n;
  for (const double x : group) squares += (x - mean) * (x - mean);
  const double shift = std::fabs(mean - p.mean) / p.sd * std::sqrt(n);
  if (p.spread == subgroup_spread::none) return shift;
  if (p.spread == subgroup_spread::range) {
    const auto c = subgroup_constants::of_range(p.n);
    const auto [low, high] = std::minmax_element(group.begin(), group.end());
    return std::max(shift, std::fabs((*high - *low) / p.sd - c.center) / c.sd);
  }
  const auto c = subgroup_constants::of_sd(p.n);
  return std::max(shift, std::fabs(std::sqrt(squares / (n - 1)) / p.sd - c.center) / c.sd);
}

}  // namespace

// Montgomery, Introduction to Statistical Quality Control, appendix: factors for control charts, to three or four
// places.
TEST_CASE("the constants of subgroups are the published ones") {
  struct known {
    std::uint64_t n;
    double d2, d3, c4;
  };
  for (const auto& [n, d2, d3, c4] :
       {known{2, 1.128, .853, .7979}, known{3, 1.693, .888, .8862}, known{4, 2.059, .880, .9213},
        known{5, 2.326, .864, .9400}, known{6, 2.534, .848, .9515}, known{7, 2.704, .833, .9594},
        known{8, 2.847, .820, .9650}, known{10, 3.078, .797, .9727}, known{15, 3.472, .756, .9823},
        known{20, 3.735, .729, .9869}, known{25, 3.931, .708, .9896}}) {
    INFO("n = " << n);
    CHECK(std::fabs(subgroup_constants::of_range(n).center - d2) < 6e-4);
    CHECK(std::fabs(subgroup_constants::of_range(n).sd - d3) < 6e-4);
    CHECK(std::fabs(subgroup_constants::of_sd(n).center - c4) < 6e-5);
  }
  // In closed form.
  const double pi = 3.141592653589793;
  CHECK(std::fabs(subgroup_constants::of_range(2).center - 2 / std::sqrt(pi)) < 1e-15);
  CHECK(std::fabs(subgroup_constants::of_range(2).sd - std::sqrt(2 - 4 / pi)) < 1e-15);
  CHECK(std::fabs(subgroup_constants::of_range(3).center - 3 / std::sqrt(pi)) < 1e-15);
  for (std::uint64_t n = 2; n <= 25; ++n) {
    const double m = static_cast<double>(n),
                 c4 = std::sqrt(2 / (m - 1)) * std::exp(std::lgamma(m / 2) - std::lgamma((m - 1) / 2));
    CHECK(subgroup_constants::of_sd(n).center == Approx(c4).epsilon(1e-12));
  }
}

TEST_CASE("a chart of subgroups is its definition") {
  auto xs = climbing(600, 0.004);
  for (double& x : xs) x = 10 + 3 * x;
  for (const auto spread : {subgroup_spread::none, subgroup_spread::range, subgroup_spread::sd})
    for (const std::uint64_t n : {2u, 5u, 25u}) {
      const shewhart_subgroups_params p{.n = n, .spread = spread, .L = 2.5, .mean = 11, .sd = 2.7};
      check_definition(shewhart_subgroups{p}, xs, [&](auto seen) { return defined(p, seen); });
    }
}

// Computed with scipy 1.x from the normal, chi-square and studentized range laws; X-bar and R or S are independent.
TEST_CASE("run lengths of subgroups are the exact ones, n = 5") {
  CHECK_RUN_LENGTH(simulated_run_length(shewhart_subgroups{{.spread = subgroup_spread::none}}, normal_draw(), 2000),
                   5 * 370.398347);
  CHECK_RUN_LENGTH(simulated_run_length(shewhart_subgroups{}, normal_draw(), 3000), 5 * 137.16636127388827);
  CHECK_RUN_LENGTH(simulated_run_length(shewhart_subgroups{{.L = 2.5}}, normal_draw(), 3000), 5 * 39.311511921468814);
  CHECK_RUN_LENGTH(simulated_run_length(shewhart_subgroups{{.spread = subgroup_spread::sd}}, normal_draw(), 3000),
                   5 * 151.78229461495258);
}

TEST_CASE("mean and sd of subgroups are learned without bias") {
  for (const auto spread : {subgroup_spread::none, subgroup_spread::range, subgroup_spread::sd}) {
    random_source random{6};
    shewhart_subgroups d{{.n = 4, .spread = spread, .warm_up = 20000}};
    for (int i = 0; i < 80000; ++i) CHECK(d.update(1e6 + 3 * normal(random)) == state::warming);
    for (int i = 0; i < 4; ++i) d.update(1e6 + 6);
    CHECK(d.mean_score() == Approx(4).epsilon(0.02));  // 6 / (3 / sqrt(4))
  }
}

TEST_CASE("the change of a subgroup is told") {
  shewhart_subgroups d{{.n = 4, .mean = 50, .sd = 2}};
  for (const double x : {49, 51, 52, 48, 54, 53, 56, 55}) d.update(x);
  REQUIRE(d.status() == state::drift);
  CHECK(d.change().onset == 4);
  CHECK(d.change().effect == Approx(4.5));
  CHECK(d.change().direction == 1);
  d.update(50);  // an incomplete subgroup changes nothing
  CHECK(d.change().onset == 4);
}

// 1 / P(alarm) from the Poisson and binomial laws (scipy).
TEST_CASE("run lengths of attributes charts are the exact ones") {
  const auto chart = [](attributes_kind kind, double center, std::uint64_t n, double L) {
    return shewhart_attributes{{.kind = kind, .center = center, .n = n, .L = L}};
  };
  CHECK_RUN_LENGTH(simulated_run_length(shewhart_attributes{}, count_draw::poisson(4), 2000), 352.1416756035846);
  CHECK_RUN_LENGTH(simulated_run_length(chart(attributes_kind::c, 4, 1, 2.5), count_draw::poisson(4), 3000),
                   122.96730741696929);
  CHECK_RUN_LENGTH(
      simulated_run_length(chart(attributes_kind::np, 0.1, 100, 2.1), count_draw::binomial(100, 0.1), 3000),
      35.1675592003976);
  const auto fives = count_draw::poisson(10);
  CHECK_RUN_LENGTH(simulated_run_length(
                       chart(attributes_kind::u, 2, 5, 2.5), [&](random_source& r) { return fives(r) / 5; }, 3000),
                   58.661315991840254);
}

TEST_CASE("an attributes chart is its definition") {
  const std::vector<double> xs{0.1, 0.13, 0.02, 0.2, 0.24, 0.0, 0.1};
  shewhart_attributes p{{.kind = attributes_kind::p, .center = 0.1, .n = 50, .L = 2.5, .side = side::up}};
  shewhart_attributes np{{.kind = attributes_kind::np, .center = 0.1, .n = 50, .L = 2.5, .side = side::up}};
  shewhart_attributes down{{.kind = attributes_kind::p, .center = 0.1, .n = 50, .L = 2.3, .side = side::down}};
  for (const double x : xs) {
    p.update(x);
    np.update(50 * x);
    down.update(x);
    const double z = (x - 0.1) / std::sqrt(0.1 * 0.9 / 50);
    CHECK(p.statistic() == Approx(z).margin(1e-12));
    CHECK(np.statistic() == Approx(z).margin(1e-12));
    CHECK(down.statistic() == Approx(-z).margin(1e-12));
    CHECK((p.status() == state::drift) == (x >= 0.24));
    CHECK((down.status() == state::drift) == (x == 0.0));
    for (auto* d : {&p, &np, &down}) d->rearm();
  }
  CHECK_THROWS_AS(shewhart_attributes({.kind = attributes_kind::p, .center = 1.5}), error);
}
