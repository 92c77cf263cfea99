// Every registered test: found by name, described, and clear about what it cannot use.
#include "support/catch.hpp"
#include "support/thrown.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/registered_tests.hpp>
#include <tepid/registry.hpp>
#include <tepid/two_sample/samples.hpp>

namespace {

}  // namespace

TEST_CASE("tests are found by name and have sources and parameters") {
  REQUIRE(tepid::registered_tests().size() == tepid::tests::size);
  REQUIRE(tepid::registered_categorical_tests().size() == tepid::categorical_tests::size);
  REQUIRE(tepid::registered_multivariate_tests().size() == tepid::multivariate_tests::size);
  for (const auto rows :
       {tepid::registered_tests(), tepid::registered_categorical_tests(), tepid::registered_multivariate_tests()})
    for (const tepid::test_row* row : rows) {
      INFO(row->about.name);
      CHECK(tepid::find_test(row->about.name) == row);
      CHECK_FALSE(row->about.title.empty());
      CHECK_FALSE(row->about.source.empty());
      CHECK((row->run != nullptr) == (row->sample == tepid::sample_kind::numbers));
      CHECK((row->run_counts != nullptr) == (row->sample == tepid::sample_kind::counts));
      CHECK((row->run_rows != nullptr) == (row->sample == tepid::sample_kind::rows));
      for (const auto& p : row->parameters) CHECK(p.range.contain(p.default_value));
    }
  CHECK(tepid::find_test("none") == nullptr);
}

TEST_CASE("errors name the test, the parameter or the sample") {
  const std::vector<double> some{1, 2, 3}, none,
      useless{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()};
  const auto unknown = thrown([&] { static_cast<void>(tepid::run_test("chi", {}, some, some)); });
  CHECK(unknown.code() == tepid::errc::unknown_name);
  CHECK(std::string{unknown.what()}.find("kolmogorov_smirnov") != std::string::npos);
  for (const tepid::test_row* row : tepid::registered_tests()) {
    INFO(row->about.name);
    for (const auto& bad : {none, useless}) {
      const auto first = thrown([&] { static_cast<void>(row->run({}, bad, some)); });
      CHECK(first.code() == tepid::errc::bad_data);
      CHECK(first.field() == "reference");
      const auto second = thrown([&] { static_cast<void>(row->run({}, some, bad)); });
      CHECK(second.code() == tepid::errc::bad_data);
      CHECK(second.field() == "current");
      CHECK(std::string{second.what()}.find("current") != std::string::npos);
    }
    const std::vector<tepid::setting> wrong{{"no_such", 1.0}};
    CHECK(thrown([&] { static_cast<void>(row->run(wrong, some, some)); }).code() == tepid::errc::unknown_name);
  }
}

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN(), huge = 1.7e308;

struct edge {
  const char* name;
  std::vector<double> reference, current;
  bool same;  ///< Is there nothing to see?
};

const std::vector<edge>& edges() {
  static const std::vector<edge> all{
      {"one value each, equal", {3}, {3}, true},
      {"one value each", {3}, {4}, false},
      {"one against many", {3}, {1, 2, 3, 4, 5, 6}, false},
      {"many against one", {1, 2, 3, 4, 5, 6}, {-9}, false},
      {"two and two", {1, 2}, {1, 2}, true},
      {"constant, the same", std::vector<double>(30, 7.0), std::vector<double>(20, 7.0), true},
      {"constant, another", std::vector<double>(30, 7.0), std::vector<double>(20, 8.0), false},
      {"constant, then not", std::vector<double>(30, 7.0), {7, 7, 7, 7, 8, 9, 10}, false},
      {"no longer constant", {7, 7, 7, 7, 8, 9, 10}, std::vector<double>(30, 7.0), false},
      {"mostly missing", {missing, missing, 1, missing, 2}, {missing, 2, missing, missing, 1}, true},
      {"zeros of both signs", {0.0, -0.0, 0.0}, {-0.0, 0.0, -0.0}, true},
      {"the ends of the range", {-huge, 0, huge}, {-huge, 1, huge, huge}, false},
      {"subnormal", {5e-324, 1e-323, 0}, {5e-324, 0, 5e-324, 2e-323}, false}};
  return all;
}

bool within(double x, double low, double high) { return x >= low && x <= high; }

}  // namespace

TEST_CASE("every test has a defined result on edge cases") {
  for (const tepid::test_row* row : tepid::registered_tests())
    for (const edge& e : edges()) {
      INFO(row->about.name << ": " << e.name);
      const auto r = row->run({}, e.reference, e.current);
      CHECK(r.name == row->about.name);
      CHECK_FALSE(r.method.empty());
      CHECK(r.reference >= 1);
      CHECK(r.current >= 1);
      if (tepid::is_nan(r.p_value))
        CHECK(r.method == "no p-value");
      else
        CHECK(within(r.p_value, 0.0, 1.0));
      if (e.same) {
        CHECK((tepid::is_nan(r.p_value) || r.p_value > 0.9));
        CHECK((tepid::is_nan(r.effect) || std::fabs(r.effect) < 1e-12));
      }
      CHECK(tepid::is_nan(r.effect_low) == tepid::is_nan(r.effect_high));
      if (!tepid::is_nan(r.effect_low)) {
        CHECK(r.effect_low <= r.effect + 1e-12);
        CHECK(r.effect_high >= r.effect - 1e-12);
      }
      // Sorted once for all or not, named or not: the same bits.
      const tepid::sample_pair pair{e.reference, e.current};
      const auto again = tepid::run_test(row->about.name, {}, pair);
      CHECK((again.statistic == r.statistic || (tepid::is_nan(r.statistic) && tepid::is_nan(again.statistic))));
      CHECK((again.p_value == r.p_value || (tepid::is_nan(r.p_value) && tepid::is_nan(again.p_value))));
      CHECK((again.effect == r.effect || (tepid::is_nan(r.effect) && tepid::is_nan(again.effect))));
      CHECK(again.method == r.method);
    }
}

TEST_CASE("identical samples are not found different, disjoint ones are") {
  std::vector<double> same, apart;
  for (int i = 0; i < 60; ++i) {
    same.push_back(i * i % 61);
    apart.push_back(100.0 + i * i % 61 * 3.0);
  }
  for (const tepid::test_row* row : tepid::registered_tests()) {
    INFO(row->about.name);
    CHECK(row->run({}, same, same).p_value > 0.9);
    CHECK(row->run({}, same, apart).p_value < 0.002);
    if (tepid::is_nan(row->run({}, same, apart).effect_low)) continue;
    CHECK(tepid::beyond_margin(row->run({}, same, apart), 0.01));
    CHECK_FALSE(tepid::beyond_margin(row->run({}, same, same), 0.01));
  }
}

TEST_CASE("order does not matter, and a sample pair counts what it leaves out") {
  const double infinite = std::numeric_limits<double>::infinity();
  const std::vector<double> a{3, missing, 1, infinite, 2, -infinite, missing, -infinite, tepid::missing_value}, b{5, 4};
  const tepid::sample_pair pair{a, b};
  CHECK(pair.reference_left_out() == tepid::non_finite_counts{1, 2, 2, 1});
  CHECK(pair.current_left_out() == tepid::non_finite_counts{});
  CHECK(std::vector<double>(pair.reference().begin(), pair.reference().end()) == std::vector<double>{1, 2, 3});
  CHECK(std::vector<double>(pair.current().begin(), pair.current().end()) == std::vector<double>{4, 5});
  CHECK(thrown([&] { static_cast<void>(tepid::run_test("none", {}, pair)); }).code() == tepid::errc::unknown_name);
}

TEST_CASE("tests of counts and of rows run by name, and on no other sample") {
  const std::vector<std::uint64_t> before{30, 20, 50}, after{20, 40, 40};
  for (const tepid::test_row* row : tepid::registered_categorical_tests()) {
    INFO(row->about.name);
    const auto r = tepid::run_categorical_test(row->about.name, {}, before, after);
    CHECK(r.name == row->about.name);
    CHECK((r.p_value > 0.0 && r.p_value < 0.05));
    const std::vector<double> some{1, 2};
    const auto refused = thrown([&] { static_cast<void>(tepid::run_test(row->about.name, {}, some, some)); });
    CHECK(refused.code() == tepid::errc::bad_argument);
    CHECK(std::string{refused.what()}.find("takes counts") != std::string::npos);
  }
  std::vector<double> rows;
  for (int i = 0; i < 60; ++i) rows.push_back(static_cast<double>(i * i % 17));
  for (const tepid::test_row* row : tepid::registered_multivariate_tests()) {
    INFO(row->about.name);
    const auto r = tepid::run_multivariate_test(row->about.name, {}, {rows, 2}, {rows, 2});
    CHECK(r.name == row->about.name);
    CHECK(r.p_value > 0.05);
  }
  CHECK(thrown([&] { static_cast<void>(tepid::run_categorical_test("none", {}, before, after)); }).code() ==
        tepid::errc::unknown_name);
}
