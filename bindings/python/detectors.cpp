// detectors.cpp - a Python class for each registered detector, on a common base.
#include <vector>

#include <tepid/detectors/adwin.hpp>

#include "detector_object.hpp"

namespace tepid_python {

namespace {

std::unique_ptr<tepid::erased_detector> loaded(py::handle data) {
  if (!PyObject_CheckBuffer(data.ptr()))
    throw py::type_error(std::string{"load: data must be bytes or another buffer, not "} + Py_TYPE(data.ptr())->tp_name);
  const py::buffer_info view = py::reinterpret_borrow<py::buffer>(data).request();
  return tepid::load_detector(bytes_of(view));
}

py::object change(const detector_object& self) {
  static PyObject* const type = py::object{py::module_::import("tepid._types").attr("Change")}.release().ptr();
  const tepid::change_estimate c = self.alone().change();
  const auto index = [](std::uint64_t i) -> py::object {
    return i == tepid::no_index ? py::object{py::none()} : py::object{py::int_(i)};
  };
  return py::handle{type}(index(c.onset), index(c.ramp_onset), c.effect, c.direction);
}

py::dict get_params(const detector_object& self) {
  const tepid::erased_detector& part = self.alone();
  const auto parameters = part.row().parameters;
  std::vector<double> values(parameters.size());  // first, as making objects may let other threads run
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = part.parameter(i);
  py::dict all;
  for (std::size_t i = 0; i < values.size(); ++i)
    all[text(python_name(parameters[i].name))] = python_value(parameters[i], values[i]);
  return all;
}

std::unique_ptr<tepid::erased_detector> made(std::string_view callee, const tepid::registry_row& row,
                                             const py::dict& given) {
  return row.make(settings_of(callee, row.about.name, row.parameters, given));
}

py::object set_params(const py::object& self, const py::kwargs& given) {
  if (given.empty()) return self;
  auto& object = self.cast<detector_object&>();
  const tepid::registry_row& row = object.alone().row();
  py::dict all = get_params(object);
  for (const auto& [name, value] : given) all[name] = value;
  object.replace(made(row.about.class_name, row, all));
  return self;
}

std::string repr(const py::object& self) {
  std::string line = py::str{py::type::of(self).attr("__name__")};
  line += '(';
  for (const auto& [name, value] : py::dict{self.attr("get_params")()}) {
    if (line.back() != '(') line += ", ";
    line.append(py::str{name}.cast<std::string>()).append("=").append(py::repr(value).cast<std::string>());
  }
  return line.append(")");
}

/// The one class that pybind11 knows: everything but update().
py::object bind_base(py::module_& m) {
  py::class_<detector_object> base(m, "_DetectorBase", "What tepid's detectors and those of tepid.river have in common.");
  base.def(
      "reset", [](detector_object& self) { self.alone().reset(); },
      "reset(self)\n--\n\nForgets everything but the parameters.");
  base.def(
      "rearm", [](detector_object& self) { self.alone().rearm(); },
      "rearm(self)\n--\n\nClears the alarm and keeps what was learned: the next value that meets the condition "
      "raises it again.");
  base.def(
      "save", [](const detector_object& self) { return py::bytes{saved(self.alone())}; },
      "save(self)\n--\n\nThe parameters and the state as bytes, for load(); the same bytes as in C and C++.");
  base.def(
      "get_params", [](const detector_object& self, py::handle /*deep*/) { return get_params(self); },
      py::arg("deep") = true,
      "get_params(self, deep=True)\n--\n\nThe constructor's parameters by name. `deep` changes nothing: no parameter is a\n"
      "detector. It is there for scikit-learn.");
  base.def("set_params", set_params,
           "set_params(self, **parameters)\n--\n\nOther parameters, by the constructor's names, and back to the state after\n"
           "construction: what was learned under other parameters is forgotten. Without any, nothing is changed. Returns\n"
           "itself. Raises what the constructor raises, and then changes nothing.");
  base.def(
      "__sklearn_clone__",
      [](const py::object& self) { return py::type::of(self)(**py::dict{self.attr("get_params")()}); },
      "__sklearn_clone__(self)\n--\n\nA new detector with the same parameters: what sklearn.base.clone() calls.");
  base.def("__repr__", repr, "__repr__(self, /)\n--\n\nThe call that makes a new detector with these parameters.");
  base.def_property_readonly("change", change, "What is known about the change that is seen: a Change.");
  base.def(py::pickle(
      [](const py::object& self) {
        return py::make_tuple(py::bytes{saved(self.cast<const detector_object&>().alone())},
                              py::dict{py::getattr(self, "__dict__", py::dict{})}.attr("copy")());
      },
      [](const py::tuple& saved_state) {
        return std::pair{detector_object{loaded(saved_state[0])}, saved_state[1].cast<py::dict>()};
      }));
  base.attr("__module__") = "tepid._core";
  return base;
}

/// A class between the base and those of the detectors.
py::object derive(py::module_& m, const py::object& base, const char* name, const char* module, const char* doc) {
  py::dict members;
  members["__module__"] = module;
  members["__slots__"] = py::tuple{};
  members["__doc__"] = doc;
  m.attr(name) = py::type::of(base)(name, py::make_tuple(base), members);
  return m.attr(name);
}

/// Puts a detector into a Python object whose class derives from Detector and that has none yet.
void fill(py::detail::value_and_holder& place, std::unique_ptr<tepid::erased_detector> part) {
  place.value_ptr() = new detector_object{std::move(part)};
}

/// A Python object of the class that belongs to the detector inside.
py::object wrap(std::unique_ptr<tepid::erased_detector> part) {
  const py::object type = py::module_::import("tepid._core").attr(part->row().about.class_name.data());
  py::object made = type.attr("__new__")(type);
  made.attr("__setstate__")(py::make_tuple(py::bytes{saved(*part)}, py::dict{}));
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
        fill(place, made(row.about.class_name, row, given));
      },
      py::detail::is_new_style_constructor{}, init.c_str());
  members["load"] = py::staticmethod(py::cpp_function(
      [&row](py::handle data) {
        auto part = loaded(data);
        if (&part->row() != &row)
          throw tepid::error{tepid::errc::wrong_kind, "state",
                             "saved state: it holds detector " + std::string{part->row().about.name} + ", not " +
                                 std::string{row.about.name}};
        return wrap(std::move(part));
      },
      py::name("load"), py::arg("data"),
      "load(data)\n--\n\nThe detector that save() wrote. Raises StateError for any other bytes."));
  for (const tepid::parameter_info& p : row.parameters)
    if (hides(python_name(p.name)))
      throw py::import_error("tepid: parameter '" + python_name(p.name) + "' of " + name +
                             " hides an attribute of all detectors");
  m.attr(name.c_str()) = py::type::of(base)(name, py::make_tuple(base), members);
  add_parameters(m.attr(name.c_str()), row);
}

/// tepid.river's classes are made in Python, where river's names are; here is what they derive from.
void bind_one_update(const py::object& type) {
  const auto row_of = [](const std::string& name) -> const tepid::registry_row& {
    if (const tepid::registry_row* const row = tepid::find_detector(name)) return *row;
    throw tepid::error{tepid::errc::unknown_name, name, "there is no detector '" + name + "'"};
  };
  const auto init = [row_of](py::detail::value_and_holder& place, const std::string& name, const py::dict& given) {
    const tepid::registry_row& row = row_of(name);
    fill(place, made(row.about.class_name, row, given));
  };
  py::setattr(type, "__init__",
              method(type, "__init__", init, py::detail::is_new_style_constructor{}, py::arg("name"),
                     py::arg("parameters"), "__init__(self, name, parameters)\n--\n\n"));
  const auto restart = [row_of](detector_object& self, const std::string& name, const py::dict& given) {
    const tepid::registry_row& row = row_of(name);
    self.replace(made(row.about.class_name, row, given));
  };
  py::setattr(type, "_restart",
              method(type, "_restart", restart, py::arg("name"), py::arg("parameters"),
                     "_restart(self, name, parameters)\n--\n\nAnother detector in its place."));
  py::setattr(type, "_own_params", method(type, "_own_params", get_params, "_own_params(self)\n--\n\nBy tepid's names."));
  const auto window = [](const detector_object& self) {
    const std::string bytes = saved(self.alone());
    const auto found = tepid::load<tepid::adwin>(std::as_bytes(std::span{bytes})).window();
    return py::make_tuple(found.width, found.mean, found.variance);
  };
  py::setattr(type, "_window", method(type, "_window", window,
                                      "_window(self)\n--\n\nWidth, mean and variance of the window of an ADWIN."));
}

}  // namespace

std::string saved(const tepid::erased_detector& part) {
  std::string bytes(part.save({}), '\0');
  part.save(std::as_writable_bytes(std::span{bytes}));
  return bytes;
}

bool detector_object::equal(const detector_object& a, const detector_object& b) {
  do {  // while one is waited for, the other may be taken
    static_cast<void>(a.alone());
    static_cast<void>(b.alone());
  } while (a.use_.by_another());
  return &a.part_->row() == &b.part_->row() && saved(*a.part_) == saved(*b.part_);
}

void bind_detectors(py::module_& m) {
  const py::object common = bind_base(m);
  const py::object base = derive(m, common, "Detector", "tepid",
                                 "What all detectors have in common.\n\n"
                                 "Threads may share one: while one of them has an array taken, the others wait for it.");
  const py::object one_update = derive(m, common, "_OneUpdateDetector", "tepid._core",
                                       "A detector whose alarm lasts one update, after which it starts anew.");
  const auto equal = [base](const detector_object& self, py::handle other) -> py::object {
    if (!py::isinstance(other, base)) return py::reinterpret_borrow<py::object>(Py_NotImplemented);
    return py::bool_(detector_object::equal(self, other.cast<const detector_object&>()));
  };
  py::setattr(base, "__eq__",
              method(base, "__eq__", equal,
                     "__eq__(self, other, /)\n--\n\nTrue for the same detector with the same parameters and the same "
                     "state."));
  py::setattr(base, "__hash__", py::none());
  add_fast_members(common, base, one_update);
  bind_one_update(one_update);
  for (const tepid::registry_row* row : tepid::registered_detectors()) bind(m, base, *row);
  m.def(
      "load", [](py::handle data) { return wrap(loaded(data)); }, py::arg("data"),
      "load(data)\n--\n\nWhichever detector save() wrote. Raises StateError for any other bytes.");
}

}  // namespace tepid_python
