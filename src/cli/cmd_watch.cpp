// src/cli/cmd_watch.cpp - tepid watch: rows against a reference, live or recorded.
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>

#include "cli/column_run.hpp"
#include "cli/commands.hpp"
#include "cli/monitor_run.hpp"
#include "cli/problem.hpp"
#include "cli/table_options.hpp"

namespace tepid::cli {

namespace {

struct watch_options {
  column_options columns;
  monitor_options monitor;
};

int watch(watch_options given) {
  column_options& c = given.columns;
  monitor_options& m = given.monitor;
  if (m.config.empty()) {
    if (c.reference.empty()) throw problem{"watch needs --reference NAME.tepid, or --config monitor.json"};
    column_names others = m.names;
    others.time.reset();
    if (!m.state.empty() || !m.alarms.empty() || !m.prometheus.empty() || others.given())
      throw problem{
          "--state, --alarms, --prometheus, --id, --outcome and the like are a monitor's: they need --config"};
    c.time = m.names.time.value_or("");
    return run_columns(c);
  }
  const column_options unsaid;
  if (!c.columns.empty() || !c.input.exclude.empty() || c.params.arl0 != unsaid.params.arl0 || c.params.seed != unsaid.params.seed ||
      c.on_alarm != unsaid.on_alarm)
    throw problem{
        "--columns, --exclude, --arl0, --on-alarm and --seed do not go with --config, which says what is watched and how"};
  if (!c.input.types.empty()) throw problem{"--types: the configuration says what each signal is"};
  m.file = c.file;
  m.reference = c.reference;
  m.as_json = c.as_json;
  m.input = c.input;
  return run_monitor(m);
}

}  // namespace

void add_watch(CLI::App& program, action& chosen) {
  arguments command{program, chosen, "watch", "Rows against a reference, live or recorded"};
  auto given = std::make_shared<watch_options>();
  command.position("FILE", given->columns.file, "CSV or NDJSON, plain, gzip or zstd; - is standard input");
  command.option("-r,--reference", given->columns.reference, "What 'tepid profile' wrote", {.type = "NAME.tepid"});
  command.option("--config", given->monitor.config, "A monitor's configuration: watches all that it names, as it says",
                 {.type = "monitor.json"});
  add_columns_option(command, given->columns.columns, given->columns.input);
  command.option("--arl0", given->columns.params.arl0, "The budget: rows between false alarms, of all columns together",
                 {.show_default = true, .type = "N"});
  command.option(
      "--on-alarm", given->columns.on_alarm,
      "once: a change that goes on is told once; reset: every alarm, each from a new start; stop: the column "
      "is watched no further",
      {.show_default = true, .one_of = {"once", "reset", "stop"}});
  command.option("--time", given->monitor.names.time,
                 "The column that tells an alarm's time; by default a time in the profile, with --config 'time'");
  command.option("--seed", given->columns.params.seed, "Of the random numbers that break ties",
                 {.show_default = true, .type = "N"});
  command.flag("--json", given->columns.as_json, "JSON lines even at a terminal, and no summary");
  command.option("--state", given->monitor.state, "With --config: where the monitor saves itself", {.type = "FILE"});
  command.option("--alarms", given->monitor.alarms, "With --config: appends each alarm as a line of JSON",
                 {.type = "FILE"});
  command.option("--prometheus", given->monitor.prometheus,
                 "With --config: writes its numbers for Prometheus: at the end, of pipes every 5 s and at alarms",
                 {.type = "FILE"});
  add_column_names(command, given->monitor.names);
  add_input_options(command, given->columns.input);
  command.footer(
      "With --reference alone: watches every column of numbers in the profile. Each alarm is one line of JSON:\n"
      R"(  {"signal","index","time","onset","direction","effect","statistic","limit","ramp_onset","continues",)"
      "\n"
      R"(   "limit_from","kind","which"})"
      "\n"
      "index is the row that raised the alarm, counted from 0; onset the row where the change is estimated to have\n"
      "begun (ramp_onset: if it was gradual); effect the shift of the mean since then, in standard deviations of\n"
      "the reference.\n"
      "kind is values; missing, where the share of empty cells and NaN rose above 0.01 and the reference had none; or\n"
      "non_finite, where that of an infinity changed, which says of which. effect is then the change of the share.\n"
      "The limit is the larger of what the budget asks for on independent data and 1.1 times the farthest that the\n"
      "reference itself strays; limit_from says which.\n"
      "A change that stays would raise one alarm after the other; by default only the first is told, with\n"
      "--on-alarm reset all of them, continues being true for those that are no news.\n"
      "From standard input and pipes each alarm is printed at once; from a file all of them at the end, so that\n"
      "a file that turns out to be broken leaves no output.\n"
      "With --config: one monitor over all signals, labels included, within one budget. An alarm's line has the same\n"
      "keys and others: onset_low and onset_high, the interval in which the change began; kind, severity, reference.\n"
      "--reference then stands for the configuration's. Files are found from where the command runs. Without a column\n"
      "of times rows from a pipe come now, rows of a file at the configuration's rate. The state is saved at "
      "intervals,\n"
      "of a file once at its end, and taken up again at the next start.\n" +
      line_help() +
      "Exit code 1 if there was an alarm, 3 if a column had no value at all.\n\n"
      "Examples:\n"
      "  tepid watch --reference reference.tepid today.csv.gz\n"
      "  tepid watch --config monitor.json today.csv.gz --alarms alarms.ndjson\n"
      "  tail -n +1 -f requests.ndjson | tepid watch --config monitor.json - --prometheus /var/lib/node/tepid.prom\n"
      "  tail -n +1 -f requests.ndjson | tepid watch -r reference.tepid - --columns latency_ms,score\n"
      "  tepid watch -r reference.tepid today.csv --arl0 1e7 --json | jq -r '[.signal, .time] | @tsv'");
  command.run([given] { return watch(*given); });
}

}  // namespace tepid::cli
