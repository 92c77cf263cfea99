// Measures of quality against scikit-learn, confidence sequences against scipy; quality_metrics.py made the numbers.
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <fstream>
#include <string>

#include <nlohmann/json.hpp>

#include <tepid/monitors/confidence_sequence.hpp>
#include <tepid/monitors/quality_tally.hpp>

namespace {

const nlohmann::json& numbers() {
  static const auto all =
      nlohmann::json::parse(std::ifstream{tepid_test::source_folder() / "tests/oracle/quality_metrics.json"});
  return all;
}

tepid::quality_tally filled(const nlohmann::json& c, const tepid::quality_settings& settings) {
  tepid::quality_tally tally{settings};
  for (std::size_t i = 0; i < c["truth"].size(); ++i) {
    const int said = c.contains("said") ? c["said"][i].get<int>() : 0;
    const double score = c.contains("score") ? c["score"][i].get<double>() : 0.0;
    REQUIRE(tally.add(said, score, c["truth"][i], c["probability"][i]) == tepid::outcome_fate::counted);
  }
  return tally;
}

void same(const tepid::quality_tally& tally, const nlohmann::json& c, tepid::quality_metric m, double margin = 0.0) {
  INFO(tepid::to_string(m));
  const double expected = c[std::string{tepid::to_string(m)}];
  CHECK(tally.estimate(m) == Approx(expected).epsilon(1e-12).margin(margin + 1e-14));
}

}  // namespace

TEST_CASE("binary measures, weighted and not, are scikit-learn's") {
  int cases = 0;
  for (const auto& c : numbers()["binary"]) {
    INFO("case " << cases++);
    const auto tally = filled(c, {.least_probability = 0.1});
    for (const auto m : tepid::metrics_of(tepid::quality_kind::binary)) {
      if (m == tepid::quality_metric::auc)
        same(tally, c, m, tally.auc_error());
      else  // scikit-learn's log loss clips nothing that is here; the root of a small difference loses digits
        same(tally, c, m, m == tepid::quality_metric::calibration_error ? 1e-9 : 0.0);
    }
    CHECK(tally.auc_error() < 0.03);
  }
  CHECK(cases == 60);
}

TEST_CASE("multiclass measures are scikit-learn's") {
  int cases = 0;
  for (const auto& c : numbers()["multiclass"]) {
    INFO("case " << cases++);
    const auto tally =
        filled(c, {.kind = tepid::quality_kind::multiclass, .classes = c["classes"], .least_probability = 0.1});
    same(tally, c, tepid::quality_metric::accuracy);
    same(tally, c, tepid::quality_metric::macro_f1);
    CHECK(tally.estimate(tepid::quality_metric::accuracy) == Approx(c["micro_f1"].get<double>()).epsilon(1e-12));
  }
  CHECK(cases == 30);
}

TEST_CASE("measures of regression are scikit-learn's") {
  int cases = 0;
  for (const auto& c : numbers()["regression"]) {
    INFO("case " << cases++);
    const auto tally = filled(c, {.kind = tepid::quality_kind::regression, .least_probability = 0.1});
    for (const auto m : tepid::metrics_of(tepid::quality_kind::regression)) same(tally, c, m);
  }
  CHECK(cases == 30);
}

TEST_CASE("the bounds of a share are where scipy finds the mixture's ratio at 1 / alpha") {
  int cases = 0;
  for (const auto& c : numbers()["sequences"]) {
    INFO(c.dump());
    const auto b = tepid::unit_mean_bounds(c["n"], c["s"], c["alpha"]);
    CHECK(b.low == Approx(c["low"].get<double>()).epsilon(1e-9));
    CHECK(1.0 - b.high == Approx(1.0 - c["high"].get<double>()).epsilon(1e-9).margin(1e-12));
    ++cases;
  }
  CHECK(cases == 10);
}
