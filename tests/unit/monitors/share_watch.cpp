// A share that rises beyond what is tolerated alarms soon; within that it does not, clustered or not.
#include "support/catch.hpp"

#include <cstdint>

#include <tepid/core/random.hpp>
#include <tepid/monitors/share_watch.hpp>

namespace {

/// Values until the alarm, or `most`.
std::uint64_t run(tepid::share_watch& watch, double share, std::uint64_t most, std::uint64_t seed) {
  tepid::random_source random{seed};
  for (std::uint64_t i = 1; i <= most; ++i)
    if (watch.update(random.uniform() < share, static_cast<double>(i))) return i;
  return most;
}

}  // namespace

TEST_CASE("all values missing is told within a block") {
  tepid::share_watch watch{0.01, 1e9};
  CHECK(run(watch, 1.0, 1'000, 1) == tepid::share_watch::block);
  CHECK(watch.since() == 1.0);
  CHECK(watch.bads() == tepid::share_watch::block);
}

TEST_CASE("five times the tolerated share is told within some hundred values, with when it began") {
  tepid::share_watch watch{0.01, 1e8};
  CHECK(run(watch, 0.002, 100'000, 2) == 100'000);
  const double began = 100'001.0;
  tepid::random_source random{3};
  double at = began;
  while (!watch.update(random.uniform() < 0.05, at)) at += 1.0;
  CHECK(at - began < 2'000.0);
  CHECK(watch.since() >= began - 1'000.0);
  CHECK(watch.since() <= at);
  CHECK(static_cast<double>(watch.bads()) / static_cast<double>(watch.values()) > 0.02);
}

TEST_CASE("at the tolerated share alarms are rarer than the budget") {
  int alarms = 0;
  constexpr double arl = 20'000.0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    tepid::share_watch watch{0.02, arl};
    alarms += run(watch, 0.02, 20'000, 100 + seed) < 20'000;
  }
  CHECK(alarms <= 50 * 0.63 + 3 * 3.5);  // 1 - 1/e of runs as long as the budget, and three standard errors
}
