// src/cli/cmd_profile.cpp - tepid profile: the reference profile of a table.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include <tepid/monitors/profile_builder.hpp>
#include <tepid/monitors/profile_merge.hpp>
#include <tepid/monitors/series_watch.hpp>

#include "cli/advice.hpp"
#include "cli/commands.hpp"
#include "cli/monitor_profile.hpp"
#include "cli/output.hpp"
#include "cli/problem.hpp"
#include "cli/profile_file.hpp"
#include "cli/progress.hpp"
#include "cli/table.hpp"
#include "cli/table_options.hpp"
#include "cli/table_reading.hpp"
#include "cli/text.hpp"
#include "monitors/growing_time.hpp"
#include "tables/column_picker.hpp"
#include "tables/open_rows.hpp"
#include "tables/table_stream.hpp"

namespace tepid::cli {

namespace {

struct profile_options {
  std::vector<std::string> files;
  std::string output, config;
  column_names names;
  bool merge = false;
  std::vector<std::string> columns;
  bool as_json = false;
  tables::input_options input;
};

/// The middle of a distribution: exact while it keeps every value.
double median_of(const ecdf& distribution) {
  if (distribution.size() == 0) return std::numeric_limits<double>::quiet_NaN();
  const std::uint64_t n = distribution.size();
  double low = 0.0, high = 0.0;
  std::uint64_t through = 0;
  distribution.for_each_point([&](double value, std::uint32_t between, std::uint32_t at) {
    const std::uint64_t before = through;
    through += std::uint64_t{between} + at;
    if (before <= (n - 1) / 2 && (n - 1) / 2 < through) low = value;
    if (before <= n / 2 && n / 2 < through) high = value;
  });
  return std::midpoint(low, high);
}

struct summary {
  double mean, sd, min, median, max;
};
summary summarize(const column_profile& c) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  if (c.values.count() == 0) return {none, none, none, none, none};
  return {c.values.mean(), c.values.count() > 1 ? c.values.sd() : none, c.values.min(), median_of(*c.distribution),
          c.values.max()};
}

/// Of times: in what they are told, seconds or a part of one.
double units_a_second(double min, double max) {
  const auto unit = detail::unit_of_times(min, max);
  return unit ? unit->a_second : 1.0;
}

json to_json(const column_profile& c, const tables::column_facts* facts) {
  json out{{"name", c.name}, {"type", to_string(c.type)}, {"rows", c.rows}, {"count", c.with_value()}};
  for (std::size_t i = 0; i < non_finite_kinds; ++i)
    out[std::string{non_finite_names[i]}] = c.not_finite[static_cast<non_finite>(i)];
  out["kinds_known"] = c.kinds_known;
  if (facts != nullptr) {
    out["type_reason"] = facts->type_reason + in_words(facts->help);
    out["missing_words"] = json::object();
    for (const auto& [word, count] : facts->missing_words) out["missing_words"][word] = count;
  }
  if (c.is_text()) {
    out["distinct"] = c.distinct;
    out["top"] = json::array();
    for (std::size_t i = 0; i < std::min<std::size_t>(c.top.size(), 20); ++i)
      out["top"].push_back({{"value", c.top[i].value}, {"count", c.top[i].count}});
    return out;
  }
  const summary s = summarize(c);
  out["mean"] = number_or_null(s.mean);
  out["sd"] = number_or_null(s.sd);
  out["min"] = number_or_null(s.min);
  out["median"] = number_or_null(s.median);
  out["max"] = number_or_null(s.max);
  return out;
}

/// What is no finite number and has no column of its own: "3 NaN, 1 -infinity".
std::string not_finite_text(const non_finite_counts& n) {
  std::string text;
  const auto add = [&](std::uint64_t count, std::string_view what) {
    if (count != 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", grouped(count), what);
  };
  add(n.nan, "NaN");
  add(n.negative_infinity, "-infinity");
  add(n.positive_infinity, "+infinity");
  return text;
}

std::string to_text(const profile& made, const std::vector<tables::column_facts>& facts) {
  table rows{{{"column"},
              {"type"},
              {"count", true},
              {"missing", true},
              {"mean", true},
              {"sd", true},
              {"min", true},
              {"median", true},
              {"max", true},
              {"note", false, 60},
              {"why this type", false, 72}}};
  for (const column_profile& c : made.columns()) {
    const std::size_t at = static_cast<std::size_t>(&c - made.columns().data());
    std::vector<std::string> cells{c.name, std::string{to_string(c.type)}, grouped(c.with_value()),
                                   grouped(c.not_finite.missing)};
    std::string note = not_finite_text(c.not_finite);
    if (c.is_text()) {
      cells.insert(cells.end(), 5, "");
      note = fmt::format("{} different", grouped(c.distinct));
      for (std::size_t i = 0; i < std::min<std::size_t>(c.top.size(), 3); ++i)
        note += fmt::format("{}{} {:.3g} %", i ? ", " : ": ", in_quotes(c.top[i].value),
                            100.0 * static_cast<double>(c.top[i].count) / static_cast<double>(c.with_value()));
    } else {
      const summary s = summarize(c);
      const bool time = c.type == column_type::time;
      const double a_second = time ? units_a_second(s.min, s.max) : 1.0;
      for (const double x : {s.mean, s.sd, s.min, s.median, s.max}) cells.push_back(time ? time_text(x / a_second) : brief(x));
      if (time) cells[5] = "";
      if (c.values.count() > 1 && !is_finite(s.sd))
        note += fmt::format("{}values too large for an sd", note.empty() ? "" : "; ");
      if (c.values.count() == 0) note += fmt::format("{}no value: it cannot be watched", note.empty() ? "" : "; ");
    }
    cells.push_back(note);
    cells.push_back(at < facts.size() ? facts[at].type_reason + in_words(facts[at].help) : "");
    rows.add(std::move(cells));
  }
  return rows.text();
}

profile profile_of(const tables::table_data& table) {
  profile_builder builder;
  progress bar{"profiling", table.columns.size()};
  std::uint64_t done = 0;
  std::vector<std::optional<std::string_view>> texts;
  for (const tables::data_column& c : table.columns) {
    bar.show(done++);
    if (c.type() == column_type::categorical) {
      texts.clear();
      c.for_each_text([&](const auto& text) { texts.push_back(text); });
      builder.add_text(c.name(), texts);
    } else {
      builder.add_numeric(c.name(), c.numbers(), c.type());
    }
  }
  return builder.finish();
}

struct named_profile {
  std::string name;
  std::uint64_t rows = 0;
  profile made;
  std::string windows{};  ///< Of a monitor's reference: what there are.
  std::vector<tables::column_facts> facts{};  ///< Of a table.
  std::vector<std::string> excluded{}, arrays{};
  tables::bad_lines bad{};
};

named_profile profile_of_table(const profile_options& options) {
  if (options.files.size() != 1)
    throw problem{
        fmt::format("one FILE is profiled at a time, not {}; --merge puts profiles together", options.files.size())};
  tables::table_or_profile read =
      read_with_bar(options.files[0], options.input, options.columns, stream_detail::replayed);
  std::vector<std::string> there;
  for (const tables::column_facts& c : read.facts) there.push_back(c.name);
  there.insert(there.end(), read.excluded.begin(), read.excluded.end());
  static_cast<void>(tables::left_out_columns(options.input.exclude, there));
  return {.name = read.name,
          .rows = read.rows,
          .made = read.summary ? *std::move(read.summary) : profile_of(*read.table),
          .facts = std::move(read.facts),
          .excluded = std::move(read.excluded),
          .arrays = std::move(read.arrays),
          .bad = std::move(read.bad)};
}

/// "168 windows of 1 h, 2024-05-01 00:00:00 to ...; slow drift is watched of 3 of 4 signals"
std::string windows_of(const monitor_profile& read, const monitor_config& config) {
  const monitored_reference& m = *read.made.monitored();
  std::string vectors;
  for (const signal_reference& s : m.signals)
    if (s.kind == counted_kind::vectors)
      vectors +=
          fmt::format("{}{} ({} numbers)", vectors.empty() ? "\nvectors: " : ", ", in_quotes(s.name), s.means.size());
  const std::string size = m.window_rows != 0 ? counted(m.window_rows, "row") : fmt::format("{} s", m.window_seconds);
  const std::string span = read.timed
                               ? fmt::format("from {} to {}", time_text(read.first), time_text(read.last))
                               : fmt::format("of rows taken to come at {} a second: there are no times", config.rate);
  const char* const enough =
      m.windows >= series_watch::least_windows ? "slow drift is watched" : "too few for slow drift to be watched";
  return fmt::format("{} of {} {}; {}{}", counted(m.windows, "window"), size, span, enough, vectors);
}

named_profile profile_for_monitor(const profile_options& options) {
  if (options.files.size() != 1) throw problem{"--config makes the reference of one FILE"};
  if (!options.columns.empty()) throw problem{"--columns: the configuration says which signals there are"};
  if (!options.input.exclude.empty()) throw problem{"--exclude: the configuration says which signals there are"};
  if (!options.input.types.empty()) throw problem{"--types: the configuration says what each signal is"};
  const monitor_config config = load_config(options.config);
  monitor_profile read = make_monitor_profile(config, options.names, options.files[0], options.input);
  std::string windows = windows_of(read, config);
  named_profile found{read.name, read.rows, std::move(read.made), std::move(windows)};
  found.bad = std::move(read.bad);
  return found;
}

named_profile merge_profiles(const profile_options& options) {
  if (!options.columns.empty()) throw problem{"--columns: whole profiles are merged"};
  if (!options.input.exclude.empty()) throw problem{"--exclude: whole profiles are merged"};
  named_profile all{
      .name = counted(options.files.size(), "profile"), .rows = 0, .made = load_profile(options.files[0])};
  progress bar{"merging", options.files.size()};
  for (std::size_t i = 1; i < options.files.size(); ++i) {
    bar.show(i);
    const profile next = load_profile(options.files[i]);
    try {
      all.made = merged(all.made, next);
    } catch (const error& why) {
      throw problem_at(options.files[i], 0, nullptr,
                       fmt::format("cannot be merged with {}: {}", options.files[0], why.what()));
    }
  }
  for (const column_profile& c : all.made.columns()) all.rows = std::max(all.rows, c.rows);
  return all;
}

int make_profile(const profile_options& options) {
  if (options.config.empty() && options.names.given())
    throw problem{"--time, --id, --outcome and the others name columns of a monitor's rows; they need --config"};
  if (options.merge && !options.config.empty()) throw problem{"--merge: the reference of a monitor cannot be merged"};
  const bool to_standard_output = check_target(options.output, "-o") == output_kind::standard_output;
  if (to_standard_output && options.as_json)
    throw problem{"--json prints to standard output, where the profile goes; give -o a file"};
  if (to_standard_output && stdout_is_terminal())
    throw problem{"-o: a profile is no text for a terminal; send it to a file or a pipe"};
  const named_profile read = options.merge            ? merge_profiles(options)
                             : options.config.empty() ? profile_of_table(options)
                                                      : profile_for_monitor(options);
  const profile& made = read.made;
  const std::size_t bytes = save_profile(made, options.output, "-o");
  if (options.as_json) {
    json out{{"file", read.name}, {"profile", options.output}, {"rows", read.rows}, {"columns", json::array()}};
    for (std::size_t i = 0; i < made.columns().size(); ++i)
      out["columns"].push_back(to_json(made.columns()[i], i < read.facts.size() ? &read.facts[i] : nullptr));
    if (!read.excluded.empty()) out["excluded"] = read.excluded;
    if (!read.arrays.empty()) out["arrays"] = read.arrays;
    if (options.input.bad_lines == "skip" && !options.merge)
      out["bad_lines"] = {{"count", read.bad.count},
                          {"first_line", read.bad.count != 0 ? json(read.bad.first_line) : json(nullptr)},
                          {"first_cause", read.bad.count != 0 ? json(read.bad.cause) : json(nullptr)}};
    if (const auto& m = made.monitored())
      out["windows"] = {{"count", m->windows}, {"seconds", m->window_seconds}, {"rows", m->window_rows}};
    print(to_line(out) + "\n");
  } else {
    std::string text = fmt::format("{}\n{} of {} -> {} ({} bytes)\n", to_text(made, read.facts), counted(read.rows, "row"),
                                   printable(read.name), printable(options.output), grouped(bytes));
    if (!read.excluded.empty()) text += fmt::format("left out (--exclude): {}\n", list_of(read.excluded));
    if (!read.arrays.empty()) text += fmt::format("left out (arrays): {}\n", list_of(read.arrays));
    if (!read.windows.empty()) text += read.windows + "\n";
    if (to_standard_output)
      fmt::print(stderr, "{}", text);
    else
      print(text);
  }
  return nothing_found;
}

}  // namespace

void add_profile(CLI::App& program, action& chosen) {
  arguments command{program, chosen, "profile", "The reference profile of a table, for compare and watch"};
  auto given = std::make_shared<profile_options>();
  command.positions("FILE", given->files, "CSV or NDJSON, plain, gzip or zstd; - is standard input. With --merge: profiles");
  command.option("-o,--output", given->output, "The profile to write; - is standard output", {.required = true, .type = "NAME.tepid"});
  add_columns_option(command, given->columns, given->input);
  command.flag("--merge", given->merge, "FILE... are profiles of shards: hours, machines; makes the profile of all");
  command.option("--config", given->config, "A monitor's configuration: makes its reference, window by window",
                 {.type = "monitor.json"});
  command.option("--time", given->names.time, "With --config: the column of times [time]");
  add_column_names(command, given->names);
  command.flag("--json", given->as_json, "One JSON document instead of the table");
  add_input_options(command, given->input);
  command.footer(
      "The rows should be healthy, in the order in which they happened, and span at least one whole cycle (a day, a\n"
      "week) of the traffic: watch takes its limits from how far they stray themselves. The file holds no row, only\n"
      "a summary of each column. A column is numeric if every value is a number, boolean if every value is\n"
      "true or false, time if every value is a time or numbers only grow and are known as times by name or range, else categorical;\n"
      "--types says otherwise. An empty cell, a word of\n"
      "--missing and a key that is not there are missing; NaN, and inf and -inf, are counted apart from them, but in text NaN is "
      "missing.\n"
      "The numbers of a table of more than two million cells are read twice and summarised in bounded memory: counts\n"
      "stay exact, the distribution is known at up to 12,000 points. The profile is written whole or not at all, and replaces only a "
      ".tepid file.\n\n" +
      line_help() +
      "Without a column of times rows are taken to come at the configuration's rate. The rows of a reference must be\n"
      "in the order of their times. A profile made with --config is one like any other: compare and watch --reference\n"
      "take it too.\n\n"
      "Examples:\n"
      "  tepid profile healthy_week.csv.gz -o reference.tepid\n"
      "  tepid profile healthy_month.csv --config monitor.json -o healthy.tepid\n"
      "  tepid profile --merge monday.tepid tuesday.tepid -o week.tepid\n"
      "  head -n 10001 requests.csv | tepid profile - -o reference.tepid --columns latency_ms,score");
  command.run([given] { return make_profile(*given); });
}

}  // namespace tepid::cli
