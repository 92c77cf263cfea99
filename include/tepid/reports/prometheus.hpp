// tepid/reports/prometheus.hpp - a snapshot as Prometheus text.
#pragma once

#include <string>

#include <tepid/monitors/snapshot.hpp>

namespace tepid::inline v0 {

/// A snapshot in Prometheus' text format 0.0.4 (Content-Type: text/plain; version=0.0.4; charset=utf-8): a pure
/// function of the snapshot.
///
/// Every sample has the label monitor; the other labels' values come from the configuration alone: signal, role,
/// reason, metric, segment, result. So the number of series is bounded by it: 11 a signal, 6 a metric and segment,
/// 7 more. Gauges of what is unknown (no alarm yet, no limit) are left out.
///
///   tepid_alarm_active            1 while the signal is latched
///   tepid_alarm_severity          of the standing alarm: 0 none or info, 1 warning, 2 critical
///   tepid_alarms_total            told
///   tepid_last_alarm_timestamp_seconds
///   tepid_statistic, tepid_limit  an alarm is a statistic above its limit
///   tepid_effect                  of the newest alarm
///   tepid_values_total            taken;  tepid_rejected_values_total{reason="missing", "not_finite"}
///   tepid_outside_values_total    that the reference never had
///   tepid_quality, tepid_quality_lower_bound, tepid_quality_upper_bound, tepid_quality_floor,
///   tepid_quality_alarm_active, tepid_quality_labels_total tepid_labels_total{result="matched", "unknown",
///   "duplicate", "evicted"} tepid_rows_total, tepid_dropped_values_total, tepid_state_saved_timestamp_seconds
///
/// An alert rule needs no more than `tepid_alarm_active > 0`.
[[nodiscard]] std::string to_prometheus(const monitor_snapshot& snapshot);

}  // namespace tepid::inline v0
