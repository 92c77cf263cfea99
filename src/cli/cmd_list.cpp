// src/cli/cmd_list.cpp - tepid list: what there is.
#include <memory>

#include <tepid/design/charts.hpp>
#include <tepid/registry.hpp>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/problem.hpp"
#include "cli/table.hpp"

namespace tepid::cli {

namespace {

int list(bool as_json) {
  json all{
      {"detectors", json::array()}, {"charts", json::array()}, {"tests", json::array()}, {"sketches", json::array()}};
  for (const registry_row* row : registered_detectors())
    all["detectors"].push_back({{"name", row->about.name}, {"title", row->about.title}});
  for (const design::chart_row* row : design::registered_charts())
    all["charts"].push_back({{"name", row->about.name}, {"title", row->about.title}});
  for (const auto tests : {registered_tests(), registered_categorical_tests(), registered_multivariate_tests()})
    for (const test_row* row : tests)
      all["tests"].push_back(
          {{"name", row->about.name}, {"title", row->about.title}, {"sample", to_string(row->sample)}});
  for (const sketch_descriptor& about : registered_sketches())
    all["sketches"].push_back({{"name", about.name}, {"title", about.title}, {"error", about.error}});
  if (as_json) {
    print(to_line(all) + "\n");
    return nothing_found;
  }
  std::string text;
  for (const auto& [kind, parts] : all.items()) {
    if (parts.empty()) continue;
    table rows{{{kind, false, 40}, {"", false, 100}}};
    for (const json& part : parts) rows.add({part["name"], part["title"]});
    text += rows.text() + "\n";
  }
  print(text + "'tepid describe NAME' shows the parameters of one.\n");
  return nothing_found;
}

}  // namespace

void add_list(CLI::App& program, action& chosen) {
  arguments command{program, chosen, "list", "The detectors, charts, tests and sketches that there are"};
  auto as_json = std::make_shared<bool>(false);
  command.flag("--json", *as_json, "One JSON document");
  command.footer("Examples:\n  tepid list\n  tepid list --json | jq -r '.detectors[].name'");
  command.run([as_json] { return list(*as_json); });
}

}  // namespace tepid::cli
