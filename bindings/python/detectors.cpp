// detectors.cpp - a Python class for each registered detector, on a common base.
#include <array>
#include <vector>

#include "column.hpp"
#include "objects.hpp"

namespace tepid_python {

namespace {

/// The detector inside a Python object. Each registered detector has a Python class of its own, derived from the one
/// class that pybind11 knows: so there is nothing to compile for each.
struct detector_object {
  std::unique_ptr<tepid::erased_detector> part;
};

py::object state_object(tepid::state s) {
  static const std::array<PyObject*, 4> members = [] {  // kept for good: every update returns one
    std::array<PyObject*, 4> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = enum_member("State", static_cast<int>(i)).release().ptr();
    return all;
  }();
  return py::reinterpret_borrow<py::object>(members[static_cast<std::size_t>(s)]);
}

py::object update(detector_object& self, py::handle x) {
  if (PyFloat_Check(x.ptr()) || PyLong_Check(x.ptr())) return state_object(self.part->update(as_double(x)));
  if (const float64_view view{x}) return py::int_(self.part->update(view.values()));
  static PyObject* const convert = array_function("as_number_or_float64");
  const py::object converted = py::handle{convert}(x, text(self.part->row().about.class_name), "x");
  if (PyFloat_Check(converted.ptr())) return state_object(self.part->update(as_double(converted)));
  return py::int_(self.part->update(float64_view{converted}.values()));
}

std::string saved(const detector_object& self) {
  std::string bytes(self.part->save({}), '\0');
  self.part->save(std::as_writable_bytes(std::span{bytes}));
  return bytes;
}

std::unique_ptr<tepid::erased_detector> loaded(const py::buffer& data) {
  const py::buffer_info view = data.request();
  return tepid::load_detector(bytes_of(view));
}

bool equal(const detector_object& a, const detector_object& b) {
  return &a.part->row() == &b.part->row() && saved(a) == saved(b);
}

py::object change(const detector_object& self) {
  static PyObject* const type = py::object{py::module_::import("tepid._types").attr("Change")}.release().ptr();
  const tepid::change_estimate c = self.part->change();
  const auto index = [](std::uint64_t i) -> py::object {
    return i == tepid::no_index ? py::object{py::none()} : py::object{py::int_(i)};
  };
  return py::handle{type}(index(c.onset), index(c.ramp_onset), c.effect, c.direction);
}

py::dict get_params(const detector_object& self) {
  const auto parameters = self.part->row().parameters;
  py::dict all;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    all[text(python_name(parameters[i].name))] = python_value(parameters[i], self.part->parameter(i));
  return all;
}

std::string repr(const py::object& self) {
  std::string line = py::str{py::type::of(self).attr("__name__")};
  line += '(';
  for (const auto& [name, value] : get_params(self.cast<const detector_object&>())) {
    if (line.back() != '(') line += ", ";
    line.append(py::str{name}.cast<std::string>()).append("=").append(py::repr(value).cast<std::string>());
  }
  return line.append(")");
}

py::object bind_base(py::module_& m) {
  py::class_<detector_object> base(m, "Detector",
                                   "What all detectors have in common. Not thread-safe: one object is one thread's.");
  base.def("update", update, py::arg("x"),
           "update(self, x)\n--\n\n"
           "Takes one value and returns the State after it; or takes the values of a 1-D array up to and with the\n"
           "first that raises an alarm and returns how many were taken.\n\n"
           "A contiguous float64 array (anything with the buffer protocol, read-only too) is read in place. Other\n"
           "number types, strided arrays, lists and series are converted by numpy into a new float64 array first.\n"
           "NaN and infinities are counted in `rejected` and change nothing else. While an alarm is kept no further\n"
           "one is raised, and an array is taken whole: call reset() or rearm() after an alarm.\n\n"
           "Raises TypeError for what is not a real number, DataError for an array that is not 1-D.");
  base.def(
      "reset", [](detector_object& self) { self.part->reset(); },
      "reset(self)\n--\n\nForgets everything but the parameters.");
  base.def(
      "rearm", [](detector_object& self) { self.part->rearm(); },
      "rearm(self)\n--\n\nClears the alarm and keeps what was learned: the next value that meets the condition "
      "raises it again.");
  base.def(
      "save", [](const detector_object& self) { return py::bytes{saved(self)}; },
      "save(self)\n--\n\nThe parameters and the state as bytes, for load(); the same bytes as in C and C++.");
  base.def("get_params", get_params, "get_params(self)\n--\n\nThe parameters by name.");
  base.def(
      "__eq__",
      [](const detector_object& self, py::handle other) -> py::object {
        if (!py::isinstance<detector_object>(other)) return py::reinterpret_borrow<py::object>(Py_NotImplemented);
        return py::bool_(equal(self, other.cast<const detector_object&>()));
      },
      "__eq__(self, other, /)\n--\n\nTrue for the same detector with the same parameters and the same state.");
  base.def("__repr__", repr, "__repr__(self, /)\n--\n\nThe call that makes a new detector with these parameters.");
  base.def_property_readonly(
      "state", [](const detector_object& self) { return state_object(self.part->status()); },
      "The verdict after the last value; State.DRIFT stays until reset() or rearm().");
  base.def_property_readonly(
      "drift_detected", [](const detector_object& self) { return self.part->status() == tepid::state::drift; },
      "True from an alarm until reset() or rearm().");
  base.def_property_readonly(
      "warning_detected", [](const detector_object& self) { return self.part->status() == tepid::state::warning; },
      "True while evidence is building; always False for a detector with one level.");
  base.def_property_readonly(
      "statistic", [](const detector_object& self) { return self.part->statistic(); },
      "What is compared with the limit.");
  base.def_property_readonly(
      "count", [](const detector_object& self) { return self.part->count(); },
      "Accepted values since construction or reset().");
  base.def_property_readonly(
      "rejected", [](const detector_object& self) { return self.part->rejected(); },
      "Values that were not finite, since construction or reset().");
  base.def_property_readonly("change", change, "What is known about the change that is seen: a Change.");
  base.def(py::pickle(
      [](const py::object& self) {
        return py::make_tuple(py::bytes{saved(self.cast<const detector_object&>())},
                              py::getattr(self, "__dict__", py::dict{}));
      },
      [](const py::tuple& saved_state) {
        return std::pair{detector_object{loaded(saved_state[0].cast<py::buffer>())},
                         saved_state[1].cast<py::dict>()};
      }));
  base.attr("__module__") = "tepid";
  return base;
}

/// Puts a detector into a Python object whose class derives from Detector and that has none yet.
void fill(py::detail::value_and_holder& place, std::unique_ptr<tepid::erased_detector> part) {
  place.value_ptr() = new detector_object{std::move(part)};
}

/// A Python object of the class that belongs to the detector inside.
py::object wrap(std::unique_ptr<tepid::erased_detector> part) {
  const py::object type = py::module_::import("tepid._core").attr(part->row().about.class_name.data());
  py::object made = type.attr("__new__")(type);
  made.attr("__setstate__")(py::make_tuple(py::bytes{saved({std::move(part)})}, py::dict{}));
  return made;
}

/// A method of a class of one detector; pybind11 checks that `self` is a Detector.
template <class F, class... Extra>
py::cpp_function method(const py::object& base, const char* name, F&& f, const Extra&... extra) {
  return {std::forward<F>(f), py::name(name), py::is_method(base), extra...};
}

void bind(py::module_& m, const py::object& base, const tepid::registry_row& row) {
  const std::string name{row.about.class_name};
  const auto hides = [&](const std::string& attribute) { return py::hasattr(base, attribute.c_str()); };
  py::dict members;
  members["__module__"] = "tepid";
  members["__slots__"] = py::tuple{};  // no other attributes than these
  members["__doc__"] = class_doc(row);
  const std::string init = "__init__" + init_signature(row.parameters);
  members["__init__"] = method(
      base, "__init__",
      [&row](py::detail::value_and_holder& place, const py::args& positional, const py::kwargs& given) {
        if (!positional.empty())
          throw py::type_error(std::string{row.about.class_name} + "() takes keyword arguments only");
        fill(place, row.make(settings_of(row.about.class_name, row.about.name, row.parameters, given)));
      },
      py::detail::is_new_style_constructor{}, init.c_str());
  members["load"] = py::staticmethod(py::cpp_function(
      [&row](const py::buffer& data) {
        auto part = loaded(data);
        if (&part->row() != &row)
          throw tepid::error{tepid::errc::wrong_kind, "state",
                             "saved state: it holds detector " + std::string{part->row().about.name} + ", not " +
                                 std::string{row.about.name}};
        return wrap(std::move(part));
      },
      py::name("load"), py::arg("data"),
      "load(data)\n--\n\nThe detector that save() wrote. Raises StateError for any other bytes."));
  const py::handle property{reinterpret_cast<PyObject*>(&PyProperty_Type)};
  for (std::size_t i = 0; i < row.parameters.size(); ++i) {
    const std::string attribute = python_name(row.parameters[i].name);
    if (hides(attribute))
      throw py::import_error("tepid: parameter '" + attribute + "' of " + name +
                             " hides an attribute of all detectors");
    const std::string doc{row.parameters[i].doc};
    const auto get = [&row, i](const detector_object& self) {
      return python_value(row.parameters[i], self.part->parameter(i));
    };
    members[text(attribute)] =
        property(method(base, attribute.c_str(), get, doc.c_str()), py::none(), py::none(), doc);
  }
  m.attr(name.c_str()) = py::type::of(base)(name, py::make_tuple(base), members);
}

}  // namespace

void bind_detectors(py::module_& m) {
  const py::object base = bind_base(m);
  for (const tepid::registry_row* row : tepid::registered_detectors()) bind(m, base, *row);
  m.def(
      "load", [](const py::buffer& data) { return wrap(loaded(data)); }, py::arg("data"),
      "load(data)\n--\n\nWhichever detector save() wrote. Raises StateError for any other bytes.");
}

}  // namespace tepid_python
