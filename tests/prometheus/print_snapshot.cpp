// Prints a snapshot as Prometheus text: print_snapshot ALARMS, where ALARMS is how many "score" has raised.
#include <cstdlib>
#include <iostream>
#include <limits>

#include <tepid/reports/prometheus.hpp>

int main(int argc, char** argv) {
  const std::uint64_t alarms = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 0;
  tepid::monitor_snapshot s{.monitor = "fraud \"eu\"", .time = 1.7e9};
  s.signals.push_back({.name = "score",
                       .role = tepid::signal_role::output,
                       .latched = alarms > 0,
                       .severity = alarms > 0 ? tepid::severity::critical : tepid::severity::info,
                       .statistic = alarms > 0 ? 17.25 : 3.5,
                       .limit = 12.5,
                       .effect = alarms > 0 ? -0.75 : std::numeric_limits<double>::quiet_NaN(),
                       .last_alarm = alarms > 0 ? 1.7e9 : std::numeric_limits<double>::quiet_NaN(),
                       .alarms = alarms,
                       .observed = 1'000'000'007,
                       .not_finite = {.missing = 7, .nan = 3, .negative_infinity = 1, .positive_infinity = 2},
                       .outside = 11,
                       .distance = 0.25,
                       .distance_low = 0.2,
                       .distance_high = 0.3,
                       .distance_trailing = 0.125,
                       .slow = true});
  s.signals.push_back({.name = "latency \\ \"ms\"\n\xff", .role = tepid::signal_role::resource, .statistic = 1e-300});
  s.quality.push_back(
      {.metric = "recall", .estimate = 0.8, .low = 0.7, .high = 0.84, .floor = 0.85, .labels = 400, .latched = true});
  s.quality.push_back({.metric = "recall", .segment = "country=\"fr\"", .low = 0.0, .high = 1.0});
  s.labels = {.matched = 400, .unknown = 3, .duplicate = 2, .evicted = 1};
  s.expected_false_alarms = 0.5;
  s.alarms = alarms;
  s.late = 6;
  s.save_failures = 1;
  s.sink_failures = 2;
  s.rejected = 8;
  s.rows = 1'000'000'016;
  s.texts_cut = 4;
  s.names_not_kept = 5;
  s.last_row = 1.7e9;
  s.saved = 1.7e9;
  std::cout << tepid::to_prometheus(s);
  return std::cout.good() ? 0 : 1;
}
