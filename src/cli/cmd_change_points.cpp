// src/cli/cmd_change_points.cpp - tepid change-points: where columns of a recorded table changed.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <tepid/two_sample/segmentation.hpp>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/problem.hpp"
#include "cli/progress.hpp"
#include "cli/table.hpp"
#include "cli/table_options.hpp"
#include "cli/text.hpp"
#include "tables/open_rows.hpp"

namespace tepid::cli {

namespace {

struct change_options {
  std::string file, method = "pelt", kind = "mean", time;
  std::vector<std::string> columns;
  double p = 0.001, min_magnitude = 0.0;
  std::uint64_t min_segment = 5, window = 50;
  bool as_json = false;
  tables::input_options input;
};

struct recorded {
  std::vector<std::vector<double>> series;  ///< NaN where a cell has no value.
  std::vector<std::string> times;
};

/// The chosen columns, whole.
recorded read_columns(tables::row_source& source, const change_options& o, const std::vector<std::string>& columns) {
  recorded out;
  out.series.resize(columns.size());
  std::vector<std::size_t> at;
  for (const std::string& column : columns) at.push_back(source.find(column));
  std::size_t time_at = o.time.empty() ? tables::row_source::npos : source.find(o.time);
  progress bar{source.bytes()};
  while (source.next()) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (at[i] == tables::row_source::npos) at[i] = source.find(columns[i]);
      const double x = source.number(at[i]);
      if (!is_finite(x) && !is_nan(x))
        throw problem_at(source.name(), source.line(), &columns[i], "the value is infinite");
      if (is_nan(x) && o.method == "otava")
        throw problem_at(source.name(), source.line(), &columns[i], "there is no value; --method otava needs every one");
      out.series[i].push_back(x);
    }
    if (!o.time.empty()) {
      if (time_at == tables::row_source::npos) time_at = source.find(o.time);
      out.times.push_back(text_of(source.value(time_at)));
    }
    bar.tick(source.bytes().taken());
  }
  for (const std::string& column : columns) static_cast<void>(source.find_at_end(column));
  if (!o.time.empty()) static_cast<void>(source.find_at_end(o.time));
  return out;
}

segmentation judge(const std::vector<double>& series, const change_options& o) {
  if (o.method == "otava")
    return to_segmentation(series, find_change_points(series, {.window = static_cast<std::size_t>(o.window),
                                                               .max_pvalue = o.p,
                                                               .min_magnitude = o.min_magnitude}));
  return segment_series(series, {.kind = o.kind == "mean" ? change_kind::mean : change_kind::mean_variance,
                                 .p = o.p,
                                 .min_segment = static_cast<std::size_t>(o.min_segment)});
}

/// The series in `width` characters: means of so many stretches as bars of eight heights, and below a ^ at each point.
std::string picture(const std::vector<double>& series, const segmentation& found, std::size_t width) {
  static constexpr std::array<const char*, 8> bars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const std::size_t n = series.size(), places = std::min(width, n);
  std::vector<double> means(places, std::numeric_limits<double>::quiet_NaN());
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (std::size_t i = 0; i < places; ++i) {
    double sum = 0.0, count = 0.0;
    for (std::size_t t = i * n / places; t < (i + 1) * n / places; ++t)
      if (!is_nan(series[t])) {
        count += 1.0;
        sum += (series[t] - sum) / count;
      }
    if (count == 0.0) continue;
    means[i] = sum;
    low = std::min(low, sum);
    high = std::max(high, sum);
  }
  std::string line, marks(places, ' ');
  for (const double m : means) {
    const double share = high > low ? (0.5 * m - 0.5 * low) / (0.5 * high - 0.5 * low) : 0.0;
    line += is_nan(m) ? " " : bars[static_cast<std::size_t>(std::clamp(share * 8.0, 0.0, 7.0))];
  }
  for (const series_change& c : found.points) marks[std::min(places - 1, c.index * places / n)] = '^';
  marks.erase(marks.find_last_not_of(' ') + 1);
  return "  " + line + "\n" + (marks.empty() ? "" : "  " + marks + "\n");
}

std::string row_text(std::size_t row, const std::vector<std::string>& times) {
  return times.empty() ? fmt::format("{}", row) : fmt::format("{} ({})", row, shortened(times[row], 19));
}

const char* verdict_text(segmentation_verdict verdict) {
  switch (verdict) {
    case segmentation_verdict::changed:
    case segmentation_verdict::none:
      return "";
    case segmentation_verdict::too_short:
      return "too few values: nothing was looked for\n";
    case segmentation_verdict::wanders:
      return "no step stands out, but the series trends or wanders:\na change of its level cannot be told\n";
  }
  return "";
}

std::string text_for(const std::string& column, const std::vector<double>& series, const segmentation& found,
                     const std::vector<std::string>& times, const change_options& o) {
  std::string out = fmt::format("{}: {} in {}", shortened(printable(column), 40), counted(found.points.size(), "change"),
                                counted(found.values, "value"));
  if (found.missing != 0) out += fmt::format(", {} missing", grouped(found.missing));
  if (found.held != 0) out += fmt::format(", {} held", counted(found.held, "outlier"));
  out += "\n";
  if (!series.empty()) out += picture(series, found, 76);
  out += verdict_text(found.verdict);
  if (found.points.empty()) return out;
  table rows{{{"row", true, 30}, {"within", true}, {"before", true}, {"after", true}, {"sd", false}, {"p", true}}};
  for (const series_change& c : found.points)
    rows.add({row_text(c.index, times), o.method == "otava" ? "-" : fmt::format("{}-{}", c.earliest, c.latest),
              fmt::format("{:.4g}", c.mean_before), fmt::format("{:.4g}", c.mean_after),
              fmt::format("{:.3g} -> {:.3g}", c.sd_before, c.sd_after), fmt::format("{:.1e}", c.p_value)});
  return out + rows.text();
}

json json_for(const std::string& file, const std::string& column, const segmentation& found,
              const std::vector<std::string>& times, const change_options& o) {
  const bool pelt = o.method == "pelt";
  json points = json::array();
  for (const series_change& c : found.points) {
    json point{{"index", c.index}};
    if (!times.empty()) point["time"] = times[c.index];
    point["earliest"] = pelt ? json(c.earliest) : json(nullptr);
    point["latest"] = pelt ? json(c.latest) : json(nullptr);
    point["direction"] = c.direction > 0 ? json("up") : c.direction < 0 ? json("down") : json(nullptr);
    point["effect"] = number_or_null(c.effect);
    point["mean_before"] = number_or_null(c.mean_before);
    point["mean_after"] = number_or_null(c.mean_after);
    point["sd_before"] = number_or_null(c.sd_before);
    point["sd_after"] = number_or_null(c.sd_after);
    point["statistic"] = number_or_null(c.statistic);
    point["p_value"] = number_or_null(c.p_value);
    points.push_back(std::move(point));
  }
  return {{"file", file},
          {"column", column},
          {"method", o.method},
          {"kind", o.kind},
          {"p", o.p},
          {"verdict", segmentation_verdict_names[static_cast<std::size_t>(found.verdict)]},
          {"values", found.values},
          {"missing", found.missing},
          {"held", found.held},
          {"ar_order", pelt ? json(found.ar_order) : json(nullptr)},
          {"noise_sd", number_or_null(found.noise_sd)},
          {"long_run", pelt ? number_or_null(found.long_run) : json(nullptr)},
          {"limit", pelt ? number_or_null(found.limit) : json(nullptr)},
          {"points", std::move(points)}};
}

int find_changes(const change_options& o) {
  // Options first: a wrong one should not wait for standard input.
  static_cast<void>(judge({}, o));
  if (o.method == "otava" && o.kind != "mean") throw problem{"--kind mean+variance needs --method pelt"};
  const auto source = tables::open_rows(o.file, o.input);
  std::vector<std::string> columns = o.columns;
  if (columns.empty()) {
    for (const std::string& c : source->columns())
      if (c != o.time) columns.push_back(c);
    if (columns.size() != 1)
      throw problem_at(source->name(), 1, nullptr,
                       fmt::format("there are {} columns; say which with --column: {}", source->columns().size(),
                                   list_of(source->columns())));
  }
  const recorded data = read_columns(*source, o, columns);
  std::string out;
  bool found_any = false, unclear = false;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const segmentation found = judge(data.series[i], o);
    found_any = found_any || found.verdict == segmentation_verdict::changed;
    unclear = unclear || found.verdict == segmentation_verdict::too_short || found.verdict == segmentation_verdict::wanders;
    if (o.as_json)
      out += to_line(json_for(o.file, columns[i], found, data.times, o)) + "\n";
    else
      out += (i ? "\n" : "") + text_for(columns[i], data.series[i], found, data.times, o);
  }
  print(out);
  return found_any ? drift_found : unclear ? inconclusive : nothing_found;
}

}  // namespace

void add_change_points(CLI::App& program, action& chosen) {
  arguments command{program, chosen, "change-points", "Where columns of a recorded table changed their level"};
  auto given = std::make_shared<change_options>();
  command.position("FILE", given->file, "CSV or NDJSON, plain, gzip or zstd; - is standard input");
  command.option("-c,--column", given->columns, "A column of numbers; not needed if there is only one. May be repeated",
                 {.type = "NAME"});
  command.option("--method", given->method,
                 "pelt: optimal partitions with the series' own dependence; otava: as Apache Otava finds them",
                 {.show_default = true, .one_of = {"pelt", "otava"}});
  command.option("--kind", given->kind, "What changes; mean+variance with pelt alone",
                 {.show_default = true, .one_of = {"mean", "mean+variance"}});
  command.option("--p", given->p,
                 "pelt: the chance of any point in a series without a change; otava: the largest p-value of a t-test",
                 {.show_default = true});
  command.option("--min-segment", given->min_segment, "pelt: values between two points at least", {.show_default = true});
  command.option("--window", given->window, "otava: values that are looked at together", {.show_default = true});
  command.option("--min-magnitude", given->min_magnitude, "otava: the least relative change, 0.05 is five percent",
                 {.show_default = true});
  command.option("--time", given->time, "A column that says when each row was, to be shown beside its number",
                 {.type = "NAME"});
  command.flag("--json", given->as_json, "One line of JSON for each column");
  add_input_options(command, given->input);
  command.footer(
      "A point is the first row of a new level; rows count from 0. 'within' holds it with 95 %.\n"
      "Missing cells are left out but counted as rows. --json gives for each column\n"
      "  {\"file\",\"column\",\"method\",\"kind\",\"p\",\"verdict\",\"values\",\"missing\",\"held\",\"ar_order\",\"noise_sd\","
      "\"long_run\",\n   \"limit\",\"points\":[{\"index\",\"time\",\"earliest\",\"latest\",\"direction\",\"effect\","
      "\"mean_before\",\n   \"mean_after\",\"sd_before\",\"sd_after\",\"statistic\",\"p_value\"}]}\n"
      "verdict is changed, none, too_short or wanders (a trend or a random walk: its level cannot be judged); time is\n"
      "there with --time. What is not known with otava is null.\n"
      "Exit code 1 if there is a point in any column; else 3 if one is too short or cannot be judged; else 0.\n\n"
      "Examples:\n"
      "  tepid change-points nightly.csv --column p99_ms --time commit\n"
      "  tepid change-points scores.ndjson -c accuracy -c recall --kind mean+variance --json\n"
      "  tepid change-points bench.csv -c throughput --method otava --min-magnitude 0.05");
  command.run([given] { return find_changes(*given); });
}

}  // namespace tepid::cli
