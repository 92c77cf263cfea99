// objects.hpp - what the parts of the Python module share.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <pybind11/pybind11.h>
#include <tepid/core/error.hpp>
#include <tepid/design/chart_row.hpp>
#include <tepid/registry.hpp>

namespace tepid_python {

namespace py = pybind11;

/// Bytes that are no UTF-8, as a log may hold them, become U+FFFD: an alarm is not lost for the spelling of a name.
inline py::str text(std::string_view s) {
  PyObject* const made = PyUnicode_DecodeUTF8(s.data(), static_cast<Py_ssize_t>(s.size()), "replace");
  if (made == nullptr) throw py::error_already_set{};
  return py::reinterpret_steal<py::str>(made);
}

/// The bytes of a saved state; throws error{bad_argument} unless they lie one after the other.
std::span<const std::byte> bytes_of(const py::buffer_info& view);

/// The name of a parameter in Python: itself, or with a "_" behind where it is a Python keyword (lambda_).
std::string python_name(std::string_view name);
/// float, int, bool, or the word of a choice.
py::object python_value(const tepid::parameter_info& info, double value);
/// Keyword arguments as settings; the texts inside point into `given`. Throws TypeError for an unknown name or a
/// value of the wrong type. `callee` is what the user called, `owner` the registered name.
std::vector<tepid::setting> settings_of(std::string_view callee, std::string_view owner,
                                        std::span<const tepid::parameter_info> parameters, const py::dict& given);
/// "(self, *, k=0.5, side='both')\n--\n\n": what Python's inspect and help read a signature from.
std::string init_signature(std::span<const tepid::parameter_info> parameters);
/// The docstring of a detector's class.
std::string class_doc(const tepid::registry_row& row);
/// One row as a dict.
py::dict row_dict(const tepid::registry_row& row);
py::dict row_dict(const tepid::test_row& row);
py::dict row_dict(const tepid::design::chart_row& row);
py::dict row_dict(const tepid::sketch_descriptor& about);

/// A member of an enum of tepid._types.
py::object enum_member(const char* enum_name, int value);

/// Python's current exception from now on, for functions that return null to tell it. Throws error_already_set.
void set_error(const tepid::error& e);

void bind_errors();
void bind_columns(py::module_& m);
void bind_comparisons(py::module_& m);
void bind_detectors(py::module_& m);
void bind_tests(py::module_& m);
void bind_design(py::module_& m);
void bind_profiles(py::module_& m);
void bind_monitors(py::module_& m);

}  // namespace tepid_python
