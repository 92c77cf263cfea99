// design.cpp - run lengths and limits by name for tepid.arl and tepid.design.
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <pybind11/stl.h>
#include <tepid/design/design.hpp>
#include <tepid/design/law_text.hpp>

#include "column.hpp"
#include "objects.hpp"

#include <tepid/monitors/profile.hpp>

#include "profile_limits.hpp"

namespace tepid_python {

namespace {

namespace design = tepid::design;

/// True when called for the first time and then at most once in so many milliseconds: taking the GIL is not free.
class pace {
 public:
  explicit pace(int milliseconds) : gap_{milliseconds} {}
  bool operator()() {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < gap_) return false;
    last_ = now;
    return true;
  }

 private:
  std::chrono::milliseconds gap_;
  std::chrono::steady_clock::time_point last_{};
};

/// Ctrl-C ends the work, with the exception that its handler raises; `progress`, if it is not None, is called with the
/// share done. For work that is done without the GIL.
design::design_control python_control(const py::object& progress) {
  design::design_control control;
  control.stop_requested = [due = pace{50}]() mutable {
    if (!due()) return false;
    const py::gil_scoped_acquire with_python;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set{};
    return false;
  };
  if (!progress.is_none())
    control.on_progress = [due = pace{100}, tell = progress.ptr()](double done) mutable {  // the caller keeps it alive
      if (!due()) return;
      const py::gil_scoped_acquire with_python;
      py::reinterpret_borrow<py::object>(tell)(done);
    };
  return control;
}

std::optional<tepid::healthy_law> law_of(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  return design::parse_law(*text);
}

py::object or_none(const std::optional<double>& x) { return x ? py::object{py::float_(*x)} : py::object{py::none()}; }

py::tuple arl(const std::string& name, double shift, double slope, bool steady, std::uint64_t paths, std::uint64_t seed,
              const std::optional<std::string>& law, const py::object& progress, const py::dict& given) {
  const auto parameters = design::design_parameters(name);
  const auto settings = settings_of("arl", name, parameters, given);
  const design::mean_change change{
      .step = shift, .slope = slope, .from = steady ? design::change_from::steady : design::change_from::start};
  const auto asked = law_of(law);
  const design::simulation_effort effort{.paths = paths, .seed = seed, .control = python_control(progress)};
  const design::named_run_length found = [&] {
    const py::gil_scoped_release others_may_run;
    return design::run_length_of(name, settings, change, effort, asked);
  }();
  return py::make_tuple(found.arl, text(name_of(found.kind)), found.error, found.law, found.note, or_none(found.median),
                        or_none(found.early));
}

py::tuple delays(const std::vector<design::change_delay>& found) {
  py::list all;
  for (const auto& d : found) all.append(py::make_tuple(d.size, d.delay));
  return py::tuple{all};
}

py::dict design_limit(const std::string& name, const std::optional<double>& arl0,
                      const std::optional<std::string>& wanted, const std::optional<double>& rate,
                      std::uint64_t signals, const py::object& reference, const std::string& front_end,
                      std::uint64_t paths, std::uint64_t seed, tepid::profile* profile,
                      const std::optional<std::string>& law, const py::object& progress, const py::dict& given) {
  const auto parameters = design::design_parameters(name);
  const auto settings = settings_of("design", name, parameters, given);
  design::design_options options;
  options.signals = signals;
  options.rate = rate;
  for (const auto front : {design::reference_front_end::ranks, design::reference_front_end::standardize,
                           design::reference_front_end::none, design::reference_front_end::usual})
    if (front_end == name_of(front)) options.front = front;
  options.law = law_of(law);
  options.effort = {.paths = paths, .seed = seed, .control = python_control(progress)};
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
  answer["law"] = found.law;
  answer["note"] = found.note;
  answer["median"] = or_none(found.median);
  answer["early"] = or_none(found.early);
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
  m.def("_arl", arl,
        "_arl(name, shift, slope, steady, paths, seed, law, progress, parameters)\n--\n\n"
        "Mean, kind, error, law, note, median and share of early alarms.");
  m.def("_design", design_limit,
        "_design(name, arl0, budget, rate, signals, reference, front_end, paths, seed, profile, law, progress, "
        "parameters)\n--\n\n"
        "The fields of a Design.");
}

}  // namespace tepid_python
