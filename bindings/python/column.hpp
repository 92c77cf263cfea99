// column.hpp - columns of numbers and texts from Python, without copying where they lie as tepid needs them.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "objects.hpp"

namespace tepid_python {

/// The values of a Python buffer, used in place and locked for as long as this lives. T: double or an integer of 64 bits.
template <class T>
class array_view {
 public:
  /// Valid only for a 1-D, contiguous, aligned buffer of T in the machine's byte order; read-only ones too.
  /// Never for a subclass of numpy's array, which may mean more than its buffer says: masked arrays.
  explicit array_view(py::handle object) noexcept {
    if (!PyObject_CheckBuffer(object.ptr()) || is_derived_array(object)) return;
    if (PyObject_GetBuffer(object.ptr(), &buffer_, PyBUF_FORMAT | PyBUF_STRIDES) != 0) {
      PyErr_Clear();
      return;
    }
    const bool column = buffer_.ndim == 1;
    const bool contiguous = column && (buffer_.shape[0] <= 1 || buffer_.strides[0] == sizeof(T));
    const bool aligned = column && (buffer_.shape[0] == 0 ||  // an empty buffer may point anywhere
                                    reinterpret_cast<std::uintptr_t>(buffer_.buf) % alignof(T) == 0);
    valid_ = contiguous && aligned && holds_them();
  }
  array_view(const array_view&) = delete;
  array_view& operator=(const array_view&) = delete;
  ~array_view() { PyBuffer_Release(&buffer_); }  // of nothing is harmless

  explicit operator bool() const noexcept { return valid_; }
  [[nodiscard]] std::span<const T> values() const {
    if (!valid_) throw py::type_error("tepid: numpy gave no contiguous array of numbers of 64 bits");
    if (buffer_.shape[0] == 0) return {};
    return {static_cast<const T*>(buffer_.buf), static_cast<std::size_t>(buffer_.shape[0])};
  }

 private:
  [[nodiscard]] static bool is_derived_array(py::handle object) noexcept {
    static PyObject* const array = py::object{py::module_::import("numpy").attr("ndarray")}.release().ptr();
    const auto* const type = Py_TYPE(object.ptr());
    const auto* const base = reinterpret_cast<const PyTypeObject*>(array);
    return type != base && PyType_IsSubtype(const_cast<PyTypeObject*>(type), const_cast<PyTypeObject*>(base));
  }
  [[nodiscard]] bool holds_them() const noexcept {
    if (!buffer_.format || buffer_.itemsize != sizeof(T)) return false;
    std::string_view format{buffer_.format};
    constexpr char native = std::endian::native == std::endian::little ? '<' : '>';
    if (format.size() == 2 && (format[0] == '@' || format[0] == '=' || format[0] == native)) format.remove_prefix(1);
    const std::string_view letters = std::is_floating_point_v<T> ? "d" : std::is_signed_v<T> ? "lq" : "LQ";
    return format.size() == 1 && letters.find(format[0]) != letters.npos;
  }

  Py_buffer buffer_{};
  bool valid_ = false;
};

using float64_view = array_view<double>;

/// The value of a Python number; an integer beyond float64 is infinite and so will be rejected and counted.
inline double as_double(py::handle number) {
  const double value = PyFloat_AsDouble(number.ptr());
  if (value == -1.0 && PyErr_Occurred()) {
    // An int beyond all doubles is infinite; what __float__ raises is its own.
    if (!PyLong_Check(number.ptr()) || !PyErr_ExceptionMatches(PyExc_OverflowError)) throw py::error_already_set();
    PyErr_Clear();
    return std::numeric_limits<double>::infinity();
  }
  return value;
}

/// The UTF-8 of a str, which lives as long as the str does.
inline std::string_view utf8(py::handle value) {
  Py_ssize_t size = 0;
  const char* const text = PyUnicode_AsUTF8AndSize(value.ptr(), &size);
  if (!text) throw py::error_already_set();
  return {text, static_cast<std::size_t>(size)};
}

/// A column of str and None; the texts live as long as the list.
inline std::vector<std::optional<std::string_view>> text_column(const py::list& values) {
  std::vector<std::optional<std::string_view>> texts;
  texts.reserve(values.size());
  for (const py::handle value : values)
    texts.push_back(value.is_none() ? std::nullopt : std::optional{utf8(value)});
  return texts;
}

/// A function of tepid._arrays; the caller keeps it for good.
inline PyObject* array_function(const char* name) {
  return py::object{py::module_::import("tepid._arrays").attr(name)}.release().ptr();
}

}  // namespace tepid_python
