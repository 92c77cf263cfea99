// The numeric two-sample tests against scipy: 315 samples with ties, tiny, heavy-tailed, with an outlier; exact laws by
// every division; limit laws by integration; numbers that other projects test with.
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <tepid/numerics/kolmogorov_limit.hpp>
#include <tepid/numerics/quadratic_tail.hpp>
#include <tepid/registry.hpp>
#include <tepid/two_sample/samples.hpp>

namespace {

using json = nlohmann::json;

const json& oracle() {
  static const json all =
      json::parse(std::ifstream{tepid_test::source_folder() / "tests/oracle/two_sample_numeric.json"});
  return all;
}

bool close(double a, double b, double relative, double absolute = 0.0) {
  return std::fabs(a - b) <= relative * std::fabs(b) + absolute;
}

tepid::sample_pair samples(const json& c) {
  return {c.at("a").get<std::vector<double>>(), c.at("b").get<std::vector<double>>()};
}

struct runner {
  const json& c;
  tepid::sample_pair pair{samples(c)};

  tepid::test_result operator()(std::string_view test, const std::vector<tepid::setting>& settings = {}) const {
    return tepid::run_test(test, settings, pair);
  }
};

std::string told(const json& c) {
  return c.at("kind").get<std::string>() + " " + std::to_string(c.at("a").size()) + " and " +
         std::to_string(c.at("b").size());
}

}  // namespace

TEST_CASE("there are as many cases as promised") {
  REQUIRE(oracle().at("cases").size() >= 300);
  REQUIRE(oracle().at("divisions").size() >= 45);
}

TEST_CASE("distances agree with scipy") {
  for (const json& c : oracle().at("cases")) {
    INFO(told(c));
    const runner run{c};
    CHECK(close(run("wasserstein", {{"permutations", 0}, {"resamples", 0}}).statistic, c.at("w"), 1e-10));
    CHECK(
        close(run("energy_distance", {{"permutations", 0}, {"resamples", 0}}).statistic, c.at("energy"), 1e-10, 1e-14));
    CHECK(close(run("kuiper").statistic, c.at("kuiper"), 1e-12, 1e-15));
  }
}

TEST_CASE("Mann-Whitney agrees with scipy") {
  int exact = 0;
  for (const json& c : oracle().at("cases")) {
    INFO(told(c));
    const runner run{c};
    const auto r = run("mann_whitney", {{"exact_work", 0}});
    CHECK(close(r.statistic, c.at("mwu").at(0), 1e-12));
    if (c.at("mwu").at(1).is_null())
      CHECK(r.p_value == 1.0);
    else
      CHECK(close(r.p_value, c.at("mwu").at(1), 1e-8));
    if (!c.contains("mwu_exact")) continue;
    const auto small = run("mann_whitney");
    CHECK(small.method == "exact");
    CHECK(close(small.p_value, c.at("mwu_exact"), 1e-10));
    ++exact;
  }
  CHECK(exact > 80);
}

TEST_CASE("Cramer-von Mises agrees with scipy") {
  int exact = 0;
  for (const json& c : oracle().at("cases")) {
    if (!c.contains("cvm")) continue;
    INFO(told(c));
    const runner run{c};
    const auto r = run("cramer_von_mises", {{"exact_work", 0}, {"permutations", 0}});
    CHECK(r.method == "asymptotic");
    CHECK(close(r.statistic, c.at("cvm").at(0), 1e-10, 1e-14));
    CHECK(close(r.p_value, c.at("cvm").at(1), 1e-8, 2e-10));  // scipy's is one less a sum without its last terms
    if (!c.contains("cvm_exact")) continue;
    const auto small = run("cramer_von_mises");
    if (small.method != "exact") continue;
    CHECK(close(small.p_value, c.at("cvm_exact"), 1e-10));
    ++exact;
  }
  CHECK(exact > 40);
}

TEST_CASE("Anderson-Darling agrees with scipy") {
  int seen = 0;
  for (const json& c : oracle().at("cases")) {
    if (!c.contains("ad")) continue;
    INFO(told(c));
    CHECK(close(runner{c}("anderson_darling").statistic, c.at("ad"), 1e-10, 1e-12));
    ++seen;
  }
  CHECK(seen > 250);
}

TEST_CASE("Welch and Brown-Forsythe agree with scipy") {
  for (const json& c : oracle().at("cases")) {
    INFO(told(c));
    const runner run{c};
    if (c.contains("welch") && !c.at("welch").at(0).is_null()) {
      const auto r = run("welch", {{"confidence", 0.9}});
      CHECK(close(r.statistic, c.at("welch").at(0), 1e-10, 1e-13));
      CHECK(close(r.p_value, c.at("welch").at(1), 1e-8));
      if (c.at("welch").size() == 4) {
        CHECK(close(r.effect_low, c.at("welch").at(2), 1e-8, 1e-12));
        CHECK(close(r.effect_high, c.at("welch").at(3), 1e-8, 1e-12));
      }
    }
    if (c.contains("bf") && !c.at("bf").at(0).is_null()) {
      const auto r = run("brown_forsythe");
      CHECK(close(r.statistic, c.at("bf").at(0), 1e-10, 1e-13));
      CHECK(close(r.p_value, c.at("bf").at(1), 1e-8, 1e-14));
    }
  }
}

TEST_CASE("binned distances agree with scipy on numpy's quantiles") {
  const std::pair<const char*, const char*> tests[] = {
      {"kl", "kl_divergence"}, {"js", "jensen_shannon"}, {"hellinger", "hellinger"}, {"tv", "total_variation"}};
  for (const json& c : oracle().at("cases"))
    for (const auto& [key, test] : tests) {
      INFO(told(c) << " " << test);
      const json& expected = c.at(key);
      const auto r = runner{c}(test, {{"outside", 0, "merged"}, {"permutations", 0}});
      // Roots of sums whose terms cancel: scipy's and ours differ by 1e-8 where they should be 0.
      CHECK(close(r.statistic, expected.at(0), 1e-10, 1e-8 * (expected.at(0).get<double>() < 1e-6)));
      if (expected.size() == 1 || expected.at(1).is_null())
        CHECK(tepid::is_nan(r.p_value));
      else
        CHECK(close(r.p_value, expected.at(1), 1e-8));
    }
}

TEST_CASE("exact p-values are shares of all divisions") {
  for (const json& c : oracle().at("divisions")) {
    INFO(told(c));
    const runner run{c};
    const std::pair<const char*, const char*> tests[] = {{"w_p", "wasserstein"},
                                                         {"energy_p", "energy_distance"},
                                                         {"kuiper_p", "kuiper"},
                                                         {"ad_p", "anderson_darling"},
                                                         {"cvm_p", "cramer_von_mises"}};
    for (const auto& [key, test] : tests) {
      if (!c.contains(key)) continue;
      const auto r = run(test);
      INFO(test);
      CHECK(r.method.starts_with("exact"));
      CHECK(close(r.p_value, c.at(key), 1e-10));
    }
  }
}

TEST_CASE("limit laws agree with other ways to compute them") {
  for (const json& row : oracle().at("ad"))
    CHECK(close(tepid::anderson_darling_upper_tail(row.at(0)), row.at(1), 1e-8, 1e-11));
  for (const json& row : oracle().at("cvm"))
    CHECK(close(tepid::cramer_von_mises_upper_tail(row.at(0)), row.at(1), 1e-9, 1e-14));
  for (const json& row : oracle().at("kuiper"))
    CHECK(close(tepid::kuiper_upper_tail(row.at(0)), row.at(1), 1e-10, 1e-12));
  // G. Marsaglia and J. Marsaglia, J. Statist. Software 9 (2004) 2: quantiles of the limit law of A^2.
  CHECK(close(tepid::anderson_darling_upper_tail(1.9329578327), 0.10, 1e-6));
  CHECK(close(tepid::anderson_darling_upper_tail(2.492367), 0.05, 1e-5));
  CHECK(close(tepid::anderson_darling_upper_tail(3.878125), 0.01, 1e-5));
  // T. W. Anderson and D. A. Darling, Ann. Math. Statist. 23 (1952), table 1: W^2.
  CHECK(close(tepid::cramer_von_mises_upper_tail(0.34730), 0.10, 1e-4));
  CHECK(close(tepid::cramer_von_mises_upper_tail(0.46136), 0.05, 1e-4));
  CHECK(close(tepid::cramer_von_mises_upper_tail(0.74346), 0.01, 1e-4));
  CHECK(close(tepid::cramer_von_mises_upper_tail(1.16786), 0.001, 1e-3));
}

TEST_CASE("the samples of Scholz and Stephens, and what Evidently's tests say of them") {
  const std::vector<double> a{38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0},
      b{39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8};
  const auto limit = tepid::run_test("anderson_darling", std::vector<tepid::setting>{{"exact", 0}}, a, b);
  CHECK(std::fabs(limit.p_value - 0.0635) < 0.002);  // theirs is interpolated in a table
  CHECK(std::fabs(tepid::run_test("anderson_darling", {}, a, b).p_value - 0.0635) < 0.01);
  const auto pair = oracle().at("peers").at("evidently_cvm");
  const auto r = tepid::run_test("cramer_von_mises", {}, pair.at(0).get<std::vector<double>>(),
                                 pair.at(1).get<std::vector<double>>());
  CHECK(std::fabs(r.p_value - 0.8076839) < 1e-3);
}
