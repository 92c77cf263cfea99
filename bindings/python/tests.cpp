// tests.cpp - the registered two-sample tests for tepid.compare.
#include "column.hpp"
#include "objects.hpp"

namespace tepid_python {

namespace {

py::object run_test(const std::string& name, const py::object& reference, const py::object& current,
                    const py::dict& parameters) {
  const tepid::test_row* const row = tepid::find_test(name);
  if (!row || !row->run) static_cast<void>(tepid::run_test(name, {}, {}, {}));  // throws, naming those that there are
  const auto settings = settings_of(row->about.name, row->about.name, row->parameters, parameters);
  const float64_view before{reference}, after{current};
  const auto a = before.values(), b = after.values();
  const tepid::test_result r = [&] {
    const py::gil_scoped_release others_may_run;
    return row->run(settings, a, b);
  }();
  return py::module_::import("tepid._types")
      .attr("Comparison")(text(r.name), r.statistic, r.p_value, r.effect, r.reference, r.current, text(r.method));
}

}  // namespace

void bind_tests(py::module_& m) {
  m.def("_run_test", run_test, py::arg("name"), py::arg("reference"), py::arg("current"), py::arg("parameters"),
        "_run_test(name, reference, current, parameters)\n--\n\nOne test on two contiguous float64 arrays.");
}

}  // namespace tepid_python
