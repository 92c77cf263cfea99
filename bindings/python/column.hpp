// column.hpp - a column of numbers from Python, without copying where it is float64 already.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <string_view>

#include "objects.hpp"

namespace tepid_python {

/// The float64 values of a Python buffer, used in place and locked for as long as this lives.
class float64_view {
 public:
  /// Valid only for a 1-D, contiguous, aligned buffer of float64 in the machine's byte order; read-only ones too.
  /// Never for a subclass of numpy's array, which may mean more than its buffer says: masked arrays.
  explicit float64_view(py::handle object) noexcept {
    if (!PyObject_CheckBuffer(object.ptr()) || is_derived_array(object)) return;
    if (PyObject_GetBuffer(object.ptr(), &buffer_, PyBUF_FORMAT | PyBUF_STRIDES) != 0) {
      PyErr_Clear();
      return;
    }
    const bool column = buffer_.ndim == 1;
    const bool contiguous = column && (buffer_.shape[0] <= 1 || buffer_.strides[0] == sizeof(double));
    const bool aligned = column && (buffer_.shape[0] == 0 ||  // an empty buffer may point anywhere
                                    reinterpret_cast<std::uintptr_t>(buffer_.buf) % alignof(double) == 0);
    valid_ = contiguous && aligned && is_float64();
  }
  float64_view(const float64_view&) = delete;
  float64_view& operator=(const float64_view&) = delete;
  ~float64_view() { PyBuffer_Release(&buffer_); }  // of nothing is harmless

  explicit operator bool() const noexcept { return valid_; }
  [[nodiscard]] std::span<const double> values() const {
    if (!valid_) throw py::type_error("tepid: numpy gave no contiguous float64 array");
    if (buffer_.shape[0] == 0) return {};
    return {static_cast<const double*>(buffer_.buf), static_cast<std::size_t>(buffer_.shape[0])};
  }

 private:
  [[nodiscard]] static bool is_derived_array(py::handle object) noexcept {
    static PyObject* const array = py::object{py::module_::import("numpy").attr("ndarray")}.release().ptr();
    const auto* const type = Py_TYPE(object.ptr());
    const auto* const base = reinterpret_cast<const PyTypeObject*>(array);
    return type != base && PyType_IsSubtype(const_cast<PyTypeObject*>(type), const_cast<PyTypeObject*>(base));
  }
  [[nodiscard]] bool is_float64() const noexcept {
    if (!buffer_.format || buffer_.itemsize != sizeof(double)) return false;
    const std::string_view format{buffer_.format};
    return format == "d" || format == "@d" || format == "=d" ||
           (std::endian::native == std::endian::little && format == "<d");
  }

  Py_buffer buffer_{};
  bool valid_ = false;
};

/// A function of tepid._arrays; the caller keeps it for good.
inline PyObject* array_function(const char* name) {
  return py::object{py::module_::import("tepid._arrays").attr(name)}.release().ptr();
}

}  // namespace tepid_python
