// HDDM_A: published alarms, its definition, and what other libraries do differently.
#include "support/catch.hpp"
#include "support/error_streams.hpp"

#include <cmath>

#include <tepid/detectors/hddm_a.hpp>

using namespace tepid_test;
using tepid::hddm_a;
using tepid::hddm_a_bound;
using tepid::hddm_a_params;
using tepid::side;

namespace {

/// The definition, by sums over all values.
double naive(const std::vector<double>& xs, std::size_t n, std::size_t cut, bool rising) {
  double all = 0, before = 0;
  for (std::size_t i = 0; i < n; ++i) {
    all += xs[i];
    before += i < cut ? xs[i] : 0.0;
  }
  const double N = static_cast<double>(n), M = static_cast<double>(cut), d = all / N - before / M;
  if (cut == n || (rising ? d <= 0 : d >= 0)) return 0.0;
  return 2 * d * d * N * M / (N - M);
}

}  // namespace

TEST_CASE("hddm_a alarms where river and frouros do") {
  const auto step = judge<hddm_a>({}, published("bernoulli_02_then_08"));
  CHECK(step.alarms == indices{1047});
  CHECK(step.warnings.front() == 1038);
  CHECK(alarms<hddm_a>({.side = side::both}, published("sign_flips_three_changes")) == indices{531, 1015, 1545});
  const auto coin = judge<hddm_a>({}, published("coin_then_biased_07"));
  CHECK(coin.alarms.front() == 1206);
  CHECK(coin.warnings.front() == 451);
  const auto small = judge<hddm_a>({.bound = hddm_a_bound::one_over}, published("bernoulli_06_then_08"));
  CHECK(small.alarms.front() == 1054);
  CHECK(small.warnings.front() == 1043);
}

TEST_CASE("hddm_a's statistic is that of its definition, in batches too") {
  for (const side s : {side::up, side::down, side::both}) {
    auto xs = errors({{300, 0.2}, {200, 0.5}, {300, 0.1}}, 21);
    for (std::size_t i = 0; i < xs.size(); i += 3) xs[i] *= 0.3;  // losses between 0 and 1
    bool same = false;
    const auto found = statistics<hddm_a>({.side = s}, xs, same);
    CHECK(same);
    std::size_t cut_up = 0, cut_down = 0;
    double low = 1e300, high = -1e300, sum = 0, worst = 0;
    for (std::size_t n = 1; n <= xs.size(); ++n) {
      sum += xs[n - 1];
      const double mean = sum / static_cast<double>(n),
                   e = std::sqrt(std::log(1000.0) / (2.0 * static_cast<double>(n)));
      if (mean + e <= low) low = mean + e, cut_up = n;
      if (mean - e >= high) high = mean - e, cut_down = n;
      const double up = s == side::down ? 0 : naive(xs, n, cut_up, true);
      const double down = s == side::up ? 0 : naive(xs, n, cut_down, false);
      worst = std::max(worst, std::fabs(found[n - 1] - std::max(up, down)));
    }
    CHECK(worst < 1e-9);
  }
}

TEST_CASE("hddm_a reports a decrease, and only where it is asked to") {
  const auto fall = errors({{1000, 0.8}, {500, 0.3}}, 2);
  CHECK(alarms<hddm_a>({.side = side::up}, fall).empty());
  CHECK(alarms<hddm_a>({.side = side::down}, fall).size() == 1);
  CHECK(alarms<hddm_a>({.side = side::both}, fall).size() == 1);
  hddm_a d{{.side = side::both}};
  d.update(std::span{fall});
  CHECK(d.change().direction == -1);
  CHECK(d.change().effect < -0.1);
  CHECK(d.change().onset >= 700);  // the cut is where the mean was surely high, which may be well before the fall
  CHECK(d.change().onset <= 1010);
}

TEST_CASE("hddm_a's two bounds are ln 2 apart, and the level fits the limit") {
  const auto xs = errors({{500, 0.2}}, 8);
  bool same = false;
  const auto two = statistics<hddm_a>({}, xs, same);
  const auto one = statistics<hddm_a>({.bound = hddm_a_bound::one_over}, xs, same);
  CHECK(one.back() - two.back() == Catch::Approx(std::log(2.0)).epsilon(1e-12));
  CHECK(hddm_a{}.level() == Catch::Approx(std::log(2000.0)).epsilon(1e-14));
  for (const double a : {0.5, 1e-3, 1e-12, 1e-200})
    CHECK(hddm_a::limit_for(hddm_a{{.drift_confidence = a}}.level()) == Catch::Approx(a).epsilon(1e-12));
}

TEST_CASE("hddm_a's cut does not depend on the limit") {
  const auto xs = errors({{1000, 0.2}}, 3);
  hddm_a loose{{.drift_confidence = 1e-30, .warning_confidence = 1e-30}}, strict{{.drift_confidence = 1e-3}};
  loose.update(std::span{xs});
  strict.update(std::span{xs});
  CHECK(loose.statistic() == strict.statistic());
}

TEST_CASE("hddm_a keeps quiet on equal values, which leave no trace of rounding") {
  for (const double x : {0.0, 1.0, 0.1, 1.0 / 3.0}) CHECK(silent<hddm_a>({.side = side::both}, x, 2000000));
  hddm_a d{{.side = side::both}};
  const std::vector<double> block(8192, 0.1);
  for (int i = 0; i < 400; ++i) d.update(std::span<const double>{block});
  CHECK(d.statistic() < 1e-15);
}
