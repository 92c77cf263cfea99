// Tests of counts and of rows against scipy, scikit-learn, dcor, statsmodels, and tables counted in whole numbers.
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <cmath>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <tepid/two_sample/categorical_divergences.hpp>
#include <tepid/two_sample/chi_square.hpp>
#include <tepid/two_sample/cramers_v.hpp>
#include <tepid/two_sample/domain_classifier.hpp>
#include <tepid/two_sample/energy_distance_multivariate.hpp>
#include <tepid/two_sample/fisher_exact.hpp>
#include <tepid/two_sample/frechet_distance.hpp>
#include <tepid/two_sample/g_test.hpp>
#include <tepid/two_sample/hotelling_t2_test.hpp>
#include <tepid/two_sample/mmd.hpp>
#include <tepid/two_sample/multiplicity.hpp>
#include <tepid/two_sample/pca_reconstruction.hpp>
#include <tepid/two_sample/sliced_wasserstein.hpp>

namespace {

using counts = std::vector<std::uint64_t>;
using nlohmann::json;

const json& cases() {
  static const json all =
      json::parse(std::ifstream{tepid_test::source_folder() / "tests/oracle/two_sample_counts_rows.json"});
  return all;
}

/// Relative, and absolute for what is 0 but for rounding.
void near(double found, const json& expected, double relative, double absolute = 1e-13) {
  CHECK(std::fabs(found - expected.get<double>()) <= absolute + relative * std::fabs(expected.get<double>()));
}

std::vector<double> draw(std::size_t n, std::uint64_t seed, double shift) {
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) {
    seed = 48271 * seed % 2147483647;
    out.push_back(std::pow(static_cast<double>(seed) / 2147483647.0, 1.0 + shift));
  }
  return out;
}

}  // namespace

TEST_CASE("chi-squared, G and Cramer's V agree with scipy, with and without Yates's correction") {
  for (const json& c : cases().at("counts")) {
    const counts a = c.at("a"), b = c.at("b");
    INFO(c.dump());
    const tepid::contingency_params all{.min_expected = 0.0};
    const auto chi = tepid::chi_square{all}(a, b), g = tepid::g_test{all}(a, b), v = tepid::cramers_v{all}(a, b);
    near(chi.statistic, c.at("chi2"), 1e-10);
    near(chi.p_value, c.at("chi2_p"), 1e-8, 1e-300);
    near(g.statistic, c.at("g"), 1e-10);
    near(g.p_value, c.at("g_p"), 1e-8, 1e-300);
    near(v.statistic, c.at("v"), 1e-10);
    CHECK(chi.effect == v.statistic);
    CHECK((chi.effect_low <= chi.effect && chi.effect <= chi.effect_high));
    CHECK(chi.method == "chi-squared");
    if (!c.contains("yates")) continue;
    const auto yates = tepid::chi_square{{.min_expected = 0.0, .yates = true}}(a, b);
    near(yates.statistic, c.at("yates"), 1e-10);
    near(yates.p_value, c.at("yates_p"), 1e-8, 1e-300);
    near(tepid::fisher_exact{}(a, b).p_value, c.at("fisher_p"), 1e-8, 1e-300);
  }
}

TEST_CASE("rare categories are pooled as documented") {
  for (const json& c : cases().at("pools")) {
    INFO(c.dump());
    const auto r = tepid::chi_square{{.min_expected = c.at("least")}}(c.at("a").get<counts>(), c.at("b").get<counts>());
    near(r.statistic, c.at("chi2"), 1e-10);
    near(r.p_value, c.at("p"), 1e-8);
  }
}

TEST_CASE("Fisher's exact test of 2 x K tables agrees with counting every table") {
  for (const json& c : cases().at("fishers")) {
    INFO(c.dump());
    const auto r = tepid::fisher_exact{}(c.at("a").get<counts>(), c.at("b").get<counts>());
    CHECK(r.method == "exact network");
    near(r.p_value, c.at("p"), 1e-10);
    // Either sample may be the reference.
    near(tepid::fisher_exact{}(c.at("b").get<counts>(), c.at("a").get<counts>()).p_value, c.at("p"), 1e-10);
    const auto drawn = tepid::fisher_exact{{.exact_work = 0.0}}(c.at("a").get<counts>(), c.at("b").get<counts>());
    CHECK(drawn.method == "Monte Carlo");
    CHECK(std::fabs(drawn.p_value - r.p_value) <= 0.45 * r.p_value + 3e-5);  // 100 that reach: four standard errors
  }
}

TEST_CASE("divergences of counts agree with scipy") {
  for (const json& c : cases().at("counts")) {
    const counts a = c.at("a"), b = c.at("b");
    INFO(c.dump());
    const auto check = [&](const auto& test, const std::string& key) {
      const auto r = test(a, b);
      near(r.statistic, c.at(key), 1e-10);
      if (c.contains(key + "_p")) near(r.p_value, c.at(key + "_p"), 1e-8, 1e-300);
    };
    check(tepid::categorical_jensen_shannon{{.min_expected = 0.0}}, "js");
    check(tepid::categorical_hellinger{{.min_expected = 0.0}}, "hellinger");
    check(tepid::categorical_kl{{.min_expected = 0.0}}, "kl");
    check(tepid::categorical_psi{{.min_expected = 0.0}}, "psi");
    check(tepid::categorical_total_variation{{.permutations = 99}}, "tv");
    check(tepid::categorical_l_infinity{{.permutations = 99}}, "linf");
  }
}

TEST_CASE("tests of rows agree with scikit-learn, dcor and scipy") {
  for (const json& c : cases().at("rows")) {
    const std::size_t n = c.at("n"), m = c.at("m"), d = c.at("d");
    const auto x = draw(n * d, 11, 0), y = draw(m * d, 1213, c.at("shift"));
    const tepid::matrix_view a{x, d}, b{y, d};
    INFO(c.dump());
    const auto t2 = tepid::hotelling_t2_test{}(a, b);
    near(t2.statistic, c.at("t2"), 1e-10);
    near(t2.p_value, c.at("t2_p"), 1e-8, 1e-300);
    CHECK((t2.effect_low <= t2.effect && t2.effect <= t2.effect_high));
    near(tepid::mmd{{.permutations = 99}}(a, b).statistic, c.at("mmd"), 1e-10);
    near(tepid::energy_distance_multivariate{{.permutations = 99}}(a, b).statistic, c.at("energy"), 1e-10);
    near(tepid::frechet_distance{{.permutations = 99}}(a, b).statistic, c.at("frechet"), 1e-10);
    near(tepid::sliced_wasserstein{{.projections = 7, .permutations = 99}}(a, b).statistic, c.at("sliced"), 1e-10);
    const auto classifier = tepid::domain_classifier{{.work = 0.0}}(a, b);
    near(classifier.statistic, c.at("auc"), 1e-10);
    if (!c.contains("pca")) continue;
    const auto pca = tepid::pca_reconstruction{}(a, b);
    near(pca.statistic, c.at("pca"), 1e-10);
    near(pca.effect + 0.5, c.at("pca_auc"), 1e-10);
    near(pca.p_value, c.at("pca_p"), 1e-8);
  }
}

TEST_CASE("the linear-time MMD comes near the full one") {
  const auto x = draw(1500 * 4, 11, 0), y = draw(1000 * 4, 1213, 0.3);
  const tepid::matrix_view a{x, 4}, b{y, 4};
  const auto full = tepid::mmd{{.bandwidth = 0.6, .rows = 3000, .permutations = 99}}(a, b);
  const auto linear = tepid::mmd{{.bandwidth = 0.6, .rows = 0, .features = 2048, .permutations = 99}}(a, b);
  CHECK(linear.method == "block permutation of random Fourier features");
  CHECK(linear.statistic == Approx(full.statistic).epsilon(0.1));
  CHECK(linear.p_value == 0.01);
  CHECK(full.p_value == 0.01);
}

TEST_CASE("adjusted p-values agree with statsmodels") {
  for (const json& c : cases().at("many")) {
    const std::vector<double> p = c.at("p");
    INFO(c.dump());
    const auto check = [&](const std::vector<double>& found, const char* name) {
      REQUIRE(found.size() == p.size());
      for (std::size_t i = 0; i < p.size(); ++i) near(found[i], c.at(name).at(i), 1e-13, 1e-300);
    };
    check(tepid::bonferroni(p), "bonferroni");
    check(tepid::holm(p), "holm");
    check(tepid::benjamini_hochberg(p), "fdr_bh");
    check(tepid::benjamini_yekutieli(p), "fdr_by");
  }
}
