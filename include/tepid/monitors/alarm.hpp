// tepid/monitors/alarm.hpp - a monitor's alarms, and the change events that the host reported.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/numeric.hpp>
#include <tepid/monitors/bounded_text.hpp>
#include <tepid/monitors/config.hpp>

namespace tepid::inline v0 {

/// What of a signal changed. The numbers are frozen (saved monitors).
enum class alarm_kind : std::uint8_t {
  values = 0,    ///< The values themselves.
  missing = 1,   ///< The share of missing values.
  outside = 2,   ///< The share of values that the reference never had: out of range, unseen.
  floor = 3,     ///< A quality metric is below its floor, or above its ceiling.
  new_atom = 4,  ///< One value suddenly carries mass.
  shape = 5,     ///< How the values are distributed, or how often each category comes.
  decision = 6,  ///< The share of values at or above the decision threshold.
  confidence = 7,  ///< How sure the model is: the mean of max(p, 1 - p).
  entropy = 8,     ///< Of what the model says.
  fall = 9,        ///< A quality metric is below the reference less its margin.
  audit = 10,      ///< More misses than before among audited cases.
  non_finite = 11, ///< The share of -infinity or of +infinity.
  outlier = 12,    ///< One value far beyond the reference.
};
inline constexpr std::string_view alarm_kind_names[] = {"values", "missing",  "outside",    "floor",   "new_atom", "shape",
                                                        "decision", "confidence", "entropy", "fall", "audit", "non_finite",
                                                        "outlier"};
[[nodiscard]] constexpr std::string_view to_string(alarm_kind k) noexcept {
  return alarm_kind_names[static_cast<std::size_t>(k)];
}

/// What was compared with. The numbers are frozen (saved monitors).
enum class reference_kind : std::uint8_t {
  frozen = 0,    ///< The profile of training: notices what is gradual.
  trailing = 1,  ///< The last days: notices what is new, and gets used to it.
  level = 2,     ///< A fixed level from the configuration.
  recent = 3,    ///< The last window or so: notices what is abrupt, within seconds.
};
inline constexpr std::string_view reference_kind_names[] = {"frozen", "trailing", "level", "recent"};
[[nodiscard]] constexpr std::string_view to_string(reference_kind k) noexcept {
  return reference_kind_names[static_cast<std::size_t>(k)];
}

/// A change that the host reported: a deployment, another schema, another configuration.
struct change_event {
  double time = 0.0;   ///< Seconds since 1970, UTC.
  std::string kind{};  ///< "deploy", "schema", "configuration", ... Of either text up to 4096 bytes are kept.
  std::string id{};    ///< Which one.

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.time, self.kind, self.id);
  }
  friend bool operator==(const change_event&, const change_event&) = default;
};

/// An alarm. Times are seconds since 1970, UTC; NaN where unknown.
struct monitor_alarm {
  static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

  std::uint64_t sequence = 0;  ///< 0, 1, ... for the alarms of one monitor.
  std::string signal;   ///< Its name; for alarms of quality that of the metric.
  std::string segment;  ///< Of quality: the segment's; empty: over all.
  signal_role role = signal_role::feature;
  alarm_kind kind = alarm_kind::values;
  tepid::severity severity = tepid::severity::warning;
  reference_kind reference = reference_kind::frozen;
  std::string reference_text;  ///< What the reference was, in words.
  double time = unknown;       ///< When the statistic exceeded its limit.
  std::uint64_t row = 0;       ///< At which row, from 0.
  double onset = unknown;      ///< When the change began, as estimated.
  double onset_low = unknown;  ///< It began between these, with the confidence of the onset set.
  double onset_high = unknown;
  std::uint64_t onset_row = 0;
  int direction = 0;            ///< +1 up, -1 down, 0 neither.
  double effect = unknown;      ///< In the unit of the signal's margin.
  double effect_low = unknown;  ///< Its interval.
  double effect_high = unknown;
  double statistic = 0.0;
  double limit = 0.0;
  std::string check;       ///< Which check found it; empty: of quality.
  double value = unknown;  ///< The single value that it is about, of new_atom and outlier.
  std::optional<change_event> nearest;  ///< The newest change event at or before the onset (its interval's end).

  friend bool operator==(const monitor_alarm&, const monitor_alarm&) = default;
};

/// The newest change events, at most `most` of them; the oldest leave first.
class change_log {
 public:
  static constexpr std::size_t most = 256;

  /// Events may be reported late, in any order. Texts of more than most_event_bytes are cut (bounded_text).
  void add(change_event e) {
    e.kind = bounded_text(e.kind, most_event_bytes);
    e.id = bounded_text(e.id, most_event_bytes);
    const auto at = std::upper_bound(events_.begin(), events_.end(), e.time,
                                     [](double t, const change_event& x) { return t < x.time; });
    events_.insert(at, std::move(e));
    if (events_.size() > most) events_.pop_front();
  }
  [[nodiscard]] std::size_t size() const noexcept { return events_.size(); }

  /// The newest event at or before `time`, if it is not older than `reach` seconds.
  [[nodiscard]] std::optional<change_event> before(double time, double reach) const {
    const auto after = std::upper_bound(events_.begin(), events_.end(), time,
                                        [](double t, const change_event& x) { return t < x.time; });
    if (after == events_.begin() || !(time - std::prev(after)->time <= reach)) return std::nullopt;
    return *std::prev(after);
  }

  /// The event that an alarm names: the newest at or before the end of the onset's interval (without an interval, at or
  /// before the onset), at most a week older.
  [[nodiscard]] std::optional<change_event> explain(const monitor_alarm& alarm) const {
    const double by = is_nan(alarm.onset_high) ? alarm.onset : alarm.onset_high;
    return is_nan(by) ? std::nullopt : before(by, 7 * 86'400.0);
  }

  template <class F>
  void for_each(F&& f) const {
    for (const auto& e : events_) f(e);
  }
  friend bool operator==(const change_log&, const change_log&) = default;

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    std::vector<change_event> all(self.events_.begin(), self.events_.end());
    io(all);
    if constexpr (Io::is_loading) {
      const auto cannot_be = [](const change_event& e) {
        return !is_finite(e.time) || e.kind.size() > most_event_bytes || e.id.size() > most_event_bytes;
      };
      if (all.size() > most || std::any_of(all.begin(), all.end(), cannot_be) ||
          !std::is_sorted(all.begin(), all.end(),
                                               [](const auto& a, const auto& b) { return a.time < b.time; }))
        return io.fail();
      self.events_.assign(all.begin(), all.end());
    }
  }

 private:
  std::deque<change_event> events_;  // by time
};

}  // namespace tepid::inline v0
