// FHDDM and FHDDMS: published alarms and their definitions.
#include "support/catch.hpp"
#include "support/error_streams.hpp"

#include <cmath>

#include <tepid/detectors/fhddm.hpp>
#include <tepid/detectors/fhddms.hpp>

using namespace tepid_test;
using tepid::fhddm;
using tepid::fhddms;
using tepid::side;

namespace {

/// 2 (errors of the last `size` less their extremum since `full`)^2 / size after each value.
std::vector<double> naive(const std::vector<double>& xs, std::size_t size, std::size_t full, side s) {
  std::vector<double> found;
  double low = 1e300, high = -1e300;
  for (std::size_t n = 1; n <= xs.size(); ++n) {
    double e = 0;
    for (std::size_t i = n > size ? n - size : 0; i < n; ++i) e += xs[i];
    double d = 0;
    if (n >= full) {
      low = std::min(low, e);
      high = std::max(high, e);
      d = std::max(s == side::down ? 0 : e - low, s == side::up ? 0 : high - e);
    }
    found.push_back(2 * d * d / static_cast<double>(size));
  }
  return found;
}

double furthest(const std::vector<double>& a, const std::vector<double>& b) {
  double worst = a.size() == b.size() ? 0 : 1e300;
  for (std::size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::fabs(a[i] - b[i]));
  return worst;
}

}  // namespace

TEST_CASE("fhddm alarms where river does, which looks for a fall of the ones") {
  const auto xs = published("coin_then_biased_01");
  CHECK(alarms<fhddm>({.side = side::down}, xs).front() == 315);
  CHECK(alarms<fhddm>({}, xs).empty());
  std::vector<double> errors_rise;
  for (const double x : xs) errors_rise.push_back(1 - x);
  CHECK(alarms<fhddm>({}, errors_rise).front() == 315);
}

TEST_CASE("fhddm's statistic is that of its definition, in batches too") {
  for (const side s : {side::up, side::down, side::both})
    for (const std::uint64_t window : {1u, 63u, 64u, 65u, 100u}) {
      const auto xs = errors({{300, 0.2}, {200, 0.7}, {200, 0.1}}, 50 + window);
      bool same = false;
      const auto found = statistics<fhddm>({.window = window, .side = s}, xs, same);
      CHECK(same);
      CHECK(furthest(found, naive(xs, window, window, s)) < 1e-9);
    }
}

TEST_CASE("fhddms's statistic is the larger of its two windows', in batches too") {
  for (const side s : {side::up, side::down, side::both}) {
    const auto xs = errors({{300, 0.2}, {200, 0.7}, {200, 0.1}}, 61);
    bool same = false;
    const auto found = statistics<fhddms>({.window = 70, .short_window = 20, .side = s}, xs, same);
    CHECK(same);
    auto expected = naive(xs, 70, 70, s);
    const auto newest = naive(xs, 20, 70, s);
    for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = std::max(expected[i], newest[i]);
    CHECK(furthest(found, expected) < 1e-9);
  }
}

TEST_CASE("fhddm and fhddms keep quiet on equal values") {
  for (const double x : {0.0, 1.0}) {
    CHECK(silent<fhddm>({.side = side::both}, x, 100000));
    CHECK(silent<fhddms>({.side = side::both}, x, 100000));
  }
}

TEST_CASE("fhddm and fhddms: bounds, level, change") {
  CHECK(fhddm{}.level() == Catch::Approx(std::log(1e6)).epsilon(1e-14));
  CHECK(fhddm::limit_for(fhddm{}.level()) == Catch::Approx(1e-6).epsilon(1e-13));
  CHECK(fhddms::limit_for(fhddms{}.level()) == Catch::Approx(1e-6).epsilon(1e-13));
  CHECK_THROWS_AS((fhddms{{.window = 25}}), tepid::error);
  const auto rise = errors({{1000, 0.1}, {100, 0.9}}, 2), fall = errors({{1000, 0.9}, {100, 0.1}}, 2);
  fhddm up{{.side = side::both}}, down{{.side = side::both}};
  fhddms sooner;
  const std::size_t after = up.update(std::span{rise});
  down.update(std::span{fall});
  CHECK(up.change().direction == 1);
  CHECK(up.change().effect > 0.25);
  CHECK(down.change().direction == -1);
  CHECK(down.change().effect < -0.25);
  CHECK(sooner.update(std::span{rise}) <= after);
  CHECK(sooner.change().direction == 1);
}
