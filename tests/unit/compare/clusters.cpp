// Rows that belong together: clusters by a column or by blocks decide in place of rows, and what cannot be used is refused.
#include "support/catch.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <tepid/compare/comparison.hpp>
#include <tepid/compare/memory_side.hpp>
#include <tepid/compare/profile_side.hpp>
#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/core/random.hpp>
#include <tepid/monitors/profile_builder.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/reports/comparison_json.hpp>

#include "support/memory_side.hpp"
#include "support/thrown.hpp"

namespace {

using Catch::Matchers::Contains;
using tepid::verdict;
using tepid_test::memory_column;
using tepid_test::memory_side;
using tepid_test::numbers;
using tepid_test::texts;

constexpr std::size_t rows_of_user = 20;

/// "a0" twenty times, "a1" twenty times, ...
memory_column users(const std::string& side, std::size_t count) {
  std::vector<std::optional<std::string>> all;
  for (std::size_t i = 0; i < count * rows_of_user; ++i) all.emplace_back(side + std::to_string(i / rows_of_user));
  return texts("user", std::move(all));
}
/// Numbers of which nine tenths of the variance are the users'.
memory_column latencies(tepid::random_source& random, std::size_t count, double shift = 0.0) {
  std::vector<double> all;
  double own = 0.0;
  for (std::size_t i = 0; i < count * rows_of_user; ++i) {
    if (i % rows_of_user == 0) own = shift + std::sqrt(0.9) * tepid::normal(random);
    all.push_back(own + std::sqrt(0.1) * tepid::normal(random));
  }
  return numbers("x", std::move(all));
}
/// A text that nine in ten rows of a user share.
memory_column words(tepid::random_source& random, std::size_t count, std::size_t kinds) {
  std::vector<std::optional<std::string>> all;
  std::uint64_t own = 0;
  for (std::size_t i = 0; i < count * rows_of_user; ++i) {
    if (i % rows_of_user == 0) own = random.below(kinds);
    all.emplace_back("k" + std::to_string(random.uniform() < 0.9 ? own : random.below(kinds)));
  }
  return texts("w", std::move(all));
}

tepid::comparison compared(std::vector<memory_column> before, std::vector<memory_column> now,
                           const tepid::comparison_options& options) {
  memory_side a{"ref", std::move(before)}, b{"cur", std::move(now)};
  return tepid::compare_sides(a, b, a.columns(), options);
}
const tepid::column_comparison& of(const tepid::comparison& found, const std::string& name) {
  for (const auto& c : found.columns)
    if (c.name == name) return c;
  throw std::out_of_range{name};
}

}  // namespace

TEST_CASE("few users of many rows are no certain change") {
  tepid::random_source random{1};
  int by_rows = 0, by_users = 0;
  for (int i = 0; i < 20; ++i) {
    const auto a = latencies(random, 30), b = latencies(random, 30), w = words(random, 30, 5), v = words(random, 30, 5);
    const auto rows = compared({a, w}, {b, v}, {});
    const auto clusters = compared({users("a", 30), a, w}, {users("b", 30), b, v}, {.cluster = "user"});
    by_rows += rows.any(verdict::drift);
    by_users += clusters.any(verdict::drift);
    CHECK(clusters.decisions == 6);  // the cluster column is no decision
    for (const char* name : {"x", "w"}) {
      CHECK(of(clusters, name).reference_clusters == 30);
      CHECK(of(clusters, name).current_clusters == 30);
      CHECK(of(clusters, name).moved.high - of(clusters, name).moved.low > of(rows, name).moved.high - of(rows, name).moved.low);
    }
    CHECK(of(clusters, "x").reference_deff > 4);
    CHECK(of(rows, "x").reference_clusters == 0);
    CHECK(of(rows, "x").reference_deff == 1.0);
  }
  CHECK(by_rows >= 10);
  CHECK(by_users == 0);
}

TEST_CASE("a shift of all users is found") {
  tepid::random_source random{2};
  const auto found = compared({users("a", 200), latencies(random, 200)}, {users("b", 200), latencies(random, 200, 1.0)},
                              {.cluster = "user"});
  CHECK(of(found, "x").result == verdict::drift);
  CHECK(of(found, "x").moved.low > 0.1);
  CHECK(found.overall() == verdict::drift);
}

TEST_CASE("the cluster column is told and not compared") {
  tepid::random_source random{3};
  auto who = users("a", 50), other = users("b", 50);
  for (const std::size_t row : {0u, 1u, 500u}) who.texts[row] = std::nullopt;
  const auto found = compared({who, latencies(random, 50)}, {other, latencies(random, 50)},
                              {.left_out = {"user", "gone"}, .cluster = "user"});
  REQUIRE(found.columns.size() == 3);  // once, though it is left out too
  CHECK(found.columns[1].name == "user");
  CHECK(found.columns[1].result == verdict::left_out);
  CHECK(found.columns[1].note == "the cluster of each row; 3 rows have none and are clusters of their own");
  CHECK(found.columns[2].name == "gone");
  CHECK(of(found, "x").reference_clusters == 53);
  const auto one = compared({users("a", 50), latencies(random, 50)}, {who, latencies(random, 50)}, {.cluster = "user"});
  CHECK(of(one, "x").current_clusters == 53);
  CHECK(of(one, "user").note == "the cluster of each row; 3 rows have none and are clusters of their own");
  CHECK(of(compared({users("a", 50), latencies(random, 50)}, {other, latencies(random, 50)}, {.cluster = "user"}), "user").note ==
        "the cluster of each row");
}

TEST_CASE("the same value on both sides is the same cluster, whatever its type") {
  tepid::random_source random{4};
  const auto a = latencies(random, 60);
  auto b = a;
  for (double& x : b.numbers) x += 0.5 + 0.1 * tepid::normal(random);  // each user the same as before, but for a shift
  const auto low = [&](memory_column before, memory_column now) {
    return of(compared({std::move(before), a}, {std::move(now), b}, {.margin = 0.0, .cluster = "user"}), "x").moved.low;
  };
  const auto numbered = [&](double first, double step, tepid::column_type type = tepid::column_type::numeric) {
    std::vector<double> ids;
    for (std::size_t i = 0; i < 60 * rows_of_user; ++i) ids.push_back(first + step * static_cast<double>(i / rows_of_user));
    return numbers("user", std::move(ids), type);
  };
  const double same = low(users("a", 60), users("a", 60)), others = low(users("a", 60), users("b", 60));
  CHECK(same > others + 0.02);
  CHECK(low(numbered(0, 1), numbered(0, 1)) == same);
  CHECK(low(numbered(0, 1), numbered(1000, 1)) == others);
  CHECK(low(numbered(0, 1, tepid::column_type::time), numbered(0, 1, tepid::column_type::time)) == same);
  // Text against numbers: as it was written.
  auto written = numbered(7, 1);
  std::vector<std::optional<std::string>> as_texts;
  for (const double x : written.numbers) {
    as_texts.emplace_back(std::to_string(static_cast<int>(x)));
    written.written.push_back(*as_texts.back());
  }
  CHECK(low(written, texts("user", as_texts)) == same);
  // Beyond 2^53 by the digits: all of these are one double.
  auto long_ids = numbered(9007199254740992.0, 0.0);
  for (std::size_t i = 0; i < long_ids.numbers.size(); ++i)
    long_ids.written.push_back("90071992547409" + std::to_string(920 + i / rows_of_user));
  CHECK(low(long_ids, long_ids) == same);
}

TEST_CASE("texts with equal beginnings, nulls inside and any bytes are different clusters") {
  tepid::random_source random{5};
  const auto a = latencies(random, 24), b = latencies(random, 24);
  const std::string names[] = {"", "a", std::string("a\0", 2), "a ", "\xff", "A", "aa", std::string("a\0b", 3)};
  std::vector<std::optional<std::string>> who;
  for (std::size_t i = 0; i < 24 * rows_of_user; ++i) {
    const std::size_t user = i / rows_of_user;
    who.emplace_back(names[user % 8] + std::string(user / 8, '\0'));
  }
  CHECK(of(compared({texts("user", who), a}, {texts("user", who), b}, {.cluster = "user"}), "x").reference_clusters == 22);  // 24 less two that are the same
}

TEST_CASE("blocks are rows one after the other, and those of the sides differ") {
  tepid::random_source random{6};
  int by_rows = 0, by_blocks = 0;
  for (int i = 0; i < 10; ++i) {
    const auto a = latencies(random, 30), b = latencies(random, 30);
    by_rows += compared({a}, {b}, {}).any(verdict::drift);
    const auto found = compared({a}, {b}, {.block = rows_of_user});
    by_blocks += found.any(verdict::drift);
    REQUIRE(found.columns.size() == 1);
    CHECK(of(found, "x").reference_clusters == 30);
    CHECK(of(found, "x").neighbours == 0.0);
    CHECK(of(found, "x").moved.low ==
          of(compared({users("a", 30), a}, {users("b", 30), b}, {.cluster = "user"}), "x").moved.low);
  }
  CHECK(by_rows >= 3);
  CHECK(by_blocks == 0);
  const auto a = latencies(random, 30);
  CHECK(of(compared({a}, {a}, {.block = 7}), "x").current_clusters == 86);  // of 600 rows, the last of five
}

TEST_CASE("missing cells, NaN and rare categories by user are no change of shares") {
  // One user in 25 has a word that others have not, and no value: by chance three users there and seven here.
  const auto some = [](std::size_t count) {
    std::vector<std::optional<std::string>> all;
    std::vector<double> x, nan;
    for (std::size_t i = 0; i < 100 * rows_of_user; ++i) {
      const std::size_t user = i / rows_of_user;
      all.emplace_back(user < count ? "rare" : i % 2 == 0 ? "a" : "b");
      const double value = std::fmod(0.618 * static_cast<double>(i), 1.0);
      x.push_back(user < count ? tepid::missing_value : value);
      nan.push_back(user < count ? std::numeric_limits<double>::quiet_NaN() : value);
    }
    return std::vector<memory_column>{texts("w", all), numbers("gaps", x), numbers("nan", nan)};
  };
  const auto with = [](std::vector<memory_column> columns, const std::string& side) {
    columns.push_back(users(side, 100));
    return columns;
  };
  const auto by_rows = compared(some(3), some(7), {});
  const auto by_users = compared(with(some(3), "a"), with(some(7), "b"), {.cluster = "user"});
  const auto many = compared(with(some(3), "a"), with(some(40), "b"), {.cluster = "user"});
  for (const char* name : {"w", "gaps", "nan"}) {
    INFO(name);
    CHECK(of(by_rows, name).result == verdict::drift);
    CHECK(of(by_users, name).result != verdict::drift);
    CHECK(of(many, name).result == verdict::drift);
  }
  CHECK(of(many, "gaps").note == "missing cells");
  CHECK(of(many, "nan").note == "NaN");
  CHECK(of(by_users, "gaps").not_finite[0].reference == 60);
  // Of any change too.
  CHECK(of(compared(with(some(0), "a"), with(some(2), "b"), {.margin = 0.0, .cluster = "user"}), "gaps").result != verdict::drift);
}

TEST_CASE("a tail of one user is no change of tails") {
  const auto column = [](std::size_t loud) {
    std::vector<double> x;
    for (std::size_t i = 0; i < 100 * rows_of_user; ++i)
      x.push_back(std::fmod(0.618 * static_cast<double>(i), 1.0) + (i / rows_of_user < loud ? 100.0 : 0.0));
    return numbers("x", std::move(x));
  };
  const auto by_rows = compared({column(0)}, {column(3)}, {});
  CHECK(of(by_rows, "x").result == verdict::drift);
  CHECK_THAT(of(by_rows, "x").note, Catch::Matchers::StartsWith("above "));
  const auto few = compared({users("a", 100), column(0)}, {users("b", 100), column(3)}, {.cluster = "user"});
  CHECK(of(few, "x").result != verdict::drift);
  const auto many = compared({users("a", 100), column(0)}, {users("b", 100), column(30)}, {.cluster = "user"});
  CHECK(of(many, "x").result == verdict::drift);
}

TEST_CASE("too few clusters cannot be judged") {
  tepid::random_source random{7};
  const auto few = compared({users("a", 100), latencies(random, 100)}, {users("b", 4), latencies(random, 4)}, {.cluster = "user"});
  CHECK(of(few, "x").result == verdict::not_judged);
  CHECK(of(few, "x").note == "too few clusters: as of 4 equal ones in the current data; it takes 20");
  // One user with nearly all rows, and many with one.
  auto uneven = users("b", 100);
  for (std::size_t i = 40; i < uneven.texts.size(); ++i) uneven.texts[i] = "robot";
  const auto robot = compared({uneven, latencies(random, 100)}, {users("a", 100), latencies(random, 100)}, {.cluster = "user"});
  CHECK_THAT(of(robot, "x").note, Catch::Matchers::StartsWith("too few clusters: as of 1.04 equal ones in the reference"));
  CHECK(robot.overall() == verdict::inconclusive);
  // Those that have a value count.
  auto gaps = latencies(random, 100);
  for (std::size_t i = 60; i < gaps.numbers.size(); ++i) gaps.numbers[i] = tepid::missing_value;
  const auto gone = compared({users("a", 100), gaps}, {users("b", 100), gaps}, {.cluster = "user"});
  CHECK_THAT(of(gone, "x").note, Contains("too few clusters"));
}

TEST_CASE("what stands beside the verdict has no p-value of independent rows") {
  tepid::random_source random{8};
  const auto found = compared({users("a", 50), latencies(random, 50), words(random, 50, 30)},
                              {users("b", 50), latencies(random, 50), words(random, 50, 30)}, {.cluster = "user"});
  REQUIRE_FALSE(of(found, "x").tests.empty());
  for (const auto& r : of(found, "x").tests) {
    CHECK(std::isnan(r.p_value));
    CHECK(std::isnan(r.effect_low));
    CHECK(std::isnan(r.margin_p));
    CHECK_FALSE(std::isnan(r.effect));
  }
  // PSI of users by chance is that of as many rows as the design effects leave.
  const auto rows = compared({words(random, 50, 30)}, {words(random, 50, 30)}, {});
  CHECK(of(found, "w").psi_by_chance > 8 * of(rows, "w").psi_by_chance);
  const std::string json = tepid::to_json(found, "a", "b", {.cluster = "user"});
  CHECK_THAT(json, Contains("\"cluster\":\"user\",\"block\":null"));
  CHECK_THAT(json, Contains("\"clusters\":{\"reference\":50,\"current\":50,\"reference_deff\":"));
  CHECK_THAT(tepid::to_json(rows, "a", "b", {}), Contains("\"cluster\":null,\"block\":null") && Contains("\"clusters\":null"));
}

TEST_CASE("all missing on both sides, with clusters") {
  const std::vector<double> none(100 * rows_of_user, tepid::missing_value);
  const auto found = compared({users("a", 100), numbers("x", none)}, {users("b", 100), numbers("x", none)}, {.cluster = "user"});
  CHECK(of(found, "x").note == "no value on either side");
  CHECK(of(found, "x").moved.high > 0.01);  // as of 100 users, not of 2,000 rows
  CHECK(of(found, "x").result == verdict::no_drift);
}

TEST_CASE("clusters that cannot be used are refused by name") {
  tepid::random_source random{9};
  const auto a = latencies(random, 30);
  const auto refused = [&](const tepid::comparison_options& options, std::vector<memory_column> before,
                           std::vector<memory_column> now) {
    return thrown([&] { compared(std::move(before), std::move(now), options); });
  };
  const auto both = refused({.cluster = "user", .block = 5}, {users("a", 30), a}, {users("b", 30), a});
  CHECK((both.code() == tepid::errc::bad_argument && both.field() == "block"));
  const auto tests = refused({.tests = {"psi"}, .cluster = "user"}, {users("a", 30), a}, {users("b", 30), a});
  CHECK((tests.code() == tepid::errc::bad_argument && tests.field() == "tests"));
  CHECK(refused({.tests = {"psi"}, .block = 3}, {a}, {a}).field() == "tests");
  const auto unknown = refused({.cluster = "usr"}, {users("a", 30), a}, {users("b", 30), a});
  CHECK((unknown.code() == tepid::errc::bad_argument && unknown.field() == "usr"));
  CHECK_THAT(unknown.what(), Contains("user"));
  const auto judged = refused({.judge = {"user"}, .cluster = "user"}, {users("a", 30), a}, {users("b", 30), a});
  CHECK(judged.field() == "user");

  tepid::memory_side unusable{"ref", {tepid::memory_column::unusable("user", 600, "lists"),
                                      tepid::memory_column::of_numbers("x", tepid::column_type::numeric, a.numbers)}};
  memory_side table{"cur", {users("b", 30), a}};
  const auto lists = thrown([&] { static_cast<void>(tepid::compare_sides(unusable, table, {"x"}, {.cluster = "user"})); });
  CHECK((lists.code() == tepid::errc::bad_argument && lists.field() == "cluster"));
  CHECK_THAT(lists.what(), Contains("lists"));

  tepid::profile_builder made;
  made.add_numeric("user", a.numbers);
  made.add_numeric("x", a.numbers);
  tepid::profile_side saved{"old.tepid", made.finish()};
  for (const bool by_column : {true, false}) {
    tepid::comparison_options rule;
    by_column ? static_cast<void>(rule.cluster = "user") : static_cast<void>(rule.block = 20);
    const auto profile = thrown([&] { static_cast<void>(tepid::compare_sides(saved, table, {"x"}, rule)); });
    CHECK(profile.code() == tepid::errc::bad_argument);
    CHECK(profile.field() == (by_column ? "cluster" : "block"));
    CHECK_THAT(profile.what(), Contains("old.tepid") && Contains("profile"));
  }
  const std::vector<double> embedding(20, 1.0);
  const auto rows = thrown([&] {
    static_cast<void>(tepid::compare_rows("e", {embedding, 2}, {embedding, 2}, {.block = 2}));
  });
  CHECK((rows.code() == tepid::errc::bad_argument && rows.field() == "block"));
}

TEST_CASE("a column of other rows than the clusters is not judged") {
  tepid::random_source random{10};
  const auto column = [&](std::size_t count) {
    return tepid::memory_column::of_numbers("x", tepid::column_type::numeric, latencies(random, count).numbers);
  };
  const auto ids = [] {
    std::vector<double> all;
    for (std::size_t i = 0; i < 600; ++i) all.push_back(static_cast<double>(i / rows_of_user));
    return tepid::memory_column::of_numbers("user", tepid::column_type::numeric, all);
  };
  tepid::memory_side a{"ref", {ids(), column(30)}}, b{"cur", {ids(), column(20)}};
  const auto found = tepid::compare_sides(a, b, {"x"}, {.cluster = "user"});
  CHECK(of(found, "x").result == verdict::not_judged);
  CHECK(of(found, "x").note == "its rows are not those that the clusters are of");
}

TEST_CASE("categories that resemble their neighbours are told, and not with clusters") {
  tepid::random_source random{11};
  const auto a = words(random, 100, 5), b = words(random, 100, 5);
  const auto by_rows = compared({a}, {b}, {});
  CHECK(of(by_rows, "w").neighbours == Approx(0.77).margin(0.08));  // 0.9^2 of 19 in 20 neighbours
  CHECK_THAT(of(by_rows, "w").note, Contains("neighbouring rows resemble each other (equal beyond chance 0.7"));
  CHECK(of(compared({users("a", 100), a}, {users("b", 100), b}, {.cluster = "user"}), "w").neighbours == 0.0);
  CHECK_THAT(of(compared({a}, {b}, {.block = 20}), "w").note, !Contains("neighbouring"));
  std::vector<std::optional<std::string>> mixed;
  for (int i = 0; i < 2000; ++i) mixed.emplace_back(random.uniform() < 0.3 ? "a" : "b");
  CHECK(of(compared({texts("w", mixed)}, {texts("w", mixed)}, {}), "w").neighbours == 0.0);
}
