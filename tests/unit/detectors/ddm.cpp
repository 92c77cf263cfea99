// DDM: published alarms, its definition, and mistakes that other libraries made.
#include "support/catch.hpp"
#include "support/error_streams.hpp"

#include <cmath>

#include <tepid/detectors/ddm.hpp>

using namespace tepid_test;
using tepid::ddm;
using tepid::ddm_params;
using tepid::state;

TEST_CASE("ddm alarms where river and frouros do") {
  const auto step = judge<ddm>({}, published("bernoulli_02_then_08"));
  CHECK(step.alarms == indices{1049});
  CHECK(step.warnings.front() == 1007);
  const auto coin = judge<ddm>({}, published("coin_then_biased_07"));
  CHECK(coin.alarms.front() == 1334);
  CHECK(coin.warnings.front() == 1084);
  const auto small = judge<ddm>({}, published("bernoulli_06_then_08"));
  CHECK(small.alarms.front() == 1131);
  CHECK(small.warnings.front() == 1049);
}

TEST_CASE("ddm's statistic is that of its definition, in batches too") {
  for (const std::uint64_t min_errors : {0u, 1u, 7u}) {
    const ddm_params p{.warm_start = 20, .min_errors = min_errors};
    const auto xs = errors({{700, 0.1}, {300, 0.02}, {2000, 0.15}, {500, 0.6}}, 9 + min_errors);
    bool same = false;
    const auto found = statistics<ddm>(p, xs, same);
    CHECK(same);
    double sum = 0, p_low = 0, s_low = 0, lowest = 1e300, worst = 0;
    for (std::size_t i = 0; i < xs.size(); ++i) {
      sum += xs[i];
      const double n = static_cast<double>(i + 1), rate = sum / n, s = std::sqrt(rate * (1 - rate) / n);
      if (i + 1 > p.warm_start && sum >= static_cast<double>(min_errors) && rate + s < lowest) {
        lowest = rate + s;
        p_low = rate;
        s_low = s;
      }
      const double expected = lowest < 1e300 && s_low > 0 ? (rate + s - p_low) / s_low : 0;
      worst = std::max(worst, std::fabs(found[i] - expected));
    }
    CHECK(worst < 1e-9);
  }
}

TEST_CASE("ddm keeps quiet on all ones and on all zeros") {
  CHECK(silent<ddm>({}, 1.0, 200000));
  CHECK(silent<ddm>({}, 0.0, 200000));
}

TEST_CASE("ddm compares with the deviation at the lowest rate, not with the current one") {
  // With the current deviation, and a square root taken of it again at each value, a constant rate alarms all the time.
  CHECK(alarms<ddm>({.min_errors = 10}, errors({{5000, 0.2}}, 3)).size() <= 1);
}

TEST_CASE("ddm forgives one error after a faultless start, unless told not to") {
  std::vector<double> xs(100, 0.0);
  xs.push_back(1.0);
  CHECK(alarms<ddm>({}, xs).empty());
  CHECK(alarms<ddm>({.min_errors = 0}, xs) == indices{100});
}

TEST_CASE("ddm tells where the error rate began to rise and by how much") {
  const auto xs = errors({{2000, 0.1}, {400, 0.7}}, 4);
  ddm d;
  CHECK(d.update(std::span{xs}) < xs.size());
  CHECK(d.status() == state::drift);
  CHECK(d.change().direction == 1);
  CHECK(d.change().onset < 2100);
  CHECK(d.change().effect > 0.0);
}

TEST_CASE("ddm takes any number as the nearer of 0 and 1, and a billion values") {
  ddm d, clean;
  for (const double x : {0.4, 1e300, -7.0, 0.6, -1e300}) d.update(x);
  for (const double x : {0.0, 1.0, 0.0, 1.0, 0.0}) clean.update(x);
  CHECK(d == clean);
}
