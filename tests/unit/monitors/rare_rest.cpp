// The check `recent` on numbers that are nearly always the same: it keeps its budget, and it still sees.
#include "support/catch.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/monitors/monitor.hpp>
#include <tepid/monitors/monitor_reference.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

constexpr double budget = 1.5e6;  // seconds between false alarms, a row each

/// Zero but for a share, which becomes another one after `healthy` rows.
std::vector<double> mostly_zero(std::size_t n, double share, std::size_t healthy, double later, std::uint64_t seed) {
  tepid::random_source random{seed};
  std::vector<double> xs(n);
  for (std::size_t i = 0; i < n; ++i) xs[i] = random.uniform() < (i < healthy ? share : later) ? std::exp(tepid::normal(random)) : 0.0;
  return xs;
}

/// Alarms of `recent` over `streams` live streams, each with a reference of its own.
std::size_t alarms(std::size_t streams, double share, std::size_t reference_rows, double later) {
  std::size_t told = 0;
  for (std::uint64_t k = 0; k < streams; ++k) {
    tepid::monitor_config c{.name = "rare", .budget = "1 per 1500000 s", .rate = 1.0};
    c.add({.name = "x"});
    c.window_seconds = 300.0;
    c.season_seconds = 0.0;
    c.threads = 1;
    const std::vector<double> healthy = mostly_zero(reference_rows, share, reference_rows, share, 1000 + k);
    std::vector<double> times(healthy.size());
    for (std::size_t i = 0; i < times.size(); ++i) times[i] = static_cast<double>(i);
    const tepid::signal_values values{.numbers = healthy};
    tepid::monitor m{c, tepid::make_reference(c, times, std::span{&values, 1})};
    tepid::shard mine = m.shard();
    const std::vector<double> live = mostly_zero(20'000, share, 10'000, later, 5000 + k);
    std::size_t here = 0;
    for (std::size_t i = 0; i < live.size(); ++i) {
      const double time = static_cast<double>(reference_rows + i);
      mine.observe(std::span{&live[i], 1}, static_cast<std::int64_t>(time * 1e9));
      if (i % 1000 != 999) continue;
      for (const auto& a : m.drain(time)) here += a.check == "recent" && (later == share || i >= 10'000);
    }
    told += later == share ? here : here > 0;
  }
  return told;
}

}  // namespace

TEST_CASE("recent keeps its budget where 95 to 99 % of the values are one", "[statistics]") {
  // 150 streams of 20,000 rows, five parts of the budget: 0.4 false alarms to expect.
  const double expected = 150 * 20'000 / (5.0 * budget);
  CHECK(expected == Approx(0.4));
  for (const double share : {0.05, 0.02, 0.01})
    for (const std::size_t rows : {std::size_t{2000}, std::size_t{20'000}}) {
      INFO(share << " of " << rows);
      CHECK(alarms(150, share, rows, share) <= 2);
    }
}

TEST_CASE("recent sees within 10,000 rows that the rare rest comes eight times as often", "[statistics]") {
  CHECK(alarms(20, 0.02, 20'000, 0.16) >= 19);
}
