// SeqDrift2 against its definition, against what MOA reports, and repeatable where that is not.
#include "support/window_oracle.hpp"
#include "support/catch.hpp"

#include <tepid/detectors/seq_drift2.hpp>
#include <tepid/numerics/normal.hpp>

using namespace tepid_test;
using tepid::seq_drift2;
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

// MOA 2024.07.2's SeqDrift2ChangeDetector with its defaults, three runs alike.
TEST_CASE("seq_drift2 alarms where MOA's does") {
  CHECK(alarms_of<seq_drift2>({}, bits(11, {0.05, 0.1, 0.05, 0.2}), after_alarm::rearm) == indices{6199});
  CHECK(alarms_of<seq_drift2>({}, bits(12, {0.1, 0.5, 0.2, 0.3}), after_alarm::rearm) == indices{2199, 4199, 6599});
}

// While the reservoir holds all values nothing is random.
TEST_CASE("seq_drift2's statistic lies on Bernstein's bound") {
  seq_drift2 d{{.delta = 1e-6, .block = 50}};
  const auto xs = window_stream(31, {0, 0.25, 3}, false);
  std::size_t tests = 0;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    d.update(xs[i]);
    if (d.status() == state::drift) break;
    if (i < 50 || (i + 1) % 50 != 0) continue;
    ++tests;
    if (!(d.statistic() > 0)) continue;
    const double n = 50, m = static_cast<double>(i + 1) - n;
    double before = 0, now = 0, squares = 0;
    for (std::size_t k = 0; k <= i; ++k) (k < i + 1 - 50 ? before : now) += xs[k];
    const double mean = (before + now) / (m + n), apart = std::fabs(now / n - before / m);
    for (std::size_t k = 0; k <= i; ++k) squares += (xs[k] - mean) * (xs[k] - mean);
    const double v = squares / (m + n - 1);
    const double p = d.statistic() + std::log(1 - std::exp2(-static_cast<double>(tests)));
    REQUIRE((p + std::sqrt(p * p + 18 * v * n * p)) / (3 * n * m / (n + m)) == Catch::Approx(apart).epsilon(1e-9));
  }
  CHECK(tests > 10);
  CHECK(d.status() == state::drift);
  CHECK(d.change().direction == 1);
  CHECK(d.change().onset + 50 == d.count());
}

TEST_CASE("every value is equally likely to stay in the reservoir") {
  // A reservoir of 10 out of 100 values, 7 of them 1: over seeds the mean of the reservoir's is 0.07.
  double sum = 0;
  for (std::uint64_t s = 0; s < 4000; ++s) {
    seq_drift2 d{{.delta = 1e-9, .block = 20, .reservoir = 10, .seed = s}};
    for (int i = 0; i < 100; ++i) d.update(i % 14 == 3 ? 1.0 : 0.0);
    for (int i = 0; i < 20; ++i) d.update(5.0);
    sum += 5.0 - d.change().effect;
  }
  CHECK(sum / 4000 == Catch::Approx(0.07).margin(0.0055));  // five standard errors
}

TEST_CASE("equal seeds give equal runs, others do not") {
  const auto xs = window_stream(41, {0, 0, 0, 0}, false);
  seq_drift2 a{{.delta = 1e-9, .reservoir = 300, .seed = 7}}, b{{.delta = 1e-9, .reservoir = 300, .seed = 7}},
      c{{.delta = 1e-9, .reservoir = 300, .seed = 8}};
  for (const double x : xs) a.update(x), b.update(x), c.update(x);
  CHECK(a == b);
  CHECK(a.change().effect != c.change().effect);
}

TEST_CASE("seq_drift2 takes negative values, an offset, and constants of any size") {
  seq_drift2 near{{.delta = 1e-9}}, far{{.delta = 1e-9}};
  tepid::random_source random{8};
  for (int i = 0; i < 100000; ++i) {
    const double x = std::floor(16.0 * random.uniform()) - 20;
    near.update(x);
    far.update(1e12 + x);
  }
  CHECK(near.status() == state::stable);
  CHECK(near.change().effect == far.change().effect);
  for (const double level : {1e15 / 3.0, -1e300, 1e-310}) {
    seq_drift2 d;
    for (int i = 0; i < 50000; ++i) d.update(level);
    CHECK(d.status() == state::stable);
    CHECK(d.statistic() == 0);
  }
}
