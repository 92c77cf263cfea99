// design.cpp - run lengths and limits by name for tepid.arl and tepid.design.
#include <optional>
#include <string>
#include <vector>

#include <pybind11/stl.h>
#include <tepid/design/design.hpp>

#include "column.hpp"
#include "objects.hpp"

#include <tepid/monitors/profile.hpp>

#include "profile_limits.hpp"

namespace tepid_python {

namespace {

namespace design = tepid::design;

py::tuple arl(const std::string& name, double shift, double slope, bool steady, std::uint64_t paths, std::uint64_t seed,
              const py::dict& given) {
  const auto parameters = design::design_parameters(name);
  const auto settings = settings_of("arl", name, parameters, given);
  const design::mean_change change{
      .step = shift, .slope = slope, .from = steady ? design::change_from::steady : design::change_from::start};
  const design::run_length found = [&] {
    const py::gil_scoped_release others_may_run;
    return design::run_length_of(name, settings, change, {.paths = paths, .seed = seed});
  }();
  return py::make_tuple(found.arl, text(name_of(found.kind)), found.error);
}

py::tuple delays(const std::vector<design::change_delay>& found) {
  py::list all;
  for (const auto& d : found) all.append(py::make_tuple(d.size, d.delay));
  return py::tuple{all};
}

py::object or_none(const std::optional<double>& x) { return x ? py::object{py::float_(*x)} : py::object{py::none()}; }

py::dict design_limit(const std::string& name, const std::optional<double>& arl0,
                      const std::optional<std::string>& wanted, const std::optional<double>& rate,
                      std::uint64_t signals, const py::object& reference, const std::string& front_end,
                      std::uint64_t paths, std::uint64_t seed, tepid::profile* profile, const py::dict& given) {
  const auto parameters = design::design_parameters(name);
  const auto settings = settings_of("design", name, parameters, given);
  design::design_options options;
  options.signals = signals;
  options.rate = rate;
  options.front = front_end == "ranks" ? design::reference_front_end::ranks : design::reference_front_end::standardize;
  options.effort = {.paths = paths, .seed = seed};
  design::limit_cache known;  // other threads may use the profile meanwhile
  if (profile != nullptr) {
    known = profile->limits();
    options.cache = &known;
  }
  std::optional<float64_view> values;
  if (!reference.is_none()) {
    values.emplace(reference);
    options.reference = values->values();
    if (options.reference.empty()) throw tepid::error{tepid::errc::bad_data, "reference", "the reference is empty"};
  }
  const design::designed_limit found = [&] {
    const py::gil_scoped_release others_may_run;
    const auto budget =
        arl0 ? design::budget::mean_between_alarms(*arl0) : design::budget::parse(wanted.value_or(""), rate);
    return design::design_limit(name, settings, budget, options);
  }();
  if (profile != nullptr) remember(*profile, known);
  py::dict answer;
  answer["parameter"] = python_name(found.parameter);
  answer["limit"] = found.limit;
  answer["arl"] = found.achieved.arl;
  answer["kind"] = text(name_of(found.achieved.kind));
  answer["error"] = found.achieved.error;
  answer["arl0"] = found.arl0;
  answer["steps"] = delays(found.steps);
  answer["ramps"] = delays(found.ramps);
  answer["delay_kind"] = text(name_of(found.delay_kind));
  answer["ramp_kind"] = text(name_of(found.ramp_kind));
  answer["cached"] = found.cached;
  answer["reference"] = py::none();
  if (found.reference) {
    const auto& r = *found.reference;
    answer["reference"] =
        py::make_tuple(r.size, r.correlation_time, r.effective_size, r.share_lost, r.low, r.high, r.unwidened_limit);
  }
  py::list blind;
  for (const auto& row : found.blindness)
    blind.append(
        py::make_tuple(row.horizon.name, row.observations, or_none(row.step.by_mean), or_none(row.ramp.by_mean)));
  answer["blindness"] = py::tuple{blind};
  return answer;
}

}  // namespace

void bind_design(py::module_& m) {
  m.def("_arl", arl, "_arl(name, shift, slope, steady, paths, seed, parameters)\n--\n\nMean, kind and error.");
  m.def("_design", design_limit,
        "_design(name, arl0, budget, rate, signals, reference, front_end, paths, seed, profile, parameters)\n--\n\n"
        "The fields of a Design.");
}

}  // namespace tepid_python
