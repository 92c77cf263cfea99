// tests/oracle/design_ramps.cpp - mean run lengths under ramps against plain simulation by design_ramps.py.
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <tepid/design/ar1.hpp>
#include <tepid/design/charts.hpp>
#include <tepid/design/ramp_delays.hpp>
#include <tepid/design/variance_cusum.hpp>
#include <tepid/design/variance_ewma.hpp>

using namespace tepid;
using namespace tepid::design;
namespace inside = tepid::design::detail;

TEST_CASE("every kind of chart under a ramp, against 400,000 simulated paths") {
  const auto truth =
      nlohmann::json::parse(std::ifstream{tepid_test::source_folder() / "tests/oracle/design_ramps.json"});
  REQUIRE(truth.at("rows").size() >= 16);
  for (const auto& row : truth.at("rows")) {
    INFO(row.dump());
    std::vector<setting> settings;
    for (const auto& [name, value] : row.at("settings").items()) {
      if (value.is_string())
        settings.push_back({name, 0.0, value.get_ref<const std::string&>()});
      else
        settings.push_back({name, value.get<double>()});
    }
    const auto chart = row.at("chart").get<std::string>();
    const auto from = row.at("from") == "steady" ? change_from::steady : change_from::start;
    const run_length found = find_chart(chart)->arl(settings, {.slope = row.at("slope"), .from = from});
    CHECK(found.kind == limit_kind::exact);
    // An EWMA of counts has jumps that its cells smooth out; its stated error tells by how much.
    CHECK(found.arl == Approx(row.at("arl").get<double>()).margin(4.0 * row.at("error").get<double>() + found.error));
    CHECK(found.error < 0.005 * found.arl);
  }
}

TEST_CASE("blocks of observations and slow jumps agree with single observations") {
  const inside::variance_cusum_solver solver{{1.46, 14.54, 1}, 1.0};
  const auto chain_at = [&](double sd) { return solver.chain(sd); };
  const Eigen::VectorXd law = chain_at(1.0).quasi_stationary();
  for (const double slope : {0.003, 0.0008}) {
    const mean_change ramp{.step = 1.0, .slope = slope};
    CHECK(mean_under_ramp(chain_at, law, ramp, 32.0) ==
          Approx(inside::sum_over_blocks(chain_at, law, ramp, 1.0)).epsilon(1e-6));
  }
  // So slow that the chart settles on its way.
  const auto series_at = [&](double mean) { return inside::chain_of(ar1_shewhart_chart{0.5, 4.2}, mean, 1.0); };
  const Eigen::VectorXd settled = series_at(0.0).quasi_stationary();
  const mean_change slow{.slope = 2e-5};
  REQUIRE(slow_ramp_jump(series_at(0.0), slow.slope, 9.7) > 0.0);
  CHECK(mean_under_ramp(series_at, settled, slow, 9.7) ==
        Approx(inside::sum_over_blocks(series_at, settled, slow, 4.0)).epsilon(1e-5));
}

TEST_CASE("an autoregression without correlation is a Shewhart chart") {
  const double shewhart = find_chart("shewhart")->arl(std::vector<setting>{{"L", 3.0}}, {.slope = 0.02}).arl;
  for (const change_from from : {change_from::start, change_from::steady, change_from::cyclic})
    CHECK(average_run_length(ar1_shewhart_chart{0.0, 3.0}, {.slope = 0.02, .from = from}).arl ==
          Approx(shewhart).epsilon(1e-8));
  const ar1_shewhart_chart chart{0.5, 3.0};
  const double at_once = average_run_length(chart, {.slope = 0.02, .from = change_from::steady}).arl;
  const double later =
      average_run_length(chart, {.slope = 0.02, .ramp_starts_at_zero = true, .from = change_from::steady}).arl;
  CHECK(later > at_once + 0.8);
  CHECK(later < at_once + 1.0);
}

TEST_CASE("a ramp away from the limit never ends, and one that says too much is refused") {
  CHECK(std::isinf(average_run_length(variance_cusum_chart{}, {.slope = -0.01}).arl));
  CHECK(std::isinf(average_run_length(variance_ewma_chart{}, {.slope = -0.01}).arl));
  CHECK(std::isinf(
      average_run_length(variance_cusum_chart{0.6, 3.0, 5, 0.0, side::down}, {.slope = 0.01}).arl));
  CHECK_THROWS_AS(average_run_length(ar1_shewhart_chart{}, {.step = 1, .slope = 0.01}), error);
}
