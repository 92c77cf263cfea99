// Whitening against statsmodels and scipy.signal, sequential ranks against scipy.stats.rankdata.
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <cmath>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <tepid/transforms/sequential_rank.hpp>
#include <tepid/transforms/whiten.hpp>

namespace {

/// The series of transforms.py.
std::vector<double> series(std::uint64_t seed, std::size_t n, const std::vector<double>& ar, double mean) {
  std::vector<double> out, past(ar.size(), 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    std::uint64_t total = 0;
    for (int k = 0; k < 12; ++k) total += (seed = seed * 6364136223846793005u + 1442695040888963407u) >> 48;
    double x = static_cast<double>(total) / 65536.0 - 6.0;
    for (std::size_t j = 0; j < ar.size(); ++j) x += ar[j] * past[j];
    for (std::size_t j = ar.size(); j-- > 1;) past[j] = past[j - 1];
    if (!past.empty()) past[0] = x;
    out.push_back(x + mean);
  }
  return out;
}

const nlohmann::json& numbers() {
  static const auto all =
      nlohmann::json::parse(std::ifstream{tepid_test::source_folder() / "tests/oracle/transforms.json"});
  return all;
}

}  // namespace

TEST_CASE("coefficients, innovation variance, order and innovations are those of statsmodels") {
  for (const auto& c : numbers().at("fits")) {
    const auto xs = series(c.at("seed"), c.at("n"), c.at("ar"), c.at("mean"));
    const double n = static_cast<double>(xs.size());
    tepid::moments m;
    m.add(xs);
    const double sd = m.sd() * std::sqrt((n - 1) / n);
    std::vector<double> z;
    for (const double x : xs) z.push_back((x - m.mean()) / sd);
    for (const auto method : {tepid::ar_method::burg, tepid::ar_method::yule_walker}) {
      const std::string name{tepid::ar_method_names[static_cast<std::size_t>(method)]};
      const auto& said = c.at(name);
      INFO(name << ", seed " << c.at("seed"));
      const auto fit = tepid::fit_autoregression(z, 8, method);
      REQUIRE(fit.reflection.size() == 8);
      for (std::size_t p = 1; p <= 8; ++p) {
        CHECK(fit.share[p] * sd * sd == Approx(said.at("sigma2").at(p - 1).get<double>()).epsilon(1e-8));
        const auto a = tepid::ar_coefficients(std::span{fit.reflection}.first(p));
        for (std::size_t j = 0; j < p; ++j)
          CHECK(a[j] == Approx(said.at("coefficients").at(p - 1).at(j).get<double>()).epsilon(1e-8).margin(1e-8));
      }
      auto w = tepid::whiten::fit(xs, {.most_order = 8, .method = method});
      CHECK(w.order() == said.at("order_by_aic").get<std::size_t>());
      if (!said.contains("innovations")) continue;
      for (std::size_t t = 0; t < w.order() + said.at("innovations").size(); ++t) {
        const double out = w(xs[t]);
        if (t >= w.order())
          CHECK(out == Approx(said.at("innovations").at(t - w.order()).get<double>()).epsilon(1e-7).margin(1e-7));
      }
    }
  }
}

TEST_CASE("ranks among reference and past are those of scipy.stats.rankdata") {
  for (const auto& c : numbers().at("ranks")) {
    const std::size_t m = c.at("reference");
    auto xs = series(c.at("seed"), m + c.at("n").get<std::size_t>(), {}, 0.0);
    const double whole = c.at("whole");
    if (whole > 0)
      for (double& x : xs) x = std::floor(x * whole) / whole;
    auto ranks = tepid::sequential_rank::fit(std::span{xs}.first(m), {.seed = 3});
    tepid::random_source same{3};
    for (std::size_t i = 0; m + i < xs.size(); ++i) {
      const double below = c.at("below").at(i), equal = c.at("equal").at(i);
      const double u = (below + same.uniform() * (equal + 1.0)) / (static_cast<double>(m + i) + 1.0);
      REQUIRE(ranks(xs[m + i]) == tepid::normal_quantile(u));
    }
  }
}
