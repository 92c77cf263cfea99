// detector_object.hpp - the detector inside a Python object, and what its classes share.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <utility>

#include "in_use.hpp"
#include "objects.hpp"

namespace tepid_python {

/// Each registered detector has Python classes of its own, derived from the one class that pybind11 knows: so there is
/// nothing to compile for each.
class detector_object {
 public:
  explicit detector_object(std::unique_ptr<tepid::erased_detector> part) : part_{std::move(part)} {}

  // pybind11 allocates an object whose class has not called __init__, and constructs nothing: no detector is zeros.
  static void* operator new(std::size_t size) {
    void* const place = ::operator new(size);
    std::memset(place, 0, size);
    return place;
  }
  static void operator delete(void* place) { ::operator delete(place); }

  [[nodiscard]] bool made() const noexcept { return part_ != nullptr; }
  /// The detector, when no other thread computes with it. With the GIL, and good until that is given up. Throws TypeError
  /// where __init__ was not called.
  [[nodiscard]] tepid::erased_detector& alone() const {
    if (!made()) [[unlikely]]
      throw py::type_error("the detector's __init__() was not called");
    use_.wait();
    return *part_;
  }
  /// Another detector in its place.
  void replace(std::unique_ptr<tepid::erased_detector> part) {
    use_.wait();
    part_ = std::move(part);
  }
  /// Takes values up to and with the first that raises an alarm; without the GIL where that takes long.
  std::size_t take(std::span<const double> xs);

  /// Have both the same parameters and state?
  [[nodiscard]] static bool equal(const detector_object& a, const detector_object& b);

 private:
  std::unique_ptr<tepid::erased_detector> part_;
  in_use use_;
};

/// The parameters and the state as bytes.
[[nodiscard]] std::string saved(const tepid::erased_detector& part);

/// The methods and attributes that programs use for each value: written for Python's own calling convention, which takes
/// a third of the time of pybind11's. `base` has the attributes, `own` tepid's update and `one_update` river's.
void add_fast_members(const py::object& base, const py::object& own, const py::object& one_update);

/// Adds a read-only attribute for each parameter to the class of a detector.
void add_parameters(const py::object& type, const tepid::registry_row& row);

}  // namespace tepid_python
