// src/cli/cmd_design.cpp - tepid design: the limit that keeps a false-alarm budget, and what it will see.
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <tepid/design/budget.hpp>
#include <tepid/design/charts.hpp>
#include <tepid/design/design.hpp>
#include <tepid/design/law_text.hpp>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/problem.hpp"
#include "cli/profile_file.hpp"
#include "cli/progress.hpp"
#include "cli/settings.hpp"
#include "cli/stoppable.hpp"
#include "cli/table.hpp"
#include "cli/table_options.hpp"
#include "cli/text.hpp"
#include "tables/open_rows.hpp"

namespace tepid::cli {

namespace {

struct design_request {
  std::string name, budget, rate, law, reference, column, profile;
  std::vector<std::string> parameters;
  std::string front_end = "usual";
  std::optional<double> arl0;
  std::uint64_t signals = 1, paths = 0, seed = 1;
  bool as_json = false;
  tables::input_options input;
};

/// "50/s", "3 / min" or "50": observations a second.
double rate_of(const std::string& text) {
  double count = 0.0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), count);
  std::string unit{end, text.data() + text.size()};
  std::erase(unit, ' ');
  if (code == std::errc{} && unit.empty()) return count;
  const std::pair<const char*, double> units[]{
      {"/s", 1.0}, {"/min", 60.0}, {"/h", 3600.0}, {"/d", 86400.0}, {"/w", 604800.0}};
  for (const auto& [name, seconds] : units)
    if (code == std::errc{} && unit == name) return count / seconds;
  throw problem{
      fmt::format("--rate {}: write observations for a time, as 50/s; the times are s, min, h, d, w", in_quotes(text))};
}

std::vector<double> read_reference(const design_request& given) {
  const auto source = tables::open_rows(given.reference, given.input);
  std::string column = given.column;
  if (column.empty()) {
    if (source->columns().size() != 1)
      throw problem_at(source->name(), 1, nullptr,
                       fmt::format("there are {} columns; say which with --column: {}", source->columns().size(),
                                   list_of(source->columns())));
    column = source->columns()[0];
  }
  std::vector<double> values;
  std::uint64_t missing = 0;
  progress bar{source->bytes()};
  std::size_t at = source->find(column);
  while (source->next()) {
    if (at == tables::row_source::npos) at = source->find(column);
    const double x = source->number(at);
    if (x == x)
      values.push_back(x);
    else
      ++missing;
    bar.tick(source->bytes().taken());
  }
  static_cast<void>(source->find_at_end(column));
  if (missing != 0) note(fmt::format("{} missing values of the reference are left out", grouped(missing)));
  return values;
}

const char* word(design::change_from from) { return from == design::change_from::start ? "start" : "steady"; }

json pairs(const std::vector<design::change_delay>& delays) {
  json all = json::array();
  for (const auto& d : delays) all.push_back({d.size, number_or_null(d.delay)});
  return all;
}

json or_null(const std::optional<double>& x) { return x ? number_or_null(*x) : json(nullptr); }

void print_json(const design::designed_limit& found) {
  json answer{{"parameter", found.parameter},
              {"limit", number_or_null(found.limit)},
              {"arl", number_or_null(found.achieved.arl)},
              {"kind", name_of(found.achieved.kind)},
              {"error", number_or_null(found.achieved.error)},
              {"arl0", number_or_null(found.arl0)},
              {"law", found.law},
              {"delays",
               {{"step", pairs(found.steps)},
                {"ramp", pairs(found.ramps)},
                {"kind", name_of(found.delay_kind)},
                {"ramp_kind", name_of(found.ramp_kind)},
                {"step_from", word(found.steps_from)},
                {"ramp_from", word(found.ramps_from)}}}};
  if (!found.note.empty()) answer["note"] = found.note;
  if (found.median) {
    answer["median"] = number_or_null(*found.median);
    answer["early"] = number_or_null(*found.early);
  }
  if (found.cached) answer["cached"] = true;
  if (found.reference) {
    const auto& r = *found.reference;
    answer["reference"] = {{"size", r.size},
                           {"correlation_time", number_or_null(r.correlation_time)},
                           {"effective_size", number_or_null(r.effective_size)},
                           {"share_lost", number_or_null(r.share_lost)},
                           {"interval", {number_or_null(r.low), number_or_null(r.high)}},
                           {"unwidened_limit", number_or_null(r.unwidened_limit)}};
  }
  if (!found.blindness.empty()) {
    answer["blindness"] = json::array();
    for (const auto& row : found.blindness)
      answer["blindness"].push_back({{"within", row.horizon.name},
                                     {"observations", number_or_null(row.observations)},
                                     {"step", or_null(row.step.by_mean)},
                                     {"ramp", or_null(row.ramp.by_mean)}});
  }
  print(to_line(answer) + "\n");
}

std::string delay_table(const char* size, const std::vector<design::change_delay>& delays,
                        const std::optional<double>& rate) {
  std::vector<table::column> columns{{size, true}, {"mean delay", true}, {"error", true}};
  if (rate) columns.push_back({"seconds", true});
  table rows{columns};
  for (const auto& d : delays) {
    std::vector<std::string> cells{brief(d.size), brief(d.delay), fmt::format("{:.2g}", d.error)};
    if (rate) cells.push_back(brief(d.delay / *rate));
    rows.add(cells);
  }
  return rows.empty() ? "" : "\n" + rows.text();
}

void print_text(const design::designed_limit& found, const design_request& given, const std::optional<double>& rate) {
  const char* const how = found.achieved.kind == design::limit_kind::exact ? "exact to" : "simulated, standard error";
  std::string text = fmt::format("{} = {:.9g}\n\nmean run length  {:.9g} observations, {} {:.2g}\n", found.parameter,
                                 found.limit, found.achieved.arl, how, found.achieved.error);
  if (found.achieved.kind == design::limit_kind::guaranteed)
    text = fmt::format("{} = {:.9g}\n\nmean run length  at least {:.9g} observations, guaranteed\n", found.parameter,
                       found.limit, found.achieved.arl);
  text += law_lines(found.law, found.note);
  if (found.cached) text += fmt::format("known from       {}\n", given.profile);
  if (given.signals > 1)
    text += fmt::format("each of          {} signals, which share the budget\n", grouped(given.signals));
  if (rate) text += fmt::format("false alarms     one in {:.4g} days\n", found.achieved.arl / *rate / 86400.0);
  if (found.reference) {
    const auto& r = *found.reference;
    text += fmt::format(
        "reference        {} values, worth {:.0f} independent ones (correlation time {:.3g})\n"
        "without widening {} = {:.6g}: its length would cost {:.0f} % of the budget\n"
        "{}",
        grouped(r.size), r.effective_size, r.correlation_time, found.parameter, r.unwidened_limit, 100.0 * r.share_lost,
        std::isnan(r.low) ? std::string{}
                          : fmt::format("interval         nine of ten references like it keep between {:.4g} and "
                                        "{:.4g} observations\n",
                                        r.low, r.high));
  }
  if (const auto* chart = design::find_chart(given.name); chart != nullptr)
    text += fmt::format("a shift of 1 is  {}\n", chart->about.shift);
  text += fmt::format("delays           {}{}, from {}\n", name_of(found.delay_kind),
                      found.ramp_kind == found.delay_kind ? "" : fmt::format(" (ramps {})", name_of(found.ramp_kind)),
                      found.ramps_from == design::change_from::steady || found.ramps.empty()
                          ? "a change long after the start"
                          : "a step long after the start; ramps from the start");
  text += delay_table("step (sd)", found.steps, rate) + delay_table("ramp (sd/obs)", found.ramps, rate);
  if (!found.blindness.empty()) {
    table rows{{{"seen within"},
                {"observations", true},
                {"smallest step (sd)", true},
                {"slowest ramp (sd/obs)", true},
                {"reaching (sd)", true}}};
    const auto cell = [](const std::optional<double>& x) { return x ? fmt::format("{:.3g}", *x) : std::string{"-"}; };
    for (const auto& row : found.blindness)
      rows.add({row.horizon.name, brief(row.observations), cell(row.step.by_mean), cell(row.ramp.by_mean),
                row.ramp.by_mean ? cell(*row.ramp.by_mean * row.observations) : "-"});
    text += "\nWhat it is blind to: anything smaller or slower is on average not seen in time.\n" + rows.text();
  }
  print(text);
}

int design_command(const design_request& given) {
  const auto settings = to_settings(given.parameters);
  std::optional<double> rate;
  if (!given.rate.empty()) rate = rate_of(given.rate);
  if (rate && !(*rate > 0.0 && *rate < 1e12))
    throw problem{fmt::format("--rate {}: it must be positive, and below 1e12 a second", in_quotes(given.rate))};
  if (given.arl0.has_value() == !given.budget.empty())
    throw problem{"say how often it may alarm without cause: either --arl0 N or --budget \"1 per 90 d\" --rate 50/s"};
  const auto wanted =
      given.arl0 ? design::budget::mean_between_alarms(*given.arl0) : design::budget::parse(given.budget, rate);
  design::design_options options;
  options.signals = given.signals;
  options.rate = rate;
  if (!given.law.empty()) options.law = design::parse_law(given.law);
  std::vector<double> reference;
  if (!given.reference.empty()) {
    if (options.law) throw problem{"give either --law or --reference: both say what healthy values are like"};
    reference = read_reference(given);
    if (reference.empty()) throw problem{fmt::format("{}: it holds no values", in_quotes(given.reference))};
    options.reference = reference;
    for (const auto front : {design::reference_front_end::ranks, design::reference_front_end::standardize,
                             design::reference_front_end::none, design::reference_front_end::usual})
      if (given.front_end == name_of(front)) options.front = front;
  }
  std::optional<live_progress> bar{given.name};
  const stop_signal stop;
  options.effort = {.paths = given.paths, .seed = given.seed, .control = control_of(*bar, stop)};
  std::optional<profile> kept;
  if (!given.profile.empty()) {
    kept = load_profile(given.profile);
    // before minutes of work
    if (check_target(given.profile, "--profile") != output_kind::file)
      throw problem{fmt::format("--profile {}: limits are kept in a file that is read again", given.profile)};
    options.cache = &kept->limits();
  }
  const auto found = design::design_limit(given.name, settings, wanted, options);
  bar.reset();
  if (kept && found.achieved.kind == design::limit_kind::simulated && !found.cached) save_profile(*kept, given.profile, "--profile");
  if (given.as_json)
    print_json(found);
  else
    print_text(found, given, rate);
  return nothing_found;
}

}  // namespace

void add_design(CLI::App& program, action& chosen) {
  arguments command{program, chosen, "design", "The limit that keeps a false-alarm budget, and how soon it sees what"};
  auto given = std::make_shared<design_request>();
  command.position("NAME", given->name, "A chart or detector, as 'tepid list' shows it");
  command.option("--arl0", given->arl0, "Mean number of observations between false alarms");
  command.option("--budget", given->budget, "\"1 per 90 d\", \"1 per 1e6 observations\", \"0.01 by 1e6\"");
  command.option("--rate", given->rate, "Observations for a time, as 50/s; also shows what it is blind to");
  command.option("--signals", given->signals, "So many signals share the budget",
                 {.show_default = true, .least = 1.0, .most = 1000000000.0});
  add_settings(command, given->parameters);
  add_law(command, given->law);
  command.option("--reference", given->reference, "A file of healthy values in their order, instead of a law");
  command.option("-c,--column", given->column, "Its column; not needed if there is only one");
  command.option("--front-end", given->front_end,
                 "What stands before the detector, made from the reference; usual: ranks for a detector with mean and sd, "
                 "none for others",
                 {.show_default = true, .one_of = {"usual", "ranks", "standardize", "none"}});
  command.option("--profile", given->profile, "A .tepid file that keeps simulated limits: each is simulated once");
  command.option("--paths", given->paths, "Paths, where it is simulated; 0: as many as a minute allows",
                 {.least = 0.0, .most = 1000000.0});
  command.option("--seed", given->seed, "Of the simulation", {.show_default = true});
  command.flag("--json", given->as_json, "One JSON document");
  add_input_options(command, given->input);
  command.footer(
      "Exact for charts; any other detector is simulated on values of the law that its parameters name, of --law, or on\n"
      "the reference resampled in blocks: then the limit is wider by what the length of the reference costs, and the answer\n"
      "says how much. The answer names the law, and in a note whether it was assumed.\n"
      "  {\"parameter\",\"limit\",\"arl\",\"kind\",\"error\",\"arl0\",\"law\",\n"
      "   \"delays\":{\"step\":[[shift,delay]...],\"ramp\":[[slope,delay]...],\"kind\",\"ramp_kind\",\"step_from\",\n"
      "   \"ramp_from\"}}\n"
      "\"note\" where there is more to know: of the law, of limits that come in steps, of early alarms (then \"median\" and, as\n"
      "share of runs that alarm within a tenth of the budget, \"early\"), with --reference \"reference\", with --rate "
      "\"blindness\":[{\"within\",\"observations\",\"step\",\"ramp\"}...]\n\n"
      "Examples:\n"
      "  tepid design cusum --arl0 1e6 -p k=0.25\n"
      "  tepid design ewma --budget \"1 per 90 d\" --rate 50/s -p lambda=0.01\n"
      "  tepid design adwin --arl0 10000 --law \"normal(0, 10)\"\n"
      "  tepid design ewma_bank --arl0 10000 --reference healthy.csv --column score\n"
      "  tepid design cusum --arl0 1e5 --signals 200 --json");
  command.run([given] { return unless_stopped([&] { return design_command(*given); }); });
}

}  // namespace tepid::cli
