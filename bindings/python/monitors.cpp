// monitors.cpp - monitors and their references; tepid._monitor is what users see of them.
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/stl.h>
#include <tepid/monitors/monitor.hpp>
#include <tepid/monitors/monitor_reference.hpp>
#include <tepid/monitors/state_file.hpp>
#include <tepid/reports/config_json.hpp>
#include <tepid/reports/prometheus.hpp>

#include "column.hpp"
#include "monitor_object.hpp"
#include "profile_limits.hpp"

namespace tepid_python {

monitor_object::monitor_object(tepid::monitor made) : monitor{std::move(made)} {
  for (const tepid::signal_config& s : monitor.config().signals) {
    places_[py::str{s.name}] = signals_.size();
    signals_.push_back({s.name, monitor.place(s.name), s.type == tepid::signal_type::vector ? s.dimensions : 1, s.type,
                        s.role != tepid::signal_role::segment});
  }
}

const monitor_object::signal& monitor_object::find(py::handle name, const char* caller) const {
  if (PyObject* const place = PyDict_GetItemWithError(places_.ptr(), name.ptr()))
    return signals_[PyLong_AsSize_t(place)];
  if (PyErr_Occurred()) throw py::error_already_set();
  const auto called = py::str{name}.cast<std::string>();
  std::string known;
  for (const signal& s : signals_) known.append(known.empty() ? "" : ", ").append(s.name);
  throw tepid::error{tepid::errc::bad_argument, called,
                     std::string{caller} + ": there is no signal '" + called + "'; there are " + known};
}

double monitor_object::code(const signal& s, py::handle category) const {
  if (PyUnicode_Check(category.ptr())) return monitor.code(s.name, utf8(category));
  if (!is_number(category))
    throw py::type_error("monitor: signal '" + s.name + "' must be text or a number, not " +
                         Py_TYPE(category.ptr())->tp_name);
  const double number = as_double(category);
  return tepid::is_nan(number) ? number : monitor.code(s.name, tepid::to_text(number));
}

std::uint32_t monitor_object::segment(py::handle name) {
  const auto& quality = monitor.config().quality;
  if (!quality || quality->most_segments == 0) return 0;
  if (PyObject* const key = PyDict_GetItemWithError(segments_.ptr(), name.ptr()))
    return static_cast<std::uint32_t>(PyLong_AsUnsignedLong(key));
  if (PyErr_Occurred()) throw py::error_already_set();
  std::string called = "(none)";
  if (PyUnicode_Check(name.ptr())) {
    called = utf8(name);
  } else if (!name.is_none()) {
    called = py::str{index_of(name, "monitor: a segment must be a str or an int")}.cast<std::string>();
  }
  const std::uint32_t key = [&] {
    const py::gil_scoped_release others_may_run;
    return monitor.segment(called);
  }();
  constexpr std::size_t most = 65'536;  // names that the monitor tells apart: the others need not be known
  if (segments_.size() < most && called.size() <= tepid::most_name_bytes) segments_[name] = key;
  return key;
}

namespace {

using object_pointer = std::shared_ptr<monitor_object>;

/// Where the reference is not given, the one that the configuration names.
tepid::profile reference_of(const tepid::monitor_config& config) {
  if (config.reference.empty())
    throw tepid::error{tepid::errc::bad_argument, "reference",
                       "monitor: there is no reference: give one, or name a .tepid file in the configuration"};
  return tepid::profile::load(tepid::read_state_file(config.reference));
}

/// Without the GIL.
tepid::profile copy_of(const tepid::profile& reference) {
  const std::shared_lock others_only_read{profiles_are_read};
  return reference;
}

object_pointer make(const std::string& json, const tepid::profile* reference) {
  tepid::monitor made = [&] {
    const py::gil_scoped_release others_may_run;
    tepid::monitor_config config = tepid::config_from_json(json);
    tepid::profile from = reference ? copy_of(*reference) : reference_of(config);
    return tepid::monitor{std::move(config), std::move(from)};
  }();
  return std::make_shared<monitor_object>(std::move(made));
}

object_pointer open(const std::string& json) {
  tepid::monitor made = [&] {
    const py::gil_scoped_release others_may_run;
    return tepid::monitor::open(tepid::config_from_json(json));
  }();
  return std::make_shared<monitor_object>(std::move(made));
}

/// `signals` has for each of the configuration a float64 array, a list of str and None, or None.
tepid::profile reference_from(const std::string& json, const py::object& times, const py::list& signals) {
  std::vector<std::unique_ptr<float64_view>> arrays;
  std::vector<std::vector<std::optional<std::string_view>>> texts(signals.size());
  const auto array = [&](py::handle values) {
    return arrays.emplace_back(std::make_unique<float64_view>(values))->values();
  };
  std::vector<tepid::signal_values> values(signals.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const py::object given = signals[i];
    if (given.is_none()) continue;
    if (PyList_Check(given.ptr()))
      values[i].texts = texts[i] = text_column(given);
    else
      values[i].numbers = array(given);
  }
  const std::span<const double> at = times.is_none() ? std::span<const double>{} : array(times);
  const py::gil_scoped_release others_may_run;
  return tepid::make_reference(tepid::config_from_json(json), at, values);
}

py::list drain(monitor_object& self, double now) {
  const std::vector<tepid::monitor_alarm> alarms = [&] {
    const py::gil_scoped_release others_may_run;
    return self.monitor.drain(now);
  }();
  py::list all;
  for (const auto& a : alarms) all.append(alarm_object(a, self.monitor.config().name));
  return all;
}

/// `sink` is a weak reference: the Python object beside the monitor owns the callable, where the collector of cycles
/// sees it.
void on_alarm(monitor_object& self, const py::object& sink) {
  const std::shared_ptr<PyObject> kept{sink.inc_ref().ptr(), [](PyObject* object) {
                                         const py::gil_scoped_acquire gil;
                                         Py_DECREF(object);
                                       }};
  const std::string monitor = self.monitor.config().name;
  const auto call = [kept, monitor](const tepid::monitor_alarm& alarm) {
    const py::gil_scoped_acquire gil;
    const py::object callable = py::handle{kept.get()}();
    if (callable.is_none()) return;
    try {
      callable(alarm_object(alarm, monitor));
    } catch (py::error_already_set& why) {
      why.discard_as_unraisable(callable);
      throw std::runtime_error{"the sink raised"};  // the monitor counts it
    }
  };
  const py::gil_scoped_release others_may_run;
  self.monitor.on_alarm(call);
}

tepid::monitor_snapshot snapshot_of(const monitor_object& self, double now) {
  const py::gil_scoped_release others_may_run;
  return self.monitor.snapshot(now);
}

py::bytes saved(const monitor_object& self, double now) {
  const std::vector<std::byte> bytes = [&] {
    const py::gil_scoped_release others_may_run;
    return self.monitor.save(now);
  }();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void restore(monitor_object& self, const py::buffer& data) {
  const py::buffer_info view = data.request();
  const auto bytes = bytes_of(view);
  {
    const py::gil_scoped_release others_may_run;
    self.monitor.restore(bytes);
  }
  self.forget_segments();
}

py::object restored(const monitor_object& self) {
  const tepid::restored_state r = [&] {
    const py::gil_scoped_release others_may_run;
    return self.monitor.restored();
  }();
  return r.found ? py::object{py::make_tuple(r.saved, r.rows, r.lost)} : py::object{py::none()};
}

py::list signals(const monitor_object& self) {
  py::list all;
  for (const auto& s : self.signals())
    all.append(py::make_tuple(s.name, text(to_string(s.type)), s.place, s.length, s.watched));
  return all;
}

/// What a configuration holds, as the others are told of it.
py::list signals_of(const std::string& json) {
  py::list all;
  std::size_t place = 0;
  for (const auto& s : tepid::config_from_json(json).signals) {
    const std::size_t length = s.type == tepid::signal_type::vector ? s.dimensions : 1;
    all.append(py::make_tuple(s.name, text(to_string(s.type)), place, length, s.role != tepid::signal_role::segment));
    place += length;
  }
  return all;
}

}  // namespace

void bind_monitors(py::module_& m) {
  using release = py::call_guard<py::gil_scoped_release>;
  py::class_<monitor_object, object_pointer> type(m, "_Monitor", "What is inside a tepid.Monitor.");
  type.def(py::init(&make), py::arg("config"), py::arg("reference"), "__init__(self, config, reference)\n--\n\n");
  type.def_static("open", open, py::arg("config"), "open(config)\n--\n\n");
  type.def("drain", drain, py::arg("now"), "drain(self, now)\n--\n\n");
  type.def("on_alarm", on_alarm, py::arg("sink"), "on_alarm(self, sink)\n--\n\n");
  type.def(
      "changed",
      [](monitor_object& self, std::string kind, std::string id, double time) {
        self.monitor.changed({.time = time, .kind = std::move(kind), .id = std::move(id)});
      },
      py::arg("kind"), py::arg("id"), py::arg("time"), release(), "changed(self, kind, id, time)\n--\n\n");
  type.def(
      "acknowledge", [](monitor_object& self, const std::string& name) { return self.monitor.acknowledge(name); },
      py::arg("name"), release(), "acknowledge(self, name)\n--\n\n");
  type.def(
      "restart_quality", [](monitor_object& self, double time) { self.monitor.restart_quality(time); },
      py::arg("time"), release(), "restart_quality(self, time)\n--\n\n");
  type.def(
      "snapshot", [](const monitor_object& self, double now) { return snapshot_object(snapshot_of(self, now)); },
      py::arg("now"), "snapshot(self, now)\n--\n\n");
  type.def(
      "prometheus",
      [](const monitor_object& self, double now) { return tepid::to_prometheus(self.monitor.snapshot(now)); },
      py::arg("now"), release(), "prometheus(self, now)\n--\n\n");
  type.def(
      "notes", [](const monitor_object& self) { return self.monitor.notes(); }, release(), "notes(self)\n--\n\n");
  type.def("save", saved, py::arg("now"), "save(self, now)\n--\n\n");
  type.def("restore", restore, py::arg("data"), "restore(self, data)\n--\n\n");
  type.def(
      "save_to_file", [](monitor_object& self, double now) { self.monitor.save_to_file(now); }, py::arg("now"),
      release(), "save_to_file(self, now)\n--\n\n");
  type.def("close", [](monitor_object& self) { self.monitor.close(); }, release(), "close(self)\n--\n\n");
  type.def(
      "code",
      [](const monitor_object& self, py::handle name, py::handle category) {
        return self.code(self.find(name, "code"), category);
      },
      py::arg("signal"), py::arg("category"), "code(self, signal, category)\n--\n\n");
  type.def("segment", &monitor_object::segment, py::arg("name"), "segment(self, name)\n--\n\n");
  type.def(
      "config", [](const monitor_object& self) { return tepid::config_to_json(self.monitor.config()); },
      "config(self)\n--\n\n");
  type.def("signals", signals, "signals(self)\n--\n\nName, type, first place, places, and whether it is watched.");
  type.def("restored", restored, "restored(self)\n--\n\nWhen, after how many rows, and what of it was not taken over.");
  type.def("width", [](const monitor_object& self) { return self.monitor.width(); }, "width(self)\n--\n\n");
  type.def(
      "parts", [](const monitor_object& self) { return self.monitor.parts(); }, release(), "parts(self)\n--\n\n");
  m.def("_make_reference", reference_from, py::arg("config"), py::arg("times"), py::arg("signals"),
        "_make_reference(config, times, signals)\n--\n\n");
  m.def("_signals", signals_of, py::arg("config"), "_signals(config)\n--\n\nAs _Monitor.signals().");
  bind_monitor_rows(m);
}

}  // namespace tepid_python
