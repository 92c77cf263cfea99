// Columns in memory as a side: what they hold, what cannot be judged, and how numbers are categories.
#include "support/catch.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <tepid/compare/comparison.hpp>
#include <tepid/compare/memory_side.hpp>
#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/reports/comparison_json.hpp>

namespace {

using tepid::column_type;
using tepid::memory_column;
using tepid::memory_side;
using tepid::verdict;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

memory_column numbers(std::string name, std::vector<double> values, column_type type = column_type::numeric) {
  return memory_column::of_numbers(std::move(name), type, std::move(values));
}

memory_column texts(std::string name, const std::vector<std::string>& values) {
  tepid::text_column_builder builder;
  for (const std::string& value : values) {
    if (value == "-")
      builder.add_missing();
    else
      builder.add(value);
  }
  return builder.finish(std::move(name));
}

}  // namespace

TEST_CASE("columns in memory give samples") {
  const memory_side side{"s", {numbers("x", {1, not_a_number, tepid::missing_value, 3}), texts("k", {"b", "-", "a", "b"})}};
  REQUIRE(side.rows() == 4);
  REQUIRE(side.columns() == std::vector<std::string>{"x", "k"});
  const auto x = side.take("x", column_type::numeric);
  CHECK(x.numbers.size() == 4);
  CHECK((x.not_finite.nan == 1 && x.not_finite.missing == 1));
  const auto k = side.take("k", column_type::categorical);
  CHECK((k.categories.size() == 2 && k.categories.at("b") == 2 && k.not_finite.missing == 1 && k.rows == 4));
  CHECK(side.first_text("k").text == "b");
  CHECK(side.first_text("x").text.empty());
}

TEST_CASE("numbers and booleans as categories") {
  const memory_side side{"s", {numbers("n", {1, 1, 2.5, -0.0, not_a_number}), numbers("b", {1, 0, 1}, column_type::boolean)}};
  const auto n = side.take("n", column_type::categorical);
  CHECK((n.categories.at("1") == 2 && n.categories.at("2.5") == 1 && n.categories.at("0") == 1));
  CHECK(n.not_finite.missing == 1);
  CHECK(side.take("b", column_type::categorical).categories.at("true") == 2);
}

TEST_CASE("texts without a value are numbers that are missing, as in a file") {
  const memory_column none = memory_column::of_texts("k", {"a"}, {memory_column::no_text, memory_column::no_text});
  CHECK((none.type() == column_type::numeric && none.rows() == 2 && none.values() == 0 && none.numbers().size() == 2));
  CHECK_THROWS_AS(memory_column::of_texts("k", {"a"}, {1}), tepid::error);
  CHECK_THROWS_AS(numbers("k", {1}, column_type::categorical), tepid::error);
  CHECK_THROWS_AS((memory_side{"s", {numbers("x", {1}), numbers("x", {1})}}), tepid::error);
}

TEST_CASE("a column that cannot be judged ends no other") {
  std::vector<double> a(400), b(400);
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] = static_cast<double>(i * 147 % a.size());
    b[i] = a[i] + 300;
  }
  memory_side before{"r", {numbers("x", a), memory_column::unusable("e", 400, "vectors"), numbers("t", a)}};
  memory_side now{"c", {numbers("x", b), numbers("e", b), texts("t", {"u", "v"})}};
  const std::vector<std::string> columns = before.columns();
  const tepid::comparison_options rule{};
  const tepid::comparison found = tepid::compare_sides(before, now, columns, rule);
  REQUIRE(found.columns.size() == 3);
  CHECK(found.columns[0].result == verdict::drift);
  CHECK((found.columns[1].result == verdict::not_judged && found.columns[1].note == "r holds vectors"));
  CHECK(found.columns[2].result == verdict::not_judged);
  CHECK(found.columns[2].note.find("'u' is not a number; r has numbers there") != std::string::npos);
  CHECK(found.overall() == verdict::drift);
  CHECK(tepid::compare_sides(before, before, {"x", "e"}, rule).overall() == verdict::inconclusive);
  CHECK(tepid::compare_sides(before, before, {"x"}, {.margin = 0.2}).overall() == verdict::no_drift);
  CHECK(tepid::compare_sides(before, before, {}, rule).overall() == verdict::inconclusive);
  // What cannot be judged counts among the decisions: how many there are is known before anything is compared.
  const auto alone = tepid::compare_sides(before, now, {"x"}, rule);
  CHECK((alone.decisions == 3 && found.decisions == 9));
  CHECK(alone.columns[0].moved.p == found.columns[0].moved.p);
  const std::string json = to_json(found, "r", "c", rule);
  CHECK(json.rfind("{\"schema\":1,\"reference\":\"r\",\"current\":\"c\",\"alpha\":0.01", 0) == 0);
  CHECK(json.find("\"missing_difference\":null") != std::string::npos);
}

TEST_CASE("rows are decided like a column") {
  std::vector<double> a(600), b(600);
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] = std::sin(static_cast<double>(7 * i));
    b[i] = std::cos(static_cast<double>(11 * i)) + 2;
  }
  const tepid::matrix_view x{a, 3}, y{b, 3};
  const tepid::comparison found = tepid::compare_rows("e", x, y);
  REQUIRE(found.columns.size() == 1);
  CHECK((found.overall() == verdict::drift && found.columns[0].width == 3 && found.columns[0].reference == 200));
  CHECK(tepid::compare_rows("e", x, x).overall() == verdict::no_drift);
  CHECK(to_json(found, "r", "c", {}).find("\"type\":\"rows\"") != std::string::npos);
  CHECK_THROWS_AS(tepid::compare_rows("e", x, tepid::matrix_view{b, 2}), tepid::error);
  CHECK_THROWS_AS(tepid::compare_rows("e", x, y, {.tests = {"psi"}}), tepid::error);
  CHECK_THROWS_AS(tepid::compare_rows("e", x, y, {.alpha = 2}), tepid::error);
  const std::vector<double> one(3, 1.0);
  CHECK(tepid::compare_rows("e", x, tepid::matrix_view{one, 3}).overall() == verdict::inconclusive);
}

TEST_CASE("numbers that only grow are times where name or range says so, as in a file") {
  const auto type_of = [](const char* name, double from, double step, int count = 40) {
    std::vector<double> values;
    for (int i = 0; i < count; ++i) values.push_back(from + step * (i / 2));
    return numbers(name, values).type();
  };
  CHECK(type_of("n", 1'735'689'600.0, 1.0) == column_type::time);
  CHECK(type_of("n", 1'735'689'600e3, 1e3) == column_type::time);
  CHECK(type_of("created_at", 0.0, 1.0) == column_type::time);
  CHECK(type_of("n", 0.0, 1.0) == column_type::numeric);
  CHECK(type_of("n", 1'735'689'600.0, 0.25) == column_type::numeric);
  CHECK(type_of("n", 1'735'689'600.0, -1.0) == column_type::numeric);
  CHECK(type_of("created_at", 5.0, 0.0) == column_type::numeric);
  CHECK(type_of("created_at", 0.0, 1.0, 19) == column_type::numeric);
}

TEST_CASE("a side that is in doubt never shows no drift") {
  std::vector<double> values;
  for (int i = 0; i < 4000; ++i) values.push_back(i * 37 % 401);
  memory_side sound{"sound", {numbers("x", values)}}, doubtful{"doubtful", {numbers("x", values)}};
  doubtful.doubt("half of it is missing");
  CHECK(tepid::compare_sides(sound, sound, {"x"}).overall() == verdict::no_drift);
  const auto found = tepid::compare_sides(sound, doubtful, {"x"});
  CHECK(found.columns[0].result == verdict::no_drift);
  CHECK(found.overall() == verdict::inconclusive);
  CHECK(found.doubts == std::vector<std::string>{"doubtful: half of it is missing"});
  for (double& x : values) x += 1000;
  memory_side moved{"moved", {numbers("x", values)}};
  CHECK(tepid::compare_sides(moved, doubtful, {"x"}).overall() == verdict::drift);
}
