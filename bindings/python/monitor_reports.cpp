// monitor_reports.cpp - alarms and snapshots as the plain Python types of tepid._monitor_types.
#include <tepid/core/numeric.hpp>
#include <tepid/reports/alarm_json.hpp>

#include "monitor_object.hpp"

namespace tepid_python {

namespace {

py::object known(double x) { return tepid::is_nan(x) ? py::object{py::none()} : py::object{py::float_(x)}; }
py::object known(const std::string& s) { return s.empty() ? py::object{py::none()} : py::object{text(s)}; }

py::object made(const char* type, const py::dict& fields) {
  return py::module_::import("tepid._monitor_types").attr(type)(**fields);
}

py::object signal_object(const tepid::signal_snapshot& s) {
  py::dict d;
  d["name"] = text(s.name);
  d["role"] = text(to_string(s.role));
  d["latched"] = s.latched;
  d["severity"] = text(to_string(s.severity));
  d["statistic"] = s.statistic;
  d["limit"] = s.limit;
  d["effect"] = known(s.effect);
  d["last_alarm"] = known(s.last_alarm);
  d["alarms"] = s.alarms;
  d["observed"] = s.observed;
  d["missing"] = s.not_finite.missing;
  d["nan"] = s.not_finite.nan;
  d["negative_infinity"] = s.not_finite.negative_infinity;
  d["positive_infinity"] = s.not_finite.positive_infinity;
  d["outside"] = s.outside;
  d["distance"] = known(s.distance);
  d["distance_low"] = known(s.distance_low);
  d["distance_high"] = known(s.distance_high);
  d["distance_trailing"] = known(s.distance_trailing);
  d["slow"] = s.slow;
  py::list checks;
  for (const tepid::check_snapshot& c : s.checks) {
    py::dict one;
    one["name"] = text(c.name);
    one["ratio"] = c.ratio;
    one["seconds"] = c.seconds;
    checks.append(made("CheckSnapshot", one));
  }
  d["checks"] = py::tuple(checks);
  return made("SignalSnapshot", d);
}

py::object quality_object(const tepid::quality_snapshot& q) {
  py::dict d;
  d["metric"] = text(q.metric);
  d["segment"] = known(q.segment);
  d["estimate"] = known(q.estimate);
  d["low"] = known(q.low);
  d["high"] = known(q.high);
  d["floor"] = known(q.floor);
  d["labels"] = q.labels;
  d["latched"] = q.latched;
  return made("QualitySnapshot", d);
}

}  // namespace

py::object alarm_object(const tepid::monitor_alarm& a, const std::string& monitor) {
  py::dict d;
  d["sequence"] = a.sequence;
  d["signal"] = text(a.signal);
  d["segment"] = known(a.segment);
  d["role"] = text(to_string(a.role));
  d["kind"] = text(to_string(a.kind));
  d["severity"] = text(to_string(a.severity));
  d["reference"] = text(to_string(a.reference));
  d["reference_text"] = text(a.reference_text);
  d["time"] = known(a.time);
  d["row"] = a.row;
  d["onset"] = known(a.onset);
  d["onset_low"] = known(a.onset_low);
  d["onset_high"] = known(a.onset_high);
  d["onset_row"] = a.onset_row;
  d["direction"] = a.direction;
  d["effect"] = known(a.effect);
  d["effect_low"] = known(a.effect_low);
  d["effect_high"] = known(a.effect_high);
  d["statistic"] = a.statistic;
  d["limit"] = a.limit;
  d["check"] = known(a.check);
  d["value"] = known(a.value);
  d["nearest"] = py::none();
  if (const auto& event = a.nearest) {
    py::dict e;
    e["time"] = event->time;
    e["kind"] = text(event->kind);
    e["id"] = text(event->id);
    d["nearest"] = made("ChangeEvent", e);
  }
  d["_line"] = text(tepid::to_json_line(a, monitor));
  return made("Alarm", d);
}

py::object snapshot_object(const tepid::monitor_snapshot& s) {
  py::dict signals, labels, d;
  for (const auto& one : s.signals) signals[py::str{one.name}] = signal_object(one);
  py::list quality;
  for (const auto& one : s.quality) quality.append(quality_object(one));
  labels["matched"] = s.labels.matched;
  labels["unknown"] = s.labels.unknown;
  labels["duplicate"] = s.labels.duplicate;
  labels["evicted"] = s.labels.evicted;
  d["monitor"] = s.monitor;
  d["time"] = s.time;
  d["signals"] = signals;
  d["quality"] = py::tuple{quality};
  d["labels"] = made("LabelCounts", labels);
  d["expected_false_alarms"] = s.expected_false_alarms;
  d["alarms"] = s.alarms;
  d["late"] = s.late;
  d["save_failures"] = s.save_failures;
  d["sink_failures"] = s.sink_failures;
  d["rejected"] = s.rejected;
  d["texts_cut"] = s.texts_cut;
  d["names_not_kept"] = s.names_not_kept;
  d["rows"] = s.rows;
  d["dropped"] = s.dropped;
  d["last_row"] = known(s.last_row);
  d["saved"] = known(s.saved);
  return made("Snapshot", d);
}

}  // namespace tepid_python
