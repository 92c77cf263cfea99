// src/cli/cmd_compare.cpp - tepid compare: has any column of a table drifted from a reference?
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

#include <tepid/compare/comparison.hpp>
#include <tepid/compare/profile_side.hpp>
#include <tepid/reports/comparison_json.hpp>

#include "cli/advice.hpp"
#include "cli/commands.hpp"
#include "cli/compare_text.hpp"
#include "cli/output.hpp"
#include "cli/problem.hpp"
#include "cli/profile_file.hpp"
#include "cli/progress.hpp"
#include "cli/table.hpp"
#include "cli/table_options.hpp"
#include "cli/table_reading.hpp"
#include "cli/text.hpp"
#include "tables/column_picker.hpp"
#include "tables/open_rows.hpp"
#include "tables/reading_sizes.hpp"
#include "tables/table_data_side.hpp"
#include "tables/table_stream.hpp"

namespace tepid::cli {

namespace {

struct compare_options {
  std::string reference, current;
  std::vector<std::string> columns, margins{"0.1"};
  comparison_options rule;
  std::string explain;
  bool as_json = false;
  tables::input_options input;
};

/// "0.2", or "latency=0.2" for one column.
void take_margins(compare_options& options) {
  for (const std::string& word : options.margins) {
    const auto equals = word.rfind('=');
    const std::string_view number = std::string_view{word}.substr(equals == std::string::npos ? 0 : equals + 1);
    double margin = 0.0;
    const auto [end, code] = std::from_chars(number.data(), number.data() + number.size(), margin);
    if (code != std::errc{} || end != number.data() + number.size() || number.empty() || !(margin >= 0 && margin <= 1e6))
      throw problem{fmt::format("--margin: {} is no number in [0, 1e6], and no COLUMN=NUMBER", in_quotes(word))};
    if (equals == std::string::npos)
      options.rule.margin = margin;
    else
      options.rule.margins[word.substr(0, equals)] = margin;
  }
}

std::vector<std::string> missing_in(const std::vector<std::string>& names, const table_side& side) {
  std::vector<std::string> out;
  for (const auto& name : names)
    if (!side.has(name)) out.push_back(name);
  return out;
}

/// The columns to compare; throws problem unless both sides have the same or the user chose.
std::vector<std::string> agreed_columns(const table_side& a, const table_side& b, const compare_options& options,
                                        std::vector<std::string>& left_out) {
  std::vector<std::string> before = a.columns(), now = b.columns(), all = before;
  all.insert(all.end(), now.begin(), now.end());
  all.insert(all.end(), left_out.begin(), left_out.end());
  const auto there = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  const std::vector<std::string> excluded = left_out = tables::left_out_columns(options.input.exclude, all);
  for (auto* names : {&before, &now}) std::erase_if(*names, [&](const auto& name) { return there(excluded, name); });
  if (!options.columns.empty()) {
    const auto names = tables::chosen_names(options.columns, before);
    for (const table_side* side : {&a, &b})
      for (const auto& name : missing_in(names, *side))
        throw problem_at(side->name(), 0, nullptr, no_such_column(name, side->columns()));
    return names;
  }
  const auto gone = missing_in(before, b), added = missing_in(now, a);
  if (gone.empty() && added.empty() && !before.empty()) return before;
  std::string text = "the columns differ";
  if (before.empty() || now.empty()) throw problem{"--exclude leaves no column"};
  if (!gone.empty()) text += fmt::format("; only in {}: {}", a.name(), list_of(gone));
  if (!added.empty()) text += fmt::format("; only in {}: {}", b.name(), list_of(added));
  throw problem{text + "; choose with --columns or --exclude"};
}

/// What reading a side found that is no column to compare.
struct not_read {
  std::vector<std::string> left_out;                            ///< By --exclude.
  std::vector<std::pair<std::string, std::string>> unreadable;  ///< Columns of arrays, and why.
};

std::unique_ptr<table_side> open_side(const std::string& path, const compare_options& options, not_read& beside) {
  if (is_saved(path)) return std::make_unique<profile_side>(path, load_profile(path));
  std::vector<std::string> chosen = options.columns;
  if (!chosen.empty() && !options.rule.cluster.empty()) chosen.push_back(options.rule.cluster);
  tables::table_or_profile read = read_with_bar(path, options.input, chosen, stream_detail::sketched);
  beside.left_out.insert(beside.left_out.end(), read.excluded.begin(), read.excluded.end());
  for (const std::string& column : read.arrays)
    if (std::none_of(beside.unreadable.begin(), beside.unreadable.end(), [&](const auto& u) { return u.first == column; }))
      beside.unreadable.emplace_back(column, fmt::format("its values in {} are arrays", printable(read.name)));
  std::unique_ptr<table_side> side;
  if (read.table)
    side = std::make_unique<tables::table_data_side>(*std::move(read.table));
  else
    side = std::make_unique<profile_side>(
        read.name, *std::move(read.summary),
        fmt::format("has more than {} cells or {} MiB of text and is kept as distributions alone: name fewer columns with "
                    "--columns, take the rows of fewer clusters, or let tepid.compare in Python do it, which keeps all rows",
                    grouped(tables::sizes_of_reading.most_cells), tables::sizes_of_reading.most_bytes >> 20));
  if (read.bad.count != 0) side->remark(tables::bad_lines_text(read.bad));
  if (tables::too_many(read.bad, read.rows)) side->doubt(tables::too_many_text(read.bad, read.rows));
  return side;
}

/// compare_sides with a bar.
comparison compared(table_side& a, table_side& b, const compare_options& options, not_read beside) {
  const std::vector<std::string> columns = agreed_columns(a, b, options, beside.left_out);
  comparison_options rule = options.rule;
  rule.judge = tables::chosen_names(options.rule.judge, columns, "judge");
  rule.left_out = std::move(beside.left_out);
  rule.unreadable = std::move(beside.unreadable);
  progress bar{"comparing", columns.size()};
  rule.on_progress = [&bar](std::size_t done, std::size_t) {
    bar.show(done);
    return true;
  };
  try {
    return compare_sides(a, b, columns, rule);
  } catch (const error& why) {
    if (why.field() == "tests" && why.code() != errc::bad_data) throw problem{fmt::format("--tests: {}", why.what())};
    if (why.field() == "block" || why.field() == "cluster") throw option_problem(why);
    throw;
  }
}

int compare(compare_options& options) {
  take_margins(options);
  if (options.as_json && !options.explain.empty()) throw problem{"--explain is for people: --json has the same of every column"};
  if (options.reference == "-" && options.current == "-")
    throw problem{"only one of REFERENCE and CURRENT can be standard input"};
  try {
    options.rule.validate();  // what cannot be used is told before anything is read
  } catch (const error& why) {
    throw option_problem(why);
  }
  if (const std::string& cluster = options.rule.cluster; !cluster.empty())
    if (is_among(tables::chosen_names(options.input.exclude, std::span{&cluster, 1}, "exclude"), cluster))
      throw problem{fmt::format("--cluster: column {} is left out by --exclude", in_quotes(cluster))};
  not_read beside;
  const std::unique_ptr<table_side> reference = open_side(options.reference, options, beside),
                                    current = open_side(options.current, options, beside);
  const comparison result = compared(*reference, *current, options, std::move(beside));
  const sides_told told{reference->name(), current->name(), reference->rows(), current->rows()};
  print(options.as_json            ? to_json(result, reference->name(), current->name(), options.rule) + "\n"
        : options.explain.empty() ? comparison_text(result, told, options.rule)
                                  : explained(result, options.explain, told, options.rule));
  const verdict overall = result.overall();
  return overall == verdict::drift ? drift_found : overall == verdict::no_drift ? nothing_found : inconclusive;
}

}  // namespace

void add_compare(CLI::App& program, action& chosen) {
  arguments command{program, chosen, "compare", "Has any column drifted from a reference?"};
  auto given = std::make_shared<compare_options>();
  command.position("REFERENCE", given->reference, "CSV, NDJSON or a .tepid profile; - is standard input");
  command.position("CURRENT", given->current, "CSV, NDJSON or a .tepid profile; - is standard input");
  add_columns_option(command, given->columns, given->input);
  command.option("--alpha", given->rule.alpha, "Chance of any false drift verdict, over all columns together",
                 {.show_default = true});
  command.option("--margin", given->margins,
                 "The least share of values whose move matters, in [0, 1]; COLUMN=NUMBER for one column; may be repeated "
                 "[0.1]",
                 {.type = "[COLUMN=]NUMBER"});
  command.option("--judge", given->rule.judge,
                 "Compare these columns though they look like identifiers, counters or times", {.type = "COLUMN,..."});
  command.option("--cluster", given->rule.cluster,
                 "Rows with the same value in this column, a user or a session, may resemble each other; it is not compared",
                 {.type = "COLUMN"});
  command.option("--block", given->rule.block,
                 "So many rows one after the other may resemble each other: rows in time", {.type = "N", .least = 1.0});
  command.option("--threads", given->rule.threads,
                 "Threads that compare columns; the result is the same [one a processor]", {.type = "N", .least = 1.0});
  command.option("--ratio-margin", given->rule.small.ratio_margin,
                 "A share of at most 5 % must change by this factor at least, either way",
                 {.show_default = true});
  command.option(
      "--tests", given->rule.tests,
      "Only these tests, by their names in 'tepid list', or all; of those that suit a column the first decides",
      {.type = "A,B,...", .delimiter = ','});
  command.option("--correction", given->rule.correction, "How p-values are corrected for their number",
                 {.show_default = true, .one_of = {std::begin(correction_names), std::end(correction_names)}});
  command.option("--explain", given->explain, "All about one column, with a picture", {.type = "COLUMN"});
  command.flag("--json", given->as_json, "One JSON document");
  add_input_options(command, given->input);
  command.footer(
      "How much moved: of a column of text half the summed change of the shares of its categories, of numbers the\n"
      "largest distance of the distribution functions (Kolmogorov-Smirnov's D). 10 % is 10 of 100 rows in another\n"
      "category, or a shift by a quarter of a standard deviation. The interval beside it decides: drift where it lies\n"
      "above --margin, no drift where it lies within, else inconclusive, with the number of values it would take.\n"
      "A second look sees what the margin does not: the shares below and above the reference's lowest and highest\n"
      "hundredth, and of rare categories (at most 5 %): drift where one changed by --ratio-margin and by 0.2 % of the\n"
      "rows. With 10,000 rows a side 1 % that becomes 2 %, a standard deviation times 1.5, a tenth of the rows moved\n"
      "by 5 standard deviations are seen. The shares of missing cells, of NaN and of either infinity likewise, each by\n"
      "itself: an empty cell and words of --missing are missing; NaN is a value that could not be computed, in a\n"
      "column of text missing too.\n"
      "With --margin 0 any change at all is drift.\n"
      "Not judged, and so inconclusive unless left out by --exclude: times, identifiers (nearly all values different),\n"
      "numbers that only grow from row to row, as times and counters do, whole numbers beyond 2^53 (these unless named by --judge), text against numbers, no value on\n"
      "one side.\n"
      "--tests: the first that suits a column decides instead, by its interval or, without one, by its p-value of no\n"
      "change and an effect of at least --margin in its own unit.\n"
      "--correction: bonferroni and holm keep the chance of any false verdict at alpha, bh (independent columns), by\n"
      "and ebh (any) the share of false ones among the verdicts.\n"
      "The p-values hold for independent rows; where neighbouring rows resemble each other the note says so. With\n"
      "--cluster user or --block 100 they hold for independent users, or stretches of 100 rows: no profile, no --tests,\n"
      "and at least 20 clusters a side. Rows without a value in the column are clusters of their own.\n"
      "  {\"schema\",\"reference\",\"current\",\"alpha\",\"margin\",\"decisions\",\"verdict\",\"drift\",\n"
      "   \"columns\":[{\"name\",\"type\",\"reference\":n,\"current\":n,\"moved\":{\"share\",\"low\",\"high\",...},\n"
      "               \"small\":{...},\"verdict\",\"drift\",\"note\",...,\"tests\":[{\"name\",\"effect\",...}]}]}\n"
      "Exit code 1 if a column drifted; 3 if none did but some were inconclusive or could not be judged, or --bad-lines skip\n"
      "left out more than a tenth of a side's lines.\n\n"
      "Examples:\n"
      "  tepid compare last_month.csv.gz this_week.csv.gz\n"
      "  tepid compare reference.tepid today.ndjson --columns latency_ms,score --margin 0.2\n"
      "  tepid compare last_month.csv.gz this_week.csv.gz --tests wasserstein,welch,chi_square --correction bh\n"
      "  zcat today.csv.gz | tepid compare reference.csv - --json | jq '.columns[] | select(.drift).name'");
  command.run([given] { return compare(*given); });
}

}  // namespace tepid::cli
