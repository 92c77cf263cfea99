// Handing values over from a request's thread, beside a vector under a mutex; draining.
#include "support.hpp"

#include <chrono>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include <tepid/monitors/collector.hpp>

namespace {

struct sum_of_all {
  double sum = 0.0;
  void value(std::size_t, std::uint32_t, double x, std::int64_t) { sum += x; }
  void row(std::size_t, std::span<const double> r, std::int64_t) {
    for (const double x : r) sum += x;
  }
  void prediction(std::size_t, const tepid::prediction_event& e, std::int64_t) { sum += e.score; }
  void label(std::size_t, const tepid::label_event& e, std::int64_t) { sum += e.outcome; }
};

/// A collector that another thread drains all the time.
struct drained_collector {
  static constexpr std::size_t places = std::size_t{1} << 20;

  tepid::collector all{8, places};
  std::jthread drainer{[this](const std::stop_token& stop) {
    sum_of_all sums;
    while (!stop.stop_requested())
      if (all.drain(sums) == 0u) std::this_thread::sleep_for(std::chrono::microseconds{20});
    benchmark::DoNotOptimize(sums);
  }};

  void wait_until_empty() const {
    for (auto c = all.counts(); c.drained != c.accepted; c = all.counts()) std::this_thread::yield();
  }
};

/// As many calls as fill half of the ring, then, not timed, a wait until it is empty: what finds it full is dropped, and
/// takes less.
template <class Observe>
void observe(benchmark::State& state, std::size_t values, Observe&& call) {
  drained_collector c;
  tepid::shard s = c.all.shard();
  const std::vector<double> row(values, 1.0);
  const std::size_t calls = drained_collector::places / 2 / (values + 1);
  while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(calls))) {
    for (std::size_t i = 0; i < calls; ++i) benchmark::DoNotOptimize(call(s, row));
    state.PauseTiming();
    c.wait_until_empty();
    state.ResumeTiming();
  }
  if (c.all.counts().dropped != 0) state.SkipWithError("values were dropped");
  tepid_bench::count_values(state, values);
}

void one_value(benchmark::State& state) {
  observe(state, 1, [](tepid::shard& s, const std::vector<double>& row) { return s.observe(3, row[0]); });
}
void one_row(benchmark::State& state) {
  observe(state, static_cast<std::size_t>(state.range(0)),
          [](tepid::shard& s, const std::vector<double>& row) { return s.observe(row); });
}

/// The same under a lock, as servers often do it; another thread swaps the vector away.
void mutex_and_vector(benchmark::State& state) {
  std::mutex mutex;
  std::vector<double> waiting;
  waiting.reserve(std::size_t{1} << 20);
  std::jthread drainer{[&](const std::stop_token& stop) {
    std::vector<double> taken;
    taken.reserve(std::size_t{1} << 20);
    while (!stop.stop_requested()) {
      {
        const std::lock_guard lock{mutex};
        taken.swap(waiting);
      }
      taken.clear();
      std::this_thread::sleep_for(std::chrono::microseconds{100});
    }
  }};
  const std::vector<double> row(static_cast<std::size_t>(state.range(0)), 1.0);
  for (auto _ : state) {
    const std::lock_guard lock{mutex};
    waiting.insert(waiting.end(), row.begin(), row.end());
  }
  tepid_bench::count_values(state, row.size());
}

void drain(benchmark::State& state) {
  tepid::collector all{1, std::size_t{1} << 20};
  tepid::shard s = all.shard();
  const std::vector<double> row(100, 1.0);
  sum_of_all sums;
  for (auto _ : state) {
    state.PauseTiming();
    for (int i = 0; i < 10'000; ++i) s.observe(row);
    state.ResumeTiming();
    all.drain(sums);
  }
  benchmark::DoNotOptimize(sums);
  tepid_bench::count_values(state, 1'000'000);
}

BENCHMARK(one_value);
BENCHMARK(one_row)->Arg(1)->Arg(10)->Arg(100);
BENCHMARK(mutex_and_vector)->Arg(1)->Arg(100);
BENCHMARK(drain);

}  // namespace

BENCHMARK_MAIN();
