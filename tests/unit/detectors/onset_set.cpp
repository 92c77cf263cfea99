// Onset sets: by the definition on all onsets of a short stream; that what they promise is there; coverage in small.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/detectors/ewma_bank.hpp>
#include <tepid/detectors/ewma_focus.hpp>
#include <tepid/detectors/glr.hpp>
#include <tepid/detectors/onset_set.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

using namespace tepid;

std::vector<double> changed(std::uint64_t seed, std::size_t healthy, std::size_t after, double size) {
  random_source random{seed};
  std::vector<double> xs;
  for (std::size_t i = 0; i < healthy + after; ++i) xs.push_back(normal(random) + (i >= healthy ? size : 0.0));
  return xs;
}

}  // namespace

TEST_CASE("of the latest 15 values every onset is kept: the set is that of the definition") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto xs = changed(seed, seed % 10, 5, seed % 2 ? 2.0 : -1.0);
    onset_tracker tracker;
    tracker.update(xs);
    const auto found = tracker.find();
    const std::size_t n = xs.size();
    std::vector<double> e[2], more[2], low, high;
    std::vector<std::size_t> age;
    for (std::size_t w = 1; w <= n; ++w) {
      double sum = 0.0, weighted = 0.0, squares = 0.0;
      for (std::size_t k = 1; k <= w; ++k) {
        const double z = xs[n - w + k - 1], kk = static_cast<double>(k);
        sum += z;
        weighted += kk * z;
        squares += kk * kk;
      }
      e[0].push_back(sum * sum / (2.0 * static_cast<double>(w)));
      e[1].push_back(weighted * weighted / (2.0 * squares));
      for (int shape = 0; shape < 2; ++shape) more[shape].push_back(e[shape].back() + std::log(static_cast<double>(w)));
    }
    std::size_t youngest = 0, oldest = 0;
    for (std::size_t w = 1; w <= n; ++w)
      for (int shape = 0; shape < 2; ++shape)
        if (e[shape][w - 1] >= *std::max_element(e[shape].begin(), e[shape].end()) - 8.5 &&
            more[shape][w - 1] >= *std::max_element(more[shape].begin(), more[shape].end()) - 4.2) {
          if (youngest == 0) youngest = w;
          oldest = w;
        }
    INFO("seed " << seed);
    CHECK(found.earliest == n - oldest);
    CHECK(found.latest == n - youngest);
    const auto best = static_cast<std::size_t>(std::max_element(more[0].begin(), more[0].end()) - more[0].begin()) + 1;
    CHECK(found.step == n - best);
    CHECK(found.earliest <= found.step);
    CHECK(found.step <= found.latest);
    CHECK(found.earliest <= found.ramp);
    CHECK(found.ramp <= found.latest);
    CHECK(found.size_low < found.size);
    CHECK(found.size < found.size_high);
    CHECK(found.direction == (found.size > 0 ? 1 : -1));
  }
}

TEST_CASE("a large step in a long stream: a narrow set around it, the size within its limits") {
  const auto xs = changed(3, 100'000, 300, 3.0);
  onset_tracker tracker;
  tracker.update(xs);
  const auto found = tracker.find();
  CHECK(found.earliest <= 100'000);
  CHECK(found.latest >= 100'000);
  CHECK(found.earliest > 99'800);
  CHECK(found.size_low < 3.0);
  CHECK(found.size_high > 3.0);
  CHECK(found.direction == 1);
}

TEST_CASE("nothing is said of nothing; values that are not finite are left out; reset is new") {
  onset_tracker tracker, fresh;
  CHECK(tracker.find().earliest == no_index);
  tracker.update(std::nan(""));
  tracker.update(-HUGE_VAL);
  CHECK(tracker == fresh);
  tracker.update(0.0);
  CHECK(tracker.find().direction == 0);
  for (int i = 0; i < 1000; ++i) tracker.update(i % 2 ? 1e308 : -1e308);
  const auto found = tracker.find();
  CHECK(is_finite(found.size_low));
  CHECK(is_finite(found.size_high));
  CHECK(found.earliest <= found.latest);
  CHECK(tracker.sound());
  tracker.reset();
  CHECK(tracker == fresh);
}

TEST_CASE("at alarms the sets of the tracker, the GLR and the bank hold the onset") {
  // 200 alarms each: .97 of them hold it (docs/onset.md), 3 standard errors are .04.
  const auto check = [](auto detector, double size, bool ramp) {
    onset_tracker tracker;
    int held = 0, own = 0, done = 0;
    for (std::uint64_t path = 0; done < 200; ++path) {
      random_source random{9, path};
      detector.reset();
      tracker.reset();
      while (detector.status() != state::drift) {
        const double n = static_cast<double>(detector.count());
        const double z = normal(random) + (n < 300 ? 0.0 : ramp ? size * (n - 299) : size);
        detector.update(z);
        tracker.update(z);
      }
      if (detector.count() <= 300) continue;
      ++done;
      const auto found = tracker.find();
      const auto change = detector.change();
      REQUIRE(change.earliest <= change.latest);
      REQUIRE(change.latest < detector.count());
      held += found.earliest <= 300 && 300 <= found.latest;
      own += change.earliest <= 300 && 300 <= change.latest;
    }
    CHECK(held >= 186);
    CHECK(own >= 186);
  };
  for (const bool ramp : {false, true}) {
    check(glr{{.limit = 12.34, .cap = 1000}}, ramp ? 0.003 : 0.5, ramp);
    check(ewma_bank{{.rates = 6, .limit = 10.86, .tilt = 1.0}}, ramp ? 0.003 : 0.5, ramp);
    check(ewma_focus{{.limit = 11.15, .rates = 7}}, ramp ? 0.003 : 0.5, ramp);
  }
}
