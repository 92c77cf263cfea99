// profiles.cpp - reference profiles: build, save, load, read.
#include <optional>
#include <string>
#include <vector>

#include <tepid/monitors/profile.hpp>
#include <tepid/monitors/profile_builder.hpp>

#include "column.hpp"
#include "objects.hpp"

namespace tepid_python {

namespace {

py::bytes saved(const tepid::profile& p) {
  const std::vector<std::byte> bytes = p.save();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A column of str and None; the texts live as long as the list.
void add_text(tepid::profile_builder& builder, const std::string& name, const py::list& values) {
  std::vector<std::optional<std::string_view>> texts;
  texts.reserve(values.size());
  for (const py::handle value : values) {
    if (value.is_none()) {
      texts.emplace_back();
      continue;
    }
    Py_ssize_t size = 0;
    const char* const text = PyUnicode_AsUTF8AndSize(value.ptr(), &size);
    if (!text) throw py::error_already_set();
    texts.emplace_back(std::string_view{text, static_cast<std::size_t>(size)});
  }
  builder.add_text(name, texts);
}

/// `columns` holds (name, type, values): a list of str and None for "categorical", else a float64 array.
tepid::profile build(const py::list& columns) {
  tepid::profile_builder builder;
  for (const py::handle entry : columns) {
    const auto column = entry.cast<py::tuple>();
    const auto name = column[0].cast<std::string>(), type = column[1].cast<std::string>();
    if (type == to_string(tepid::column_type::categorical)) {
      add_text(builder, name, column[2].cast<py::list>());
      continue;
    }
    auto kind = tepid::column_type::numeric;
    for (const auto known : {tepid::column_type::time, tepid::column_type::boolean})
      if (type == to_string(known)) kind = known;
    builder.add_numeric(name, float64_view{column[2]}.values(), kind);
  }
  return builder.finish();
}

py::object summary(const tepid::column_profile& c) {
  const bool numbers = !c.is_text() && c.values.count() > 0;
  const auto if_numbers = [&](double value) {
    return numbers ? py::object{py::float_(value)} : py::object{py::none()};
  };
  py::list top;
  for (const auto& category : c.top) top.append(py::make_tuple(py::str{category.value}, category.count));
  return py::module_::import("tepid._types")
      .attr("ColumnSummary")(py::str{c.name}, text(to_string(c.type)), c.rows, c.missing, c.not_finite,
                             if_numbers(c.values.mean()), if_numbers(c.values.sd()), if_numbers(c.values.min()),
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
      "What is kept of a reference: a summary of each column, in order. tepid.profile() and "
      "`tepid profile` make one; it cannot be changed.");
  const auto load = [](const py::buffer& data) { return tepid::profile::load(bytes_of(data.request())); };
  type.def_static(
      "load", load, py::arg("data"),
      "load(data)\n--\n\nThe profile in the bytes of a .tepid file. Raises StateError for any other bytes.");
  type.def("save", saved, "save(self)\n--\n\nThe bytes of a .tepid file, as the command line reads and writes it.");
  type.def_property_readonly("columns", summaries, "A ColumnSummary for each column, in order.");
  type.def(
      "__eq__",
      [](const tepid::profile& self, py::handle other) -> py::object {
        if (!py::isinstance<tepid::profile>(other)) return py::reinterpret_borrow<py::object>(Py_NotImplemented);
        return py::bool_(self == other.cast<const tepid::profile&>());
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
                      [=](const py::bytes& data) { return load(py::buffer{data}); }));
  type.attr("__module__") = "tepid";
  m.def("_build_profile", build, py::arg("columns"),
        "_build_profile(columns)\n--\n\nA profile of (name, type, values) in order.");
}

}  // namespace tepid_python
