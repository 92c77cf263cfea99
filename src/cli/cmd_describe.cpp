// src/cli/cmd_describe.cpp - tepid describe NAME: what a detector or test is, and its parameters.
#include <fmt/format.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include <tepid/design/charts.hpp>
#include <tepid/registry.hpp>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/problem.hpp"
#include "cli/table.hpp"
#include "cli/text.hpp"

namespace tepid::cli {

namespace {

std::string_view kind_name(value_kind kind) {
  switch (kind) {
    case value_kind::real:
      return "real";
    case value_kind::count:
      return "count";
    case value_kind::boolean:
      return "boolean";
    case value_kind::choice:
      return "choice";
  }
  return "unknown";
}

/// A value of the parameter's kind: a word, true or false, a whole number, a number.
json value_of(const parameter_info& p, double value) {
  switch (p.kind) {
    case value_kind::choice:
      return p.choices[static_cast<std::size_t>(value)];
    case value_kind::boolean:
      return value != 0.0;
    case value_kind::count:
      return static_cast<std::uint64_t>(value);
    case value_kind::real:
      break;
  }
  return number_or_null(value);
}

json to_json(const parameter_info& p) {
  json out{{"name", p.name}, {"kind", kind_name(p.kind)}, {"default", value_of(p, p.default_value)}};
  // A choice and a boolean have words instead of bounds.
  const bool number = p.kind == value_kind::real || p.kind == value_kind::count;
  out["min"] = number ? value_of(p, p.range.low) : json(nullptr);
  out["max"] = number ? value_of(p, p.range.high) : json(nullptr);
  out["min_open"] = number && p.range.low_open;
  out["max_open"] = number && p.range.high_open;
  out["choices"] = json::array();
  for (const auto word : p.choices) out["choices"].push_back(word);
  out["unit"] = p.unit;
  out["doc"] = p.doc;
  return out;
}

std::string plain(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

std::string table_of(std::span<const parameter_info> parameters) {
  table rows{{{"parameter"}, {"default", true}, {"allowed", false, 60}, {"unit"}, {"meaning", false, 100}}};
  for (const parameter_info& p : parameters)
    rows.add({std::string{p.name},
              p.kind == value_kind::real ? to_text(p.default_value) : plain(value_of(p, p.default_value)),
              p.kind == value_kind::count && p.range.high >= count_max
                  ? fmt::format("a whole number from {}", p.range.low)
                  : allowed_text(p),
              std::string{p.unit}, std::string{p.doc}});
  return rows.empty() ? "no parameters\n" : rows.text();
}

json add_parameters(json about, std::span<const parameter_info> parameters) {
  about["parameters"] = json::array();
  for (const parameter_info& p : parameters) about["parameters"].push_back(to_json(p));
  return about;
}

int describe_detector(const registry_row& row, bool as_json) {
  const descriptor& about = row.about;
  if (as_json)
    print(to_line(add_parameters({{"name", about.name},
                                  {"title", about.title},
                                  {"source", about.source},
                                  {"kind", "detector"},
                                  {"class_name", about.class_name},
                                  {"id", about.id},
                                  {"limit", about.limit},
                                  {"input", to_string(about.input)},
                                  {"state_version", about.state_version},
                                  {"size_bytes", row.size_bytes}},
                                 row.parameters)) +
          "\n");
  else
    print(fmt::format(
        "{} - {}\n\nkind    detector, {} in Python\ninput   {}\nlimit   {}: sets how often it alarms without cause\n"
        "memory  {} bytes\nsource  {}\n\n{}",
        about.name, about.title, about.class_name, to_string(about.input), about.limit, row.size_bytes, about.source,
        table_of(row.parameters)));
  return nothing_found;
}

int describe_test(const test_row& row, bool as_json) {
  if (as_json)
    print(to_line(add_parameters({{"name", row.about.name},
                                  {"title", row.about.title},
                                  {"source", row.about.source},
                                  {"kind", "test"},
                                  {"sample", to_string(row.sample)}},
                                 row.parameters)) +
          "\n");
  else
    print(fmt::format("{} - {}\n\nkind    test of two samples of {}\nsource  {}\n\n{}", row.about.name, row.about.title,
                      to_string(row.sample), row.about.source, table_of(row.parameters)));
  return nothing_found;
}

int describe_chart(const design::chart_row& row, bool as_json) {
  const design::chart_descriptor& about = row.about;
  if (as_json)
    print(to_line(add_parameters({{"name", about.name},
                                  {"title", about.title},
                                  {"source", about.source},
                                  {"kind", "chart"},
                                  {"limit", about.limit},
                                  {"shift", about.shift}},
                                 row.parameters)) +
          "\n");
  else
    print(
        fmt::format("{} - {}\n\nkind    chart with exact run lengths: 'tepid arl' and 'tepid design'\n"
                    "limit   {}: sets how often it alarms without cause\nshift   of 1 is {}\nsource  {}\n\n{}",
                    about.name, about.title, about.limit, about.shift, about.source, table_of(row.parameters)));
  return nothing_found;
}

int describe_part(const std::string& name, bool as_json) {
  if (const registry_row* row = find_detector(name)) return describe_detector(*row, as_json);
  if (const design::chart_row* row = design::find_chart(name)) return describe_chart(*row, as_json);
  if (const test_row* row = find_test(name)) return describe_test(*row, as_json);
  std::vector<std::string> names;
  for (const registry_row* row : registered_detectors()) names.emplace_back(row->about.name);
  for (const design::chart_row* row : design::registered_charts())
    if (find_detector(row->about.name) == nullptr) names.emplace_back(row->about.name);
  for (const auto tests : {registered_tests(), registered_categorical_tests(), registered_multivariate_tests()})
    for (const test_row* row : tests) names.emplace_back(row->about.name);
  throw problem{fmt::format("there is no detector, chart or test {}; there are {}", in_quotes(name), list_of(names))};
}

}  // namespace

void add_describe(CLI::App& program, action& chosen) {
  struct options {
    std::string name;
    bool as_json = false;
  };
  arguments command{program, chosen, "describe",
                    "One detector, chart or test: its parameters, bounds, units and source"};
  auto given = std::make_shared<options>();
  command.position("NAME", given->name, "Its name, as 'tepid list' shows it");
  command.flag("--json", given->as_json, "One JSON document");
  command.footer("Examples:\n  tepid describe cusum\n  tepid describe ewma_bank --json | jq '.parameters[].name'");
  command.run([given] { return describe_part(given->name, given->as_json); });
}

}  // namespace tepid::cli
