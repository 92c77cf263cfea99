// src/cli/cmd_arl.cpp - tepid arl: the mean run length of a chart or detector.
#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <tepid/design/charts.hpp>
#include <tepid/design/design.hpp>
#include <tepid/design/law_text.hpp>
#include <vector>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/problem.hpp"
#include "cli/progress.hpp"
#include "cli/settings.hpp"
#include "cli/stoppable.hpp"
#include "cli/table.hpp"
#include "cli/text.hpp"

namespace tepid::cli {

namespace {

struct arl_options {
  std::string name;
  std::vector<std::string> parameters;
  double shift = 0.0, slope = 0.0;
  bool steady = false, hazard = false, as_json = false;
  std::vector<double> quantiles;
  std::uint64_t paths = 0, seed = 1;
  std::string law;
};

int arl(const arl_options& given) {
  const auto settings = to_settings(given.parameters);
  for (const double p : given.quantiles)
    if (!(p > 0.0 && p < 1.0)) throw problem{fmt::format("--quantile {}: it must be a probability in (0, 1)", p)};
  const bool law_wanted = !given.quantiles.empty() || given.hazard;
  if (law_wanted && given.slope != 0.0)
    throw problem{"--quantile and --hazard are for a run without a slope: the hazard of a ramp never settles"};
  if (!given.quantiles.empty() && given.steady)
    throw problem{"--quantile counts from the start of the chart; leave --steady away"};
  const design::mean_change change{.step = given.shift,
                                   .slope = given.slope,
                                   .from = given.steady ? design::change_from::steady : design::change_from::start};
  std::optional<healthy_law> law_of_values;
  if (!given.law.empty()) law_of_values = design::parse_law(given.law);
  std::optional<live_progress> bar{given.name};
  const stop_signal stop;
  const design::named_run_length found = design::run_length_of(
      given.name, settings, change, {.paths = given.paths, .seed = given.seed, .control = control_of(*bar, stop)},
      law_of_values);
  std::vector<double> quantiles;
  double hazard = 0.0, sd = 0.0;
  if (law_wanted) {
    const design::absorbing_chain law = design::run_length_law_of(given.name, settings, given.shift);
    for (const double p : given.quantiles) quantiles.push_back(static_cast<double>(law.quantile(p)));
    hazard = law.hazard();
    sd = law.standard_deviation();
  }
  bar.reset();

  if (given.as_json) {
    json answer{
        {"arl", number_or_null(found.arl)}, {"kind", name_of(found.kind)}, {"error", number_or_null(found.error)},
        {"law", found.law}};
    if (!found.note.empty()) answer["note"] = found.note;
    if (found.median) {
      answer["median"] = number_or_null(*found.median);
      answer["early"] = number_or_null(*found.early);
    }
    if (!given.quantiles.empty()) {
      answer["quantiles"] = json::array();
      for (std::size_t i = 0; i < given.quantiles.size(); ++i)
        answer["quantiles"].push_back({given.quantiles[i], quantiles[i]});
    }
    if (law_wanted) {
      answer["hazard"] = number_or_null(hazard);
      answer["sd"] = number_or_null(sd);
    }
    print(to_line(answer) + "\n");
    return nothing_found;
  }
  std::string text = fmt::format("mean run length  {} observations, {} {}\n",
                                 std::isfinite(found.arl) ? fmt::format("{:.9g}", found.arl) : "endless",
                                 found.kind == design::limit_kind::simulated ? "simulated, standard error" : "exact to",
                                 std::isfinite(found.error) ? fmt::format("{:.2g}", found.error) : "-");
  text += law_lines(found.law, found.note);
  if (const auto* chart = design::find_chart(given.name);
      chart != nullptr && (given.shift != 0.0 || given.slope != 0.0))
    text += fmt::format("a shift of 1 is   {}\n", chart->about.shift);
  if (law_wanted) {
    text += fmt::format("standard deviation {:.6g}\nhazard            {:.6g} an observation, after a long quiet time\n",
                        sd, hazard);
    if (!given.quantiles.empty()) {
      table rows{{{"probability", true}, {"alarm by observation", true}}};
      for (std::size_t i = 0; i < given.quantiles.size(); ++i)
        rows.add({brief(given.quantiles[i]), grouped(static_cast<std::uint64_t>(quantiles[i]))});
      text += "\n" + rows.text();
    }
  }
  print(text);
  return nothing_found;
}

}  // namespace

void add_arl(CLI::App& program, action& chosen) {
  arguments command{program, chosen, "arl", "How long a chart or detector runs until an alarm, and how that is known"};
  auto given = std::make_shared<arl_options>();
  command.position("NAME", given->name, "A chart or detector, as 'tepid list' shows it");
  add_settings(command, given->parameters);
  command.option("--shift", given->shift, "A step of the mean, in in-control standard deviations");
  command.option("--slope", given->slope, "A ramp of the mean, in standard deviations for each observation");
  command.flag("--steady", given->steady, "The change comes long after the start, without an alarm before");
  add_law(command, given->law);
  command.option("--quantile", given->quantiles, "Also by when an alarm comes with these probabilities",
                 {.delimiter = ','});
  command.flag("--hazard", given->hazard, "Also the chance of an alarm at an observation, after many");
  command.option("--paths", given->paths, "Paths, where it is simulated; 0: as many as a minute allows",
                 {.least = 0.0, .most = 1000000.0});
  command.option("--seed", given->seed, "Of the simulation", {.show_default = true});
  command.flag("--json", given->as_json, "One JSON document");
  command.footer(
      "Exact for charts; any other detector is simulated on values of the law that its parameters name, or of --law, and\n"
      "the error is a standard error. Observations are counted up to and with the alarm; without a change it is a false "
      "one.\n"
      "  {\"arl\",\"kind\",\"error\",\"law\"}, \"note\" where there is more to know, for a run length far from\n"
      "geometric \"median\" and \"early\" (share of runs within a tenth of the mean), and, if asked for, \"quantiles\":[[p,n]...], \"hazard\", \"sd\"\n\n"
      "Examples:\n"
      "  tepid arl cusum -p k=0.5 -p h=4\n"
      "  tepid arl ewma -p lambda=0.1 -p L=2.814 --shift 1 --steady\n"
      "  tepid arl shewhart -p rule2=1 -p rule3=1 -p rule4=1 --quantile 0.1,0.5,0.9\n"
      "  tepid arl page_hinkley -p threshold=20 --json\n"
      "  tepid arl adwin --law \"normal(0, 10)\"");
  command.run([given] { return unless_stopped([&] { return arl(*given); }); });
}

}  // namespace tepid::cli
