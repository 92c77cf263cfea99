// monitor_object.hpp - a monitor inside a Python object, and what its parts in Python share.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <tepid/core/numeric.hpp>
#include <tepid/monitors/monitor.hpp>

#include "objects.hpp"

namespace tepid_python {

/// A monitor and what is looked up for each row. All members but `monitor` are used with the GIL held.
class monitor_object {
 public:
  explicit monitor_object(tepid::monitor made);

  struct signal {
    std::string name;
    std::size_t place, length;  ///< Its values in a row.
    tepid::signal_type type;
    bool watched;  ///< Not a segment key.
  };
  [[nodiscard]] const std::vector<signal>& signals() const noexcept { return signals_; }
  /// Throws error{bad_argument} that names what is not there, and what is.
  [[nodiscard]] const signal& find(py::handle name, const char* caller) const;
  /// The number of a category: a str, or a number that stands for itself as it does in a reference.
  [[nodiscard]] double code(const signal& s, py::handle category) const;
  /// The key of a segment: a str, or an int that is named by its digits. 0 for None where segments are not told apart.
  [[nodiscard]] std::uint32_t segment(py::handle name);
  /// After another state has been restored, whose segments have other keys.
  void forget_segments() { segments_.clear(); }

  tepid::monitor monitor;

 private:
  std::vector<signal> signals_;
  py::dict places_;    // of each name in signals_
  py::dict segments_;  // keys that are known
};

/// Can it be asked for a float? Text cannot.
inline bool is_number(py::handle value) {
  if (PyFloat_Check(value.ptr()) || PyLong_Check(value.ptr()) || PyIndex_Check(value.ptr())) return true;
  const PyNumberMethods* const methods = Py_TYPE(value.ptr())->tp_as_number;
  return methods != nullptr && methods->nb_float != nullptr;
}
/// Its int; what its __index__ raises passes through. Throws TypeError "`what`, not TYPE" where there is none.
inline py::object index_of(py::handle value, const char* what) {
  if (!PyIndex_Check(value.ptr()))
    throw py::type_error(std::string{what} + ", not " + Py_TYPE(value.ptr())->tp_name);
  py::object whole = py::reinterpret_steal<py::object>(PyNumber_Index(value.ptr()));
  if (!whole) throw py::error_already_set();
  return whole;
}

/// Seconds since 1970 as nanoseconds. Throws error{bad_argument, "time"} for what is no time.
inline std::int64_t nanoseconds(double seconds) {
  if (!(seconds > -9.2e9 && seconds < 9.2e9))  // 2^63 ns
    throw tepid::error{tepid::errc::bad_argument, "time",
                       "monitor: the time must be in seconds since 1970 and within 291 years of it, not " +
                           tepid::to_text(seconds)};
  return static_cast<std::int64_t>(seconds * 1e9);
}
inline std::int64_t system_nanoseconds() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

/// An alarm as tepid.Alarm, a snapshot as tepid.Snapshot.
py::object alarm_object(const tepid::monitor_alarm& alarm, const std::string& monitor);
py::object snapshot_object(const tepid::monitor_snapshot& snapshot);

void bind_monitor_rows(py::module_& m);

}  // namespace tepid_python
