// tests.cpp - the registered two-sample tests for tepid.compare.
#include "column.hpp"
#include "objects.hpp"

#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <pybind11/stl.h>

#include <tepid/two_sample/change_points.hpp>
#include <tepid/two_sample/samples.hpp>
#include <tepid/two_sample/segmentation.hpp>

namespace tepid_python {

namespace {

/// Throws, naming the tests that there are or the kind of sample that this one takes.
void refuse(const std::string& name, tepid::sample_kind kind) {
  if (kind == tepid::sample_kind::counts) static_cast<void>(tepid::run_categorical_test(name, {}, {}, {}));
  if (kind == tepid::sample_kind::rows) static_cast<void>(tepid::run_multivariate_test(name, {}, {}, {}));
  static_cast<void>(tepid::run_test(name, {}, {}, {}));
}

/// The tests by name with their parameters; empty for None.
std::vector<tepid::chosen_test> find_all(const std::optional<py::dict>& tests, tepid::sample_kind kind) {
  std::vector<tepid::chosen_test> wanted;
  if (!tests) return wanted;
  for (const auto& [key, parameters] : *tests) {
    const auto name = py::cast<std::string>(key);
    const tepid::test_row* const row = tepid::find_test(name);
    if (!row || row->sample != kind) refuse(name, kind);
    wanted.push_back(
        {row,
         settings_of(row->about.name, row->about.name, row->parameters, py::reinterpret_borrow<py::dict>(parameters)),
         ""});
  }
  return wanted;
}

/// run(test) of each, or of the default ones of these sizes, others' threads running meanwhile, as Comparisons.
template <class Run>
py::list comparisons(const std::optional<py::dict>& tests, tepid::sample_kind kind, double margin, std::uint64_t n,
                     std::uint64_t m, const Run& run) {
  const auto wanted = tests ? find_all(tests, kind) : tepid::default_tests(kind, n, m);
  std::vector<tepid::test_result> results;
  {
    const py::gil_scoped_release others_may_run;
    for (const tepid::chosen_test& test : wanted) results.push_back(run(tepid::with_margin(test, margin)));
  }
  const py::object comparison = py::module_::import("tepid._types").attr("Comparison");
  py::list all;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const tepid::test_result& r = results[i];
    all.append(comparison(text(r.name), r.statistic, r.p_value, r.effect, r.reference, r.current, text(r.method),
                          r.effect_low, r.effect_high, tepid::is_nan(r.margin_p) ? std::optional<double>{} : r.margin_p,
                          text(wanted[i].why)));
  }
  return all;
}

py::list run_tests(const std::optional<py::dict>& tests, double margin, const py::object& reference,
                   const py::object& current, unsigned threads) {
  static_cast<void>(find_all(tests, tepid::sample_kind::numbers));  // a wrong name is told before anything is sorted
  const float64_view before{reference}, after{current};
  const auto a = before.values(), b = after.values();
  std::optional<tepid::sample_pair> sorted;
  {
    const py::gil_scoped_release others_may_run;
    sorted.emplace(a, b, threads);
  }
  return comparisons(tests, tepid::sample_kind::numbers, margin, sorted->reference().size(), sorted->current().size(),
                     [&](const tepid::chosen_test& test) { return test.row->run_sorted(test.settings, *sorted); });
}

py::list run_count_tests(const std::optional<py::dict>& tests, double margin, const py::object& reference,
                         const py::object& current) {
  const array_view<std::uint64_t> before{reference}, after{current};
  const auto a = before.values(), b = after.values();
  return comparisons(tests, tepid::sample_kind::counts, margin, std::accumulate(a.begin(), a.end(), std::uint64_t{0}),
                     std::accumulate(b.begin(), b.end(), std::uint64_t{0}),
                     [&](const tepid::chosen_test& test) { return test.row->run_counts(test.settings, a, b); });
}

py::list run_row_tests(const std::optional<py::dict>& tests, double margin, const py::object& reference,
                       std::size_t reference_columns, const py::object& current, std::size_t current_columns) {
  const float64_view before{reference}, after{current};
  const tepid::matrix_view a{before.values(), reference_columns}, b{after.values(), current_columns};
  return comparisons(tests, tepid::sample_kind::rows, margin, a.rows(), b.rows(),
                     [&](const tepid::chosen_test& test) { return test.row->run_rows(test.settings, a, b); });
}

/// Points as tuples, then verdict, values, missing, held, order, noise sd, long-run factor, limit.
py::tuple segmentation_tuple(const tepid::segmentation& found) {
  py::list points;
  for (const tepid::series_change& p : found.points)
    points.append(py::make_tuple(p.index, p.earliest, p.latest, p.mean_before, p.mean_after, p.sd_before, p.sd_after,
                                 p.effect, p.direction, p.statistic, p.p_value));
  return py::make_tuple(points, text(tepid::segmentation_verdict_names[static_cast<std::size_t>(found.verdict)]),
                        found.values, found.missing, found.held, found.ar_order, found.noise_sd, found.long_run,
                        found.limit);
}

py::tuple segment_series(const py::object& series, const std::string& kind, double p, std::size_t min_segment) {
  if (kind != "mean" && kind != "mean+variance")
    throw tepid::error{tepid::errc::bad_argument, "kind",
                       "change_points: kind is '" + kind + "'; it must be mean or mean+variance"};
  const tepid::segmentation_options options{
      .kind = kind == "mean" ? tepid::change_kind::mean : tepid::change_kind::mean_variance,
      .p = p,
      .min_segment = min_segment};
  const float64_view view{series};
  const auto values = view.values();
  tepid::segmentation found;
  {
    const py::gil_scoped_release others_may_run;
    found = tepid::segment_series(values, options);
  }
  return segmentation_tuple(found);
}

py::tuple change_points(const py::object& series, std::size_t window, double max_pvalue, double min_magnitude,
                        const std::string& merge) {
  if (merge != "both_neighbours" && merge != "otava")
    throw tepid::error{tepid::errc::bad_argument, "merge",
                       "change_points: merge is '" + merge + "'; it must be both_neighbours or otava"};
  const tepid::change_point_options options{
      window, max_pvalue, min_magnitude,
      merge == "otava" ? tepid::merge_rule::otava : tepid::merge_rule::both_neighbours};
  const float64_view view{series};
  const auto values = view.values();
  tepid::segmentation found;
  {
    const py::gil_scoped_release others_may_run;
    found = tepid::to_segmentation(values, tepid::find_change_points(values, options));
  }
  return segmentation_tuple(found);
}

}  // namespace

void bind_tests(py::module_& m) {
  m.def("_run_tests", run_tests, py::arg("tests").none(true), py::arg("margin"), py::arg("reference"),
        py::arg("current"), py::arg("threads"),
        "_run_tests(tests, margin, reference, current, threads)\n--\n\n"
        "Tests by name, each with its parameters, or the default ones for None, on two contiguous float64 arrays that "
        "are sorted once.");
  m.def("_run_count_tests", run_count_tests, py::arg("tests").none(true), py::arg("margin"), py::arg("reference"),
        py::arg("current"),
        "_run_count_tests(tests, margin, reference, current)\n--\n\n"
        "Tests of categories by name on two contiguous uint64 arrays: counts over the same categories.");
  m.def("_run_row_tests", run_row_tests, py::arg("tests").none(true), py::arg("margin"), py::arg("reference"),
        py::arg("reference_columns"), py::arg("current"), py::arg("current_columns"),
        "_run_row_tests(tests, margin, reference, reference_columns, current, current_columns)\n--\n\n"
        "Tests of rows by name on two contiguous float64 arrays that hold row after row.");
  m.def("_change_points", change_points, py::arg("series"), py::arg("window"), py::arg("max_pvalue"),
        py::arg("min_magnitude"), py::arg("merge"),
        "_change_points(series, window, max_pvalue, min_magnitude, merge)\n--\n\n"
        "As _segment_series, with Otava's method.");
  m.def("_segment_series", segment_series, py::arg("series"), py::arg("kind"), py::arg("p"), py::arg("min_segment"),
        "_segment_series(series, kind, p, min_segment)\n--\n\n"
        "Points as tuples, then verdict, values, missing, held, order, noise sd, long-run factor, limit.");
}

}  // namespace tepid_python
