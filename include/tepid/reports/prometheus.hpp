// tepid/reports/prometheus.hpp - a snapshot as Prometheus text.
#pragma once

#include <string>

#include <tepid/monitors/snapshot.hpp>

namespace tepid::inline v0 {

/// A snapshot in Prometheus' text format 0.0.4 (Content-Type: text/plain; version=0.0.4; charset=utf-8): a pure
/// function of the snapshot.
///
/// Every sample has the label monitor; the other labels' values come from the configuration alone: signal, role,
/// reason, reference, metric, segment, result. So the number of series is bounded by it: 18 a signal, 6 a metric and
/// segment, 16 more. Gauges of what is unknown (no alarm yet, no limit, no whole window) are left out.
///
///   tepid_alarm_active            1 while the signal is latched
///   tepid_alarm_severity          of the standing alarm: 0 none or info, 1 warning, 2 critical
///   tepid_alarms_total            told
///   tepid_last_alarm_timestamp_seconds
///   tepid_statistic, tepid_limit  an alarm is a statistic above its limit
///   tepid_effect                  of the newest alarm
///   tepid_values_total            taken;  tepid_rejected_values_total{reason="missing", "nan",
///                                 "negative_infinity", "positive_infinity"}
///   tepid_outside_values_total    that the reference never had
///   tepid_distance{reference="frozen", "trailing"}  of the last whole window; of the frozen one's 95% interval
///   tepid_distance_lower_bound, tepid_distance_upper_bound
///   tepid_slow_drift_watched      1 if the reference has windows enough for it
///
///   tepid_quality, tepid_quality_lower_bound, tepid_quality_upper_bound, tepid_quality_floor,
///   tepid_quality_alarm_active, tepid_quality_labels_total
///
///   tepid_labels_total{result="matched", "unknown", "duplicate", "evicted"}
///   tepid_monitor_alarms_total    told, of signals and of quality, beside the
///   tepid_expected_false_alarms   that the budget allows in the time since the monitor began
///   tepid_rows_total, tepid_late_rows_total, tepid_dropped_values_total, tepid_rejected_records_total
///   tepid_cut_texts_total, tepid_unkept_segment_names_total
///   tepid_last_row_timestamp_seconds  when rows last came: `time() - tepid_last_row_timestamp_seconds > 600` is an alert
///   tepid_state_saved_timestamp_seconds, tepid_state_save_failures_total, tepid_sink_failures_total
///
/// An alert rule needs no more than `tepid_alarm_active > 0`, and one for a feed that stops: no values raise no alarm.
[[nodiscard]] std::string to_prometheus(const monitor_snapshot& snapshot);

}  // namespace tepid::inline v0
