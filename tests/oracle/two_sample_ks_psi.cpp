// Kolmogorov-Smirnov and PSI against scipy and numpy, on the 315 samples of two_sample_numeric.json.
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <tepid/registry.hpp>
#include <tepid/two_sample/samples.hpp>

namespace {

using json = nlohmann::json;

json read(const std::string& file) {
  return json::parse(std::ifstream{tepid_test::source_folder() / "tests/oracle/" / file});
}

bool close(double a, double b, double relative, double absolute = 0.0) {
  return std::fabs(a - b) <= relative * std::fabs(b) + absolute;
}

/// Calls use(samples, expected row) for each case.
template <class Use>
void for_each_case(const Use& use) {
  const json samples = read("two_sample_numeric.json").at("cases"), rows = read("two_sample_ks_psi.json");
  REQUIRE(rows.size() >= 300);
  REQUIRE(rows.size() == samples.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const json& c = samples.at(i);
    INFO(c.at("kind") << " " << c.at("a").size() << " and " << c.at("b").size() << ", case " << i);
    use(tepid::sample_pair{c.at("a").get<std::vector<double>>(), c.at("b").get<std::vector<double>>()}, rows.at(i));
  }
}

}  // namespace

TEST_CASE("Kolmogorov-Smirnov agrees with scipy: D, the exact p-value without ties, the limit law") {
  int exact = 0, given_ties = 0;
  for_each_case([&](const tepid::sample_pair& pair, const json& expected) {
    const auto r = tepid::run_test("kolmogorov_smirnov", {}, pair);
    CHECK(close(r.statistic, expected.at("D"), 1e-10));
    CHECK(std::fabs(r.effect) == r.statistic);
    const auto limit = tepid::run_test("kolmogorov_smirnov", std::vector<tepid::setting>{{"exact_work", 0}}, pair);
    CHECK(limit.method == "asymptotic");
    CHECK(close(limit.p_value, expected.at("limit_p"), 1e-8));
    if (!expected.contains("p")) {
      given_ties += r.method == "exact given ties";
      return;
    }
    CHECK(r.method == "exact");
    CHECK(close(r.p_value, expected.at("p"), 1e-8));
    ++exact;
  });
  CHECK(exact >= 90);
  CHECK(given_ties >= 90);
}

TEST_CASE("PSI and its chi-squared p-value agree with numpy and scipy") {
  const std::vector<tepid::setting> usual{{"outside", 0, "merged"}, {"permutations", 0}};
  for_each_case([&](const tepid::sample_pair& pair, const json& expected) {
    const auto r = tepid::run_test("psi", usual, pair);
    CHECK(close(r.statistic, expected.at("psi"), 1e-10, 1e-15));
    if (expected.at("psi_p").is_null())
      CHECK(tepid::is_nan(r.p_value));
    else
      CHECK(close(r.p_value, expected.at("psi_p"), 1e-8));
  });
}
