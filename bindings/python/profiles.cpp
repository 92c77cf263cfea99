// profiles.cpp - reference profiles: build, save, load, read.
#include <optional>
#include <string>
#include <vector>

#include <tepid/monitors/profile.hpp>
#include <tepid/monitors/state_file.hpp>

#include "objects.hpp"
#include "profile_limits.hpp"

namespace tepid_python {

namespace {

py::bytes saved(const tepid::profile& p) {
  const std::vector<std::byte> bytes = [&] {
    const reading_profiles others_may_run;
    return p.save();
  }();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string path_of(const py::object& given, const char* owner, const char* name) {
  if (!PyUnicode_Check(given.ptr()) && !PyBytes_Check(given.ptr()) && !py::hasattr(given, "__fspath__"))
    throw py::type_error(std::string{owner} + ": " + name + ", not " + Py_TYPE(given.ptr())->tp_name);
  return py::module_::import("os").attr("fsdecode")(given).cast<std::string>();
}

py::bytes save(const tepid::profile& p, const py::object& path) {
  const py::bytes bytes = saved(p);
  if (!path.is_none()) {
    const std::string file = path_of(path, "save", "path must be a str or a path");
    const std::string_view content{bytes};
    const py::gil_scoped_release others_may_run;
    tepid::write_state_file(file, std::as_bytes(std::span{content}));
  }
  return bytes;
}

tepid::profile load(const py::object& data) {
  if (PyObject_CheckBuffer(data.ptr())) {
    const py::buffer_info view = py::buffer{data}.request();
    const auto bytes = bytes_of(view);
    const py::gil_scoped_release others_may_run;
    return tepid::profile::load(bytes);
  }
  const std::string file = path_of(data, "load", "data must be bytes or another buffer, or a path");
  const py::gil_scoped_release others_may_run;
  return tepid::profile::load(tepid::read_state_file(file));
}

py::object summary(const tepid::column_profile& c) {
  const bool numbers = !c.is_text() && c.values.count() > 0;
  const auto if_numbers = [&](double value) {
    return numbers ? py::object{py::float_(value)} : py::object{py::none()};
  };
  py::list top;
  for (const auto& category : c.top) top.append(py::make_tuple(text(category.value), category.count));
  return py::module_::import("tepid._types")
      .attr("ColumnSummary")(text(c.name), text(to_string(c.type)), c.rows,
                             c.not_finite.missing, c.not_finite.nan, c.not_finite.negative_infinity,
                             c.not_finite.positive_infinity, c.kinds_known, if_numbers(c.values.mean()), if_numbers(c.values.sd()), if_numbers(c.values.min()),
                             if_numbers(c.values.max()),
                             c.is_text() ? py::object{py::int_(c.distinct)} : py::object{py::none()}, py::tuple{top});
}

py::list summaries(const tepid::profile& p) {
  py::list all;
  for (const auto& c : p.columns()) all.append(summary(c));
  return all;
}

}  // namespace

void bind_profiles(py::module_& m) {
  py::class_<tepid::profile> type(
      m, "Profile",
      "What is kept of a reference: a summary of each column, in order. tepid.profile(), tepid.make_reference() and "
      "`tepid profile` make one; it cannot be changed.");
  type.def_static(
      "load", load, py::arg("data"),
      "load(data)\n--\n\nThe profile in the bytes of a .tepid file, or in the file of that path. Raises StateError for any\n"
      "other bytes, Error for a file that cannot be read.");
  type.def("save", save, py::arg("path") = py::none(),
           "save(self, path=None)\n--\n\nThe bytes of a .tepid file, as the command line reads and writes it; with a path "
           "they are written there too.");
  type.def_property_readonly("columns", summaries, "A ColumnSummary for each column, in order.");
  type.def(
      "__eq__",
      [](const tepid::profile& self, py::handle other) -> py::object {
        if (!py::isinstance<tepid::profile>(other)) return py::reinterpret_borrow<py::object>(Py_NotImplemented);
        const auto& with = other.cast<const tepid::profile&>();
        const bool same = [&] {
          const reading_profiles others_may_run;
          return self == with;
        }();
        return py::bool_(same);
      },
      "__eq__(self, other, /)\n--\n\nTrue for profiles with the same bytes.");
  type.def(
      "__repr__",
      [](const tepid::profile& self) {
        std::string names;
        for (const auto& c : self.columns()) names.append(names.empty() ? "" : ", ").append(c.name);
        return "<tepid.Profile of " + std::to_string(self.columns().size()) + " columns: " + names + ">";
      },
      "__repr__(self, /)\n--\n\n");
  type.def(py::pickle([](const tepid::profile& self) { return saved(self); },
                      [](const py::bytes& data) { return load(data); }));
  type.attr("__module__") = "tepid";
}

}  // namespace tepid_python
