// SeqDrift1 against its bound, against what MOA reports, and repeatable where that is not.
#include "support/window_oracle.hpp"
#include "support/catch.hpp"

#include <algorithm>

#include <tepid/detectors/seq_drift1.hpp>

using namespace tepid_test;
using tepid::seq_drift1;
using tepid::state;

namespace {

using indices = std::vector<std::size_t>;

std::vector<double> bits(std::uint64_t seed, const std::vector<double>& rates) {
  std::vector<double> xs;
  for (const double rate : rates)
    for (int i = 0; i < 2000; ++i) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      xs.push_back(static_cast<double>(seed >> 48) < 65536 * rate ? 1.0 : 0.0);
    }
  return xs;
}

}  // namespace

// MOA 2024.07.2's SeqDrift1ChangeDetector with its defaults, four runs of each stream as it cannot be seeded: 2199 and
// 4199 or 4399; none; 10199. On smaller changes it alarms sooner: its bound narrows as the past grows.
TEST_CASE("seq_drift1 alarms where MOA's does") {
  const std::vector<std::vector<double>> rates{
      {0.1, 0.5, 0.2, 0.3}, {0.25, 0.3, 0.35, 0.25}, {0.2, 0.2, 0.2, 0.2, 0.2, 0.8}};
  const std::vector<std::vector<indices>> seen{{{2199, 4199}, {2199, 4399}}, {{}}, {{10199}}};
  for (std::size_t i = 0; i < rates.size(); ++i)
    for (std::uint64_t s = 0; s < 5; ++s) {
      const auto found = alarms_of<seq_drift1>({.seed = s}, bits(12 + i, rates[i]), after_alarm::rearm);
      INFO("stream " << i << ", seed " << s);
      CHECK(std::find(seen[i].begin(), seen[i].end(), found) != seen[i].end());
    }
}

// With as many values kept as a block has, all are drawn.
TEST_CASE("seq_drift1's statistic lies on Bernstein's bound") {
  const auto all = window_stream(31, {0.5, 0}, false);
  const std::vector<double> old{all.begin(), all.begin() + 40}, recent{all.begin() + 1000, all.begin() + 1040};
  seq_drift1 d{{.delta = 1e-12, .block = 40, .reservoir = 40}};
  double before = 0, now = 0, squares = 0;
  for (const double x : old) d.update(x), before += x / 40;
  for (const double x : recent) d.update(x), now += x / 40;
  for (const double x : old) squares += (x - before) * (x - before);
  for (const double x : recent) squares += (x - now) * (x - now);
  const double s = squares / 39, p = d.statistic() + std::log(0.5);
  REQUIRE(d.statistic() > 0);
  CHECK(2 * (p + std::sqrt(p * p + 9 * s * 40 * p)) / (3 * 40) == Catch::Approx(std::fabs(now - before)).epsilon(1e-9));
  CHECK(d.change().effect == Catch::Approx(now - before).epsilon(1e-9));
  CHECK(d.change().onset == 40);
}

TEST_CASE("every older value is as likely to be drawn") {
  // 60 values, 20 of them 1, then blocks of 20: the mean of what is drawn is 1/3 over seeds, and so it stays.
  double first = 0, third = 0;
  for (std::uint64_t s = 0; s < 2000; ++s) {
    seq_drift1 d{{.delta = 1e-30, .block = 20, .reservoir = 50, .seed = s}};
    for (int i = 0; i < 60; ++i) d.update(i % 3 == 1 ? 1.0 : 0.0);
    for (int i = 0; i < 20; ++i) d.update(0.0);
    first += -d.change().effect;
    for (int i = 0; i < 20; ++i) d.update(0.0);
    third += -d.change().effect;
  }
  // sd of a mean of 20 about 0.1: se 0.0023
  CHECK(first / 2000 == Catch::Approx(20.0 / 60).margin(0.0115));
  CHECK(third / 2000 == Catch::Approx(20.0 / 80).margin(0.0115));
}

TEST_CASE("equal seeds of seq_drift1 give equal runs, others do not; a warning comes before the alarm") {
  const auto xs = window_stream(41, {0, 0, 0, 0.3}, false);
  seq_drift1 a{{.delta = 1e-9, .seed = 7}}, b{{.delta = 1e-9, .seed = 7}}, c{{.delta = 1e-9, .seed = 8}};
  for (const double x : xs) a.update(x), b.update(x), c.update(x);
  CHECK(a == b);
  CHECK(a.change().effect != c.change().effect);
  CHECK(tepid::load<seq_drift1>(tepid::save(a)) == a);
  seq_drift1 d{{.delta = 1e-30, .delta_warning = 0.5}};
  std::size_t warnings = 0;
  for (const double x : xs) warnings += d.update(x) == state::warning;
  CHECK(warnings >= 200);
  CHECK(warnings % 200 == 1);  // the verdict of a test stays until the next
}

TEST_CASE("seq_drift1 takes negative values, an offset, and constants of any size") {
  seq_drift1 near{{.delta = 1e-9}}, far{{.delta = 1e-9}};
  tepid::random_source random{8};
  for (int i = 0; i < 100000; ++i) {
    const double x = std::floor(16.0 * random.uniform()) - 20;
    near.update(x);
    far.update(1e12 + x);
  }
  CHECK(near.status() == state::stable);
  CHECK(near.statistic() == far.statistic());
  for (const double level : {1e15 / 3.0, -1e300, 1e-310}) {
    seq_drift1 d;
    for (int i = 0; i < 50000; ++i) d.update(level);
    CHECK(d.status() == state::stable);
    CHECK(d.statistic() == 0);
  }
}
