// Sixteen threads hand over rows, single values, predictions and labels, one drains, and meanwhile 10,000 snapshots are
// taken and some states saved: the counts of each agree with each other and with what had been handed over. Made for
// the thread sanitizer too.
#include "support/catch.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <limits>
#include <thread>
#include <vector>

#include "support/monitored.hpp"

namespace {

constexpr std::size_t threads = 16;
constexpr std::uint64_t values_a_row = 6, values_an_event = 3;

/// What the threads know that they did. `offered` is counted before the call, the rest after it.
struct tally {
  std::atomic<std::uint64_t> offered{0};  // rows
  std::atomic<std::uint64_t> rows{0}, singles{0}, predictions{0}, labels{0}, missing{0}, infinite{0}, refused{0};
};

void serve(tepid::monitor& m, std::size_t number, tally& t, const std::stop_token& stop) {
  tepid::shard mine = m.shard();
  tepid_test::service live{number + 1};
  const auto count = [&](bool taken, std::atomic<std::uint64_t>& as, std::uint64_t values) {
    taken ? as += 1 : t.refused += values;
    return taken;
  };
  std::vector<double> row;
  for (std::uint64_t i = 0; !stop.stop_requested(); ++i) {
    const tepid_test::request r = live.next();
    // Places 1 and 2 come by rows alone; the amount also by itself.
    const bool lacks = i % 10 == 0, infinite = i % 100 == 5;
    row = {r.amount, lacks ? std::numeric_limits<double>::quiet_NaN() : r.score, m.code("country", r.country)};
    row.insert(row.end(), r.embedding.begin(), r.embedding.end());
    if (infinite) row[1] = std::numeric_limits<double>::infinity();
    ++t.offered;
    if (count(mine.observe(row), t.rows, values_a_row)) {
      t.missing += lacks;
      t.infinite += infinite;
    }
    count(mine.observe(0, r.amount), t.singles, 1);
    const std::uint64_t id = number << 40 | i;
    count(mine.observe(tepid::prediction_event{.id = id, .score = r.score, .label = r.score >= 0.5}), t.predictions,
          values_an_event);
    count(mine.observe(tepid::label_event{.id = id, .outcome = i % 2 == 0 ? 1.0 : 0.0}), t.labels, values_an_event);
    // Requests come in bursts, now and then in one that no ring holds. The pause leaves most of the drain's lock to the
    // snapshots, under the thread sanitizer too.
    if (i % 16 == 15 && i % 800 > 96) std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
}

}  // namespace

TEST_CASE("16 threads, a drain and 10,000 snapshots at once: every count agrees with the others") {
  tepid::monitor_config c = tepid_test::service_config();
  c.threads = threads;
  c.ring_values = 1024;  // full now and then
  c.quality.emplace();
  c.quality->capacity = 1 << 16;
  c.quality->horizon_seconds = 3600.0;
  c.quality->cohort_seconds = 60.0;
  c.quality->matures_after_seconds = 60.0;
  c.quality->floors = {{"recall", 0.01}};
  tepid::monitor m{c, tepid_test::service_reference(c, 130 * 300)};
  tally t;
  std::atomic<double> now{1e6};
  std::vector<std::jthread> serving;
  for (std::size_t i = 0; i < threads; ++i)
    serving.emplace_back([&, i](const std::stop_token& stop) { serve(m, i, t, stop); });
  std::jthread drainer{[&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      now = now + 1.0;  // windows close while others look
      static_cast<void>(m.drain(now));
      std::this_thread::sleep_for(std::chrono::microseconds{200});
    }
  }};

  // Assertions by this thread alone: Catch's are not made for several.
  tepid::monitor_snapshot before = m.snapshot(now);
  int wrong_rows = 0, wrong_parts = 0, wrong_order = 0;
  for (int i = 0; i < 10'000; ++i) {
    const tepid::monitor_snapshot s = m.snapshot(now);
    wrong_rows += s.rows > t.offered.load();  // drained <= handed over
    for (const std::size_t k : {1u, 2u, 3u}) {
      const auto& x = s.signals[k];
      wrong_parts += x.observed + x.not_finite.total() != s.rows;
    }
    const auto& amount = s.signals[0];
    wrong_parts += amount.observed + amount.not_finite.total() < s.rows;
    wrong_order += s.rows < before.rows || s.dropped < before.dropped || s.alarms < before.alarms ||
                   amount.observed < before.signals[0].observed || s.labels.matched < before.labels.matched;
    before = s;
    if (i % 1000 == 0) CHECK(m.save(now).size() > 1000);
    std::this_thread::sleep_for(std::chrono::microseconds{50});
  }
  for (auto& thread : serving) thread.request_stop();
  serving.clear();
  drainer.request_stop();
  drainer.join();
  static_cast<void>(m.drain(now + 1.0));

  const tepid::monitor_snapshot s = m.snapshot(now);
  std::printf("%llu rows, %llu values dropped, %llu labels, %llu alarms\n", static_cast<unsigned long long>(s.rows),
              static_cast<unsigned long long>(s.dropped), static_cast<unsigned long long>(t.labels.load()),
              static_cast<unsigned long long>(s.alarms));
  CHECK(wrong_rows == 0);
  CHECK(wrong_parts == 0);
  CHECK(wrong_order == 0);
  CHECK(s.rows > 10'000);
  CHECK(s.rows == t.rows);
  CHECK(s.dropped > 0);
  CHECK(s.dropped == t.refused);
  CHECK(s.rejected == 0);
  CHECK(s.late == 0);
  CHECK(s.signals[0].observed == t.rows + t.singles);
  CHECK(s.signals[1].not_finite.no_value() == t.missing);
  CHECK(s.signals[1].not_finite.infinite() == t.infinite);
  CHECK(s.signals[1].observed == t.rows - t.missing - t.infinite);
  CHECK(s.signals[2].observed == t.rows);
  CHECK(s.signals[3].observed == t.rows);
  CHECK(s.labels.matched + s.labels.unknown + s.labels.duplicate == t.labels);
}
