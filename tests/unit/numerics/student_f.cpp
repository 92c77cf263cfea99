// log_gamma, the normal tail, Student's t and F against scipy.
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <cmath>
#include <fstream>

#include <nlohmann/json.hpp>
#include <tepid/numerics/gamma.hpp>
#include <tepid/numerics/normal_tail.hpp>
#include <tepid/numerics/student_f.hpp>

namespace {

nlohmann::json oracle() {
  const std::string path = tepid_test::source_folder() / "tests/oracle/detectors_classics.json";
  return nlohmann::json::parse(std::ifstream{path}).at("quantiles");
}

}  // namespace

TEST_CASE("log_gamma and its half step are as accurate as they say") {
  const auto rows = oracle().at("log_gamma");
  CHECK(rows.size() == 12);
  for (const auto& row : rows) {
    const double x = row.at("x"), exact = row.at("value");
    INFO(x);
    CHECK(std::fabs(tepid::log_gamma(x) - exact) <= std::max(2e-14, 1e-15 * std::fabs(exact)));
  }
  // Gamma(x + 1) = x Gamma(x) is two half steps.
  for (const double x : {0.3, 1.0, 7.7, 15.4, 15.9, 16.0, 100.0, 1e7, 1e18})
    CHECK(std::fabs(tepid::log_gamma_half_step(x) + tepid::log_gamma_half_step(x + 0.5) - tepid::portable_log(x)) <= 6e-14);
}

TEST_CASE("the normal tail is scipy's") {
  const auto rows = oracle().at("normal_log_tail");
  CHECK(rows.size() == 13);
  for (const auto& row : rows) {
    const double z = row.at("z"), exact = row.at("value");
    INFO(z);
    CHECK(std::fabs(tepid::normal_log_tail(z) - exact) <= 1e-13 * std::max(1.0, std::fabs(exact)));
  }
  CHECK(tepid::normal_log_tail(1e150) == -0.5e280);
}

TEST_CASE("tails and quantiles of F and t are scipy's") {
  const auto all = oracle();
  CHECK(all.at("f").size() == 35);
  CHECK(all.at("t").size() == 24);
  for (const auto& row : all.at("f")) {
    const double p = row.at("p"), a = row.at("d1"), b = row.at("d2"), f = row.at("f");
    INFO(p << " " << a << " " << b);
    CHECK(tepid::f_upper_quantile(p, a, b) == Catch::Approx(f).epsilon(1e-9));
    CHECK(std::fabs(tepid::f_log_tail(1.5 * f, a, b) - row.at("log_tail").get<double>()) < 1e-9);
  }
  for (const auto& row : all.at("t")) {
    const double p = row.at("p"), df = row.at("df"), t = row.at("t");
    INFO(p << " " << df);
    CHECK(tepid::t_upper_quantile(p, df) == Catch::Approx(t).epsilon(1e-9));
    CHECK(std::fabs(tepid::t_log_tail(t, df) - std::log(p)) < 1e-9);
  }
}
