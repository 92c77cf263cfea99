// HDDM_W: published alarms, its definition, and mistakes that other libraries made.
#include "support/catch.hpp"
#include "support/error_streams.hpp"

#include <cmath>

#include <tepid/detectors/hddm_w.hpp>

using namespace tepid_test;
using tepid::hddm_w;
using tepid::hddm_w_params;
using tepid::side;

namespace {

/// Mean of values from..to with weights that the EWMA gives them, and the sum of their squares.
std::pair<double, double> weighted(const std::vector<double>& xs, std::size_t from, std::size_t to, double lambda) {
  double mean = 0, squares = 0;
  for (std::size_t i = from; i < to; ++i) {
    const double age = static_cast<double>(to - 1 - i);
    const double weight = (i == from ? 1.0 : lambda) * std::pow(1 - lambda, age);
    mean += weight * xs[i];
    squares += weight * weight;
  }
  return {mean, squares};
}

}  // namespace

TEST_CASE("hddm_w alarms where river and frouros do") {
  const auto step = judge<hddm_w>({}, published("bernoulli_02_then_08"));
  CHECK(step.alarms == indices{1018});
  CHECK(step.warnings.front() == 1012);
  CHECK(alarms<hddm_w>({.side = side::both}, published("sign_flips_three_changes")) == indices{507, 1032, 1508});
  const auto coin = judge<hddm_w>({}, published("coin_then_biased_07"));
  CHECK(coin.alarms.front() == 1077);
  CHECK(coin.warnings.front() == 451);
  const auto small = judge<hddm_w>({}, published("bernoulli_06_then_08"));
  CHECK(small.alarms.front() == 1029);
  CHECK(small.warnings.front() == 1017);
}

TEST_CASE("hddm_w's statistic is that of its definition, in batches too") {
  for (const side s : {side::up, side::down, side::both}) {
    const hddm_w_params p{.lambda = 0.07, .side = s};
    auto xs = errors({{250, 0.2}, {150, 0.6}, {250, 0.1}}, 31);
    for (std::size_t i = 0; i < xs.size(); i += 4) xs[i] *= 0.5;
    bool same = false;
    const auto found = statistics<hddm_w>(p, xs, same);
    CHECK(same);
    std::size_t cut[2]{};
    double low[2]{1e300, 1e300}, worst = 0;
    for (std::size_t n = 1; n <= xs.size(); ++n) {
      const auto [mean, squares] = weighted(xs, 0, n, p.lambda);
      const double e = std::sqrt(squares * std::log(1000.0) / 2);
      double expected = 0;
      for (const std::size_t i : {0u, 1u}) {
        const double sign = i == 0 ? 1.0 : -1.0;
        if (sign * mean + e < low[i]) low[i] = sign * mean + e, cut[i] = n;
        if (cut[i] == n || s == (i == 0 ? side::down : side::up)) continue;
        const auto before = weighted(xs, 0, cut[i], p.lambda), after = weighted(xs, cut[i], n, p.lambda);
        const double d = sign * (after.first - before.first);
        if (d > 0) expected = std::max(expected, 2 * d * d / (before.second + after.second));
      }
      worst = std::max(worst, std::fabs(found[n - 1] - expected));
    }
    CHECK(worst < 1e-9);
  }
}

TEST_CASE("hddm_w looks at the right side's samples: a constant rate does not alarm on two sides") {
  CHECK(alarms<hddm_w>({.side = side::both}, errors({{2000, 0.3}}, 31)).size() <= 2);
  const auto fall = errors({{1000, 0.8}, {300, 0.2}}, 2);
  CHECK(alarms<hddm_w>({.side = side::up}, fall).empty());
  CHECK(alarms<hddm_w>({.side = side::down}, fall).size() == 1);
}

TEST_CASE("two hddm_w share nothing") {
  const auto xs = errors({{800, 0.2}}, 3), other = errors({{800, 0.7}}, 4);
  hddm_w alone, one, two;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    alone.update(xs[i]);
    one.update(xs[i]);
    two.update(other[i]);
  }
  CHECK(alone == one);
}

TEST_CASE("hddm_w's mean stays near zero at the first error after a faultless start") {
  // An EWMA that starts anew while it is zero would jump to 1 and see a rise of 1.
  hddm_w d;
  for (int i = 0; i < 2000; ++i) d.update(0.0);
  d.update(1.0);
  CHECK(d.status() == tepid::state::stable);
  CHECK(d.statistic() < 0.2);
}

TEST_CASE("hddm_w keeps quiet on equal values") {
  for (const double x : {0.0, 1.0, 0.1}) CHECK(silent<hddm_w>({.side = side::both}, x, 500000));
  CHECK(hddm_w{}.level() == Catch::Approx(std::log(1000.0)).epsilon(1e-14));
  CHECK(hddm_w::limit_for(hddm_w{}.level()) == Catch::Approx(0.001).epsilon(1e-13));
}

TEST_CASE("hddm_w tells where and by how much the mean moved") {
  const auto xs = errors({{1000, 0.1}, {300, 0.9}}, 5);
  hddm_w d;
  d.update(std::span{xs});
  CHECK(d.status() == tepid::state::drift);
  CHECK(d.change().direction == 1);
  CHECK(d.change().effect > 0.2);
  CHECK(d.change().onset <= 1010);
}
