// tepid/monitors/quality_alarm.hpp - what quality_watch says when a model has become worse.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include <tepid/monitors/quality_metric.hpp>

namespace tepid::inline v0 {

/// Why quality alarms.
enum class quality_alarm_kind : std::uint8_t {
  floor,  ///< The confidence sequence lies wholly beyond the level that was set.
  fall,   ///< It has lately been below the reference less the margin.
  audit,  ///< The cases that were let pass contain more misses than are tolerated.
};

/// An alarm about quality.
struct quality_alarm {
  quality_alarm_kind kind = quality_alarm_kind::floor;
  /// What has become worse. Of an audit recall, which misses lower: the numbers below are then no recall, but shares of
  /// misses among the audited cases.
  quality_metric metric = quality_metric::accuracy;
  std::optional<std::uint32_t> segment;  ///< None: over all.
  bool other_segments = false;           ///< It is all segments beyond most_segments together.
  double time = 0.0;                     ///< End of the cohort that raised it; of an audit the time of the label.
  double onset = std::numeric_limits<double>::quiet_NaN();  ///< Of an audit, when its misses rose; else unknown.
  double estimate = 0.0, low = 0.0, high = 0.0;             ///< Of an audit, since its onset.
  double level = 0.0;        ///< The floor, the reference before its margin, the tolerated share of misses.
  std::uint64_t labels = 0;  ///< Labels that say something about the metric; of an audit its cases since the onset.
  double statistic = 0.0;    ///< Of falls and audits, above its limit; a floor has none: it compares low or high.
  double limit = 0.0;

  friend bool operator==(const quality_alarm&, const quality_alarm&) = default;
};

}  // namespace tepid::inline v0
