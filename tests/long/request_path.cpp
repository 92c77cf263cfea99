// How long a request waits when it hands over a row of 100 values while another thread drains: its own time, call by
// call. The clock's two readings are in it.
#include "support/catch.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
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
  void prediction(std::size_t, const tepid::prediction_event&, std::int64_t) {}
  void label(std::size_t, const tepid::label_event&, std::int64_t) {}
};

}  // namespace

TEST_CASE("a row of 100 values is handed over in under 1 us, one in a thousand in under 5 us") {
  tepid::collector all{2, std::size_t{1} << 20};
  std::jthread drainer{[&](const std::stop_token& stop) {
    sum_of_all sums;
    while (!stop.stop_requested())
      if (all.drain(sums) == 0u) std::this_thread::sleep_for(std::chrono::microseconds{50});
  }};
  tepid::shard s = all.shard();
  const std::vector<double> row(100, 1.0);
  using clock = std::chrono::steady_clock;
  std::vector<double> ns;
  for (int i = 0; i < 2'000'000; ++i) {
    const auto start = clock::now();
    s.observe(row);
    ns.push_back(std::chrono::duration<double, std::nano>(clock::now() - start).count());
    const auto next = start + std::chrono::nanoseconds{500};  // a request each half microsecond
    while (clock::now() < next) {
    }
  }
  std::sort(ns.begin(), ns.end());
  const auto quantile = [&](double p) { return ns[static_cast<std::size_t>(p * static_cast<double>(ns.size() - 1))]; };
  const auto counts = all.counts();
  std::printf("ns: median %.0f, 99%% %.0f, 99.9%% %.0f, 99.99%% %.0f, most %.0f; dropped %llu of %llu values\n",
              quantile(0.5), quantile(0.99), quantile(0.999), quantile(0.9999), ns.back(),
              static_cast<unsigned long long>(counts.dropped),
              static_cast<unsigned long long>(counts.accepted + counts.dropped));
  CHECK(quantile(0.5) < 1000.0);
  CHECK(quantile(0.999) < 5000.0);
  CHECK(counts.dropped == 0);
}
