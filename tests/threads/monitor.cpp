// Everything that the header allows from any thread, at once: 16 threads observe, 2 drain, others look, save and restore.
// Short, and made for the thread sanitizer; the counts themselves are long/monitor_threads.
#include "support/catch.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <limits>
#include <thread>
#include <vector>

#include "support/monitored.hpp"

namespace {

/// Windows of half a minute, so that many close in a few seconds.
tepid::monitor_config config() {
  tepid::monitor_config c = tepid_test::service_config();
  c.window_seconds = 30.0;
  c.trailing_seconds = 3600.0;
  c.threads = 16;
  c.ring_values = 1024;  // full now and then
  c.quality.emplace();
  c.quality->capacity = 1 << 10;
  c.quality->horizon_seconds = 3600.0;
  c.quality->cohort_seconds = 60.0;
  c.quality->matures_after_seconds = 60.0;
  c.quality->floors = {{"recall", 0.01}};
  return c;
}

void observe(tepid::monitor& m, std::size_t number, const std::stop_token& stop) {
  tepid::shard mine = m.shard();
  tepid_test::service live{number + 1};
  std::vector<double> row;
  for (std::uint64_t i = 0; !stop.stop_requested(); ++i) {
    const tepid_test::request r = live.next();
    row = {r.amount, i % 10 == 0 ? std::numeric_limits<double>::quiet_NaN() : r.score, m.code("country", r.country)};
    row.insert(row.end(), r.embedding.begin(), r.embedding.end());
    mine.observe(row);
    mine.observe(0, r.amount);
    const std::uint64_t id = number << 40 | i;
    mine.observe(tepid::prediction_event{.id = id, .score = r.score, .label = r.score >= 0.5});
    mine.observe(tepid::label_event{.id = id, .outcome = i % 2 == 0 ? 1.0 : 0.0});
    if (i % 16 == 15) std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
}

}  // namespace

TEST_CASE("observing, draining, looking, saving and restoring at once") {
  const tepid::monitor_config c = config();
  tepid::monitor m{c, tepid_test::service_reference(c, 130 * 30)};
  const std::size_t parts = m.parts();
  std::atomic<double> now{1e6};
  const std::vector<std::byte> state = m.save(now);
  std::atomic<std::uint64_t> drains{0}, alarms{0}, told{0}, wrong{0};
  m.on_alarm([&](const tepid::monitor_alarm& a) {
    ++told;
    static_cast<void>(m.snapshot(a.time));  // a sink may call back
  });

  std::vector<std::jthread> others;
  const auto again_and_again = [&others](std::chrono::microseconds pause, std::function<void()> what) {
    others.emplace_back([pause, what = std::move(what)](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        what();
        std::this_thread::sleep_for(pause);
      }
    });
  };
  using namespace std::chrono_literals;
  for (std::size_t i = 0; i < c.threads; ++i)
    others.emplace_back([&m, i](const std::stop_token& stop) { observe(m, i, stop); });
  for (int i = 0; i < 2; ++i)
    again_and_again(300us, [&] {
      now = now + 1.0;
      alarms += m.drain(now).size();
      ++drains;
    });
  again_and_again(500us, [&] { wrong += m.parts() != parts || m.width() != 6; });
  again_and_again(500us, [&] {
    const tepid::restored_state found = m.restored();
    wrong += found.found && found.saved != 1e6;
  });
  again_and_again(500us, [&] { wrong += m.notes().size() > 100; });
  again_and_again(2ms, [&] { wrong += m.segment("shop") != m.segment("shop") || !m.acknowledge("amount"); });
  again_and_again(3ms, [&] { m.changed({now, "deploy", "v2"}); });
  again_and_again(20ms, [&] { m.restart_quality(now); });
  again_and_again(2ms, [&] { wrong += m.save(now).size() < 1000; });
  again_and_again(10ms, [&] { m.restore(state); });

  // Assertions by this thread alone: Catch's are not made for several.
  for (int i = 0; i < 300 || drains < 300; ++i) {
    const tepid::monitor_snapshot s = m.snapshot(now);
    wrong += s.signals.size() != 4 || s.rejected != 0;
    std::this_thread::sleep_for(2ms);
  }
  for (auto& t : others) t.request_stop();
  others.clear();
  CHECK(wrong == 0);
  m.restore(state);
  CHECK(m.restored().found);
  CHECK(told == alarms);
  CHECK(m.snapshot(now).sink_failures == 0);
}
