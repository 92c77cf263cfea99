// Two-sample tests against R's psmirnov, scipy, and counting paths in whole numbers.
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <cmath>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <tepid/registry.hpp>

namespace {

/// The samples of two_sample_r.R and two_sample_scipy.py.
std::vector<double> draw(std::size_t n, std::uint64_t seed, double levels, double shift) {
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) {
    seed = 48271 * seed % 2147483647;
    const double u = std::pow(static_cast<double>(seed) / 2147483647.0, 1.0 + shift);
    out.push_back(levels > 0 ? std::floor(u * levels) : u);
  }
  return out;
}

nlohmann::json cases(const std::string& file) {
  return nlohmann::json::parse(std::ifstream{tepid_test::source_folder() / "tests/oracle/" / file});
}

tepid::test_result run(const nlohmann::json& c, std::string_view test,
                       const std::vector<tepid::setting>& settings = {}) {
  const double levels = c.value("levels", 0.0);
  return tepid::run_test(test, settings, draw(c.at("n"), 11, levels, 0), draw(c.at("m"), 1213, levels, c.at("shift")));
}

bool close(double a, double b, double relative) { return std::fabs(a - b) <= relative * std::fabs(b); }

}  // namespace

TEST_CASE("Kolmogorov-Smirnov agrees with R, with ties and without") {
  const auto all = cases("two_sample_r.json");
  for (const auto& c : all) {
    INFO(c.dump());
    const auto r = run(c, "kolmogorov_smirnov");
    CHECK(close(r.statistic, c.at("D"), 1e-13));
    CHECK(std::fabs(r.p_value - c.at("p").get<double>()) < 1e-12);  // R's own error
    CHECK(r.method == (c.at("ties") ? "exact given ties" : "exact"));
  }
}

TEST_CASE("Kolmogorov-Smirnov keeps the digits of small p-values") {
  const auto all = cases("two_sample_scipy.json");
  for (const auto& c : all.at("ks")) {
    INFO(c.dump());
    const auto r = run(c, "kolmogorov_smirnov");
    CHECK(close(r.statistic, c.at("D"), 1e-13));
    CHECK(close(r.p_value, c.at("p"), 1e-11));
    CHECK(r.method == "exact");
  }
  for (const auto& c : all.at("ties")) {
    INFO(c.dump());
    const auto r = run(c, "kolmogorov_smirnov");
    CHECK(close(r.statistic, c.at("D"), 1e-13));
    CHECK(close(r.p_value, c.at("p"), 1e-11));
    CHECK(r.method == "exact given ties");
  }
}

TEST_CASE("beyond the exact law Kolmogorov-Smirnov uses the limit law") {
  const auto all = cases("two_sample_scipy.json");
  for (const auto& c : all.at("ks")) {
    INFO(c.dump());
    const auto r = run(c, "kolmogorov_smirnov", {{"exact_work", 0}});
    CHECK(close(r.p_value, c.at("limit_p"), 1e-10));
    CHECK(r.method == "asymptotic");
  }
}

TEST_CASE("PSI agrees with numpy and its p-value with scipy") {
  const auto all = cases("two_sample_scipy.json");
  for (const auto& c : all.at("psi")) {
    INFO(c.dump());
    const auto r = run(c, "psi", {{"bins", c.at("bins")}, {"floor", c.at("floor")}, {"outside", 0, "merged"},
                                {"permutations", 0}});
    CHECK(close(r.statistic, c.at("psi"), 1e-12));
    if (c.at("p").is_null())
      CHECK(tepid::is_nan(r.p_value));
    else
      CHECK(close(r.p_value, c.at("p"), 1e-9));
  }
}
