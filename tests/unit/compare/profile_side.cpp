// A profile as a side gives what its table gives, as far as it knows it.
#include "support/catch.hpp"

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/compare/comparison.hpp>
#include <tepid/compare/profile_side.hpp>
#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/core/random.hpp>
#include <tepid/monitors/column_stream.hpp>
#include <tepid/monitors/profile_builder.hpp>
#include <tepid/numerics/normal.hpp>

#include "support/memory_side.hpp"

namespace {

using tepid_test::categories;
using tepid_test::memory_side;
using tepid_test::numbers;

std::vector<double> normal(std::size_t count, double mean, std::uint64_t seed) {
  tepid::random_source random{seed};
  std::vector<double> values(count);
  for (double& x : values) x = mean + tepid::normal(random);
  return values;
}

}  // namespace

TEST_CASE("a profile that is exact gives the verdicts of its table") {
  std::vector<double> x = normal(3000, 0.0, 1);
  x[5] = tepid::missing_value;
  x[6] = std::numeric_limits<double>::quiet_NaN();
  x[7] = std::numeric_limits<double>::infinity();
  std::vector<std::optional<std::string_view>> words;
  for (std::size_t i = 0; i < 3000; ++i) words.emplace_back(i % 3 == 0 ? "a" : "b");
  tepid::profile_builder builder;
  builder.add_numeric("x", x);
  builder.add_text("w", words);
  tepid::profile_side saved{"ref.tepid", builder.finish()};
  CHECK(saved.rows() == 3000);
  CHECK(saved.name() == "ref.tepid");
  CHECK(saved.columns() == std::vector<std::string>{"x", "w"});
  CHECK(saved.take("x", tepid::column_type::numeric).numbers.size() == 3000);

  memory_side table{"ref.csv", {numbers("x", x), categories("w", {{"a", 1000}, {"b", 2000}})}};
  memory_side current{"cur.csv", {numbers("x", normal(2000, 0.5, 2)), categories("w", {{"a", 1000}, {"c", 1000}})}};
  const auto from_profile = tepid::compare_sides(saved, current, {"x", "w"});
  const auto from_table = tepid::compare_sides(table, current, {"x", "w"});
  REQUIRE(from_profile.columns.size() == 2);
  CHECK(from_profile.decisions == from_table.decisions);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto &a = from_profile.columns[i], &b = from_table.columns[i];
    CHECK(a.result == b.result);
    CHECK(a.p_adjusted == b.p_adjusted);
    CHECK(a.effect() == b.effect());
    CHECK(a.outside() == b.outside());
    CHECK(a.unseen == b.unseen);
    for (std::size_t k = 0; k < tepid::non_finite_kinds; ++k)
      CHECK(a.not_finite[k].reference == b.not_finite[k].reference);
  }
}

TEST_CASE("a distribution that is not exact takes the tests that need no values") {
  tepid::column_stream stream{"x", tepid::column_type::numeric, tepid::stream_detail::sketched};
  const std::vector<double> x = normal(200'000, 0.0, 3);
  stream.first_pass(x);
  tepid::profile_side saved{"ref.tepid", tepid::profile{{stream.finish()}}};
  CHECK(saved.take("x", tepid::column_type::numeric).numbers.empty());
  memory_side current{"cur.csv", {numbers("x", normal(20'000, 1.0, 4))}};
  const auto found = tepid::compare_sides(saved, current, {"x"});
  CHECK(found.columns[0].result == tepid::verdict::drift);
  CHECK(found.columns[0].effect() == Approx(0.383).margin(0.02));  // 2 Phi(1/2) - 1
  try {
    static_cast<void>(tepid::compare_sides(saved, current, {"x"}, {.tests = {"welch"}}));
    FAIL("welch needs the values");
  } catch (const tepid::error& why) {
    CHECK(why.code() == tepid::errc::bad_argument);
    CHECK(why.field() == "tests");
    CHECK_THAT(why.what(), Catch::Matchers::StartsWith("'welch' needs the values themselves, and column 'x'"));
  }
}

TEST_CASE("categories that a profile does not name are not new") {
  std::vector<std::string> names;
  for (int i = 0; i < 1100; ++i) names.push_back("c" + std::to_string(i));
  std::vector<std::optional<std::string_view>> values;
  for (int repeat = 0; repeat < 4; ++repeat)
    for (const std::string& n : names) values.emplace_back(n);
  tepid::profile_builder builder;
  builder.add_text("w", values);
  tepid::profile_side saved{"ref.tepid", builder.finish()};
  CHECK(saved.take("w", tepid::column_type::categorical).other == 4 * (1100 - 1024));
  memory_side current{"cur.csv", {categories("w", {{"c1", 100}, {"never", 100}})}};
  CHECK(tepid::compare_sides(saved, current, {"w"}).columns[0].unseen.empty());
}
