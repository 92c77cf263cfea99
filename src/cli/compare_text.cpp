// src/cli/compare_text.cpp - a comparison of tables, told to people.
#include "cli/compare_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <tepid/core/numeric.hpp>

#include "cli/output.hpp"
#include "cli/problem.hpp"
#include "cli/table.hpp"
#include "cli/text.hpp"

namespace tepid::cli {

namespace {

constexpr const char* kind_titles[] = {"missing", "NaN", "-infinity", "+infinity"};

std::string percent_text(double share) { return is_nan(share) ? "-" : fmt::format("{:.3g} %", 100.0 * share); }

std::string p_text(double p) { return p < 1e-300 ? "< 1e-300" : fmt::format("{:.2g}", p); }
/// "0 % -> 50 %", nothing where neither side has any.
std::string shares_text(const share_comparison& s, const column_comparison& c) {
  if (!s.any()) return "";
  const auto share = [](std::uint64_t part, std::uint64_t rows) {
    return percent_text(static_cast<double>(part) / static_cast<double>(rows));
  };
  return share(s.reference, c.reference_rows) + " -> " + share(s.current, c.current_rows);
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
  if (c.unseen_share != 0) return percent_text(c.unseen_share);
  std::string text = c.below == 0 ? "" : percent_text(c.below) + " below";
  if (c.above != 0) text += (text.empty() ? "" : ", ") + percent_text(c.above) + " above";
  return text;
}

/// What stands first: drift, then what could not be decided, each by the share that moved for certain, then by the share
/// that moved, on one scale for all types.
bool worse(const column_comparison& a, const column_comparison& b) {
  const auto key = [](const column_comparison& c) {
    constexpr int places[] = {3, 0, 1, 4, 2};  // no drift, drift, inconclusive, left out, cannot be judged
    double low = is_nan(c.moved.low) ? 0.0 : c.moved.low, share = is_nan(c.moved.estimate) ? 0.0 : c.moved.estimate;
    for (const share_comparison& s : c.not_finite)
      if (s.any() && is_finite(s.difference)) share = std::max(share, std::abs(s.difference));
    return std::tuple{places[static_cast<std::size_t>(c.result)], -low, -share};
  };
  return key(a) < key(b);
}

/// New categories come first: they are short, and a long note is cut.
std::string note_of(const column_comparison& c) {
  std::string text;
  if (!c.unseen.empty()) {
    text += "new: ";
    constexpr std::size_t most = 3;
    for (std::size_t i = 0; i < std::min(most, c.unseen.size()); ++i)
      text += fmt::format("{}{} ({})", i ? ", " : "", in_quotes(c.unseen[i].first), grouped(c.unseen[i].second));
    if (c.unseen.size() > most) text += fmt::format(" and {} more", c.unseen.size() - most);
  }
  const auto add = [&](std::string_view more) { text.append(text.empty() || more.empty() ? "" : "; ").append(more); };
  add(c.note);
  if (!c.kinds_known) add("a profile of an earlier tepid: NaN is in missing, -infinity in +infinity");
  return text;
}

/// "12 %  8 to 17 %": the share that moved and its interval.
std::string moved_text(const column_comparison& c) {
  if (is_nan(c.moved.estimate)) return "";
  return fmt::format("{:.3g} ({:.3g} to {:.3g})", 100.0 * c.moved.estimate, 100.0 * c.moved.low, 100.0 * c.moved.high);
}

/// The largest share of either side; 0 where nothing was judged.
double tallest(const two_shapes& s) {
  double most = 0.0;
  for (const auto* side : {&s.reference, &s.current})
    for (const double share : *side) most = std::max(most, share);
  return most;
}

/// Eight heights of bars; nothing for nothing. One side after the other, on the same scale.
std::string sparklines(const two_shapes& s) {
  constexpr std::string_view heights[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const double most = tallest(s);
  if (!(most > 0)) return "";
  std::string text;
  for (const auto* side : {&s.reference, &s.current}) {
    text += text.empty() ? "" : "|";
    for (const double share : *side)
      text += heights[share > 0 ? std::clamp(static_cast<std::size_t>(std::lround(8.0 * share / most)), std::size_t{1}, std::size_t{8}) : 0];
  }
  return text;
}

/// Red for drift, yellow for what is open, green for no drift, dim for what was left out.
std::string_view colour_of(verdict v) {
  constexpr std::string_view codes[] = {"32", "1;31", "33", "2", "33"};
  return codes[static_cast<std::size_t>(v)];
}

/// How many columns have each verdict.
std::uint64_t count_of(const comparison& result, verdict v) {
  return static_cast<std::uint64_t>(
      std::count_if(result.columns.begin(), result.columns.end(), [v](const auto& c) { return c.result == v; }));
}

/// "Rows with the same 'user' are one cluster: 200 -> 210 of them." Nothing where rows are independent.
std::string clusters_text(const comparison& result, const comparison_options& rule) {
  if (rule.cluster.empty() && rule.block == 0) return "";
  const auto at = std::find_if(result.columns.begin(), result.columns.end(),
                               [](const column_comparison& c) { return c.reference_clusters != 0; });
  const std::string what = rule.block == 0 ? fmt::format("Rows with the same {} are one cluster", in_quotes(rule.cluster))
                                           : fmt::format("{} one after the other are one cluster", counted(rule.block, "row"));
  if (at == result.columns.end()) return what + ".\n";
  return fmt::format("{}: {} -> {} of them.\n", what, grouped(at->reference_clusters), grouped(at->current_clusters));
}

std::string rule_text(const comparison& result, const comparison_options& rule) {
  const bool by_tests = !rule.tests.empty();
  return fmt::format(
      "{}{}Decided for all columns at once at {} ({}, {}).{}\n", clusters_text(result, rule),
      by_tests ? fmt::format("Drift is an effect of the first test beyond {} for certain.\n", rule.margin)
               : fmt::format("Drift: more than {:.3g} % of the values moved, for certain; or a small share changed by a "
                             "factor of {:.3g} and by {:.3g} %\n(above {:.3g} %: {:.3g} and {:.3g} %).\nNo drift: at most {:.3g} % moved, for certain. Else "
                             "inconclusive.\n",
                             100.0 * rule.margin, rule.small.ratio_margin, 100.0 * rule.small.least_difference,
                             100.0 * rule.small.rare_share,
                             std::max(rule.small.ratio_margin, rule.small.common_ratio_margin), 50.0 * rule.margin,
                             100.0 * rule.margin),
      rule.alpha, counted(std::max<std::uint64_t>(result.decisions, 1), "decision"), rule.correction,
      count_of(result, verdict::not_judged) != 0
          ? " What cannot be judged: --exclude says that this is meant, --judge that it is a value."
          : "");
}

std::string sides_text(const sides_told& sides) {
  return fmt::format("reference  {} ({})\ncurrent    {} ({})\n\n", printable(sides.reference),
                     counted(sides.reference_rows, "row"), printable(sides.current), counted(sides.current_rows, "row"));
}

/// A bin or category a line, both sides as bars.
std::string picture(const two_shapes& s) {
  if (s.reference.empty()) return "";
  constexpr double widest = 24.0;
  const double most = tallest(s);
  const auto bar = [&](double share, const char* of) {
    std::string text;
    for (long i = std::lround(widest * share / most); i > 0; --i) text += of;
    return text.empty() && share > 0 ? "▏" : text;
  };
  std::vector<table::column> titles{{s.names.empty() ? "from" : "category", s.names.empty()}};
  if (s.names.empty()) titles.push_back({"to", true});
  titles.insert(titles.end(), {{"reference", true}, {"current", true}, {"", false, 60}});
  table rows{std::move(titles)};
  const std::size_t bins = s.reference.size();
  for (std::size_t i = 0; i < bins; ++i) {
    std::vector<std::string> before{percent_text(s.reference[i]), "", bar(s.reference[i], "░")},
        now{"", "", percent_text(s.current[i]), bar(s.current[i], "█")};
    if (s.names.empty()) {
      const bool open = bins > 1;
      before.insert(before.begin(), {open && i == 0 ? "below" : brief(s.edges[i]), open && i + 1 == bins ? "above" : brief(s.edges[i + 1])});
      now.insert(now.begin(), "");
    } else {
      before.insert(before.begin(), s.names[i].empty() ? "all others" : s.names[i]);
    }
    rows.add(std::move(before));
    rows.add(std::move(now));
  }
  return rows.text(stdout_width()) + "\n";
}

}  // namespace

std::string explained(const comparison& result, const std::string& column, const sides_told& sides,
                      const comparison_options& rule) {
  const auto at = std::find_if(result.columns.begin(), result.columns.end(), [&](const auto& c) { return c.name == column; });
  if (at == result.columns.end()) {
    std::vector<std::string> names;
    for (const column_comparison& c : result.columns) names.push_back(c.name);
    throw problem{fmt::format("--explain: {}", no_such_column(column, names))};
  }
  const column_comparison& c = *at;
  const auto own = rule.margins.find(c.name);
  const double margin = own == rule.margins.end() ? rule.margin : own->second;
  std::string out = sides_text(sides);
  const std::string_view paint = stdout_has_colours() ? colour_of(c.result) : "";
  out += fmt::format("{}  {}{}{}\n", printable(c.name), paint.empty() ? "" : fmt::format("\x1b[{}m", paint), to_string(c.result),
                     paint.empty() ? "" : "\x1b[0m");
  if (c.result == verdict::left_out) return out;
  if (const std::string note = note_of(c); !note.empty()) out += fmt::format("{}\n", printable(note));
  table facts{{{"", false, 24}, {"", false, 160}}};
  facts.add({"compared as", c.width != 0 ? "rows of numbers" : std::string{to_string(c.type)}});
  facts.add({"values", fmt::format("{} -> {}", grouped(c.reference), grouped(c.current))});
  if (!is_nan(c.moved.estimate)) {
    facts.add({"moved", fmt::format("{} of the values, between {} and {}", percent_text(c.moved.estimate),
                                    percent_text(c.moved.low), percent_text(c.moved.high))});
    if (rule.tests.empty())
      facts.add({"margin", fmt::format("{}: p {} that no more moved, corrected for {}", percent_text(margin), p_text(c.p_adjusted),
                                       counted(result.decisions, "decision"))});
    facts.add({"would be decided by", c.moved.n_needed <= 1e9
                                          ? fmt::format("{} values a side", grouped(static_cast<std::uint64_t>(c.moved.n_needed)))
                                          : "more than 1,000,000,000 values a side"});
  }
  if (!c.small.what.empty())
    facts.add({"surest small share",
               fmt::format("{}: {} -> {}, {:.3g} times ({:.3g} to {:.3g}), p {}", c.small.what, percent_text(c.small.rate.reference),
                           percent_text(c.small.rate.current), c.small.rate.ratio, c.small.rate.ratio_low,
                           c.small.rate.ratio_high, p_text(c.small.p_adjusted))});
  for (std::size_t i = 0; i < non_finite_kinds; ++i)
    if (c.not_finite[i].any())
      facts.add({kind_titles[i], fmt::format("{}, p {}", shares_text(c.not_finite[i], c), p_text(c.not_finite[i].p_adjusted))});
  if (c.type == column_type::categorical && !is_nan(c.moved.estimate)) {
    facts.add({"new, vanished, changed", fmt::format("{}, {}, {}", percent_text(c.unseen_share), percent_text(c.vanished_share),
                                                     percent_text(c.changed_share))});
    facts.add({"PSI", fmt::format("{:.4g}, by chance {:.4g}", c.psi, c.psi_by_chance)});
  } else if (c.below != 0 || c.above != 0) {
    facts.add({"beyond the reference", outside_text(c)});
  }
  if (c.neighbours > 0)
    facts.add({"neighbouring rows", fmt::format("{} {:.2f}", c.type == column_type::categorical ? "equal beyond chance"
                                                                                                : "rank correlation",
                                                c.neighbours)});
  if (c.reference_clusters != 0)
    facts.add({"clusters", fmt::format("{} -> {}, design effects {:.3g} and {:.3g}", grouped(c.reference_clusters),
                                       grouped(c.current_clusters), c.reference_deff, c.current_deff)});
  out += "\n" + facts.text(stdout_width()) + "\n" + picture(c.shapes);
  if (!c.tests.empty()) {
    table tests{{{"test", false, 32}, {"statistic", true}, {"effect", true}, {"interval", true}, {"p of no change", true}, {"method", false, 40}}};
    for (const test_result& t : c.tests)
      tests.add({std::string{t.name}, brief(t.statistic), brief(t.effect),
                 is_nan(t.effect_low) ? "" : fmt::format("{} to {}", brief(t.effect_low), brief(t.effect_high)),
                 is_nan(t.p_value) ? "" : p_text(t.p_value), std::string{t.method}});
    out += tests.text(stdout_width()) + "\n";
  }
  return out + rule_text(result, rule);
}

std::string comparison_text(const comparison& result, const sides_told& sides, const comparison_options& rule) {
  auto columns = result.columns;
  std::stable_sort(columns.begin(), columns.end(), worse);
  const std::vector<std::size_t> kinds = kinds_there(columns);
  const bool by_tests = !rule.tests.empty();
  const bool outside = std::any_of(columns.begin(), columns.end(), [](const auto& c) { return c.outside() != 0; });
  std::vector<table::column> titles{{"column"}, {"type", false, 32, true}, {"verdict"}, {"% moved", true}};
  if (by_tests) titles.insert(titles.end(), {{"test", false, 48}, {"effect", true}, {"interval", true}});
  titles.push_back({"adjusted p", true, 32, true});
  titles.push_back({"reference, current", false, 32, true});
  titles.push_back({"values", true, 32, true});
  for (const std::size_t i : kinds) titles.push_back({kind_titles[i], true, 32, true});
  if (outside) titles.push_back({"outside", true, 48, true});
  titles.push_back({"note", false, 120});
  table rows{std::move(titles)};
  const bool colours = stdout_has_colours();
  for (const column_comparison& c : columns) {
    const bool tested = !c.tests.empty(), judged = !is_nan(c.moved.estimate);
    const test_result first = tested ? c.tests.front() : test_result{};
    const std::string_view type = c.result == verdict::left_out ? "" : to_string(c.type);
    std::vector<std::string> cells{c.name, std::string{type}, std::string{to_string(c.result)}, moved_text(c)};
    if (by_tests) {
      cells.push_back(tested ? fmt::format("{}, {}", first.name, first.method) : "");
      cells.push_back(tested ? fmt::format("{:+.4f}", c.effect() + 0.0) : "");
      cells.push_back(!tested || is_nan(first.effect_low)
                          ? ""
                          : fmt::format("{:+.3f} {:+.3f}", first.effect_low, first.effect_high));
    }
    cells.push_back(judged || tested ? p_text(c.p_adjusted) : "");
    cells.push_back(sparklines(c.shapes));
    cells.push_back(c.result == verdict::left_out ? ""
                    : c.reference == c.current    ? grouped(c.reference)
                                                  : fmt::format("{} -> {}", grouped(c.reference), grouped(c.current)));
    for (const std::size_t i : kinds) cells.push_back(shares_text(c.not_finite[i], c));
    if (outside) cells.push_back(outside_text(c));
    cells.push_back(note_of(c));
    rows.add(std::move(cells), {.column = 2, .code = colours ? colour_of(c.result) : ""});
  }
  std::string sums = fmt::format("{} of {} drifted", grouped(count_of(result, verdict::drift)), counted(columns.size(), "column"));
  for (const verdict v : {verdict::inconclusive, verdict::not_judged, verdict::left_out})
    if (const std::uint64_t n = count_of(result, v); n != 0) sums += fmt::format(", {} {}", grouped(n), to_string(v));
  for (const std::string& doubt : result.doubts) sums += (result.any(verdict::drift) ? ".\n" : ".\nInconclusive: ") + printable(doubt);
  for (const std::string& remark : result.remarks) sums += ".\n" + printable(remark);
  return fmt::format("{}{}\n{}.\n{}", sides_text(sides), rows.text(stdout_width()), sums, rule_text(result, rule));
}

}  // namespace tepid::cli
