// parameters.cpp - parameters as Python sees them: names, values, signatures, documentation.
#include <limits>

#include "objects.hpp"

namespace tepid_python {

using tepid::parameter_info;
using tepid::value_kind;

namespace {

std::string repr_of(py::handle value) { return py::repr(value).cast<std::string>(); }

const char* type_name(const parameter_info& p) {
  switch (p.kind) {
    case value_kind::real:
      return "float";
    case value_kind::count:
      return "int";
    case value_kind::boolean:
      return "bool";
    case value_kind::choice:
      return "str";
  }
  return "object";
}

/// "float in [0, 1e+06], sd, default 0.5".
std::string parameter_line(const parameter_info& p) {
  std::string allowed;
  if (p.kind == value_kind::choice) {
    for (const auto word : p.choices) allowed.append(allowed.empty() ? " in {'" : ", '").append(word).append("'");
    allowed += "}";
  } else if (p.kind != value_kind::boolean) {
    allowed = std::string{p.range.low_open ? " in (" : " in ["} + tepid::to_text(p.range.low) + ", " +
              tepid::to_text(p.range.high) + (p.range.high_open ? ")" : "]");
  }
  const std::string unit = p.unit.empty() ? "" : ", " + std::string{p.unit};
  return type_name(p) + allowed + unit + ", default " + repr_of(python_value(p, p.default_value));
}

[[noreturn]] void wrong_type(std::string_view callee, const parameter_info& p, py::handle value) {
  throw py::type_error(std::string{callee} + ": parameter '" + python_name(p.name) + "' must be " +
                       (p.kind == value_kind::count ? "an " : "a ") + type_name(p) + ", not " +
                       Py_TYPE(value.ptr())->tp_name);
}

double number_of(std::string_view callee, const parameter_info& p, py::handle value) {
  PyObject* const v = value.ptr();
  if (p.kind != value_kind::real && !PyIndex_Check(v)) wrong_type(callee, p, value);
  if (PyUnicode_Check(v) || PyComplex_Check(v)) wrong_type(callee, p, value);
  const double number = PyFloat_AsDouble(v);
  const bool rounded = p.kind == value_kind::count && number == tepid::count_max &&  // from 2^53 + 1
                       !value.equal(py::int_(static_cast<std::uint64_t>(tepid::count_max)));
  if (rounded) return tepid::count_max + 2.0;
  if (number != -1.0 || !PyErr_Occurred()) return number;
  const bool too_large = PyErr_ExceptionMatches(PyExc_OverflowError) != 0;
  if (!too_large && !PyErr_ExceptionMatches(PyExc_TypeError)) throw py::error_already_set();
  PyErr_Clear();
  if (too_large) return std::numeric_limits<double>::infinity();  // outside every parameter's bounds
  wrong_type(callee, p, value);
}

}  // namespace

std::string python_name(std::string_view name) {
  const bool keyword = py::module_::import("keyword").attr("iskeyword")(text(name)).cast<bool>();
  return std::string{name} + (keyword ? "_" : "");
}

py::object python_value(const parameter_info& info, double value) {
  switch (info.kind) {
    case value_kind::count:
      return py::int_(static_cast<std::uint64_t>(value));
    case value_kind::boolean:
      return py::bool_(value != 0.0);
    case value_kind::choice:
      return text(info.choices[static_cast<std::size_t>(value)]);
    case value_kind::real:
      break;
  }
  return py::float_(value);
}

std::vector<tepid::setting> settings_of(std::string_view callee, std::string_view owner,
                                        std::span<const parameter_info> parameters, const py::dict& given) {
  std::vector<tepid::setting> settings;
  for (const auto& [key, value] : given) {
    const std::string name = py::str{key};
    const parameter_info* found = nullptr;
    for (const parameter_info& p : parameters)
      if (python_name(p.name) == name) found = &p;
    if (!found) {
      std::string names;
      for (const parameter_info& p : parameters) names.append(names.empty() ? "" : ", ").append(python_name(p.name));
      throw py::type_error(std::string{callee} + ": unexpected keyword argument '" + name + "'; it takes " + names);
    }
    tepid::setting& set = settings.emplace_back(tepid::setting{found->name});
    if (found->kind != value_kind::choice) {
      set.value = number_of(callee, *found, value);
      continue;
    }
    if (!PyUnicode_Check(value.ptr())) wrong_type(callee, *found, value);
    Py_ssize_t size = 0;
    const char* word = PyUnicode_AsUTF8AndSize(value.ptr(), &size);
    if (!word) throw py::error_already_set();
    if (size == 0) tepid::detail::refuse(owner, *found, "''");  // an empty text would mean the number
    set.text = {word, static_cast<std::size_t>(size)};
  }
  return settings;
}

std::string init_signature(std::span<const parameter_info> parameters) {
  std::string line = "(self";
  if (!parameters.empty()) line += ", *";
  for (const parameter_info& p : parameters)
    line += ", " + python_name(p.name) + "=" + repr_of(python_value(p, p.default_value));
  return line + ")\n--\n\n";
}

std::string class_doc(const tepid::registry_row& row) {
  std::string doc = std::string{row.about.title} + ".\n\nParameters\n----------\n";
  for (const parameter_info& p : row.parameters)
    doc += python_name(p.name) + " : " + parameter_line(p) + "\n    " + std::string{p.doc} + "\n";
  return doc + "\nSource: " + std::string{row.about.source} + ".\n";
}

namespace {

py::list parameter_dicts(std::span<const parameter_info> parameters) {
  py::list all;
  for (const parameter_info& p : parameters) {
    py::dict d;
    d["name"] = text(p.name);
    d["python_name"] = python_name(p.name);
    d["kind"] = type_name(p);
    d["default"] = python_value(p, p.default_value);
    if (p.kind == value_kind::choice) {
      py::list words;
      for (const auto word : p.choices) words.append(text(word));
      d["choices"] = words;
    } else if (p.kind != value_kind::boolean) {
      d["min"] = python_value(p, p.range.low);
      d["max"] = python_value(p, p.range.high);
      d["min_open"] = p.range.low_open;
      d["max_open"] = p.range.high_open;
    }
    d["unit"] = text(p.unit);
    d["doc"] = text(p.doc);
    all.append(d);
  }
  return all;
}

}  // namespace

py::dict row_dict(const tepid::registry_row& row) {
  py::dict d;
  d["name"] = text(row.about.name);
  d["class_name"] = text(row.about.class_name);
  d["id"] = row.about.id;
  d["title"] = text(row.about.title);
  d["source"] = text(row.about.source);
  d["state_version"] = row.about.state_version;
  d["limit"] = text(row.about.limit);
  d["input"] = text(to_string(row.about.input));
  d["size_bytes"] = row.size_bytes;
  d["parameters"] = parameter_dicts(row.parameters);
  return d;
}

py::dict row_dict(const tepid::test_row& row) {
  py::dict d;
  d["name"] = text(row.about.name);
  d["title"] = text(row.about.title);
  d["source"] = text(row.about.source);
  d["parameters"] = parameter_dicts(row.parameters);
  return d;
}

py::dict row_dict(const tepid::design::chart_row& row) {
  py::dict d;
  d["name"] = text(row.about.name);
  d["title"] = text(row.about.title);
  d["source"] = text(row.about.source);
  d["limit"] = text(row.about.limit);
  d["shift"] = text(row.about.shift);
  d["detector"] = text(row.about.detector);
  d["parameters"] = parameter_dicts(row.parameters);
  return d;
}

py::dict row_dict(const tepid::sketch_descriptor& about) {
  py::dict d;
  d["name"] = text(about.name);
  d["title"] = text(about.title);
  d["source"] = text(about.source);
  d["error"] = text(about.error);
  return d;
}

}  // namespace tepid_python
