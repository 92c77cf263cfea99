// Audits of random cases below a threshold: what they find, how soon, and what they do not.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/core/random.hpp>
#include <tepid/monitors/audit.hpp>

namespace {

std::uint64_t labels_until_alarm(double rate, std::uint64_t seed, std::uint64_t most, tepid::audit a) {
  tepid::random_source random{seed};
  const std::uint64_t before = a.count();
  while (a.count() - before < most)
    if (a.update(random.uniform() < rate)) return a.count() - before;
  return most;
}

}  // namespace

TEST_CASE("misses that triple are found in some 2,900 labels, and a plan says so beforehand") {
  const tepid::audit_params p{.reference = 0.00204};
  std::vector<std::uint64_t> needed;
  for (std::uint64_t seed = 1; seed <= 200; ++seed)
    needed.push_back(labels_until_alarm(0.00609, seed, 50'000, tepid::audit{p}));
  std::sort(needed.begin(), needed.end());
  CHECK(needed[100] > 2000);
  CHECK(needed[100] < 3600);
  CHECK(needed.back() < 50'000);
  const double plan = tepid::audit_plan(p, 0.00609 / 0.00204);
  CHECK(plan == Approx(static_cast<double>(needed[100])).epsilon(0.25));
  CHECK(tepid::audit_plan(p, 0.00609 / 0.00204, 0.9) > 1.7 * plan);
  CHECK(tepid::audit_plan(p, 6.0) < 0.4 * plan);
}

TEST_CASE("the tolerated rate is no news") {
  int alarms = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed)
    alarms += labels_until_alarm(0.00255, seed, 20'000, tepid::audit{{.reference = 0.00204}}) < 20'000;
  CHECK(alarms <= 2);
}

TEST_CASE("a rise after a long healthy time is found too") {
  tepid::audit healthy{{.reference = 0.00204}};
  tepid::random_source random{1};
  for (int i = 0; i < 20'000; ++i) REQUIRE_FALSE(healthy.update(random.uniform() < 0.00204));
  CHECK(labels_until_alarm(0.00609, 2, 40'000, healthy) < 12'000);
}

TEST_CASE("evidence is the mixture's likelihood ratio, and the alarm stays") {
  tepid::audit a{{.reference = 0.1, .tolerance = 1.0, .alpha = 0.05}};
  a.update(true);
  // Ratios 1.6, 2.56, ... up to below 0.99 / 0.1 = 9.9: four of them, weights .35, .175, ...
  CHECK(a.statistic() ==
        Approx(std::log(0.35 * 1.6 + 0.175 * 2.56 + 0.0875 * 4.096 + 0.04375 * 6.5536)).epsilon(1e-12));
  while (!a.update(true)) {
  }
  const auto at = a.alarmed_at();
  CHECK(at == a.count());
  for (int i = 0; i < 100; ++i) CHECK(a.update(false));
  CHECK(a.alarmed_at() == at);
  CHECK(a.misses() == at);
  tepid::byte_writer size{{}};
  size(a);
  std::vector<std::byte> bytes(size.size());
  tepid::byte_writer io{bytes};
  io(a);
  tepid::audit again{a.parameters()};
  tepid::byte_reader in{bytes};
  in(again);
  CHECK_FALSE(in.failed());
  CHECK(again == a);
  a.clear();
  CHECK(a == tepid::audit{a.parameters()});
}

TEST_CASE("every reference that can be has an alternative") {
  for (const double reference : {1e-9, 0.01, 0.5}) {
    tepid::audit a{{.reference = reference, .tolerance = 1.9}};
    for (int i = 0; i < 1000 && !a.update(true); ++i) {
    }
    CHECK(a.alarmed_at() > 0);
  }
  CHECK_THROWS_WITH(tepid::audit({.reference = 0.0}), Catch::Contains("reference must be in (0, 0.5], not 0"));
  CHECK_THROWS_WITH(tepid::audit({.reference = 0.5, .tolerance = 2}), Catch::Contains("tolerance"));
  CHECK_THROWS_WITH(tepid::audit_plan({}, 1.2), Catch::Contains("factor is 1.2; it must exceed the tolerance (1.25)"));
  CHECK_THROWS_WITH(tepid::audit_plan({}, 3, 1.0), Catch::Contains("power is 1"));
}
