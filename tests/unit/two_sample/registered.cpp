// Every registered test: found by name, described, and clear about what it cannot use.
#include "support/catch.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <tepid/registered.hpp>
#include <tepid/registry.hpp>

namespace {

template <class F>
tepid::error thrown(F&& f) {
  try {
    f();
  } catch (const tepid::error& e) {
    return e;
  }
  return {tepid::errc::ok, "", ""};
}

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
