// Prometheus text: a snapshot's samples, escapes, what is unknown is left out.
#include "support/catch.hpp"

#include <limits>
#include <string>

#include <tepid/reports/prometheus.hpp>

namespace {

tepid::monitor_snapshot snapshot() {
  tepid::monitor_snapshot s;
  s.monitor = "fraud";
  s.signals.push_back({.name = "score",
                       .role = tepid::signal_role::output,
                       .latched = true,
                       .severity = tepid::severity::critical,
                       .statistic = 17.25,
                       .limit = 12.5,
                       .effect = -0.75,
                       .last_alarm = 1.7e9,
                       .alarms = 3,
                       .observed = 1000,
                       .not_finite = {.missing = 7, .nan = 5, .negative_infinity = 2, .positive_infinity = 3},
                       .outside = 11,
                       .distance = 0.25,
                       .distance_low = 0.125,
                       .distance_high = 0.375,
                       .distance_trailing = 0.0625,
                       .slow = true});
  s.signals.push_back({.name = "a \"b\\c\nd\xff", .statistic = 0.1});
  s.quality.push_back(
      {.metric = "recall", .estimate = 0.8, .low = 0.7, .high = 0.84, .floor = 0.85, .labels = 400, .latched = true});
  s.labels = {.matched = 400, .unknown = 3, .duplicate = 2, .evicted = 1};
  s.expected_false_alarms = 0.5;
  s.alarms = 4;
  s.late = 6;
  s.save_failures = 1;
  s.sink_failures = 2;
  s.rejected = 8;
  s.rows = 1009;
  s.dropped = 5;
  return s;
}

}  // namespace

TEST_CASE("every sample has its metric's help and type before it, once") {
  using Catch::Matchers::Contains;
  const std::string text = tepid::to_prometheus(snapshot());
  CHECK_THAT(text, Contains("# TYPE tepid_alarm_active "
                            "gauge\ntepid_alarm_active{monitor=\"fraud\",signal=\"score\",role=\"output\"} 1\n"));
  CHECK_THAT(text, Contains("tepid_alarm_severity{monitor=\"fraud\",signal=\"score\",role=\"output\"} 2\n"));
  CHECK_THAT(text, Contains("tepid_alarms_total{monitor=\"fraud\",signal=\"score\",role=\"output\"} 3\n"));
  CHECK_THAT(
      text,
      Contains("tepid_last_alarm_timestamp_seconds{monitor=\"fraud\",signal=\"score\",role=\"output\"} 1.7e+09\n"));
  CHECK_THAT(text, Contains("tepid_statistic{monitor=\"fraud\",signal=\"score\",role=\"output\"} 17.25\n"));
  CHECK_THAT(text, Contains("tepid_limit{monitor=\"fraud\",signal=\"score\",role=\"output\"} 12.5\n"));
  CHECK_THAT(text, Contains("tepid_effect{monitor=\"fraud\",signal=\"score\",role=\"output\"} -0.75\n"));
  CHECK_THAT(text, Contains("reason=\"missing\"} 7\n"));
  CHECK_THAT(text, Contains("reason=\"nan\"} 5\n"));
  CHECK_THAT(text, Contains("reason=\"negative_infinity\"} 2\n"));
  CHECK_THAT(text, Contains("reason=\"positive_infinity\"} 3\n"));
  CHECK_THAT(text, Contains("tepid_quality_floor{monitor=\"fraud\",metric=\"recall\",segment=\"\"} 0.85\n"));
  CHECK_THAT(text, Contains("tepid_labels_total{monitor=\"fraud\",result=\"evicted\"} 1\n"));
  CHECK_THAT(text, Contains("tepid_rows_total{monitor=\"fraud\"} 1009\n"));
  CHECK_THAT(text, Contains("tepid_dropped_values_total{monitor=\"fraud\"} 5\n"));
  CHECK_THAT(text, Contains("role=\"output\",reference=\"frozen\"} 0.25\n"));
  CHECK_THAT(text, Contains("role=\"output\",reference=\"trailing\"} 0.0625\n"));
  CHECK_THAT(text, Contains("tepid_distance_lower_bound{monitor=\"fraud\",signal=\"score\",role=\"output\"} 0.125\n"));
  CHECK_THAT(text, Contains("tepid_distance_upper_bound{monitor=\"fraud\",signal=\"score\",role=\"output\"} 0.375\n"));
  CHECK_THAT(text, Contains("tepid_slow_drift_watched{monitor=\"fraud\",signal=\"score\",role=\"output\"} 1\n"));
  CHECK_THAT(text, Contains("tepid_expected_false_alarms{monitor=\"fraud\"} 0.5\n"));
  CHECK_THAT(text, Contains("tepid_monitor_alarms_total{monitor=\"fraud\"} 4\n"));
  CHECK_THAT(text, Contains("tepid_late_rows_total{monitor=\"fraud\"} 6\n"));
  CHECK_THAT(text, Contains("tepid_state_save_failures_total{monitor=\"fraud\"} 1\n"));
  CHECK_THAT(text, Contains("tepid_sink_failures_total{monitor=\"fraud\"} 2\n"));
  CHECK_THAT(text, Contains("tepid_rejected_records_total{monitor=\"fraud\"} 8\n"));
  for (std::size_t at = 0; (at = text.find("# TYPE ", at)) != std::string::npos; ++at) {
    const std::string line = text.substr(at, text.find('\n', at) - at);
    CHECK(text.find(line) == text.rfind(line));
  }
}

TEST_CASE("the number of series is what is documented") {
  auto s = snapshot();
  s.saved = 1.7e9;
  const auto series = [](const tepid::monitor_snapshot& of) {
    const std::string text = tepid::to_prometheus(of);
    std::size_t lines = 0;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) lines += text[at] != '#';
    return lines;
  };
  s.signals.resize(1);
  CHECK(series(s) == 18 + 6 + 15);
  s.signals.push_back(s.signals[0]);
  s.signals.back().name = "other";
  s.quality.push_back(s.quality[0]);
  s.quality.back().segment = "fr";
  CHECK(series(s) == 2 * 18 + 2 * 6 + 15);
}

TEST_CASE("what is unknown is no sample, names are escaped") {
  using Catch::Matchers::Contains;
  const std::string text = tepid::to_prometheus(snapshot());
  CHECK_THAT(text, !Contains("NaN"));
  CHECK_THAT(text, !Contains("tepid_state_saved_timestamp_seconds"));
  CHECK_THAT(
      text,
      Contains("tepid_statistic{monitor=\"fraud\",signal=\"a \\\"b\\\\c\\nd\xef\xbf\xbd\",role=\"feature\"} 0.1\n"));
  CHECK(text.find("tepid_last_alarm_timestamp_seconds{monitor=\"fraud\",signal=\"a ") == std::string::npos);
  auto s = snapshot();
  s.signals[0].statistic = std::numeric_limits<double>::infinity();
  CHECK_THAT(tepid::to_prometheus(s), Contains("} +Inf\n"));
  CHECK(tepid::to_prometheus(snapshot()) == text);
}
