// src/cli/cmd_compare.cpp - tepid compare: has any column of a table drifted from a reference?
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <tepid/compare/comparison.hpp>
#include <tepid/compare/profile_side.hpp>
#include <tepid/reports/comparison_json.hpp>

#include "cli/commands.hpp"
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
#include "tables/table_data_side.hpp"
#include "tables/table_stream.hpp"

namespace tepid::cli {

namespace {

struct compare_options {
  std::string reference, current;
  std::vector<std::string> columns;
  comparison_options rule;
  bool as_json = false;
  tables::input_options input;
};

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
  const auto excluded = tables::chosen_names(options.input.exclude, all, "exclude");
  for (const std::string& name : excluded)
    if (!there(all, name)) throw problem{fmt::format("--exclude: {}", no_such_column(name, before))};
  left_out = excluded;
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

/// `left_out` gets the columns of a table that --exclude leaves out.
std::unique_ptr<table_side> open_side(const std::string& path, const compare_options& options,
                                      std::vector<std::string>& left_out) {
  if (is_saved(path)) return std::make_unique<profile_side>(path, load_profile(path));
  tables::table_or_profile read = read_with_bar(path, options.input, options.columns, stream_detail::sketched);
  left_out.insert(left_out.end(), read.excluded.begin(), read.excluded.end());
  if (read.table) return std::make_unique<tables::table_data_side>(*std::move(read.table));
  return std::make_unique<profile_side>(read.name, *std::move(read.summary));
}

/// compare_sides with a bar.
comparison compared(table_side& a, table_side& b, const compare_options& options, std::vector<std::string>& left_out) {
  const std::vector<std::string> columns = agreed_columns(a, b, options, left_out);
  progress bar{"comparing", columns.size()};
  comparison_options rule = options.rule;
  rule.on_progress = [&bar](std::size_t done, std::size_t) {
    bar.show(done);
    return true;
  };
  try {
    return compare_sides(a, b, columns, rule);
  } catch (const error& why) {
    if (why.field() == "tests" && why.code() != errc::bad_data) throw problem{fmt::format("--tests: {}", why.what())};
    throw;
  }
}

std::string p_text(double p) { return p < 1e-300 ? "< 1e-300" : fmt::format("{:.2g}", p); }
/// "0 % -> 50 %", nothing where neither side has any.
std::string shares_text(const share_comparison& s, const column_comparison& c) {
  if (!s.any()) return "";
  return fmt::format("{:.3g} % -> {:.3g} %",
                     100.0 * static_cast<double>(s.reference) / static_cast<double>(c.reference_rows),
                     100.0 * static_cast<double>(s.current) / static_cast<double>(c.current_rows));
}

/// Kinds of what is no finite number that some column has: of those alone there are columns in the table.
std::vector<std::size_t> kinds_there(const std::vector<column_comparison>& columns) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < non_finite_kinds; ++i)
    if (std::any_of(columns.begin(), columns.end(), [&](const auto& c) { return c.not_finite[i].any(); }))
      found.push_back(i);
  return found;
}

std::string outside_text(const column_comparison& c) {
  const auto percent = [](double share) { return fmt::format("{:.3g} %", 100.0 * share); };
  if (c.unseen_share != 0) return percent(c.unseen_share);
  std::string text = c.below == 0 ? "" : percent(c.below) + " below";
  if (c.above != 0) text += (text.empty() ? "" : ", ") + percent(c.above) + " above";
  return text;
}

/// What stands first: drift, then what could not be decided, each by its effect.
bool worse(const column_comparison& a, const column_comparison& b) {
  const auto rank = [](verdict v) {
    return v == verdict::drift ? 0 : v == verdict::inconclusive ? 1 : v == verdict::no_drift ? 2 : 3;
  };
  const auto size = [](const column_comparison& c) {
    double largest = std::abs(c.effect());
    for (const share_comparison& s : c.not_finite)
      if (s.any()) largest = std::max(largest, std::abs(s.difference));
    return largest;
  };
  return rank(a.result) != rank(b.result) ? rank(a.result) < rank(b.result) : size(a) > size(b);
}

std::string note_of(const column_comparison& c) {
  std::string text = c.note;
  if (!c.kinds_known) {
    text += text.empty() ? "" : "; ";
    text += "a profile of an earlier tepid: NaN is in missing, -infinity in +infinity";
  }
  if (!c.unseen.empty()) {
    text += text.empty() ? "new: " : "; new: ";
    constexpr std::size_t most = 3;
    for (std::size_t i = 0; i < std::min(most, c.unseen.size()); ++i)
      text += fmt::format("{}{} ({})", i ? ", " : "", in_quotes(c.unseen[i].first), grouped(c.unseen[i].second));
    if (c.unseen.size() > most) text += fmt::format(" and {} more", c.unseen.size() - most);
  }
  return text;
}

/// Which tests decided and why they were chosen, each choice once.
std::string choices_text(const std::vector<column_comparison>& columns) {
  std::string text;
  std::vector<std::string_view> told;
  for (const column_comparison& c : columns) {
    if (c.choices.empty() || c.choices.front().empty()) continue;
    if (std::find(told.begin(), told.end(), c.choices.front()) != told.end()) continue;
    told.push_back(c.choices.front());
    text += fmt::format("{} for {}.\n", c.tests.front().name, c.choices.front());
  }
  return text;
}

std::string to_text(const comparison& result, const table_side& a, const table_side& b,
                    const comparison_options& rule) {
  auto columns = result.columns;
  std::stable_sort(columns.begin(), columns.end(), worse);
  const std::vector<std::size_t> kinds = kinds_there(columns);
  constexpr const char* kind_titles[] = {"missing", "NaN", "-infinity", "+infinity"};
  std::vector<table::column> titles{{"column"},       {"type"},           {"verdict"},          {"test", false, 48},
                                    {"effect", true}, {"interval", true}, {"adjusted p", true}, {"values", true}};
  for (const std::size_t i : kinds) titles.push_back({kind_titles[i], true});
  titles.insert(titles.end(), {{"outside", true, 48}, {"note", false, 100}});
  table rows{std::move(titles)};
  for (const column_comparison& c : columns) {
    const bool tested = !c.tests.empty();
    const test_result first = tested ? c.tests.front() : test_result{};
    std::vector<std::string> cells{
        c.name,
        std::string{to_string(c.type)},
        std::string{to_string(c.result)},
        tested ? fmt::format("{}, {}", first.name, first.method) : "",
        tested ? fmt::format("{:+.4f}", c.effect() + 0.0) : "",
        !tested || is_nan(first.effect_low) ? "" : fmt::format("{:+.3f} {:+.3f}", first.effect_low, first.effect_high),
        tested ? p_text(c.p_adjusted) : "",
        c.reference == c.current ? grouped(c.reference)
                                 : fmt::format("{} -> {}", grouped(c.reference), grouped(c.current))};
    for (const std::size_t i : kinds) cells.push_back(shares_text(c.not_finite[i], c));
    cells.insert(cells.end(), {outside_text(c), note_of(c)});
    rows.add(std::move(cells));
  }
  const auto drifted = static_cast<std::uint64_t>(
      std::count_if(columns.begin(), columns.end(), [](const auto& c) { return c.result == verdict::drift; }));
  return fmt::format(
      "reference  {} ({})\ncurrent    {} ({})\n\n{}\n{} of {} drifted.\n"
      "Drift is an effect beyond {}: the p-value of one within it is at most {}, corrected for {} ({}).\n"
      "Effects are Kolmogorov-Smirnov's D for numbers, + where current values are larger; PSI for categories; the\n"
      "difference in share for missing cells, for NaN and for either infinity. Values outside, beyond the reference's\n"
      "range or of new categories, count in D and PSI.\n{}",
      printable(a.name()), counted(a.rows(), "row"), printable(b.name()), counted(b.rows(), "row"), rows.text(),
      grouped(drifted), counted(columns.size(), "column"), rule.margin, rule.alpha,
      counted(std::max<std::uint64_t>(result.decisions, 1), "decision"), rule.correction, choices_text(columns));
}

int compare(const compare_options& options) {
  if (options.reference == "-" && options.current == "-")
    throw problem{"only one of REFERENCE and CURRENT can be standard input"};
  try {
    options.rule.validate();  // what cannot be used is told before anything is read
  } catch (const error& why) {
    throw problem{fmt::format("--{}: {}", why.field(), why.what())};
  }
  std::vector<std::string> left_out;
  const std::unique_ptr<table_side> reference = open_side(options.reference, options, left_out),
                                    current = open_side(options.current, options, left_out);
  const comparison result = compared(*reference, *current, options, left_out);
  if (options.as_json) {
    comparison_options rule = options.rule;
    rule.left_out = left_out;
    print(to_json(result, reference->name(), current->name(), rule) + "\n");
  } else {
    print(to_text(result, *reference, *current, options.rule));
    if (!left_out.empty()) print(fmt::format("Left out (--exclude): {}.\n", list_of(left_out)));
  }
  const verdict overall = result.overall();
  return overall == verdict::drift ? drift_found : overall == verdict::no_drift ? nothing_found : inconclusive;
}

}  // namespace

void add_compare(CLI::App& program, action& chosen) {
  arguments command{program, chosen, "compare", "Has any column drifted from a reference?"};
  auto given = std::make_shared<compare_options>();
  command.position("REFERENCE", given->reference, "CSV, NDJSON or a .tepid profile; - is standard input");
  command.position("CURRENT", given->current, "CSV or NDJSON; - is standard input");
  add_columns_option(command, given->columns, given->input);
  command.option("--alpha", given->rule.alpha, "Chance of any false drift verdict, over all columns together",
                 {.show_default = true, .least = 0.0, .most = 1.0});
  command.option("--margin", given->rule.margin, "The least effect that matters: KS distance D, PSI of categories",
                 {.show_default = true, .least = 0.0, .most = 1e6});
  command.option(
      "--tests", given->rule.tests,
      "Only these tests, by their names in 'tepid list', or all; of those that suit a column the first decides",
      {.type = "A,B,...", .delimiter = ','});
  command.option("--correction", given->rule.correction, "How p-values are corrected for their number",
                 {.show_default = true, .one_of = {std::begin(correction_names), std::end(correction_names)}});
  command.flag("--json", given->as_json, "One JSON document");
  add_input_options(command, given->input);
  command.footer(
      "A column of numbers drifted if its Kolmogorov-Smirnov distance D is beyond --margin: if the p-value of a D\n"
      "within it, corrected for the number of decisions, is at most --alpha. A column of text the same with the PSI\n"
      "of its categories, rare ones taken together; either also if the share of missing cells, of NaN, of -infinity\n"
      "or of +infinity changed by more, each by itself: an empty cell and words of --missing are missing, NaN is a\n"
      "value that could not be computed, in a column of text missing too. Values beyond the reference's range and new "
      "categories count in both, and are shown. With\n"
      "enough rows every difference is significant, so none is a drift by its p-value alone; with --margin 0 it is.\n"
      "With 1,000 rows a side and 3 decisions D must be 0.18 to be beyond 0.1 for certain, with 10,000 0.125.\n"
      "A test asked for by --tests that has no interval knows no margin: it decides by its p-value of no change, and\n"
      "the effect itself must be at least the margin. Times are not compared.\n"
      "--correction: bonferroni and holm keep the chance of any false verdict at alpha, bh (independent columns), by\n"
      "and ebh (any) the share of false ones among the verdicts.\n"
      "The p-values hold for independent rows; of a time series compare stretches much longer than its memory.\n"
      "  {\"schema\":1,\"reference\",\"current\",\"alpha\",\"margin\",\"decisions\",\"drift\",\n"
      "   \"columns\":[{\"name\",\"type\",\"reference\":n,\"current\":n,\"verdict\",\"drift\",...,\n"
      "               \"tests\":[{\"name\",\"statistic\",\"p_value\",\"effect\",...}]}]}\n"
      "Exit code 1 if a column drifted; 3 if none did but some could not be decided.\n\n"
      "Examples:\n"
      "  tepid compare last_month.csv.gz this_week.csv.gz\n"
      "  tepid compare reference.tepid today.ndjson --columns latency_ms,score --margin 0.2\n"
      "  tepid compare last_month.csv.gz this_week.csv.gz --tests wasserstein,welch,chi_square --correction bh\n"
      "  zcat today.csv.gz | tepid compare reference.csv - --json | jq '.columns[] | select(.drift).name'");
  command.run([given] { return compare(*given); });
}

}  // namespace tepid::cli
