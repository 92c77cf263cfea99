// columns.cpp - columns of Python objects, numpy arrays and Arrow capsules, each value copied at most once.
#include "columns.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>

#include <pybind11/stl.h>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/monitors/profile_builder.hpp>
#include <tepid/tables/arrow.hpp>

#include "column.hpp"

namespace tepid_python {

namespace {

void poll(std::size_t row) {
  if (row % 65536 == 0 && PyErr_CheckSignals() != 0) throw py::error_already_set{};
}

/// What a value is; tepid._arrays.kind_of knows the same numbers.
enum class kind : std::uint8_t { missing = 0, number = 1, boolean = 2, text = 3, time = 4, duration = 5, other = 6 };
constexpr std::size_t kinds = 7;

/// Kinds by type: Python is asked once for each.
class type_kinds {
 public:
  kind of(PyObject* value) {
    PyTypeObject* const type = Py_TYPE(value);
    if (type == last_) return last_kind_;
    last_ = type;
    const auto at = known_.find(type);
    last_kind_ = at != known_.end() ? at->second : known_.emplace(type, asked(value)).first->second;
    return last_kind_;
  }
  /// "str", "float and str": the types of the values so far, other than missing ones.
  [[nodiscard]] std::string names() const {
    std::set<std::string_view> all;
    for (const auto& [type, what] : known_) {
      std::string_view name{type->tp_name};
      if (const auto dot = name.rfind('.'); dot != name.npos) name.remove_prefix(dot + 1);
      if (what != kind::missing) all.insert(name);
    }
    std::string text;
    for (const std::string_view name : all) text.append(text.empty() ? "" : " and ").append(name);
    return text;
  }

 private:
  static kind asked(PyObject* value) {
    if (value == Py_None) return kind::missing;
    if (PyBool_Check(value)) return kind::boolean;
    if (PyUnicode_Check(value)) return kind::text;
    if (PyFloat_Check(value) || PyLong_Check(value)) return kind::number;
    static PyObject* const ask = array_function("kind_of");
    return static_cast<kind>(py::reinterpret_borrow<py::object>(ask)(py::handle{value}).cast<int>());
  }

  std::unordered_map<PyTypeObject*, kind> known_;
  PyTypeObject* last_ = nullptr;
  kind last_kind_ = kind::missing;
};

/// A number of any class; beyond all doubles it is infinite, with its sign.
double number_of(PyObject* value) {
  if (PyFloat_CheckExact(value)) return PyFloat_AS_DOUBLE(value);
  const double x = PyFloat_AsDouble(value);
  if (x != -1.0 || !PyErr_Occurred()) return x;
  if (!PyErr_ExceptionMatches(PyExc_OverflowError)) throw py::error_already_set{};
  PyErr_Clear();
  return py::handle{value} < py::int_(0) ? -std::numeric_limits<double>::infinity()
                                         : std::numeric_limits<double>::infinity();
}

/// A sequence that Python code may change while it is read.
class items {
 public:
  explicit items(const py::object& values)
      : held_{py::reinterpret_steal<py::object>(PySequence_Fast(values.ptr(), "a column is a sequence"))} {
    if (!held_) throw py::error_already_set{};
  }
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(PySequence_Fast_GET_SIZE(held_.ptr())); }
  [[nodiscard]] py::object operator[](std::size_t i) const {
    if (i >= size()) throw py::value_error("the column changed while it was read");
    return py::reinterpret_borrow<py::object>(PySequence_Fast_GET_ITEM(held_.ptr(), static_cast<Py_ssize_t>(i)));
  }

 private:
  py::object held_;
};

tepid::memory_column column_of(std::string name, const py::object& values) {
  const items all{values};
  const std::size_t rows = all.size();
  type_kinds types;
  std::array<std::size_t, kinds> count{};
  for (std::size_t i = 0; i < rows; ++i) {
    poll(i);
    ++count[static_cast<std::size_t>(types.of(all[i].ptr()))];
  }
  const auto has = [&](kind k) { return count[static_cast<std::size_t>(k)] != 0; };
  const auto unusable = [&](std::string why) {
    return tepid::memory_column::unusable(std::move(name), rows, std::move(why));
  };
  if (has(kind::other)) return unusable("values of type " + types.names());
  const std::size_t texts = count[3], times = count[4], durations = count[5];
  if (texts != 0) {
    tepid::text_column_builder builder;
    for (std::size_t i = 0; i < rows; ++i) {
      poll(i);
      const py::object value = all[i];
      const kind k = types.of(value.ptr());
      // Beside texts NaN is how data frames say that one is missing.
      if (k == kind::missing || (k == kind::number && tepid::is_nan(number_of(value.ptr())))) {
        builder.add_missing();
        continue;
      }
      if (k != kind::text) return unusable(types.names() + " in one column; one column has one type");
      Py_ssize_t size = 0;
      if (const char* const text = PyUnicode_AsUTF8AndSize(value.ptr(), &size)) {
        builder.add({text, static_cast<std::size_t>(size)});
      } else {
        PyErr_Clear();
        builder.add(bytes_of_text(value));
      }
    }
    return builder.finish(std::move(name));
  }
  if ((times != 0) + (durations != 0) > 1) return unusable(types.names() + " in one column; one column has one type");
  static PyObject* const seconds = array_function("seconds_of");
  std::vector<double> out(rows, tepid::missing_value);
  for (std::size_t i = 0; i < rows; ++i) {
    poll(i);
    const py::object value = all[i];
    const kind k = types.of(value.ptr());
    if (k == kind::missing) continue;
    if (k == kind::number || k == kind::boolean) {
      out[i] = number_of(value.ptr());
      if (times + durations == 0) continue;
      if (!tepid::is_nan(out[i])) return unusable(types.names() + " in one column; one column has one type");
      out[i] = tepid::missing_value;
    } else {
      const py::object found = py::reinterpret_borrow<py::object>(seconds)(value);
      if (!found.is_none()) out[i] = found.cast<double>();
    }
  }
  const auto type = times != 0                         ? tepid::column_type::time
                    : count[2] != 0 && count[1] == 0 ? tepid::column_type::boolean
                                                       : tepid::column_type::numeric;
  return tepid::memory_column::of_numbers(std::move(name), type, std::move(out));
}

tepid::column_type type_named(const std::string& name) {
  for (const auto type : {tepid::column_type::numeric, tepid::column_type::boolean, tepid::column_type::time})
    if (name == to_string(type)) return type;
  throw py::value_error("no type of numbers: " + name);
}

void add_numbers(column_list& to, const py::str& name, const std::string& type, const py::object& values) {
  auto* const view = new float64_view{values};
  const std::shared_ptr<const float64_view> owner{view, [](const float64_view* v) {
                                                    const py::gil_scoped_acquire with_python;
                                                    delete v;
                                                  }};
  to.columns.push_back(
      tepid::memory_column::of_numbers(bytes_of_text(name), type_named(type), owner->values(), owner));
}

void add_codes(column_list& to, const py::str& name, const py::list& texts, const py::object& codes) {
  const array_view<std::int64_t> view{codes};
  std::vector<std::string> all;
  for (const py::handle text : texts) all.push_back(bytes_of_text(text));
  std::vector<std::uint32_t> places;
  places.reserve(view.values().size());
  for (const std::int64_t code : view.values())
    places.push_back(code < 0 ? tepid::memory_column::no_text : static_cast<std::uint32_t>(code));
  to.columns.push_back(tepid::memory_column::of_texts(bytes_of_text(name), std::move(all), std::move(places)));
}

template <class T>
T& in_capsule(const py::object& capsule, const char* name) {
  void* const at = PyCapsule_GetPointer(capsule.ptr(), name);
  if (at == nullptr) throw py::error_already_set{};
  return *static_cast<T*>(at);
}

/// One array as a stream; it owns neither.
struct one_array {
  ArrowSchema& schema;
  ArrowArray& array;
};

/// Calls f(stream) with the stream, or with one of the schema and the array, that a capsule or two hold.
template <class F>
void with_stream(const py::handle& capsule, F&& f) {
  if (!py::isinstance<py::tuple>(capsule))
    return f(in_capsule<ArrowArrayStream>(py::reinterpret_borrow<py::object>(capsule), "arrow_array_stream"));
  const auto both = py::reinterpret_borrow<py::tuple>(capsule);
  one_array source{in_capsule<ArrowSchema>(both[0], "arrow_schema"), in_capsule<ArrowArray>(both[1], "arrow_array")};
  ArrowArrayStream stream{
      .get_schema =
          [](ArrowArrayStream* self, ArrowSchema* out) {
            *out = std::exchange(static_cast<one_array*>(self->private_data)->schema, ArrowSchema{});
            return 0;
          },
      .get_next =
          [](ArrowArrayStream* self, ArrowArray* out) {
            *out = std::exchange(static_cast<one_array*>(self->private_data)->array, ArrowArray{});
            return 0;
          },
      .get_last_error = nullptr,
      .release = [](ArrowArrayStream* self) { self->release = nullptr; },
      .private_data = &source};
  f(stream);
}

/// Arrow's capsules one after the other: a table, or a column of that name. As a column structs are unusable. True for a
/// table that there was.
bool add_arrow(column_list& to, const py::iterable& capsules, const std::vector<std::string>& columns,
               const py::str& name, bool as_column) {
  tepid::arrow_options options;
  options.columns = columns;
  options.on_batch = [](std::uint64_t) {
    if (PyErr_CheckSignals() != 0) throw py::error_already_set{};
  };
  tepid::arrow_reader reader{options};
  // A producer may be written in Python and want the GIL; it gives it up itself where it does not.
  for (const py::handle capsule : capsules)
    with_stream(capsule, [&](ArrowArrayStream& stream) { reader.read(stream); });
  if (!reader.begun()) return false;
  tepid::arrow_table table = std::move(reader).finish();
  if (table.is_table && as_column)
    to.columns.push_back(
        tepid::memory_column::unusable(bytes_of_text(name), table.rows, "values of type struct"));
  else if (table.is_table)
    std::move(table.columns.begin(), table.columns.end(), std::back_inserter(to.columns));
  else
    to.columns.push_back(table.columns.at(0).renamed(bytes_of_text(name)));
  return table.is_table;
}

/// The values of each key in a list of dicts; None where one lacks it.
py::dict columns_of_rows(const py::list& rows) {
  py::dict columns;
  const std::size_t count = rows.size();
  for (std::size_t i = 0; i < count; ++i) {
    poll(i);
    const py::object row = rows[i];
    if (!PyDict_Check(row.ptr())) throw py::type_error("a table of rows holds dicts alone");
    PyObject *key = nullptr, *value = nullptr;
    Py_ssize_t at = 0;
    while (PyDict_Next(row.ptr(), &at, &key, &value) != 0) {
      PyObject* column = PyDict_GetItemWithError(columns.ptr(), key);
      if (column == nullptr) {
        if (PyErr_Occurred()) throw py::error_already_set{};
        py::list made{count};
        for (std::size_t j = 0; j < count; ++j) made[j] = py::none();
        if (PyDict_SetItem(columns.ptr(), key, made.ptr()) != 0) throw py::error_already_set{};
        column = PyDict_GetItemWithError(columns.ptr(), key);
      }
      Py_INCREF(value);
      if (PyList_SetItem(column, static_cast<Py_ssize_t>(i), value) != 0) throw py::error_already_set{};
    }
  }
  return columns;
}

/// Rows of each text of the last column of either together, in the order of the texts, then the missing ones: as the
/// bytes of uint64.
py::tuple text_counts(const column_list& before, const column_list& now) {
  std::map<std::string_view, std::array<std::uint64_t, 2>> counts;
  std::array<std::uint64_t, 2> missing{};
  for (std::size_t i = 0; i < 2; ++i) {
    const column_list& from = i == 0 ? before : now;
    const tepid::memory_column& c = from.columns.at(from.columns.size() - 1);
    missing[i] = c.rows() - c.values();
    if (c.values() == 0) continue;
    for (const std::uint32_t place : c.places())
      if (place != tepid::memory_column::no_text) ++counts[c.texts()[place]][i];
  }
  std::array<std::vector<std::uint64_t>, 2> out;
  for (const auto& [text, rows] : counts)
    for (std::size_t i = 0; i < 2; ++i) out[i].push_back(rows[i]);
  const auto bytes = [&](std::size_t i) {
    out[i].push_back(missing[i]);
    return py::bytes{reinterpret_cast<const char*>(out[i].data()), out[i].size() * sizeof(std::uint64_t)};
  };
  return py::make_tuple(bytes(0), bytes(1));
}

/// (name, type, rows, why it cannot be judged) of each column.
py::list described(const column_list& from) {
  py::list all;
  for (const auto& c : from.columns)
    all.append(py::make_tuple(text(c.name()), text(to_string(c.type())), c.rows(), text(c.problem())));
  return all;
}

/// The columns in this order; None: all, in theirs.
std::vector<tepid::memory_column> chosen(const column_list& from, const std::optional<std::vector<py::str>>& names) {
  if (!names) return from.columns;
  std::vector<tepid::memory_column> out;
  for (const py::str& name : *names) {
    const std::string key = bytes_of_text(name);
    const auto at = std::find_if(from.columns.begin(), from.columns.end(), [&](const auto& c) { return c.name() == key; });
    if (at == from.columns.end())
      throw tepid::error{tepid::errc::bad_data, key,
                         "profile: the table has no column " + py::repr(name).cast<std::string>()};
    out.push_back(*at);
  }
  return out;
}

tepid::profile profile_of(const column_list& from, const std::optional<std::vector<py::str>>& names) {
  tepid::profile_builder builder;
  for (const tepid::memory_column& c : chosen(from, names)) {
    if (PyErr_CheckSignals() != 0) throw py::error_already_set{};
    if (c.type() != tepid::column_type::categorical) {
      const py::gil_scoped_release others_may_run;
      builder.add_numeric(c.name(), c.numbers(), c.type());
      continue;
    }
    for (const std::string& t : c.texts())
      if (const py::object read = py::reinterpret_steal<py::object>(
              PyUnicode_DecodeUTF8(t.data(), static_cast<Py_ssize_t>(t.size()), nullptr));
          !read) {
        PyErr_Clear();
        const auto shown = py::reinterpret_steal<py::str>(
            PyUnicode_DecodeUTF8(t.data(), static_cast<Py_ssize_t>(t.size()), "surrogateescape"));
        throw tepid::error{tepid::errc::bad_data, c.name(),
                           "profile: column '" + c.name() + "' holds a text that is not UTF-8: " +
                               py::repr(shown).cast<std::string>()};
      }
    const py::gil_scoped_release others_may_run;
    std::vector<std::optional<std::string_view>> texts;
    texts.reserve(static_cast<std::size_t>(c.rows()));
    for (const std::uint32_t place : c.places())
      texts.push_back(place == tepid::memory_column::no_text ? std::nullopt : std::optional<std::string_view>{c.texts()[place]});
    builder.add_text(c.name(), texts);
  }
  const py::gil_scoped_release others_may_run;
  return builder.finish();
}

}  // namespace

std::string bytes_of_text(py::handle value) {
  Py_ssize_t size = 0;
  if (const char* const utf_8 = PyUnicode_AsUTF8AndSize(value.ptr(), &size))
    return {utf_8, static_cast<std::size_t>(size)};
  PyErr_Clear();
  for (const char* const errors : {"surrogateescape", "surrogatepass"}) {
    if (const py::object bytes = py::reinterpret_steal<py::object>(
            PyUnicode_AsEncodedString(value.ptr(), "utf-8", errors)))
      return bytes.cast<std::string>();
    if (errors[9] == 'p') break;
    PyErr_Clear();
  }
  throw py::error_already_set{};
}

void bind_columns(py::module_& m) {
  py::class_<column_list>(m, "_Columns", "Columns in memory.")
      .def(py::init<>(), "__init__(self)\n--\n\n")
      .def("add_numbers", add_numbers, py::arg("name"), py::arg("type"), py::arg("values"),
           "add_numbers(self, name, type, values)\n--\n\nA contiguous float64 array, in place.")
      .def("add_objects", [](column_list& to, const py::str& name, const py::object& values) {
             to.columns.push_back(column_of(bytes_of_text(name), values));
           }, py::arg("name"), py::arg("values"),
           "add_objects(self, name, values)\n--\n\nA sequence of any objects.")
      .def("add_codes", add_codes, py::arg("name"), py::arg("texts"), py::arg("codes"),
           "add_codes(self, name, texts, codes)\n--\n\nCategories: places among texts in a contiguous int64 array, -1 for none.")
      .def("add_unusable", [](column_list& to, const py::str& name, std::uint64_t rows, const py::str& why) {
             to.columns.push_back(tepid::memory_column::unusable(bytes_of_text(name), rows, bytes_of_text(why)));
           }, py::arg("name"), py::arg("rows"), py::arg("why"),
           "add_unusable(self, name, rows, why)\n--\n\nA column that cannot be judged.")
      .def("add_arrow", add_arrow, py::arg("capsules"), py::arg("columns"), py::arg("name"),
           py::arg("as_column"),
           "add_arrow(self, capsules, columns, name, as_column)\n--\n\nWhat is in Arrow's capsules; true for a table.")
      .def("described", described, "described(self)\n--\n\n(name, type, rows, problem) of each.")
      .def("text_counts", text_counts, py::arg("other"),
           "text_counts(self, other)\n--\n\nRows of each text in the last columns of both, as bytes of uint64.")
      .def("profile", profile_of, py::arg("columns").none(true), "profile(self, columns)\n--\n\nThe profile of the columns.");
  m.attr("_Columns").attr("__module__") = "tepid._core";
  m.def("_columns_of_rows", columns_of_rows, py::arg("rows"),
        "_columns_of_rows(rows)\n--\n\nA list of dicts as a dict of lists.");
}

}  // namespace tepid_python
