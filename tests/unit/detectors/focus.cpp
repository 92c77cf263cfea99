// focus against its definition: every onset tried, on short streams of each family.
#include "support/catch.hpp"

#include <cmath>
#include <vector>

#include <tepid/detectors/focus.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

using namespace tepid;

double xlog(double a, double b) { return a > 0 ? a * std::log(a / b) : 0.0; }

/// Log-likelihood of the values with their own mean, less that with mean m: the sum of n values is s.
double own_mean(focus_family f, double n, double s, double m, double sd) {
  if (f == focus_family::gaussian) return (s - n * m) * (s - n * m) / (2 * n * sd * sd);
  if (f == focus_family::poisson) return xlog(s, n * m) - (s - n * m);
  return xlog(s, n * m) + xlog(n - s, n * (1 - m));
}

double definition(const focus_params& p, const std::vector<double>& xs, std::size_t n) {
  double total = 0, best = 0;
  for (std::size_t i = 0; i < n; ++i) total += xs[i];
  double sum = 0;
  for (std::size_t onset = n; onset-- > 0;) {
    sum += xs[onset];
    const double length = static_cast<double>(n - onset), before = static_cast<double>(onset);
    const double all = static_cast<double>(n);
    const double base = p.baseline == focus_baseline::known ? p.mean : total / all;
    const bool rises = sum > length * base;
    if ((rises && p.side == side::down) || (!rises && p.side == side::up)) continue;
    double e = own_mean(p.family, length, sum, base, p.sd);
    if (p.baseline == focus_baseline::unknown) e = onset == 0 ? 0 : e + own_mean(p.family, before, total - sum, base, p.sd);
    best = std::max(best, e);
  }
  return best;
}

std::vector<double> values(focus_family f, std::uint64_t seed, std::size_t n) {
  random_source random{seed};
  std::vector<double> xs;
  for (std::size_t i = 0; i < n; ++i) {
    const double shift = i > 2 * n / 3 ? -0.7 : i > n / 3 ? 0.6 : 0.0;
    if (f == focus_family::gaussian) xs.push_back(3 + 2 * (normal(random) + shift));
    if (f == focus_family::bernoulli) xs.push_back(random.uniform() < 0.3 * (1 + shift) ? 1 : 0);
    if (f == focus_family::poisson) {
      double count = -1, product = 1;
      while (product > std::exp(-2.5 * (1 + shift))) product *= random.uniform(), ++count;
      xs.push_back(count);
    }
  }
  return xs;
}

}  // namespace

TEST_CASE("focus equals the maximum over all onsets, for every family, baseline and side") {
  for (const auto family : {focus_family::gaussian, focus_family::bernoulli, focus_family::poisson})
    for (const auto baseline : {focus_baseline::known, focus_baseline::unknown})
      for (const auto s : {side::both, side::up, side::down})
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
          focus_params p{.limit = 6, .family = family, .baseline = baseline, .side = s, .mean = 3, .sd = 2};
          if (family == focus_family::bernoulli) p.mean = 0.3;
          if (family == focus_family::poisson) p.mean = 2.5;
          if (family != focus_family::gaussian) p.sd = 1;
          focus d{p};
          const auto xs = values(family, seed, 300);
          double worst = 0;
          bool right = true;
          for (std::size_t n = 1; n <= xs.size(); ++n) {
            const state said = d.update(xs[n - 1]);
            const double truth = definition(p, xs, n);
            worst = std::max(worst, std::abs(d.statistic() - truth));
            if (std::abs(truth - p.limit) > 1e-9) right &= (said == state::drift) == (truth > p.limit);
            d.rearm();
          }
          INFO(static_cast<int>(family) << ' ' << static_cast<int>(baseline) << ' ' << static_cast<int>(s) << ' ' << seed);
          CHECK(worst < 1e-9);
          CHECK(right);
        }
}

TEST_CASE("the onset, effect and direction of a step") {
  for (const auto baseline : {focus_baseline::known, focus_baseline::unknown}) {
    double error = 0, effect = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      random_source random{seed};
      focus d{{.limit = 15, .baseline = baseline, .mean = 10, .sd = 3}};
      for (int i = 0; i < 5000; ++i) d.update(10 + 3 * normal(random)), d.rearm();
      for (int i = 0; i < 500 && d.status() != state::drift; ++i) d.update(10 - 6 + 3 * normal(random));
      REQUIRE(d.status() == state::drift);
      const auto seen = d.change();
      CHECK(seen.direction == -1);
      error += std::abs(static_cast<double>(seen.onset) - 5000) / 40;
      effect += seen.effect / 40;
    }
    CHECK(error < 3);
    CHECK(effect == Catch::Approx(-6).margin(0.8));
  }
}

TEST_CASE("few onsets are kept, and never more than there are places") {
  random_source random{5};
  focus d{{.limit = 1e9, .baseline = focus_baseline::unknown}};
  for (int i = 0; i < 200'000; ++i) d.update(normal(random));
  CHECK(save(d).size() < 1000);  // two hulls of about log n vertices of 16 bytes

  // Without noise every value of a ramp is a vertex: onsets are given up, at little cost in evidence.
  focus ramp{{.limit = 1e9, .side = side::up}};
  std::vector<double> xs;
  double worst = 1;
  for (int i = 1; i <= 3000; ++i) {
    xs.push_back(1e-3 * i);
    ramp.update(xs.back());
    if (i % 100 == 0) worst = std::min(worst, ramp.statistic() / definition(ramp.parameters(), xs, xs.size()));
  }
  CHECK(save(ramp).size() < 128 * 16 + 300);
  CHECK(worst <= 1);
  CHECK(worst > 0.99);
}

TEST_CASE("a huge value on the other side does not blind one side") {
  focus d{{.limit = 10, .side = side::up}};
  d.update(-1e200);
  for (int i = 0; i < 100; ++i) d.update(0.5 * (i % 2));
  CHECK(d.status() == state::stable);
  for (int i = 0; i < 20; ++i) d.update(2);
  CHECK(d.status() == state::drift);
  CHECK(d.change().onset == 101);
}

TEST_CASE("no alarm from rounding: constants, and noise on an offset of 1e12") {
  for (const double level : {0.1, -3.7e5, 1e15 / 3, 1e-300}) {
    focus known{{.limit = 5, .mean = level}}, unknown{{.limit = 5, .baseline = focus_baseline::unknown}};
    for (int i = 0; i < 200'000; ++i) known.update(level), unknown.update(level);
    CHECK(known.statistic() == 0);
    CHECK(unknown.statistic() == 0);
  }
  focus plain{{.limit = 20, .baseline = focus_baseline::unknown}}, offset{{.limit = 20, .baseline = focus_baseline::unknown}};
  random_source random{9};
  double worst = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    const double x = std::floor(normal(random) * 64) / 64;  // exact beside 1e12
    plain.update(x);
    offset.update(x + 1e12);
    if (i % 1000 == 0) worst = std::max(worst, std::abs(plain.statistic() - offset.statistic()));
  }
  CHECK(plain.status() == state::stable);
  CHECK(offset.status() == state::stable);
  CHECK(worst < 1e-6);
}

TEST_CASE("families that need a mean inside their range refuse others; saved states of every family continue") {
  CHECK_THROWS_AS((focus{{.family = focus_family::bernoulli, .mean = 1}}), error);
  CHECK_THROWS_AS((focus{{.family = focus_family::poisson, .mean = 0}}), error);
  for (const auto family : {focus_family::bernoulli, focus_family::poisson})
    for (const auto baseline : {focus_baseline::known, focus_baseline::unknown}) {
      focus one{{.limit = 1e6, .family = family, .baseline = baseline, .mean = 0.5}};
      random_source random{3};
      for (int i = 0; i < 3000; ++i) one.update(i % 97 == 0 ? 1e300 * normal(random) : std::floor(2 * random.uniform()));
      focus two = load<focus>(save(one));
      CHECK(two == one);
      for (int i = 0; i < 3000; ++i) {
        const double x = std::floor(3 * random.uniform());
        one.update(x);
        two.update(x);
        REQUIRE(is_finite(one.statistic()));
      }
      CHECK(save(two) == save(one));
    }
}
