// Ten million predictions: delays up to 30 days, a fifth never labelled, one in a hundred labelled twice, ids used
// again. All of it is // counted as a map of the standard library counts it.
#include "support/catch.hpp"

#include <algorithm>
#include <cstdio>
#include <queue>
#include <unordered_map>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/monitors/quality_watch.hpp>

TEST_CASE("1e7 predictions with late, missing and double labels are counted exactly") {
  constexpr double day = 86'400.0, horizon = 30 * day;
  constexpr std::uint64_t predictions = 10'000'000, ids = 3'000'001;
  constexpr double gap = 60 * day / predictions;  // sixty days: half of the table's fill leaves again
  tepid::quality_watch watch{{.capacity = std::size_t{1} << 23, .horizon_seconds = horizon}};
  tepid::random_source random{20261124};
  struct pending {
    double when;
    std::uint64_t id;
    bool operator<(const pending& o) const { return when > o.when; }
  };
  std::priority_queue<pending> labels;
  // What has to come out: of each id the newest prediction, when it was made and whether it has its label.
  struct live {
    double made;
    bool labelled;
  };
  std::unordered_map<std::uint64_t, live> newest;
  tepid::prediction_counts expected;
  const auto label = [&](const pending& p) {
    const auto at = newest.find(p.id);
    // Expired predictions leave when advance() says so, once a simulated day: see below.
    if (at == newest.end()) {
      ++expected.unknown;
    } else if (at->second.labelled) {
      ++expected.duplicate;
    } else {
      at->second.labelled = true;
      ++expected.matched;
    }
    watch.label({.id = p.id, .outcome = 1.0}, p.when);
  };
  double next_day = day;
  for (std::uint64_t i = 0; i < predictions; ++i) {
    const double now = static_cast<double>(i) * gap;
    while (!labels.empty() && labels.top().when <= now) {
      label(labels.top());
      labels.pop();
    }
    if (now >= next_day) {
      static_cast<void>(watch.advance(now));
      for (auto at = newest.begin(); at != newest.end();) {
        if (now - at->second.made > horizon) {
          expected.expired += !at->second.labelled;
          at = newest.erase(at);
        } else {
          ++at;
        }
      }
      next_day += day;
    }
    const std::uint64_t id = tepid::hash_of(i % 2 == 0 ? i : i % ids);
    if (const auto at = newest.find(id); at != newest.end() && !at->second.labelled) ++expected.replaced;
    newest[id] = {now, false};
    ++expected.predictions;
    watch.predict({.id = id, .score = 0.9, .label = 1}, now);
    if (random.uniform() < 0.8) {
      labels.push({now + random.uniform() * horizon, id});
      if (random.uniform() < 0.0125) labels.push({now + random.uniform() * horizon, id});
    }
  }
  for (const auto& [id, one] : newest) expected.waiting += !one.labelled;
  const auto& c = watch.counts();
  std::printf("matched %llu, expired %llu, replaced %llu, unknown %llu, duplicate %llu, waiting %llu\n",
              static_cast<unsigned long long>(c.matched), static_cast<unsigned long long>(c.expired),
              static_cast<unsigned long long>(c.replaced), static_cast<unsigned long long>(c.unknown),
              static_cast<unsigned long long>(c.duplicate), static_cast<unsigned long long>(c.waiting));
  CHECK(c == expected);
  CHECK(c.evicted == 0);
  CHECK(c.replaced > 100'000);
  CHECK(c.expired > 100'000);
  CHECK(c.unknown + c.duplicate > 10'000);
  CHECK(c.duplicate > 10'000);
  CHECK(watch.impossible() == 0);
  CHECK(watch.overall().count() > 1'000'000);
}
