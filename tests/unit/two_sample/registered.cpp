// Every registered test: found by name, described, and clear about what it cannot use.
#include "support/catch.hpp"

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
  for (const tepid::test_row* row : tepid::registered_tests()) {
    INFO(row->about.name);
    CHECK(tepid::find_test(row->about.name) == row);
    CHECK_FALSE(row->about.title.empty());
    CHECK_FALSE(row->about.source.empty());
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
