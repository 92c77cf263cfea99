// What a profile holds of numbers and of text.
#include "support/catch.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/detectors/ewma_bank.hpp>
#include <tepid/monitors/profile_builder.hpp>
#include <tepid/two_sample/psi.hpp>

namespace {

const double infinite = std::numeric_limits<double>::infinity(), missing = tepid::missing_value;
const double not_a_number = std::numeric_limits<double>::quiet_NaN();
using text = std::vector<std::optional<std::string_view>>;

}  // namespace

TEST_CASE("a column of numbers") {
  const std::vector<double> xs{5, missing, 1, 3, infinite, 2, 4, missing, -infinite, not_a_number, -infinite};
  tepid::profile_builder builder;
  builder.add_numeric("x", xs);
  builder.add_numeric("when", std::vector<double>{1, 2}, tepid::column_type::time);
  const auto p = builder.finish();
  REQUIRE(p.columns().size() == 2);
  const auto* c = p.find("x");
  REQUIRE(c != nullptr);
  CHECK(c->type == tepid::column_type::numeric);
  CHECK(c->rows == 11);
  CHECK(c->not_finite == tepid::non_finite_counts{2, 1, 2, 1});
  CHECK(c->kinds_known);
  CHECK(c->with_value() == 8);
  CHECK(c->values.count() == 5);
  CHECK(c->values.mean() == 3.0);
  CHECK(c->values.variance() == 2.5);
  CHECK(c->values.min() == 1.0);
  CHECK(c->values.max() == 5.0);
  CHECK(c->histogram.counts().size() == 10);
  CHECK(c->histogram.inside() == 5);
  CHECK(c->histogram.not_finite() == c->not_finite);
  CHECK(c->distribution->size() == 5);
  CHECK((*c->distribution)(3.0) == 0.6);
  CHECK(c->sound());
  CHECK(p.find("when")->type == tepid::column_type::time);
  CHECK(p.find("none") == nullptr);
  CHECK(builder.finish().columns().empty());
}

TEST_CASE("a column of text") {
  const text words{"b", "a", std::nullopt, "b", "c", "a", "", "b"};
  tepid::profile_builder builder;
  builder.add_text("word", words);
  const auto p = builder.finish();
  const auto& c = p.columns()[0];
  CHECK(c.is_text());
  CHECK(c.rows == 8);
  CHECK(c.not_finite == tepid::non_finite_counts{.missing = 1});
  CHECK(c.distinct == 4);
  CHECK(c.other == 0);
  CHECK(c.top == std::vector<tepid::category>{{"b", 3}, {"a", 2}, {"", 1}, {"c", 1}});
  CHECK(c.sound());
}

TEST_CASE("more categories than are kept by name") {
  std::vector<std::string> names;
  for (int i = 0; i < 3000; ++i) names.push_back(std::to_string(i / 2));  // 1,500 values, twice each
  text words(names.begin(), names.end());
  tepid::profile_builder builder;
  builder.add_text("id", words);
  const auto p = builder.finish();
  const auto& c = p.columns()[0];
  CHECK(c.distinct == 1500);
  CHECK(c.top.size() == tepid::column_profile::most_categories);
  CHECK(c.other == 3000 - 2 * tepid::column_profile::most_categories);
  CHECK(c.sound());
}

TEST_CASE("the replay is what an ewma_bank of each rate alone would have seen") {
  tepid::random_source random{3};
  std::vector<double> xs(3000);
  double level = 0;
  for (double& x : xs) x = level = 0.5 * level + tepid::normal(random);  // not independent
  tepid::profile_builder builder;
  builder.add_numeric("x", xs);
  const auto p = builder.finish();
  const auto& c = p.columns()[0];
  for (const std::size_t j : {0u, 1u, 4u, 7u}) {
    const double rate = tepid::replay_grid::rates[j];
    tepid::pit score{c.distribution, tepid::random_source{0}};
    tepid::ewma_bank one{{.rates = 1, .max_rate = rate, .limit = 1e9, .tilt = 1.0}};
    double largest = 0;
    for (const double x : xs) {
      one.update(score(x));
      largest = std::max(largest, one.statistic());
    }
    CHECK(c.replay[j] == Approx(largest + std::log(rate)).epsilon(1e-12));
  }
}

TEST_CASE("the same input gives the same bytes; the bins of a profile serve PSI") {
  tepid::random_source random{3};
  std::vector<double> xs(5000), ys(4000);
  for (double& x : xs) x = tepid::normal(random);
  for (double& y : ys) y = tepid::normal(random) + 0.3;
  const auto build = [&] {
    tepid::profile_builder builder;
    builder.add_numeric("x", xs);
    return builder.finish();
  };
  const auto p = build();
  CHECK(p.save() == build().save());
  auto now = p.columns()[0].histogram.emptied();
  now.add(ys);
  CHECK(tepid::psi{}(p.columns()[0].histogram, now).statistic == tepid::psi{}(xs, ys).statistic);
}

TEST_CASE("columns without a value, and names that are there already") {
  tepid::profile_builder builder;
  builder.add_numeric("empty", {});
  builder.add_numeric("all missing", std::vector<double>{missing, missing});
  builder.add_numeric("none a number", std::vector<double>{not_a_number, infinite, -infinite});
  builder.add_text("no text", text{std::nullopt});
  CHECK_THROWS_AS(builder.add_numeric("empty", {}), tepid::error);
  CHECK_THROWS_AS(builder.add_text("empty", {}), tepid::error);
  CHECK_THROWS_AS(builder.add_numeric("kind", {}, tepid::column_type::categorical), tepid::error);
  const auto p = builder.finish();
  REQUIRE(p.columns().size() == 4);
  for (const auto& c : p.columns()) CHECK(c.sound());
  CHECK(tepid::profile::load(p.save()) == p);
}
