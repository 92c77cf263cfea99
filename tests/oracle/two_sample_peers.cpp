// What the tests of other drift libraries expect, on the inputs that they use: Evidently 0.7 (tests/stattests/
// test_stattests.py), NannyML 0.13 (tests/drift/test_univariate_drift_methods.py) and deepchecks 0.17
// (tests/utils/drift_test.py); two_sample_peers.py made the counts. Where they define something else than tepid,
// the comment says what is compared. TensorFlow Data Validation's stand in unit/two_sample/categorical.cpp, the samples
// of Evidently's Anderson-Darling and Cramer-von Mises in two_sample_numeric.cpp.
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <cmath>
#include <cstdint>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <tepid/registry.hpp>
#include <tepid/two_sample/share_difference.hpp>

namespace {

using counts = std::vector<std::uint64_t>;
using sample = std::vector<double>;

const nlohmann::json& oracle() {
  static const auto all = nlohmann::json::parse(std::ifstream{tepid_test::source_folder() / "tests/oracle/two_sample_peers.json"});
  return all;
}

/// The values 1, 2, 3, ... so often each.
sample repeated(const counts& often) {
  sample x;
  for (std::size_t i = 0; i < often.size(); ++i) x.insert(x.end(), often[i], static_cast<double>(i + 1));
  return x;
}

tepid::test_result of_counts(std::string_view test, const counts& a, const counts& b,
                             const std::vector<tepid::setting>& settings = {}) {
  return tepid::run_categorical_test(test, settings, a, b);
}

/// numpy's legacy generator of normal numbers: Marsaglia's polar method on the Mersenne Twister.
class legacy_normal {
 public:
  explicit legacy_normal(std::uint32_t seed) : bits_{seed} {}

  double operator()() {
    if (kept_) {
      kept_ = false;
      return next_;
    }
    double x, y, square;
    do {
      x = 2.0 * uniform() - 1.0;
      y = 2.0 * uniform() - 1.0;
      square = x * x + y * y;
    } while (square >= 1.0 || square == 0.0);
    const double scale = std::sqrt(-2.0 * std::log(square) / square);
    next_ = scale * x;
    kept_ = true;
    return scale * y;
  }
  sample draw(double mean, std::size_t n) {
    sample x(n);
    for (double& v : x) v = mean + (*this)();
    return x;
  }

 private:
  double uniform() {
    const auto high = static_cast<double>(bits_() >> 5), low = static_cast<double>(bits_() >> 6);
    return (high * 67108864.0 + low) / 9007199254740992.0;
  }

  std::mt19937 bits_;
  bool kept_ = false;
  double next_ = 0.0;
};

double rounded(double x) { return std::round(100.0 * x) / 100.0; }

const counts six{16, 18, 16, 14, 12, 12};

}  // namespace

TEST_CASE("Evidently: G") {
  // They take the reference's shares for the truth, as a reference of very many values does.
  constexpr std::uint64_t many = 100'000'000;
  const auto r = of_counts("g_test", counts{5 * many, 5 * many, 8 * many}, counts{4, 6, 8}, {{"min_expected", 0}});
  CHECK(r.statistic == Approx(0.40271027101).epsilon(1e-6));  // scipy.stats.power_divergence
  CHECK(r.p_value == Approx(0.8176).margin(1e-4));
}

TEST_CASE("Evidently: Mann-Whitney, energy distance, t") {
  // Theirs of Mann-Whitney is one-sided.
  const auto u = tepid::run_test("mann_whitney", {}, repeated(six), repeated({16, 16, 16, 16, 16, 8}));
  CHECK(0.5 * u.p_value == Approx(0.481).margin(1e-3));
  const sample a{38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0}, b{39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8};
  sample moved = a;
  for (double& x : moved) x += 5.0;
  CHECK(tepid::run_test("energy_distance", {}, a, a).statistic == 0.0);
  CHECK(tepid::run_test("energy_distance", {}, a, moved).statistic ==
        Approx(1.9332614929).epsilon(1e-9));  // theirs 1.9
  // Student's t is Welch's when the samples are equally large; their p of 0.084 is by 14 degrees of freedom.
  CHECK(tepid::run_test("welch", {}, a, b).statistic == Approx(-1.8594523396).epsilon(1e-9));
}

TEST_CASE("Evidently: total variation") {
  // P(>= the observed) by 200,000 divisions of numpy's. Theirs of 0.928, 0.085 and 0.309 are of 1,000 divisions, of
  // which rounding makes some that are as far as the observed a little nearer: P(> the observed) is 0.885, 0.042 and
  // 0.316.
  const auto p = [](const counts& now) { return of_counts("categorical_total_variation", six, now).p_value; };
  CHECK(p({16, 16, 16, 16, 16, 8}) == Approx(0.9671).margin(0.055));
  CHECK(p({10, 10, 24, 24, 10, 10}) == Approx(0.0962).margin(0.03));
  CHECK(p({10, 24, 12, 16, 8, 16}) == Approx(0.3250).margin(0.08));
  CHECK(p({0, 0, 0, 0, 0, 88}) <= 1e-4);
  CHECK(p(six) == 1.0);
}

TEST_CASE("NannyML: Jensen-Shannon and Hellinger on its own bins") {
  for (const auto& c : oracle().at("nannyml")) {
    const auto r =
        of_counts(c.at("test").get<std::string>(), c.at("reference").get<counts>(), c.at("current").get<counts>());
    INFO(c.dump());
    CHECK(rounded(r.effect) == c.at("rounded").get<double>());
  }
}

TEST_CASE("NannyML: largest change of a share") {
  CHECK(rounded(of_counts("categorical_l_infinity", counts{2, 2, 2, 0}, counts{2, 2, 2, 1}).statistic) == 0.14);
  CHECK(rounded(of_counts("categorical_l_infinity", counts{2, 2, 2}, counts{0, 5, 0}).statistic) == 0.67);
  CHECK(of_counts("categorical_l_infinity", counts{2, 2, 2}, counts{2, 2, 2}).statistic == 0.0);
}

TEST_CASE("NannyML: Wasserstein") {
  legacy_normal check{1};
  for (const double x : oracle().at("first")) CHECK(check() == Approx(x).epsilon(1e-14));
  // Theirs of 10,000 values and more are binned; that is below their two digits.
  const auto distance = [](std::size_t n, double mean) {
    legacy_normal random{1};
    const sample reference = random.draw(0.0, n), analysis = random.draw(mean, 1000);
    return tepid::run_test("wasserstein", {{tepid::setting{"permutations", 0}}}, reference, analysis).statistic;
  };
  CHECK(rounded(distance(10'000, 1.0)) == 1.01);
  CHECK(rounded(distance(100'000, -4.0)) == 3.99);
}

TEST_CASE("deepchecks: Cramer's V, earth mover's distance") {
  const auto v = [](const counts& a, const counts& b) {
    return of_counts("cramers_v", a, b, {{"min_expected", 0}}).statistic;
  };
  CHECK(v({200, 800}, {400, 600}) == Approx(0.21).margin(0.01));
  CHECK(v({200, 800, 10, 10}, {400, 620, 0, 0}) == Approx(0.228).margin(0.01));
  CHECK(v({200, 800, 100}, {400, 600, 0}) == Approx(0.3).margin(0.01));  // they scale the larger sample down first
  CHECK(v({1000, 0}, {0, 1000}) == Approx(1.0).margin(0.01));
  // Theirs is of values brought to [0, 1].
  sample a, b;
  for (int i = 0; i < 100; ++i) {
    a.push_back(i / 149.0);
    b.push_back((50 + i) / 149.0);
  }
  CHECK(tepid::run_test("wasserstein", {}, a, b).statistic == Approx(0.33).margin(0.01));
}

TEST_CASE("shares against a margin: over every table and a fine grid of shares") {
  for (const auto& c : oracle().at("shares")) {
    const auto share = [&](const char* side) {
      return tepid::share_count{c.at(side).at(0).get<std::uint64_t>(), c.at(side).at(1).get<std::uint64_t>()};
    };
    INFO(c.dump());
    const double found = tepid::share_margin_p(share("reference"), share("current"), c.at("margin").get<double>()).p;
    const double p = c.at("p").get<double>();
    CHECK(found <= 1.003 * p);  // a thousandth more, and over fewer of the shares: those that the data allow
    CHECK(found >= 0.8 * p);
  }
}
