// detector_members.cpp - what programs call for each value: update and the flags, by Python's own calling convention.
#include <array>
#include <chrono>
#include <deque>

#include "column.hpp"
#include "detector_object.hpp"

namespace tepid_python {

namespace {

/// The detector inside an object of a class that derives from the one that pybind11 knows, as CPython has checked; null
/// where a derived class has not called __init__.
detector_object* detector_in(PyObject* self) {
  auto* const instance = reinterpret_cast<py::detail::instance*>(self);
  if (instance->simple_layout) return static_cast<detector_object*>(instance->simple_value_holder[0]);
  static const auto* const type = py::detail::get_type_info(typeid(detector_object));
  return static_cast<detector_object*>(instance->get_value_and_holder(type, false).value_ptr());
}

/// The same with an exception set instead.
detector_object* made_in(PyObject* self) {
  detector_object* const found = detector_in(self);
  if (found && found->made()) [[likely]]
    return found;
  PyErr_Format(PyExc_TypeError, "%s.__init__() was not called", Py_TYPE(self)->tp_name);
  return nullptr;
}

/// f() for a caller that takes null and an exception set for an error.
template <class F>
PyObject* guarded(const F& f) noexcept {
  try {
    return f().release().ptr();
  } catch (py::error_already_set& why) {
    why.restore();
  } catch (const tepid::error& why) {
    try {
      set_error(why);
    } catch (py::error_already_set& other) {
      other.restore();
    }
  } catch (const py::builtin_exception& why) {
    why.set_error();
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
  } catch (const std::exception& why) {
    PyErr_SetString(PyExc_RuntimeError, why.what());
  }
  return nullptr;
}

std::array<PyObject*, 4> states{};                         // the members of State, kept for good
PyObject *any_update = nullptr, *any_one_update = nullptr;  // for what is neither float nor int

PyObject* state_object(tepid::state s) noexcept {
  PyObject* const member = states[static_cast<std::size_t>(s)];
  Py_INCREF(member);
  return member;
}

/// Is it a float or an int within float64, as the loops of Python have them?
bool plain_number(PyObject* x, double& value) noexcept {
  if (PyFloat_Check(x)) {
    value = PyFloat_AS_DOUBLE(x);
    return true;
  }
  if (!PyLong_Check(x)) return false;
  value = PyLong_AsDouble(x);
  if (value != -1.0 || !PyErr_Occurred()) return true;
  PyErr_Clear();
  return false;
}

/// The one argument, x, by place or by name; null with an exception set for any other call.
PyObject* the_argument(PyObject* const* arguments, Py_ssize_t n, PyObject* names) noexcept {
  const Py_ssize_t named = names ? PyTuple_GET_SIZE(names) : 0;
  if (n + named != 1) {
    PyErr_Format(PyExc_TypeError, "update() takes one argument, x (%zd given)", n + named);
    return nullptr;
  }
  if (named == 1 && PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(names, 0), "x") != 0) {
    PyErr_Format(PyExc_TypeError, "update() got an unexpected keyword argument %R; it takes x",
                 PyTuple_GET_ITEM(names, 0));
    return nullptr;
  }
  return arguments[0];
}

PyObject* update(PyObject* self, PyObject* const* arguments, Py_ssize_t n, PyObject* names) noexcept {
  PyObject* const x = n == 1 && !names ? arguments[0] : the_argument(arguments, n, names);
  if (!x) return nullptr;
  double value = 0;
  detector_object* const detector = made_in(self);
  if (!detector) return nullptr;
  if (plain_number(x, value))
    return guarded([&] { return py::reinterpret_steal<py::object>(state_object(detector->alone().update(value))); });
  return PyObject_CallFunctionObjArgs(any_update, self, x, nullptr);
}

/// After an alarm, starts anew first.
void update_once(tepid::erased_detector& detector, double x) noexcept {
  if (detector.status() == tepid::state::drift) [[unlikely]]
    detector.reset();
  detector.update(x);
}

PyObject* one_update(PyObject* self, PyObject* const* arguments, Py_ssize_t n, PyObject* names) noexcept {
  PyObject* const x = n == 1 && !names ? arguments[0] : the_argument(arguments, n, names);
  if (!x) return nullptr;
  double value = 0;
  detector_object* const detector = made_in(self);
  if (!detector) return nullptr;
  if (!plain_number(x, value)) return PyObject_CallFunctionObjArgs(any_one_update, self, x, nullptr);
  return guarded([&] {
    update_once(detector->alone(), value);
    return py::none();
  });
}

/// Numbers of other types as a float, all else as an array of float64; TypeError or DataError for what is neither.
py::object converted(const detector_object& detector, py::handle x) {
  static PyObject* const convert = array_function("as_number_or_float64");
  return py::handle{convert}(x, text(detector.alone().row().about.class_name), "x");
}

py::object update_with_any(detector_object& self, py::handle x) {
  if (PyLong_Check(x.ptr())) return py::reinterpret_steal<py::object>(state_object(self.alone().update(as_double(x))));
  if (const float64_view view{x}) return py::int_(self.take(view.values()));
  const py::object given = converted(self, x);
  if (PyFloat_Check(given.ptr()))
    return py::reinterpret_steal<py::object>(state_object(self.alone().update(as_double(given))));
  return py::int_(self.take(float64_view{given}.values()));
}

void one_update_with_any(detector_object& self, py::handle x) {
  const py::object given = PyLong_Check(x.ptr()) ? py::reinterpret_borrow<py::object>(x) : converted(self, x);
  if (!PyFloat_Check(given.ptr()) && !PyLong_Check(given.ptr()))
    throw py::type_error(std::string{self.alone().row().about.class_name} + ": x must be one number, not " +
                         Py_TYPE(x.ptr())->tp_name + "; tepid's own classes take arrays");
  update_once(self.alone(), as_double(given));
}

template <auto Read>
PyObject* attribute(PyObject* self, void* /*closure*/) noexcept {
  const detector_object* const detector = made_in(self);
  if (!detector) return nullptr;
  return guarded([&] { return py::reinterpret_steal<py::object>(Read(std::as_const(detector->alone()))); });
}

using part = tepid::erased_detector;
PyGetSetDef attributes[] = {
    {"state", attribute<[](const part& d) { return state_object(d.status()); }>, nullptr,
     "The verdict after the last value; State.DRIFT stays until reset() or rearm().", nullptr},
    {"drift_detected", attribute<[](const part& d) { return PyBool_FromLong(d.status() == tepid::state::drift); }>,
     nullptr, "True from an alarm until reset() or rearm().", nullptr},
    {"warning_detected", attribute<[](const part& d) { return PyBool_FromLong(d.status() == tepid::state::warning); }>,
     nullptr, "True while evidence is building; always False for a detector with one level.", nullptr},
    {"statistic", attribute<[](const part& d) { return PyFloat_FromDouble(d.statistic()); }>, nullptr,
     "What is compared with the limit.", nullptr},
    {"count", attribute<[](const part& d) { return PyLong_FromUnsignedLongLong(d.count()); }>, nullptr,
     "Accepted values since construction or reset().", nullptr},
    {"rejected", attribute<[](const part& d) { return PyLong_FromUnsignedLongLong(d.rejected()); }>, nullptr,
     "Values that were not finite, since construction or reset().", nullptr},
};

// CPython keeps pointers to these.
constexpr int call = METH_FASTCALL | METH_KEYWORDS;
PyMethodDef update_method{
    "update", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(update)), call,
    "update($self, x)\n--\n\n"
    "Takes one value and returns the State after it; or takes the values of a 1-D array up to and with the\n"
    "first that raises an alarm and returns how many were taken.\n\n"
    "A contiguous float64 array (anything with the buffer protocol, read-only too) is read in place. Other\n"
    "number types, strided arrays, lists and series are converted by numpy into a new float64 array first.\n"
    "NaN and infinities are counted in `rejected` and change nothing else. While an alarm is kept no further\n"
    "one is raised, and an array is taken whole: call reset() or rearm() after an alarm.\n\n"
    "Where an array takes more than some microseconds, other Python threads run meanwhile; one that uses this\n"
    "object waits until the array is taken. The array must not be written to meanwhile.\n\n"
    "Raises TypeError for what is not a real number, DataError for an array that is not 1-D."};
PyMethodDef one_update_method{
    "update", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(one_update)), call,
    "update($self, x)\n--\n\n"
    "Takes one value; after an alarm, starts anew first. NaN and infinities are counted in `rejected` and change\n"
    "nothing else. Raises TypeError for what is not a real number."};

void add_method(const py::object& type, PyMethodDef& definition) {
  auto* const of = reinterpret_cast<PyTypeObject*>(type.ptr());
  py::setattr(type, definition.ml_name, py::reinterpret_steal<py::object>(PyDescr_NewMethod(of, &definition)));
}

struct parameter_place {
  const tepid::registry_row* row;
  std::size_t index;
};

PyObject* parameter(PyObject* self, void* closure) noexcept {
  const auto& place = *static_cast<const parameter_place*>(closure);
  const detector_object* const detector = made_in(self);
  if (!detector) return nullptr;
  return guarded([&] {
    const part& inside = detector->alone();
    if (&inside.row() != place.row)
      throw py::type_error("the object holds a " + std::string{inside.row().about.class_name});
    return python_value(place.row->parameters[place.index], inside.parameter(place.index));
  });
}

}  // namespace

std::size_t detector_object::take(std::span<const double> xs) {
  // What fewer values cost is less than giving up the GIL and getting it back, for which there may be others in line.
  constexpr std::size_t sample = 16;
  constexpr std::chrono::duration<double> long_time{5e-6};
  tepid::erased_detector& detector = alone();
  if (xs.size() <= sample) return detector.update(xs);
  const bool kept = detector.status() == tepid::state::drift;
  const auto start = std::chrono::steady_clock::now();
  const std::size_t taken = detector.update(xs.first(sample));
  if (taken < sample || (!kept && detector.status() == tepid::state::drift)) return taken;
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
  const auto rest = xs.subspan(sample);
  if (spent * (static_cast<double>(rest.size()) / sample) < long_time) return sample + detector.update(rest);
  const in_use::without_gil mine{use_};
  return sample + detector.update(rest);
}

void add_fast_members(const py::object& base, const py::object& own, const py::object& once) {
  for (std::size_t i = 0; i < states.size(); ++i)
    states[i] = enum_member("State", static_cast<int>(i)).release().ptr();
  any_update = py::cpp_function(update_with_any, py::name("update"), py::arg("self"), py::arg("x")).release().ptr();
  any_one_update =
      py::cpp_function(one_update_with_any, py::name("update"), py::arg("self"), py::arg("x")).release().ptr();
  auto* const type = reinterpret_cast<PyTypeObject*>(base.ptr());
  for (PyGetSetDef& definition : attributes)
    py::setattr(base, definition.name, py::reinterpret_steal<py::object>(PyDescr_NewGetSet(type, &definition)));
  add_method(own, update_method);
  add_method(once, one_update_method);
}

void add_parameters(const py::object& type, const tepid::registry_row& row) {
  struct definition {
    std::string name, doc;
    parameter_place place;
    PyGetSetDef get;
  };
  static std::deque<definition> kept;  // CPython keeps pointers into it
  for (std::size_t i = 0; i < row.parameters.size(); ++i) {
    definition& d = kept.emplace_back(
        definition{python_name(row.parameters[i].name), std::string{row.parameters[i].doc}, {&row, i}, {}});
    d.get = {d.name.c_str(), parameter, nullptr, d.doc.c_str(), &d.place};
    auto* const of = reinterpret_cast<PyTypeObject*>(type.ptr());
    py::setattr(type, d.name.c_str(), py::reinterpret_steal<py::object>(PyDescr_NewGetSet(of, &d.get)));
  }
}

}  // namespace tepid_python
