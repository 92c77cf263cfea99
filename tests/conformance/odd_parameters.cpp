// Every chart and detector with odd but legal parameter values: a limit or an error that says why, within a time.
#include <cmath>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include <tepid/design/charts.hpp>
#include <tepid/design/design.hpp>
#include <tepid/registry.hpp>

#include "support/catch.hpp"

using namespace tepid;
using namespace tepid::design;

namespace {

/// Ends, of a parameter that has them, and values that are neither round nor near the default.
std::vector<double> odd_values(const parameter_info& p) {
  std::vector<double> found;
  if (!p.choices.empty()) {
    for (std::size_t i = 0; i < p.choices.size(); ++i) found.push_back(static_cast<double>(i));
    return found;
  }
  const bool whole = p.kind == value_kind::count || p.kind == value_kind::boolean;
  const auto offer = [&](double x) {
    x = whole ? std::round(x) : x;
    if (x >= p.range.low && x <= p.range.high && !(x == p.range.low && p.range.low_open) && !(x == p.range.high && p.range.high_open))
      found.push_back(x);
  };
  offer(p.range.low);
  offer(p.default_value * 0.37 + (whole ? 0.0 : 0.0013));
  offer(p.default_value * 3.1 + 1.0);
  return found;
}

constexpr double longest = 30.0;  // seconds of processor time, whatever else the machine does; nearly all take none

void try_one(std::string_view name, const std::vector<setting>& settings, const std::string& what) {
  const std::clock_t begun = std::clock();
  const auto spent = [&] { return static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC; };
  design_options options;
  options.steps = options.slopes = {};
  options.effort.paths = 12;
  options.effort.control.stop_requested = [&] { return spent() > longest; };
  bool ended = true;
  try {
    const designed_limit found = design_limit(name, settings, budget::mean_between_alarms(200), options);
    CHECK(std::isfinite(found.limit));
  } catch (const stopped&) {
    ended = false;
  } catch (const error& why) {
    CHECK(std::string{why.what()}.size() > 20);
  }
  if (spent() > 2.0) std::printf("%s %s: %.1f s\n", std::string{name}.c_str(), what.c_str(), spent());
  INFO(name << " " << what);
  CHECK(ended);
  CHECK(spent() < 1.5 * longest);
}

}  // namespace

TEST_CASE("odd values of a parameter end in a limit or an error") {
  std::vector<std::string> names;
  for (const chart_row* row : registered_charts()) names.emplace_back(row->about.name);
  for (const registry_row* row : registered_detectors())
    if (find_chart(row->about.name) == nullptr) names.emplace_back(row->about.name);
  for (const std::string& name : names)
    for (const parameter_info& p : design_parameters(name))
      for (const double x : odd_values(p)) try_one(name, {{p.name, x}}, std::string{p.name} + "=" + to_text(x));
}

TEST_CASE("reference values near the mean, and large counts, end") {
  try_one("cusum_poisson", {{"mean", 7}}, "mean=7");
  try_one("cusum_poisson", {{"mean", 4}, {"k", 4.001}}, "k=4.001");
  try_one("cusum_poisson", {{"mean", 1e5}, {"k", 100001}}, "mean=1e5");
  try_one("cusum_binomial", {{"n", 1e6}, {"p", .5}, {"k", 500100}}, "n=1e6");
  try_one("shewhart_attributes", {{"center", 1e6}, {"L", 1e6}}, "center=1e6");
}
