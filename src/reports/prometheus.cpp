// src/reports/prometheus.cpp - a snapshot as Prometheus text.
#include <array>
#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <type_traits>
#include <utility>

#include <tepid/core/numeric.hpp>
#include <tepid/reports/prometheus.hpp>

#include "text/utf8.hpp"

namespace tepid::inline v0 {

namespace {

using label = std::pair<std::string_view, std::string_view>;

std::string number(double x) {
  if (is_nan(x)) return "NaN";
  if (!is_finite(x)) return x > 0 ? "+Inf" : "-Inf";
  std::array<char, 32> text;
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), x).ptr};
}

/// A label's value: Prometheus wants valid UTF-8, and backslash, quote and line feed escaped.
std::string escaped(std::string_view value) {
  std::string out;
  for (const char c : valid_utf8(value)) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out;
}

class writer {
 public:
  explicit writer(std::string_view monitor) : monitor_{escaped(monitor)} {}

  /// Starts a metric. A type without samples says nothing, so it is written before the first one.
  void metric(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    header_.assign("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
    header_.append(name).append(" ").append(type).append("\n");
  }
  void sample(std::initializer_list<label> labels, const std::string& value) {
    out_.append(std::exchange(header_, {})).append(name_).append("{monitor=\"").append(monitor_).append("\"");
    for (const auto& [name, text] : labels)
      out_.append(",").append(name).append("=\"").append(escaped(text)).append("\"");
    out_.append("} ").append(value).append("\n");
  }
  void sample(std::initializer_list<label> labels, std::uint64_t value) { sample(labels, std::to_string(value)); }
  void sample(std::initializer_list<label> labels, bool value) { sample(labels, std::uint64_t{value}); }
  /// Unknown is no sample.
  void known(std::initializer_list<label> labels, double value) {
    if (!is_nan(value)) sample(labels, number(value));
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string monitor_, out_, header_;
  std::string_view name_;
};

void write_signals(writer& out, const monitor_snapshot& s) {
  const auto each = [&](std::string_view name, std::string_view type, std::string_view help, auto&& write) {
    out.metric(name, type, help);
    for (const signal_snapshot& x : s.signals)
      write(x, std::initializer_list<label>{{"signal", x.name}, {"role", to_string(x.role)}});
  };
  using labels = std::initializer_list<label>;
  each("tepid_alarm_active", "gauge", "1 while an alarm of the signal stands.",
       [&](const auto& x, labels l) { out.sample(l, x.latched); });
  each("tepid_alarm_severity", "gauge", "Of the standing alarm: 0 none or info, 1 warning, 2 critical.",
       [&](const auto& x, labels l) { out.sample(l, static_cast<std::uint64_t>(x.severity)); });
  each("tepid_alarms_total", "counter", "Alarms told.", [&](const auto& x, labels l) { out.sample(l, x.alarms); });
  each("tepid_last_alarm_timestamp_seconds", "gauge", "When the newest alarm was raised.",
       [&](const auto& x, labels l) { out.known(l, x.last_alarm); });
  each("tepid_statistic", "gauge", "The largest of statistic over limit of the signal's checks.",
       [&](const auto& x, labels l) { out.known(l, x.statistic); });
  each("tepid_limit", "gauge", "An alarm is a statistic above this limit.",
       [&](const auto& x, labels l) { out.known(l, x.limit); });
  each("tepid_effect", "gauge", "Size of the newest alarm's change, in the unit of the signal's margin.",
       [&](const auto& x, labels l) { out.known(l, x.effect); });
  each("tepid_values_total", "counter", "Finite values, taken.", [&](const auto& x, labels l) { out.sample(l, x.observed); });
  out.metric("tepid_rejected_values_total", "counter", "Values that are no finite number.");
  for (const signal_snapshot& x : s.signals) {
    for (std::size_t kind = 0; kind < non_finite_kinds; ++kind)
      out.sample({{"signal", x.name}, {"role", to_string(x.role)}, {"reason", non_finite_names[kind]}},
                 x.not_finite[static_cast<non_finite>(kind)]);
  }
  each("tepid_outside_values_total", "counter", "Values that the reference never had.",
       [&](const auto& x, labels l) { out.sample(l, x.outside); });
  out.metric("tepid_distance", "gauge",
             "Distance of the last whole window from the reference, 0 to 1 but for vectors.");
  for (const signal_snapshot& x : s.signals) {
    out.known({{"signal", x.name}, {"role", to_string(x.role)}, {"reference", "frozen"}}, x.distance);
    out.known({{"signal", x.name}, {"role", to_string(x.role)}, {"reference", "trailing"}}, x.distance_trailing);
  }
  each("tepid_distance_lower_bound", "gauge",
       "Lower end of the 95% interval of the distance from the frozen reference.",
       [&](const auto& x, labels l) { out.known(l, x.distance_low); });
  each("tepid_distance_upper_bound", "gauge",
       "Upper end of the 95% interval of the distance from the frozen reference.",
       [&](const auto& x, labels l) { out.known(l, x.distance_high); });
  each("tepid_slow_drift_watched", "gauge", "1 if the reference has windows enough to watch slow drift.",
       [&](const auto& x, labels l) { out.sample(l, x.slow); });
  const auto each_check = [&](std::string_view name, std::string_view help, double check_snapshot::*value) {
    out.metric(name, "gauge", help);
    for (const signal_snapshot& x : s.signals)
      for (const check_snapshot& c : x.checks)
        out.known({{"signal", x.name}, {"role", to_string(x.role)}, {"check", c.name}}, c.*value);
  };
  each_check("tepid_check_ratio", "Statistic over limit of one check of the signal.", &check_snapshot::ratio);
  each_check("tepid_check_false_alarm_seconds", "Seconds between false alarms of the check, in the mean: its part of the budget.",
             &check_snapshot::seconds);
}

void write_quality(writer& out, const monitor_snapshot& s) {
  const auto each = [&](std::string_view name, std::string_view type, std::string_view help, auto&& write) {
    out.metric(name, type, help);
    for (const quality_snapshot& x : s.quality)
      write(x, std::initializer_list<label>{{"metric", x.metric}, {"segment", x.segment}});
  };
  using labels = std::initializer_list<label>;
  each("tepid_quality", "gauge", "Quality metric over all matured labels.",
       [&](const auto& x, labels l) { out.known(l, x.estimate); });
  each("tepid_quality_lower_bound", "gauge", "Lower end of the metric's confidence sequence.",
       [&](const auto& x, labels l) { out.known(l, x.low); });
  each("tepid_quality_upper_bound", "gauge", "Upper end of the metric's confidence sequence.",
       [&](const auto& x, labels l) { out.known(l, x.high); });
  each("tepid_quality_floor", "gauge", "Level that was set for the metric.",
       [&](const auto& x, labels l) { out.known(l, x.floor); });
  each("tepid_quality_alarm_active", "gauge", "1 while an alarm of the metric stands.",
       [&](const auto& x, labels l) { out.sample(l, x.latched); });
  each("tepid_quality_labels_total", "counter", "Labels that the metric was computed from.",
       [&](const auto& x, labels l) { out.sample(l, x.labels); });
}

void write_monitor(writer& out, const monitor_snapshot& s) {
  const auto one = [&](std::string_view name, std::string_view type, std::string_view help, auto value) {
    out.metric(name, type, help);
    if constexpr (std::is_same_v<decltype(value), double>)
      out.known({}, value);
    else
      out.sample({}, value);
  };
  out.metric("tepid_labels_total", "counter", "Labels by what became of them.");
  out.sample({{"result", "matched"}}, s.labels.matched);
  out.sample({{"result", "unknown"}}, s.labels.unknown);
  out.sample({{"result", "duplicate"}}, s.labels.duplicate);
  out.sample({{"result", "evicted"}}, s.labels.evicted);
  one("tepid_monitor_alarms_total", "counter", "Alarms told, of signals and of quality.", s.alarms);
  one("tepid_expected_false_alarms", "gauge",
      "False alarms that the budget allows in the time since the monitor began.", s.expected_false_alarms);
  one("tepid_rows_total", "counter", "Rows taken.", s.rows);
  one("tepid_late_rows_total", "counter", "Rows whose window was closed already.", s.late);
  one("tepid_dropped_values_total", "counter", "Values that found no place to wait.", s.dropped);
  one("tepid_rejected_records_total", "counter", "Rows of another width and values of signals that there are not.",
      s.rejected);
  one("tepid_cut_texts_total", "counter", "Names of segments and texts of change events that were too long.", s.texts_cut);
  one("tepid_unkept_segment_names_total", "counter", "Times that a segment was named beyond the names that are kept.",
      s.names_not_kept);
  one("tepid_last_row_timestamp_seconds", "gauge", "When a drain last found a row or a value.", s.last_row);
  one("tepid_state_saved_timestamp_seconds", "gauge", "When the monitor's state was last saved.", s.saved);
  one("tepid_state_save_failures_total", "counter", "States that could not be written.", s.save_failures);
  one("tepid_sink_failures_total", "counter", "Alarms that a sink failed to take.", s.sink_failures);
}

}  // namespace

std::string to_prometheus(const monitor_snapshot& s) {
  writer out{s.monitor};
  write_signals(out, s);
  write_quality(out, s);
  write_monitor(out, s);
  return out.take();
}

}  // namespace tepid::inline v0
