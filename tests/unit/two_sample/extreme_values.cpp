// Values at the ends of what a double can hold: every test of numbers judges them, and no number of a result is lost.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <tepid/monitors/profile_builder.hpp>
#include <tepid/registry.hpp>
#include <tepid/two_sample/far_values.hpp>
#include <tepid/two_sample/samples.hpp>
#include <tepid/two_sample/sketch_points.hpp>
#include <tepid/two_sample/sketched.hpp>
#include <tepid/two_sample/wasserstein.hpp>

namespace {

constexpr double double_max = std::numeric_limits<double>::max(), double_min = std::numeric_limits<double>::denorm_min();

/// `size` values drawn from these in turn, from number `turn` on.
std::vector<double> repeated(const std::vector<double>& of, std::size_t size, std::size_t turn = 0) {
  std::vector<double> values;
  for (std::size_t i = 0; i < size; ++i) values.push_back(of[(i + turn) % of.size()]);
  return values;
}

const std::vector<std::vector<double>> kinds{{double_max, -double_max},
                                             {double_max, 0.0},
                                             {-double_max, 0.0},
                                             {double_min, 0.0, 1e-310},
                                             {double_min, 1.0, double_max},
                                             {-double_max, 0.0, double_max},
                                             {0.0, 1.0},
                                             {1e200, 2e200, 5e200},
                                             {1e-200, 3e-200},
                                             {-1e308, 1e308, 3.0}};

}  // namespace

TEST_CASE("every test has an effect of finite values, whatever their size") {
  for (const tepid::test_row* row : tepid::registered_tests()) {
    for (std::size_t a = 0; a < kinds.size(); ++a) {
      for (std::size_t b = 0; b < kinds.size(); ++b) {
        INFO(row->about.name << " of " << a << " and " << b);
        const tepid::sample_pair samples{repeated(kinds[a], 60), repeated(kinds[b], 47, 1)};
        const tepid::test_result r = row->run_sorted({}, samples);
        CHECK(!tepid::is_nan(r.effect));
        CHECK((!tepid::is_nan(r.p_value) || r.method == "no p-value"));
        CHECK(!(r.effect_low > r.effect_high));
        if (a == b && row->about.name != "welch") CHECK(std::abs(r.effect) < 0.5);
      }
    }
  }
}

TEST_CASE("an effect does not depend on the unit, however large or small that is") {
  const std::vector<double> before = repeated({1, 2, 3, 5, 8, 13}, 60), now = repeated({2, 4, 9, 14}, 50);
  for (const tepid::test_row* row : tepid::registered_tests()) {
    const tepid::test_result expected = row->run({}, before, now);
    for (const int exponent : {-1060, -700, -420, 420, 700, 1018}) {
      INFO(row->about.name << " times 2^" << exponent);
      const auto scaled = [&](std::vector<double> xs) {
        for (double& x : xs) x = std::ldexp(x, exponent);
        return xs;
      };
      const tepid::test_result r = row->run({}, scaled(before), scaled(now));
      CHECK(r.effect == Catch::Approx(expected.effect).epsilon(1e-9));
      if (!tepid::is_nan(expected.p_value)) CHECK(r.p_value == Catch::Approx(expected.p_value).epsilon(1e-9));
    }
  }
}

TEST_CASE("a distance of far values has its unit") {
  const std::vector<double> before = repeated({1e200, 2e200}, 40), now = repeated({2e200, 3e200}, 40);
  CHECK(tepid::wasserstein{}(before, now).statistic == Catch::Approx(1e200));
  const auto apart = tepid::wasserstein{}(repeated({-double_max, -double_max / 2}, 40), repeated({double_max / 2, double_max}, 40));
  CHECK(apart.statistic == std::numeric_limits<double>::infinity());
  CHECK(apart.effect > 1.0);
  CHECK(apart.effect < 10.0);
}

TEST_CASE("sketches of far values are compared as the samples are") {
  for (const auto& kind : kinds) {
    std::vector<double> before = repeated(kind, 600), now = repeated(kind, 500);
    std::sort(before.begin(), before.end());
    std::sort(now.begin(), now.end());
    const auto a = tepid::sketch_points::of_sorted(before), b = tepid::sketch_points::of_sorted(now);
    tepid::weighted_points x = a.view(), y = b.view();
    x.rank_error = y.rank_error = 1e-3;
    const auto w = tepid::sketched_wasserstein(x, y);
    CHECK(!tepid::is_nan(w.result.effect));
    CHECK(!(w.result.effect_low > w.result.effect_high));
    CHECK(!tepid::is_nan(tepid::sketched_kolmogorov_smirnov(x, y).result.effect));
    CHECK(!tepid::is_nan(tepid::sketched_psi(x, y).result.effect));
  }
}

TEST_CASE("a profile has any finite values") {
  tepid::profile_builder builder;
  for (std::size_t i = 0; i < kinds.size(); ++i) builder.add_numeric(std::to_string(i), repeated(kinds[i], 500));
  const tepid::profile made = builder.finish();
  CHECK(tepid::profile::load(made.save()) == made);
  for (const auto& c : made.columns()) {
    CHECK(tepid::is_finite(c.values.mean()));
    CHECK(c.histogram.inside() == 500);
  }
}
