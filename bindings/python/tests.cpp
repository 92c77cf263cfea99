// tests.cpp - the registered two-sample tests for tepid.compare.
#include "column.hpp"
#include "objects.hpp"

#include <string>
#include <tuple>
#include <vector>

#include <pybind11/stl.h>

#include <tepid/two_sample/change_points.hpp>
#include <tepid/two_sample/samples.hpp>

namespace tepid_python {

namespace {

struct wanted_test {
  const tepid::test_row* row;
  std::vector<tepid::setting> settings;
};

wanted_test find(const std::string& name, const py::dict& parameters) {
  const tepid::test_row* const row = tepid::find_test(name);
  if (!row || !row->run) static_cast<void>(tepid::run_test(name, {}, {}, {}));  // throws, naming those that there are
  return {row, settings_of(row->about.name, row->about.name, row->parameters, parameters)};
}

py::list run_tests(const py::dict& tests, const py::object& reference, const py::object& current, unsigned threads) {
  std::vector<wanted_test> wanted;
  for (const auto& [name, parameters] : tests)
    wanted.push_back(find(py::cast<std::string>(name), py::reinterpret_borrow<py::dict>(parameters)));
  const float64_view before{reference}, after{current};
  const auto a = before.values(), b = after.values();
  std::vector<tepid::test_result> results;
  {
    const py::gil_scoped_release others_may_run;
    const tepid::sample_pair sorted{a, b, threads};
    for (const wanted_test& test : wanted) results.push_back(test.row->run_sorted(test.settings, sorted));
  }
  const py::object comparison = py::module_::import("tepid._types").attr("Comparison");
  py::list all;
  for (const tepid::test_result& r : results)
    all.append(comparison(text(r.name), r.statistic, r.p_value, r.effect, r.reference, r.current, text(r.method),
                          r.effect_low, r.effect_high));
  return all;
}

std::vector<std::tuple<std::size_t, double, double, double, double, double>> change_points(
    const py::object& series, std::size_t window, double max_pvalue, double min_magnitude, const std::string& merge) {
  if (merge != "both_neighbours" && merge != "otava")
    throw tepid::error{tepid::errc::bad_argument, "merge",
                       "change_points: merge is '" + merge + "'; it must be both_neighbours or otava"};
  const tepid::change_point_options options{
      window, max_pvalue, min_magnitude,
      merge == "otava" ? tepid::merge_rule::otava : tepid::merge_rule::both_neighbours};
  const float64_view view{series};
  const auto values = view.values();
  std::vector<tepid::change_point> found;
  {
    const py::gil_scoped_release others_may_run;
    found = tepid::find_change_points(values, options);
  }
  std::vector<std::tuple<std::size_t, double, double, double, double, double>> out;
  for (const auto& p : found)
    out.emplace_back(p.index, p.mean_before, p.mean_after, p.magnitude(), p.p_value, p.statistic);
  return out;
}

}  // namespace

void bind_tests(py::module_& m) {
  m.def("_run_tests", run_tests, py::arg("tests"), py::arg("reference"), py::arg("current"), py::arg("threads"),
        "_run_tests(tests, reference, current, threads)\n--\n\n"
        "Tests by name, each with its parameters, on two contiguous float64 arrays that are sorted once.");
  m.def("_change_points", change_points, py::arg("series"), py::arg("window"), py::arg("max_pvalue"),
        py::arg("min_magnitude"), py::arg("merge"),
        "_change_points(series, window, max_pvalue, min_magnitude, merge)\n--\n\n"
        "Tuples of index, mean before, mean after, magnitude, p-value and statistic.");
}

}  // namespace tepid_python
