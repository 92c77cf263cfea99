// KSWIN against river over many seeds, against its definition, and where programs of it went wrong.
#include "support/window_oracle.hpp"
#include "support/catch.hpp"

#include <algorithm>

#include <tepid/detectors/kswin.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/kolmogorov_smirnov.hpp>

using namespace tepid_test;
using tepid::kswin;
using tepid::kswin_params;
using tepid::state;

namespace {

std::vector<std::size_t> first_alarms(kswin_params p, const std::vector<double>& xs, std::uint64_t seeds) {
  std::vector<std::size_t> all;
  for (p.seed = 0; p.seed < seeds; ++p.seed) {
    kswin d{p};
    all.push_back(d.update(std::span{xs}) - 1);
  }
  std::sort(all.begin(), all.end());
  return all;
}

double largest_distance(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) {
  const auto share = [](const auto& v, std::size_t x) {
    return static_cast<double>(std::upper_bound(v.begin(), v.end(), x) - v.begin()) / static_cast<double>(v.size());
  };
  double d = 0.0;
  for (const auto& v : {a, b})
    for (const auto x : v) d = std::max(d, std::fabs(share(a, x) - share(b, x)));
  return d;
}

}  // namespace

// The draws cannot be those of Python's generator; over seeds, the alarms must have the same law.
TEST_CASE("kswin's first alarm is distributed as river's") {
  const auto entry = window_oracle("kswin");
  auto theirs = entry.at("first_alarms").get<std::vector<std::size_t>>();
  std::sort(theirs.begin(), theirs.end());
  const auto mine = first_alarms({.alpha = entry.at("alpha")}, window_stream(entry), 500);
  CHECK(largest_distance(theirs, mine) < 0.163);  // 1.95 sqrt(1 / 200 + 1 / 500): 1 in 1,000
}

TEST_CASE("kswin's first alarms on published streams lie where river's do") {
  const auto coin = first_alarms({.alpha = 1e-4}, published_stream("coin_then_4_to_7"), 150);
  CHECK(std::count(coin.begin(), coin.end(), 1016) > 6);
  const auto uniform = first_alarms({.alpha = 1e-4, .window = 200, .stat_size = 100}, published_stream("uniform_0_1_then_0_7"), 150);
  CHECK(std::count(uniform.begin(), uniform.end(), 1042) > 0);
}

// With a window of twice stat_size all older values are drawn, and nothing is random: drawing with replacement, or
// testing before the newest value is in, would show.
TEST_CASE("kswin's statistic is that of the two-sample test, ties and all") {
  for (const bool whole : {false, true}) {
    const auto xs = window_stream(11, {0, 0.4, 2}, whole);
    kswin d{{.alpha = 1e-9, .window = 80, .stat_size = 40}};
    const tepid::kolmogorov_smirnov reference;
    for (std::size_t i = 0; i < xs.size(); ++i) {
      d.update(xs[i]);
      if (i < 79) {
        REQUIRE(d.statistic() == 0.0);
        continue;
      }
      if (i % 7 != 0) continue;
      const auto r = reference(std::span{xs}.subspan(i - 79, 40), std::span{xs}.subspan(i - 39, 40));
      const auto h = static_cast<std::size_t>(std::lround(40.0 * r.statistic));
      REQUIRE(d.statistic() == tepid::kolmogorov_evidence(40)[h]);
      if (r.method == "exact") REQUIRE(d.statistic() == Catch::Approx(-std::log(r.p_value)).margin(1e-11));
    }
    CHECK(d.status() == state::drift);
  }
}

TEST_CASE("kswin draws every older value equally often, and none twice") {
  // Two older values in six are 1, all else 0, one is drawn: the lead is one for two seeds and steps in six.
  kswin d{{.alpha = 1e-9, .window = 7, .stat_size = 1, .form = tepid::kswin_form::bound}};
  int ones = 0;
  for (int i = 0; i < 35000; ++i) {
    d.update(i % 7 == 1 || i % 7 == 3 ? 1.0 : 0.0);
    if (i % 7 == 6) ones += d.statistic() > 0;
    d.rearm();
  }
  CHECK(ones == Catch::Approx(5000.0 / 3.0).margin(170));  // five standard deviations
}

// Elsewhere each alarm seeds the generator anew, so that every segment of a stream is drawn alike.
TEST_CASE("kswin's draws go on after an alarm, unless it is reset") {
  const auto segment = window_stream(2, {0, 3}, false);
  kswin d;
  d.update(std::span{segment});
  REQUIRE(d.status() == state::drift);
  kswin anew = d, fresh;
  d.rearm();
  anew.reset();
  const std::vector<double> next = window_stream(7, {0}, false);
  std::vector<double> after, same, first;
  for (const double x : next) {
    for (auto [detector, said] : {std::pair{&d, &after}, std::pair{&anew, &same}, std::pair{&fresh, &first}}) {
      detector->update(x);
      detector->rearm();
      said->push_back(detector->statistic());
    }
  }
  CHECK(same == first);
  CHECK(std::vector(after.begin() + 500, after.end()) != std::vector(first.begin() + 500, first.end()));
}

TEST_CASE("the bound and the least distance are the published ones") {
  // D > sqrt(-ln alpha / r): 0.42 for r = 30, alpha = 0.005, 13 of 30; exactly 13 / 30 has p = 0.0065.
  const auto xs = window_stream(21, {0, 0.8}, false);
  kswin exact{{.alpha = 1e-12}}, bound{{.alpha = 1e-12, .form = tepid::kswin_form::bound}},
      least{{.alpha = 1e-12, .window = 2000, .stat_size = 1000, .least_distance = true}},
      free{{.alpha = 1e-12, .window = 2000, .stat_size = 1000}};
  const auto p = tepid::kolmogorov_evidence(30);
  for (const double x : xs) {
    exact.update(x);
    bound.update(x);
    const auto h = std::sqrt(30.0 * bound.statistic());
    REQUIRE(std::fabs(h - std::round(h)) < 1e-9);
    REQUIRE(exact.statistic() == p[static_cast<std::size_t>(std::lround(h))]);
  }
  tepid::random_source random{3};
  bool held_back = false;
  for (int i = 0; i < 5000; ++i) {
    const double x = tepid::normal(random) + (i > 2300 ? 0.12 : 0.0);
    free.update(x);
    least.update(x);
    const bool small = free.statistic() < tepid::kolmogorov_evidence(1000)[101];
    if (i % 50 == 0) {
      REQUIRE(least.statistic() == (small ? 0.0 : free.statistic()));
      held_back |= small && free.statistic() > 5.0;
    }
  }
  CHECK(held_back);
}

TEST_CASE("kswin refuses more values than it could draw") {
  CHECK_THROWS_AS(kswin({.window = 100, .stat_size = 51}), tepid::error);
}

TEST_CASE("kswin takes any magnitude") {
  kswin d;
  tepid::random_source random{6};
  for (int i = 0; i < 3000; ++i) d.update(std::ldexp(tepid::normal(random), static_cast<int>(random.below(2000)) - 1000)), d.rearm();
  CHECK(tepid::is_finite(d.statistic()));
  d.reset();
  for (int i = 0; i < 100000; ++i) d.update(1e308);
  CHECK(d.status() == state::stable);
}
