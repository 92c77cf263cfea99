// comparisons.cpp - tepid.compare: two sides, one verdict.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/stl.h>

#include <tepid/compare/comparison.hpp>
#include <tepid/compare/memory_side.hpp>
#include <tepid/compare/profile_side.hpp>
#include <tepid/reports/comparison_json.hpp>

#include "column.hpp"
#include "columns.hpp"
#include "objects.hpp"

namespace tepid_python {

namespace {

std::unique_ptr<tepid::table_side> side_of(const char* name, const py::object& given) {
  if (py::isinstance<tepid::profile>(given))
    return std::make_unique<tepid::profile_side>(name, given.cast<const tepid::profile&>());
  return std::make_unique<tepid::memory_side>(name, given.cast<const column_list&>().columns);
}

tepid::comparison_options rule_of(std::vector<std::string> tests, double alpha, double margin, double ratio_margin,
                                  std::string correction, const py::object& progress) {
  tepid::comparison_options rule{.alpha = alpha, .margin = margin, .correction = std::move(correction)};
  rule.small.ratio_margin = ratio_margin;
  rule.tests = std::move(tests);
  rule.on_progress = [tell = progress.ptr(), told = std::chrono::steady_clock::time_point{}](
                         std::size_t done, std::size_t total) mutable {  // the caller keeps it alive
    const auto now = std::chrono::steady_clock::now();
    if (done != 0 && now - told < std::chrono::milliseconds{50}) return true;
    told = now;
    const py::gil_scoped_acquire with_python;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set{};
    if (tell != Py_None)
      py::reinterpret_borrow<py::object>(tell)(static_cast<double>(done) / static_cast<double>(total));
    return true;
  };
  return rule;
}

/// The JSON and the verdict.
py::tuple told(const std::string& json, const tepid::comparison& found) {
  return py::make_tuple(text(json), text(to_string(found.overall())));
}

py::tuple compare(const py::object& reference, const py::object& current,
                  const std::optional<std::vector<py::str>>& columns, const std::vector<py::str>& left_out,
                  std::vector<std::string> tests, double alpha, double margin,
                  const std::vector<std::pair<py::str, double>>& margins, double ratio_margin,
                  const std::vector<py::str>& judge, const py::object& cluster, std::uint64_t block, std::uint64_t threads,
                  std::string correction, const py::object& progress) {
  tepid::comparison_options rule = rule_of(std::move(tests), alpha, margin, ratio_margin, std::move(correction), progress);
  for (const auto& [column, own] : margins) rule.margins[bytes_of_text(column)] = own;
  for (const py::str& column : judge) rule.judge.push_back(bytes_of_text(column));
  if (!cluster.is_none()) rule.cluster = bytes_of_text(py::reinterpret_borrow<py::str>(cluster));
  rule.block = block;
  rule.threads = threads;
  for (const py::str& column : left_out) rule.left_out.push_back(bytes_of_text(column));
  const auto before = side_of("reference", reference), now = side_of("current", current);
  std::optional<std::vector<std::string>> named;
  if (columns) {
    named.emplace();
    for (const py::str& column : *columns) named->push_back(bytes_of_text(column));
  }
  tepid::comparison found;
  std::string json;
  {
    const py::gil_scoped_release others_may_run;
    found = tepid::compare_sides(*before, *now, columns_to_compare(*before, *now, named, rule), rule);
    json = to_json(found, before->name(), now->name(), rule);
  }
  return told(json, found);
}

py::tuple compare_rows(const py::object& reference, std::size_t reference_width, const py::object& current,
                       std::size_t current_width, std::vector<std::string> tests, double alpha, double margin,
                       std::string correction, const py::object& progress) {
  const tepid::comparison_options rule =
      rule_of(std::move(tests), alpha, margin, tepid::rate_change_options{}.ratio_margin, std::move(correction), progress);
  const float64_view before{reference}, now{current};
  const tepid::matrix_view a{before.values(), reference_width}, b{now.values(), current_width};
  tepid::comparison found;
  std::string json;
  {
    const py::gil_scoped_release others_may_run;
    found = tepid::compare_rows("values", a, b, rule);
    json = to_json(found, "reference", "current", rule);
  }
  return told(json, found);
}

}  // namespace

void bind_comparisons(py::module_& m) {
  m.def("_compare", compare, py::arg("reference"), py::arg("current"), py::arg("columns").none(true),
        py::arg("left_out"), py::arg("tests"), py::arg("alpha"), py::arg("margin"), py::arg("margins"),
        py::arg("ratio_margin"), py::arg("judge"), py::arg("cluster").none(true), py::arg("block"), py::arg("threads"),
        py::arg("correction"), py::arg("progress").none(true),
        "_compare(reference, current, columns, left_out, tests, alpha, margin, margins, ratio_margin, judge, cluster, block,\n"
        "         threads, correction, progress)\n"
        "--\n\n"
        "The JSON and the verdict of two sides, each a _Columns or a Profile.");
  m.def("_compare_rows", compare_rows, py::arg("reference"), py::arg("reference_width"), py::arg("current"),
        py::arg("current_width"), py::arg("tests"), py::arg("alpha"), py::arg("margin"), py::arg("correction"),
        py::arg("progress").none(true),
        "_compare_rows(reference, reference_width, current, current_width, tests, alpha, margin, correction, progress)\n"
        "--\n\nThe same of two contiguous float64 arrays that hold row after row.");
}

}  // namespace tepid_python
