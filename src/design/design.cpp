// design/design.cpp - which solver or simulation answers for a name, and how much is simulated.
#include <tepid/design/design.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/schema.hpp>
#include <tepid/core/side.hpp>
#include <tepid/design/blindness.hpp>
#include <tepid/design/budget.hpp>
#include <tepid/design/charts.hpp>
#include <tepid/design/control.hpp>
#include <tepid/design/delay.hpp>
#include <tepid/design/design_types.hpp>
#include <tepid/design/front_end.hpp>
#include <tepid/design/input_law.hpp>
#include <tepid/design/law_text.hpp>
#include <tepid/design/ramp_delays.hpp>
#include <tepid/design/reference.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/simulate.hpp>
#include <tepid/numerics/moments.hpp>
#include <tepid/registry.hpp>

#include "design/fit.hpp"

namespace tepid::inline v0::design {

namespace {

[[nodiscard]] const parameter_info* find_parameter(std::span<const parameter_info> all, std::string_view name) {
  for (const parameter_info& p : all)
    if (p.name == name) return &p;
  return nullptr;
}

/// What a name and settings mean: an exact chart or a detector to be simulated.
struct design_subject {
  const chart_row* chart = nullptr;
  std::vector<setting> settings;  // the chart's, or the detector's
  healthy_law law;                // in control
  bool chosen = false;            // the law was asked for
  healthy_law named;              // by the parameters
  std::unique_ptr<erased_detector> detector;

  [[nodiscard]] std::string_view limit() const { return chart ? chart->about.limit : detector->row().about.limit; }
  [[nodiscard]] std::span<const parameter_info> parameters() const {
    return chart ? chart->parameters : detector->row().parameters;
  }
  [[nodiscard]] given_parameters given() const {
    return {chart ? chart->about.name : detector->row().about.name, parameters(), settings};
  }
  /// Refuses what cannot be designed or, for a law that was asked for, not be simulated; what else there is to say.
  [[nodiscard]] std::string note_on_fit(bool for_limit) const {
    if (for_limit) check_reference_value(given(), named);
    if (!chosen) return {};
    const descriptor& about = detector->row().about;
    return design::note_on_fit(given(), about.input, about.guaranteed, named, law, for_limit);
  }
  /// The settings but these, whose names begin the list, with the limit set if it is given.
  [[nodiscard]] std::vector<setting> with(std::optional<double> limit_value,
                                          std::initializer_list<std::string_view> without = {}) const {
    std::vector<setting> kept;
    for (const setting& s : settings)
      if (!(limit_value && s.name == limit()) && std::find(without.begin(), without.end(), s.name) == without.end())
        kept.push_back(s);
    if (limit_value) kept.push_back({limit(), *limit_value});
    return kept;
  }
  /// -1 for what looks down alone, else 1.
  [[nodiscard]] double sign() const {
    const parameter_info* side_info = find_parameter(parameters(), "side");
    for (const setting& s : settings)
      if (side_info != nullptr && s.name == "side" && !s.text.empty())
        return s.text == "down" ? -1.0 : 1.0;
      else if (side_info != nullptr && s.name == "side")
        return s.value == static_cast<double>(side::down) ? -1.0 : 1.0;
    return 1.0;
  }
};

[[noreturn]] void no_such_subject(std::string_view name) {
  std::string charts, others;
  for (const chart_row* row : registered_charts()) charts.append(charts.empty() ? "" : ", ").append(row->about.name);
  for (const registry_row* row : registered_detectors())
    if (find_chart(row->about.name) == nullptr) others.append(others.empty() ? "" : ", ").append(row->about.name);
  throw error{errc::unknown_name, name,
              "there is no chart or detector '" + std::string{name} + "'; charts with exact run lengths are " + charts +
                  "; detectors to be simulated are " + others};
}

/// The law that the settings of a chart name: that of its detector, from those that the detector has too.
[[nodiscard]] healthy_law law_of_chart(const chart_row& chart, const registry_row* row, std::span<const setting> own,
                                       std::span<const setting> given) {
  if (row == nullptr) return chart.healthy(own);
  std::vector<setting> known;
  for (const setting& s : given) {
    const parameter_info* const p = find_parameter(row->parameters, s.name);
    if (p == nullptr || s.name == row->about.limit) continue;
    try {
      const double value = s.text.empty() ? s.value : tepid::detail::parse_value(row->about.name, *p, s.text);
      tepid::detail::check_value(row->about.name, *p, value);
      known.push_back({s.name, value});
    } catch (const error&) {  // the chart has a wider range, or other words
    }
  }
  return law_of(row->about.name, known);
}

[[nodiscard]] design_subject subject_of(std::string_view name, std::span<const setting> settings,
                                        const std::optional<healthy_law>& asked = {}) {
  const chart_row* const chart = find_chart(name);
  const registry_row* const row = find_detector(chart != nullptr ? chart->about.detector : name);
  if (chart == nullptr && row == nullptr) no_such_subject(name);
  std::vector<setting> given{settings.begin(), settings.end()};
  if (chart != nullptr)
    for (setting& s : given) s.name = chart->about.own_name(s.name);
  design_subject found;
  bool exact = chart != nullptr;
  for (const setting& s : given) {
    if (chart != nullptr && row != nullptr && find_parameter(chart->parameters, s.name) == nullptr) {
      if (const parameter_info* p = find_parameter(row->parameters, s.name)) {
        const double value = s.text.empty() ? s.value : tepid::detail::parse_value(name, *p, s.text);
        tepid::detail::check_value(name, *p, value);
        exact = exact && (value == p->default_value || chart->about.is_inert(s.name));
        continue;
      }
    }
    found.settings.push_back(s);
  }
  if (exact) {
    found.named = found.law = law_of_chart(*chart, row, found.settings, given);
    const auto same = [&](const healthy_law& other) {
      return other.kind == found.law.kind && other.a == found.law.a && other.b == found.law.b &&
             other.scale == found.law.scale;
    };
    if (!asked || same(*asked)) {
      found.chart = chart;
      return found;
    }
    if (row == nullptr)
      throw error{errc::bad_argument, "law",
                  std::string{name} + ": its run lengths are solved for " + text_of(found.law) +
                      ", and it is the chart of no detector that could be simulated on another law"};
  }
  found.settings = std::move(given);
  found.detector = row->make(found.settings);
  found.named = found.law = law_of(*found.detector);
  if (asked) {
    found.chosen = true;
    found.law = *asked;
    found.law.values = found.named.values;
    found.law.spread_changes = found.named.spread_changes;
  }
  return found;
}

/// Simulated observations that take about an hour.
constexpr double most_simulated = 5e10;

/// How long a detector takes for a value, in units of some 100 ns, where that is long: fewer paths then tell its limit. By
/// its parameters and not by the clock, so that the same seed gives the same limit everywhere.
[[nodiscard]] double cost_of_value(const erased_detector& detector) {
  const registry_row& row = detector.row();
  if (row.about.name != "bocpd") return 1.0;
  double runs = 0.0;
  for (std::size_t i = 0; i < row.parameters.size(); ++i)
    if (row.parameters[i].name == "max_runs") runs = detector.parameter(i);
  return 1.0 + runs;
}

/// Paths that leave a standard error below 5%, up to the few alarms that do not come within their length.
constexpr double fewest_paths = 420.0;

/// Where to stop each path, and how many paths: run lengths above some ten thousand are nearly exponential, so that
/// shorter paths, cut off, tell as much for their time.
[[nodiscard]] simulation_options plan_simulation(double arl0, double cost, const simulation_effort& effort) {
  simulation_options plan;
  plan.seed = effort.seed;
  plan.threads = effort.threads;
  plan.control = effort.control;
  plan.horizon = arl0 < 3e4 ? 4.0 : arl0 < 3e5 ? 2.0 : 1.0;
  const double a_path = 1.3 * arl0;
  plan.paths = effort.paths != 0 ? effort.paths : static_cast<std::uint64_t>(
                                                         std::clamp(std::fmin(1e9, 3e8 / cost) / a_path,
                                                                    cost > 1.0 ? fewest_paths : 400.0, 2000.0));
  const double work = a_path * static_cast<double>(plan.paths);
  if (work * cost > most_simulated) {
    const double few = std::floor(most_simulated / cost / a_path);
    throw error{errc::bad_argument, "arl0",
                "a budget of " + to_text(arl0) + " observations needs " + to_text(work) +
                    " simulated ones, which would take hours; ask for a smaller budget, for a chart with exact run "
                    "lengths such as cusum or ewma" +
                    (few >= 20 ? ", or for no more than " + to_text(few) + " paths" : std::string{})};
  }
  return plan;
}

/// What is simulated: values of a law, or others, with a change after `healthy` values.
struct simulated_input {
  std::function<sampler(const mean_change& change, std::uint64_t healthy)> values;
  std::uint64_t in_observation = 1;

  [[nodiscard]] static simulated_input of(const healthy_law& law) {
    return {[law](const mean_change& change, std::uint64_t healthy) { return sampler_of(law, change, healthy); },
            law.values};
  }
  /// Values of a reference, one by one or in blocks as its facts say, changed by its own standard deviations.
  [[nodiscard]] static simulated_input of(std::span<const double> reference, double block_length) {
    moments m;
    m.add(reference);
    const sampler raw =
        block_length > 1 ? block_bootstrap_sampler(reference, block_length) : bootstrap_sampler(reference);
    return {[raw, sd = m.sd()](const mean_change& change, std::uint64_t healthy) -> sampler {
      return [raw, sd, change, before = static_cast<double>(healthy)](random_source source) {
        auto move = [sd, change, before, drawn = 0.0](double x) mutable {
          const double since = ++drawn - before;
          return since > 0.0 ? x + sd * change.mean_at(since) : x;
        };
        return std::make_unique<detail::transformed_stream<decltype(move)>>(raw(source), move);
      };
    }};
  }
};

/// The delay of a detector; all counts in observations.
[[nodiscard]] detection_delay delay_of(const erased_detector& detector, const simulated_input& input,
                                       const mean_change& change, delay_options options) {
  options.healthy *= input.in_observation;
  const auto each = static_cast<double>(input.in_observation);
  options.longest *= each;
  detection_delay found = simulate_delay(detector, input.values(change, options.healthy), {}, options);
  for (double* number : {&found.mean, &found.error, &found.median, &found.percentile_90, &found.shape.median}) *number /= each;
  return found;
}

/// Mean and shape of a simulated run length.
struct simulated_run {
  run_length length;
  run_length_shape shape;
  double given_up = 0.0, longest = 0.0;  // a share of runs, each after so many observations
};

[[nodiscard]] simulated_run simulated_run_length(const erased_detector& detector, const simulated_input& input,
                                                 const mean_change& change, const simulation_effort& effort) {
  detail::check(change);
  if (change.from == change_from::cyclic)
    throw error{errc::bad_argument, "from", "simulated run lengths count from the start or from a steady state"};
  delay_options options;
  options.seed = effort.seed;
  options.threads = effort.threads;
  options.healthy = change.from == change_from::start ? 0 : 1000;
  options.paths = 16;
  options.longest = 1e6;
  const double pilot = [&] {
    const detail::in_stage told{effort.control, 0.0, 0.1};
    return delay_of(detector, input, change, options).mean;
  }();
  if (!std::isfinite(pilot))
    throw error{errc::bad_argument, "limit",
                "none of 16 simulated paths of a million observations ends in an alarm: the run length is longer than "
                "simulation can tell; lower the limit, or ask for a limit with design"};
  options.paths = effort.paths != 0 ? effort.paths : static_cast<std::uint64_t>(std::clamp(4e8 / cost_of_value(detector) / pilot,
                                                                                cost_of_value(detector) > 1.0 ? fewest_paths : 200.0, 4000.0));
  // No shorter: some detectors, DDM for one, alarm early or hardly ever, and time over alarms would tell too little.
  options.longest = std::fmax(1e4, 30.0 * pilot);
  options.seed = effort.seed + 1;
  options.control = detail::part_of(effort.control, 0.1, 1.0);
  const detection_delay found = delay_of(detector, input, change, options);
  return {{found.mean, limit_kind::simulated, found.error}, found.shape, found.unseen, options.longest};
}

/// The exact limit for any budget that a chart can keep.
[[nodiscard]] solved_limit exact_limit(const design_subject& subject, const budget& wanted, change_from from) {
  solved_limit found = subject.chart->limit_for(subject.settings, wanted.arl0(), from);
  if (wanted.kind() != budget_kind::alarm_by || from != change_from::start) return found;
  const auto least = subject.chart->limit_for(subject.settings, std::fmax(1.0 + 1e-9, wanted.arl0() / 30.0), from);
  const auto most = subject.chart->limit_for(subject.settings, std::fmin(1e15, wanted.arl0() * 30.0), from);
  const auto n = static_cast<std::uint64_t>(wanted.horizon());
  found.limit = limit_for_alarm_by(
      wanted, [&](double limit) { return 1.0 - subject.chart->law(subject.with(limit), 0.0).survival(n); }, least.limit,
      most.limit);
  found.achieved = subject.chart->arl(subject.with(found.limit), {.from = from});
  found.next_lower.reset();  // of the limit for a mean
  return found;
}

/// What it costs that a chart's mean and sd came from so many values; nothing where they are known.
std::optional<reference_account> account_of_estimation(const design_subject& subject, const budget& wanted,
                                                       change_from from, double designed) {
  const auto given = std::find_if(subject.settings.begin(), subject.settings.end(),
                                  [](const setting& s) { return s.name == "reference"; });
  const parameter_info* info = find_parameter(subject.parameters(), "reference");
  if (given == subject.settings.end() || info == nullptr) return std::nullopt;
  const double size =
      given->text.empty() ? given->value : tepid::detail::parse_value(subject.chart->about.name, *info, given->text);
  if (!(size > 0.0)) return std::nullopt;
  const auto known = subject.with(std::nullopt, {"reference"});
  const double limit = subject.chart->limit_for(known, wanted.arl0(), from).limit;
  const double kept = subject.chart->arl(subject.with(limit), {.from = from}).arl / wanted.arl0();
  const auto ends = subject.chart->over_references(subject.with(designed), std::array{0.05, 0.95});
  return reference_account{.size = static_cast<std::uint64_t>(size),
                           .correlation_time = 1.0,
                           .effective_size = size,
                           .low = ends[0],
                           .high = ends[1],
                           .unwidened_limit = limit,
                           .share_lost = std::clamp(1.0 - kept, 0.0, 1.0)};
}

/// Delays of a detector on a list of changes, by simulation; what could only be told to be long is left out.
void simulate_delays(const erased_detector& detector, const simulated_input& input, double sign, double arl0,
                     const std::vector<double>& sizes, bool ramps, const design_options& options,
                     std::vector<change_delay>& found) {
  delay_options plan{.paths = cost_of_value(detector) > 1.0 ? 150u : 400u, .seed = options.effort.seed + 7, .threads = options.effort.threads};
  plan.healthy = static_cast<std::uint64_t>(std::clamp(arl0 / 4.0, 10.0, 1000.0));
  plan.longest = std::fmin(2.0 * arl0, 2e5);
  for (const double size : sizes) {
    const double signed_size = sign * size;
    const auto change = ramps ? mean_change{.slope = signed_size} : mean_change{.step = signed_size};
    delay_options few = plan;
    few.paths = 40;
    if (delay_of(detector, input, change, few).unseen > 0.3) continue;
    const detection_delay delay = delay_of(detector, input, change, plan);
    if (delay.unseen > 0.05) continue;
    found.push_back({signed_size, delay.mean, delay.error});
  }
}

void predict_exact_delays(designed_limit& result, const design_subject& subject, const design_options& options) {
  const chart_row& chart = *subject.chart;
  // What concerns the start and the reference alone is of no importance long after both.
  const auto settings = subject.with(result.limit, {"reference", "head_start", "limits", "R0"});
  const double sign = subject.sign();
  const auto step_delay = [&](double size) {
    return chart.arl(settings, {.step = sign * size, .from = change_from::steady});
  };
  std::optional<detail::in_stage> told{std::in_place, options.effort.control, 0.5, 0.7};
  for (const double size : options.steps) {
    try {
      const run_length delay = step_delay(size);
      result.steps.push_back({sign * size, delay.arl, delay.error});
    } catch (const error&) {  // a shift that this kind of data cannot have
    }
  }
  told.reset();
  told.emplace(options.effort.control, 0.7, 0.95);
  std::optional<ramp_delays> ramps;
  if (!options.slopes.empty() || options.rate) {
    try {
      ramps.emplace(chart, settings, sign);
      result.ramps_from = ramps->from();
      for (const double slope : options.slopes) {
        const run_length delay = (*ramps)(slope);
        result.ramps.push_back({sign * slope, delay.arl, delay.error});
      }
    } catch (const error&) {
      ramps.reset();
      result.ramps.clear();
      result.ramps_from = change_from::steady;
      if (const registry_row* row = find_detector(chart.about.detector)) {
        result.ramp_kind = limit_kind::simulated;
        simulate_delays(*row->make(settings), simulated_input::of(subject.law), sign, result.arl0, options.slopes, true,
                        options, result.ramps);
      }
    }
  }
  if (!options.rate) return;
  told.reset();
  told.emplace(options.effort.control, 0.95, 1.0);
  constexpr double never = std::numeric_limits<double>::infinity();
  const auto step_or_never = [&](double size) -> predicted_delay {
    try {
      return {step_delay(size).arl};
    } catch (const error&) {
      return {never};
    }
  };
  // A chart may be unable to take the largest shift; find one that it can.
  double largest = 8.0;
  while (largest > 0.05 && std::isinf(step_or_never(largest).mean)) largest *= 0.7;
  result.blindness = blindness(
      step_or_never, [&](double slope) { return predicted_delay{ramps ? (*ramps)(slope).arl : never}; }, *options.rate,
      usual_horizons(), {.smallest_step = 1e-3, .largest_step = largest, .fastest_ramp = 1.0, .tolerance = 0.005});
}

void predict_simulated_delays(designed_limit& result, const erased_detector& detector, const simulated_input& input,
                              double sign, const design_options& options) {
  result.delay_kind = result.ramp_kind = limit_kind::simulated;
  const detail::in_stage told{options.effort.control, 0.9, 1.0};
  simulate_delays(detector, input, sign, result.arl0, options.steps, false, options, result.steps);
  simulate_delays(detector, input, sign, result.arl0, options.slopes, true, options, result.ramps);
  if (!options.rate) return;
  constexpr double longest = 2e6;
  delay_options plan{.paths = 64, .seed = options.effort.seed + 7, .threads = options.effort.threads};
  plan.healthy = static_cast<std::uint64_t>(std::clamp(result.arl0 / 4.0, 10.0, 1000.0));
  const auto delay = [&](const mean_change& change) -> predicted_delay {
    const detection_delay d = delay_of(detector, input, change, plan);
    return {d.mean, d.unseen > 0.1 ? std::numeric_limits<double>::infinity() : d.percentile_90};
  };
  for (const blindness_horizon& horizon : usual_horizons()) {
    const double observations = horizon.seconds * *options.rate;
    if (observations > longest || observations < 1.0) {
      result.blindness.push_back({horizon, observations, {}, {}});
      continue;
    }
    plan.longest = 1.5 * observations;
    const auto one = blindness([&](double size) { return delay({.step = sign * size}); },
                               [&](double slope) { return delay({.slope = sign * slope}); }, *options.rate, {horizon},
                               {.smallest_step = 0.01,
                                .largest_step = 10.0,
                                .slowest_ramp = 1e-8,
                                .fastest_ramp = 1.0,
                                .tolerance = 0.05});
    result.blindness.push_back(one.front());
  }
}

/// Everything that a simulated limit depends on. The version of the simulation changes when its results do.
std::string inputs_of(const erased_detector& detector, const std::string& law, double arl0,
                      const simulation_options& plan, const design_options& options) {
  std::string text = "3 " + std::string{detector.row().about.name};
  const auto parameters = detector.row().parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (parameters[i].name != detector.row().about.limit)
      text.append(" ").append(parameters[i].name).append("=").append(to_text(detector.parameter(i)));
  text += " arl0=" + to_text(arl0) + " paths=" + std::to_string(plan.paths) + " horizon=" + to_text(plan.horizon) +
          " seed=" + std::to_string(plan.seed) + " law=" + law;
  if (!options.reference.empty()) {
    // 64 bits of hash beside the count: two references that agree in both are the same for every purpose here.
    std::uint64_t hash = options.reference.size();
    for (const double x : options.reference) {
      std::uint64_t mixed = hash ^ std::bit_cast<std::uint64_t>(x);
      hash = split_mix(mixed);
    }
    text += " reference=" +
            std::to_string(options.reference.size()) + ":" + std::to_string(hash);
  }
  return text;
}

/// What is known of a simulated limit besides.
struct limit_facts {
  run_length_shape shape;
  std::optional<double> next_lower;
  bool fades = false;
};

/// The limit as it was simulated earlier, or simulated now and kept. A second entry keeps what there is to say besides: the median
/// in place of the run length, the share of early alarms in that of the error.
template <class Simulate>
remembered_limit recall_or(const erased_detector& detector, const std::string& law, double arl0,
                           const simulation_options& plan, const design_options& options, bool& cached, limit_facts& facts,
                           Simulate&& simulate) {
  const std::string inputs = inputs_of(detector, law, arl0, plan, options), besides = inputs + " besides";
  constexpr double no_median = 1e299;
  if (options.cache != nullptr) {
    const remembered_limit* const known = options.cache->find(inputs);
    const remembered_limit* const more = options.cache->find(besides);
    if (known != nullptr) {
      cached = true;
      if (more == nullptr) return *known;
      facts.shape = {more->arl >= no_median ? std::numeric_limits<double>::infinity() : more->arl, more->error, more->high};
      if (more->low >= 0.0) facts.next_lower = more->low;
      facts.fades = more->size != 0;
      return *known;
    }
  }
  remembered_limit found = simulate(facts);
  found.inputs = inputs;
  if (options.cache != nullptr) {
    options.cache->add(found);
    if (facts.fades || facts.next_lower || facts.shape.far_from_geometric(arl0)) options.cache->add({.inputs = besides,
                        .limit = found.limit,
                        .arl = std::fmin(facts.shape.median, no_median),
                        .error = facts.shape.early,
                        .size = facts.fades ? 1u : 0u,
                        .low = facts.next_lower.value_or(-1.0),
                        .high = facts.shape.runs});
  }
  return found;
}

void add_note(std::string& note, const std::string& text) {
  if (!text.empty()) note.append(note.empty() ? "" : "; ").append(text);
}

[[nodiscard]] std::string percent(double share) { return to_text(std::round(100.0 * share)) + "%"; }

/// Where a run length is far from the wanted one because limits come in steps.
[[nodiscard]] std::string note_on_steps(const run_length& achieved, double arl0, const std::optional<double>& next_lower) {
  if (!next_lower || !(achieved.arl > far_beyond * arl0)) return {};
  return "limits come in steps here: " +
         (*next_lower > 0.0 ? "the next lower limit gives " + to_text(std::round(*next_lower)) : std::string{"there is no lower one"});
}

/// Where the mean tells little of most runs: `mean` is that of a run length, or the budget.
template <class Result>
void tell_shape(Result& result, const run_length_shape& shape, double mean, std::string_view of, bool fades, double followed) {
  if (!fades && !shape.far_from_geometric(mean)) return;
  result.median = shape.median;
  result.early = shape.early;
  std::string text = "half of all runs end within " +
                     (std::isfinite(shape.median) ? to_text(std::round(shape.median)) + " observations" : std::string{"no time that was simulated"}) +
                     ", " + percent(shape.early) + " within a tenth of the " + std::string{of};
  if (fades || shape.heavy(mean)) text = "alarms come early or hardly ever: " + text;
  if (fades)
    text += "; the mean is that of time over alarms within the first " + to_text(std::round(followed)) +
            " observations, and longer after them";
  add_note(result.note, text);
}

}  // namespace

std::vector<parameter_info> design_parameters(std::string_view name) {
  std::vector<parameter_info> all;
  const auto add = [&](std::span<const parameter_info> more) {
    for (const parameter_info& p : more)
      if (std::none_of(all.begin(), all.end(), [&](const parameter_info& q) { return q.name == p.name; }))
        all.push_back(p);
  };
  const chart_row* const chart = find_chart(name);
  if (chart != nullptr) {
    add(chart->parameters);
    for (parameter_info& p : all)
      if (!chart->about.synonym.empty() && p.name == chart->about.synonym_of) {
        parameter_info other = p;
        other.name = chart->about.synonym;
        all.push_back(other);
        break;
      }
  }
  if (const registry_row* row = find_detector(chart != nullptr ? chart->about.detector : name)) add(row->parameters);
  if (all.empty()) no_such_subject(name);
  return all;
}

limit_kind kind_of(std::string_view name, std::span<const setting> settings) {
  return subject_of(name, settings).chart != nullptr ? limit_kind::exact : limit_kind::simulated;
}

named_run_length run_length_of(std::string_view name, std::span<const setting> settings, const mean_change& change,
                               const simulation_effort& effort, const std::optional<healthy_law>& law) {
  const detail::working scope{{.control = &effort.control}};
  const auto subject = subject_of(name, settings, law);
  named_run_length result;
  result.law = text_of(subject.law);
  result.note = subject.note_on_fit(false);
  if (subject.chart) {
    const detail::in_stage told{effort.control, 0.0, 1.0};
    static_cast<run_length&>(result) = subject.chart->arl(subject.settings, change);
    return result;
  }
  add_note(result.note, note_of(subject.law, subject.chosen));
  const simulated_run found = simulated_run_length(*subject.detector, simulated_input::of(subject.law), change, effort);
  static_cast<run_length&>(result) = found.length;
  const bool fades = found.given_up > 0.0 && found.shape.heavy(found.length.arl);
  tell_shape(result, found.shape, found.length.arl, "mean", fades, found.longest);
  return result;
}

absorbing_chain run_length_law_of(std::string_view name, std::span<const setting> settings,
                                                       double step) {
  const auto subject = subject_of(name, settings);
  if (!subject.chart)
    throw error{errc::bad_argument, "quantile",
                std::string{name} + ": quantiles and the hazard are for charts whose run lengths are solved exactly"};
  return subject.chart->law(subject.settings, step);
}

designed_limit design_limit(std::string_view name, std::span<const setting> settings,
                                                 const budget& family, const design_options& options) {
  const budget wanted = family.split(options.signals);
  const detail::working scope{{.control = &options.effort.control}};
  designed_limit result;
  result.arl0 = wanted.arl0();
  detail::require(!options.law || options.reference.empty(), "law", "law: give a law or a reference, not both");
  for (const double size : options.steps)
    detail::require(is_finite(size) && size > 0.0, "steps", "steps: sizes are positive numbers of standard deviations");
  for (const double size : options.slopes)
    detail::require(is_finite(size) && size > 0.0, "slopes", "slopes: they are positive, for each observation");
  if (options.reference.empty()) {
    const auto subject = subject_of(name, settings, options.law);
    const auto input = simulated_input::of(subject.law);
    result.parameter = subject.limit();
    result.law = text_of(subject.law);
    result.note = subject.note_on_fit(true);
    if (!subject.chart) add_note(result.note, note_of(subject.law, subject.chosen));
    if (subject.chart) {
      std::optional<detail::in_stage> told{std::in_place, options.effort.control, 0.0, 0.5};
      const solved_limit found = exact_limit(subject, wanted, options.from);
      result.limit = found.limit;
      result.achieved = found.achieved;
      add_note(result.note, note_on_steps(found.achieved, result.arl0, found.next_lower));
      result.reference = account_of_estimation(subject, wanted, options.from, found.limit);
      told.reset();
      predict_exact_delays(result, subject, options);
      return result;
    }
    detail::require(options.from == change_from::start, "from", "simulated limits count from the start");
    detail::check_arl0(result.arl0);
    if (subject.detector->row().about.guaranteed) {  // the limit is the budget: nothing to solve
      result.limit = result.arl0;
      result.achieved = {result.arl0, limit_kind::guaranteed, 0.0};
      result.note = subject.note_on_fit(true);
      add_note(result.note, note_of(law_of(*subject.detector), false));  // for the limit holds for more laws than that of the delays
      predict_simulated_delays(result, *subject.detector->with_limit(result.limit), input, subject.sign(), options);
      return result;
    }
    const auto columns = static_cast<double>(subject.law.values);
    const double values = columns * result.arl0;
    simulation_options plan = plan_simulation(values, cost_of_value(*subject.detector), options.effort);
    plan.control = detail::part_of(options.effort.control, 0.0, 0.9);
    std::optional<detail::in_stage> told{std::in_place, options.effort.control, 0.0, 0.0};
    limit_facts facts;
    const auto simulate = [&](limit_facts& known) {
      const simulated_limit s = simulate_limit(*subject.detector, sampler_of(subject.law), values, plan);
      known = {s.shape, s.next_lower, s.fades};
      return remembered_limit{.limit = s.limit, .arl = s.achieved.arl, .error = s.achieved.error};
    };
    const remembered_limit found =
        recall_or(*subject.detector, result.law, values, plan, options, result.cached, facts, simulate);
    told.reset();
    result.limit = found.limit;
    result.achieved = {found.arl / columns, limit_kind::simulated, found.error / columns};
    facts.shape.median /= columns;
    if (facts.next_lower) *facts.next_lower /= columns;
    add_note(result.note, note_on_steps(result.achieved, result.arl0, facts.next_lower));
    tell_shape(result, facts.shape, result.arl0, "budget", facts.fades, plan.horizon * result.arl0);
    predict_simulated_delays(result, *subject.detector->with_limit(result.limit), input, subject.sign(), options);
    return result;
  }
  const registry_row* const row = find_detector(name);
  if (row == nullptr) {
    if (find_chart(name) == nullptr) no_such_subject(name);
    throw error{errc::bad_argument, "reference",
                "a reference is resampled for detectors, and '" + std::string{name} +
                    "' is a chart without one; give its parameter reference the number of observations, or take cusum"};
  }
  const auto detector = row->make(settings);
  detail::require(values_in_observation(*detector) == 1, "reference",
                  std::string{name} + ": a reference is one column, and this detector takes rows; design it without");
  const reference_facts facts = examine_reference(options.reference);  // refuses what cannot be a reference
  const healthy_law named = law_of(*detector);
  const bool standardized = named.kind == law_kind::normal && find_parameter(row->parameters, "sd") != nullptr;
  const reference_front_end front = options.front != reference_front_end::usual ? options.front
                                    : standardized                             ? reference_front_end::ranks
                                                                               : reference_front_end::none;
  if (front != reference_front_end::none && standardized && !(named.a == 0.0 && named.b == 1.0))
    throw error{errc::bad_argument, "reference",
                std::string{name} + ": behind a front end of " + std::string{name_of(front)} +
                    " values have mean 0 and standard deviation 1, but the parameters name " + text_of(named) +
                    "; leave mean and sd away, or ask for the front end none"};
  result.law = "the reference, resampled" +
               (facts.block_length > 1 ? " in blocks of " + to_text(std::round(facts.block_length)) : std::string{}) +
               (front == reference_front_end::ranks         ? ", as normal scores of ranks"
                : front == reference_front_end::standardize ? ", less its mean and by its standard deviation"
                                                            : ", as it is");
  simulation_options plan = plan_simulation(2.0 * result.arl0, cost_of_value(*detector), options.effort);
  if (options.effort.paths == 0) plan.paths = std::max<std::uint64_t>(plan.paths, 1000);
  plan.horizon = result.arl0 < 3e4 ? 4.0 : 2.0;
  plan.control = detail::part_of(options.effort.control, 0.0, 0.9);
  limit_facts besides;
  const auto simulate = [&](limit_facts& known) {
    reference_limit r = limit_from_reference(*detector, options.reference, result.arl0,
                                             front == reference_front_end::ranks         ? front_end::ranks
                                             : front == reference_front_end::standardize ? front_end::standardize
                                                                                         : front_end::none,
                                             plan);
    known = {r.shape, r.next_lower, r.fades};
    if (front == reference_front_end::none) r.low = r.high = 0.0;  // no number: what is kept has none that is not
    return remembered_limit{.limit = r.limit,
                            .arl = r.achieved.arl,
                            .error = r.achieved.error,
                            .size = r.facts.size,
                            .correlation_time = r.facts.correlation_time,
                            .effective_size = r.facts.effective_size,
                            .low = r.low,
                            .high = r.high,
                            .unwidened_limit = r.unwidened_limit,
                            .share_lost = r.share_lost};
  };
  const remembered_limit found =
      recall_or(*detector, result.law, result.arl0, plan, options, result.cached, besides, simulate);
  result.parameter = row->about.limit;
  result.limit = found.limit;
  result.achieved = {found.arl, limit_kind::simulated, found.error};
  add_note(result.note, note_on_steps(result.achieved, result.arl0, besides.next_lower));
  tell_shape(result, besides.shape, result.arl0, "budget", besides.fades, plan.horizon * result.arl0);
  result.reference = reference_account{.size = found.size,
                                       .correlation_time = found.correlation_time,
                                       .effective_size = found.effective_size,
                                       .low = found.low,
                                       .high = found.high,
                                       .unwidened_limit = found.unwidened_limit,
                                       .share_lost = found.share_lost};
  if (front == reference_front_end::none)
    result.reference->low = result.reference->high = std::numeric_limits<double>::quiet_NaN();
  design_subject subject;
  subject.settings.assign(settings.begin(), settings.end());
  subject.detector = detector->with_limit(found.limit);
  const auto input = front == reference_front_end::none ? simulated_input::of(options.reference, facts.block_length)
                                                        : simulated_input::of(named);
  predict_simulated_delays(result, *subject.detector, input, subject.sign(), options);
  return result;
}

}  // namespace tepid::inline v0::design
