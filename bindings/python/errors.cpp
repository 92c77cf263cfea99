// errors.cpp - tepid::error as the exceptions of tepid._types, and what else is checked before use.
#include <cctype>
#include <exception>

#include "objects.hpp"

namespace tepid_python {

namespace {

const char* class_for(tepid::errc code) {
  const int number = static_cast<int>(code);
  if (number >= 10 && number < 30) return "ParameterError";
  if (number >= 30 && number < 40) return "DataError";
  if (number >= 40 && number < 60) return "StateError";
  return "Error";
}

void translate(std::exception_ptr thrown) {
  if (!thrown) return;
  try {
    std::rethrow_exception(thrown);
  } catch (const tepid::error& e) {
    set_error(e);
  }
}

}  // namespace

void set_error(const tepid::error& e) {
  const py::object type = py::module_::import("tepid._types").attr(class_for(e.code()));
  const py::object exception = type(e.what(), static_cast<int>(e.code()), e.field());
  PyErr_SetObject(type.ptr(), exception.ptr());
}

std::span<const std::byte> bytes_of(const py::buffer_info& view) {
  if (view.ndim != 1 || (view.size > 1 && view.strides[0] != view.itemsize))
    throw tepid::error{tepid::errc::bad_argument, "data", "load: data must be contiguous bytes"};
  return {static_cast<const std::byte*>(view.ptr), static_cast<std::size_t>(view.size * view.itemsize)};
}

py::object enum_member(const char* enum_name, int value) {
  return py::module_::import("tepid._types").attr(enum_name)(value);
}

void bind_errors() {
  py::register_exception_translator(translate);
  // The package and the module are built from one source; a mixture of two versions must not run.
  for (int i = 0; i <= static_cast<int>(tepid::state::drift); ++i) {
    std::string name{to_string(static_cast<tepid::state>(i))};
    for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (enum_member("State", i).attr("name").cast<std::string>() != name)
      throw py::import_error("tepid: the Python files and the compiled module are of different versions");
  }
}

}  // namespace tepid_python
