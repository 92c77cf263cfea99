// tepid/monitors/snapshot.hpp - a monitor's numbers at one moment, for reports.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <tepid/core/non_finite.hpp>
#include <tepid/monitors/config.hpp>

namespace tepid::inline v0 {

/// One check of a signal.
struct check_snapshot {
  std::string name{};      ///< As in alarms: "level", "cusum(k=0.25)".
  double ratio = 0.0;      ///< Statistic over limit.
  double seconds = 0.0;    ///< Between its false alarms, in the mean: its part of the budget.

  friend bool operator==(const check_snapshot&, const check_snapshot&) = default;
};

/// One signal. Times are seconds since 1970, UTC; NaN: never.
struct signal_snapshot {
  std::string name{};
  signal_role role = signal_role::feature;
  bool latched = false;  ///< An alarm stands.
  tepid::severity severity = tepid::severity::info;
  double statistic = 0.0, limit = 0.0;
  double effect = std::numeric_limits<double>::quiet_NaN();  ///< Of the newest alarm, in units of the margin's.
  double last_alarm = std::numeric_limits<double>::quiet_NaN();
  std::uint64_t alarms = 0;      ///< Raised since the monitor began.
  std::uint64_t observed = 0;        ///< Finite values, taken.
  non_finite_counts not_finite{};    ///< What else came: missing values, NaN, -infinity, +infinity.
  std::uint64_t outside = 0;         ///< Values that the reference never had.
  /// Distance of the last whole window from the frozen reference and from the trailing one (total variation on the
  /// reference's bins or categories; of vectors the distance of the means), with a 95% interval; NaN: none yet.
  double distance = std::numeric_limits<double>::quiet_NaN();
  double distance_low = std::numeric_limits<double>::quiet_NaN();
  double distance_high = std::numeric_limits<double>::quiet_NaN();
  double distance_trailing = std::numeric_limits<double>::quiet_NaN();
  bool slow = false;  ///< Slow drift is watched: the reference has enough windows.
  std::vector<check_snapshot> checks{};

  friend bool operator==(const signal_snapshot&, const signal_snapshot&) = default;
};

/// One quality metric, over all or in one segment, with its confidence sequence.
struct quality_snapshot {
  std::string metric{};
  std::string segment{};  ///< Empty: over all.
  double estimate = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN(), high = std::numeric_limits<double>::quiet_NaN();
  double floor = std::numeric_limits<double>::quiet_NaN();  ///< NaN: none was set.
  std::uint64_t labels = 0;
  bool latched = false;

  friend bool operator==(const quality_snapshot&, const quality_snapshot&) = default;
};

/// Labels by their fate.
struct label_counts {
  std::uint64_t matched = 0, unknown = 0, duplicate = 0, evicted = 0;

  friend bool operator==(const label_counts&, const label_counts&) = default;
};

/// The whole monitor: a value, made by it and read by reports, which change nothing.
struct monitor_snapshot {
  std::string monitor{};  ///< Its name.
  double time = 0.0;      ///< When it was taken.
  std::vector<signal_snapshot> signals{};
  std::vector<quality_snapshot> quality{};
  label_counts labels{};
  double expected_false_alarms = 0.0;  ///< That the budget allows in the time since the monitor began.
  std::uint64_t alarms = 0;            ///< Raised since the monitor began.
  std::uint64_t late = 0;              ///< Rows whose window was closed already: counted, not profiled.
  std::uint64_t save_failures = 0;     ///< States that could not be written.
  std::uint64_t sink_failures = 0;     ///< Alarms that a sink threw on.
  std::uint64_t rejected = 0;          ///< Rows with the wrong number of values, and values for unknown signals.
  std::uint64_t texts_cut = 0;         ///< Texts of more bytes than are kept: names of segments, change events.
  std::uint64_t names_not_kept = 0;    ///< Times that a segment was named beyond the names that are kept.
  std::uint64_t rows = 0;                                   ///< Drained.
  std::uint64_t dropped = 0;                                ///< Values that found their ring full.
  double last_row = std::numeric_limits<double>::quiet_NaN();  ///< When a drain last found a row or a value.
  double saved = std::numeric_limits<double>::quiet_NaN();  ///< When the state was last saved.

  friend bool operator==(const monitor_snapshot&, const monitor_snapshot&) = default;
};

}  // namespace tepid::inline v0
