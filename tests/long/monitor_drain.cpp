// How fast a monitor drains, and that draining leaves the heap alone. Times are the thread's own CPU time: on a shared
// machine the wall's would measure the neighbours.
#include "support/catch.hpp"
#include "support/own_new.hpp"

#include <ctime>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include <tepid/monitors/monitor.hpp>
#include <tepid/monitors/monitor_reference.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

using tepid_test::allocations;

constexpr std::size_t signals = 20, rows_a_drain = 40'000;

double cpu_seconds() {
  timespec t{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

tepid::monitor_config numeric_config() {
  tepid::monitor_config c{.name = "fast", .rate = 100.0};
  for (std::size_t k = 0; k < signals; ++k) c.add({.name = "x" + std::to_string(k)});
  c.window_seconds = 10.0;
  c.season_seconds = 0.0;
  c.trailing_seconds = 600.0;
  c.ring_values = std::uint64_t{1} << 20;
  c.threads = 1;
  return c;
}

/// 150 windows, so that everything is watched.
tepid::profile numeric_reference(const tepid::monitor_config& c) {
  tepid::random_source random{1};
  constexpr std::size_t n = 150 * 1000;
  std::vector<double> times(n);
  for (std::size_t i = 0; i < n; ++i) times[i] = static_cast<double>(i) / c.rate;
  std::vector<std::vector<double>> values(signals, std::vector<double>(n));
  for (auto& v : values)
    for (double& x : v) x = tepid::normal(random);
  std::vector<tepid::signal_values> given;
  for (const auto& v : values) given.push_back({.numbers = v});
  return tepid::make_reference(c, times, given);
}

const std::vector<double>& many_rows() {
  static const std::vector<double> rows = [] {
    tepid::random_source random{2};
    std::vector<double> x(signals * rows_a_drain);
    for (double& v : x) v = tepid::normal(random);
    return x;
  }();
  return rows;
}

/// Hands over rows of 1/100 s each from `time` on, each one of many at random.
void hand_over(tepid::shard& mine, std::size_t rows, double time) {
  static tepid::random_source random{3};
  for (std::size_t i = 0; i < rows; ++i) {
    const auto row = static_cast<std::size_t>(random.uniform() * rows_a_drain);
    mine.observe(std::span{many_rows()}.subspan(row * signals, signals),
                 static_cast<std::int64_t>((time + 0.01 * static_cast<double>(i)) * 1e9));
  }
}

}  // namespace

TEST_CASE("a drain keeps up with 2,000,000 numeric values a second on one core") {
  const tepid::monitor_config c = numeric_config();
  tepid::monitor m{c, numeric_reference(c)};
  tepid::shard mine = m.shard();
  std::vector<double> rates;
  double time = 1e6;
  for (int round = 0; round < 30; ++round) {
    hand_over(mine, rows_a_drain, time);
    time += 0.01 * rows_a_drain;
    const double before = cpu_seconds();
    static_cast<void>(m.drain(time));
    rates.push_back(static_cast<double>(signals * rows_a_drain) / (cpu_seconds() - before));
  }
  std::sort(rates.begin(), rates.end());
  const auto s = m.snapshot(time);
  std::printf("values a second: median %.3g, least %.3g, most %.3g\n", rates[rates.size() / 2], rates.front(),
              rates.back());
  CHECK(s.dropped == 0);
  CHECK(s.rows == 30 * rows_a_drain);
  CHECK(rates[rates.size() / 2] >= 2e6);
}

TEST_CASE("a drain without alarms allocates nothing, and with labels no more for more of them") {
  tepid::monitor_config c = numeric_config();
  const tepid::profile reference = numeric_reference(c);
  const bool labelled = GENERATE(false, true);
  if (labelled) {
    c.quality.emplace();
    c.quality->capacity = 1 << 16;
    c.quality->horizon_seconds = 3600.0;
    c.quality->cohort_seconds = 60.0;
    c.quality->matures_after_seconds = 60.0;
    c.quality->floors = {{"accuracy", 0.1}};
  }
  tepid::monitor m{c, reference};
  tepid::shard mine = m.shard();
  double time = 1e6;
  std::uint64_t id = 0;
  // 60 s a drain: one whole window of 1,000 rows or six and, where there are labels, a cohort close in it.
  const auto most_of = [&](int drains, std::size_t rows) {
    std::size_t most = 0;
    for (int i = 0; i < drains; ++i) {
      hand_over(mine, rows, time);
      for (std::size_t k = 0; labelled && k < rows; ++k, ++id) {
        const auto at = static_cast<std::int64_t>(time * 1e9);
        mine.observe(tepid::prediction_event{.id = id, .score = 0.7, .label = 1}, at);
        mine.observe(tepid::label_event{.id = id, .outcome = 1.0}, at);
      }
      time += 60.0;
      const std::size_t before = allocations;
      const auto alarms = m.drain(time);
      const std::size_t during = allocations - before;
      if (alarms.empty()) most = std::max(most, during);
    }
    return most;
  };
  static_cast<void>(most_of(10, 6000));  // warm-up: past the end of the ring, where a row is copied together
  const std::size_t few = most_of(30, 1000), many = most_of(30, 6000);
  std::printf("%s labels: at most %zu allocations a drain of 1,000 rows, %zu of 6,000\n", labelled ? "with" : "without",
              few, many);
  if (labelled) {
    CHECK(many <= few + 8);
    CHECK(many <= 64);
  } else {
    CHECK(few == 0);
    CHECK(many == 0);
  }
}
