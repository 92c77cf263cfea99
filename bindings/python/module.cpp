// module.cpp - the compiled half of the Python package.
#include <tepid/core/version.hpp>
#include <tepid/design/charts.hpp>

#include "objects.hpp"

namespace {

namespace py = pybind11;

py::dict registry() {
  py::list detectors;
  for (const tepid::registry_row* row : tepid::registered_detectors()) detectors.append(tepid_python::row_dict(*row));
  const auto dicts = [](const auto& rows) {
    py::list all;
    for (const auto* row : rows) all.append(tepid_python::row_dict(*row));
    return all;
  };
  py::list sketches;
  for (const tepid::sketch_descriptor& about : tepid::registered_sketches())
    sketches.append(tepid_python::row_dict(about));
  py::dict all;
  all["detectors"] = detectors;
  all["charts"] = dicts(tepid::design::registered_charts());
  all["tests"] = dicts(tepid::registered_tests());
  all["categorical_tests"] = dicts(tepid::registered_categorical_tests());
  all["multivariate_tests"] = dicts(tepid::registered_multivariate_tests());
  all["sketches"] = sketches;
  return all;
}

/// What `from tepid._core import *` gives: every public name.
py::list public_names(const py::module_& m) {
  py::list names;
  for (const auto& name : py::module_::import("builtins").attr("sorted")(py::object{m.attr("__dict__")}))
    if (!py::str{name}.cast<std::string>().starts_with("_")) names.append(name);
  return names;
}

}  // namespace

PYBIND11_MODULE(_core, m) {
  py::options options;
  options.disable_function_signatures();  // ours are in the form that inspect.signature reads
  m.doc() = "The compiled half of tepid; import tepid instead.";
  m.attr("__version__") = TEPID_VERSION_STRING;
  m.attr("missing_value") = tepid::missing_value;
  tepid_python::bind_errors();
  tepid_python::bind_detectors(m);
  tepid_python::bind_tests(m);
  tepid_python::bind_design(m);
  tepid_python::bind_profiles(m);
  tepid_python::bind_columns(m);
  tepid_python::bind_comparisons(m);
  tepid_python::bind_monitors(m);
  m.def("registry", registry,
        "registry()\n--\n\nEvery registered part as plain data, under detectors, charts, tests and sketches: name, title, "
        "source and parameters with bounds.");
  m.attr("__all__") = public_names(m);
}
