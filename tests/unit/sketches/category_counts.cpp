// Categories: where each value falls, ties, merging, many categories, saving.
#include "support/catch.hpp"
#include "support/own_new.hpp"

#include <string>
#include <vector>

#include <tepid/sketches/category_counts.hpp>
#include <tepid/two_sample/psi.hpp>

using counts = std::vector<std::uint64_t>;
using category = tepid::category_counts::category;

namespace {

const std::vector<category> reference{{"red", 50}, {"green", 30}, {"blue", 50}, {"", 2}, {"pink", 1}, {"b\xff", 1}};

}

TEST_CASE("values fall among the top, other, unseen and missing, each once") {
  tepid::category_counts c{reference, 3};
  REQUIRE(c.names().size() == 3);
  CHECK(c.names()[0] == "blue");  // as often as red, and before it
  CHECK(c.names()[1] == "red");
  CHECK(c.names()[2] == "green");
  for (const char* value : {"red", "red", "green", "pink", "", "b\xff", "Red", "redd"}) c.add(value);
  c.add_missing(4);
  c.add("blue", 7);
  CHECK(c.all_counts() == counts{7, 2, 1, 3, 2, 4});
  CHECK(c.inside() == 10);
  CHECK(c.other() == 3);
  CHECK(c.unseen() == 2);
  CHECK(c.missing() == 4);
  CHECK(c.total() == 19);
  CHECK(c.emptied().total() == 0);
  CHECK(c.emptied().names().size() == 3);
  const auto r = tepid::psi_of_counts(c.all_counts(), c.all_counts());
  CHECK(r.statistic == 0.0);
}

TEST_CASE("merging adds, in any order, and refuses other categories") {
  tepid::category_counts a{reference, 2}, b{reference, 2}, all{reference, 2};
  for (const char* value : {"red", "pink", "new"}) a.add(value), all.add(value);
  for (const char* value : {"red", "green"}) b.add(value), all.add(value);
  b.add_missing(), all.add_missing();
  auto ab = a, ba = b;
  ab.merge(b);
  ba.merge(a);
  CHECK(ab == all);
  CHECK(ba == all);
  CHECK_THROWS_AS(ab.merge(tepid::category_counts{reference, 3}), tepid::error);
  auto less = reference;
  less.pop_back();
  CHECK_THROWS_AS((ab.merge(tepid::category_counts{less, 2})), tepid::error);
}

TEST_CASE("100,000 categories, saved and read back, without allocation") {
  std::vector<std::string> names;
  std::vector<category> many;
  for (int i = 0; i < 100'000; ++i) names.push_back("category " + std::to_string(i));
  for (std::size_t i = 0; i < names.size(); ++i) many.push_back({names[i], i});
  tepid::category_counts c{many, 1000};
  CHECK(c.names()[0] == "category 99999");
  const std::size_t before = tepid_test::allocations;
  for (const auto& name : names) c.add(name), c.add(std::string_view{name}.substr(1));
  const std::size_t after = tepid_test::allocations;
  CHECK(after == before);
  CHECK(c.inside() == 1000);
  CHECK(c.other() == 99'000);
  CHECK(c.unseen() == 100'000);
  const auto back = tepid::category_counts::load(c.save());
  CHECK(back == c);
  CHECK(back.save() == c.save());
}

TEST_CASE("no categories, categories that come twice, more than can be kept") {
  tepid::category_counts none;
  none.add("x");
  CHECK(none.unseen() == 1);
  CHECK(none.total() == 1);
  CHECK(tepid::category_counts::load(none.save()) == none);
  CHECK_THROWS_AS((tepid::category_counts{std::vector<category>{{"a", 1}, {"a", 2}}, 1}), tepid::error);
  CHECK_THROWS_AS((tepid::category_counts{reference, 65537}), tepid::error);
  std::vector<std::string> names;
  std::vector<category> many;
  for (std::size_t i = 0; i < tepid::category_counts::most_known + 6; ++i) names.push_back(std::to_string(i));
  for (const auto& name : names) many.push_back({name, 1});
  tepid::category_counts c{many, 5};
  CHECK_FALSE(c.tells_unseen());
  c.add("never");
  CHECK(c.other() == 1);
  CHECK(tepid::category_counts::load(c.save()) == c);
}
