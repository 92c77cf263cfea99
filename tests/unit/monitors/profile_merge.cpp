// Profiles of shards put together: exact where they are exact, within the stated rank error elsewhere.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <tepid/monitors/profile_builder.hpp>
#include <tepid/monitors/profile_merge.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

tepid::profile numbers(const std::vector<double>& xs) {
  tepid::profile_builder b;
  b.add_numeric("x", xs);
  return b.finish();
}
tepid::profile texts(const std::vector<std::string>& words) {
  std::vector<std::optional<std::string_view>> values(words.begin(), words.end());
  for (auto& v : values)
    if (v->empty()) v.reset();
  tepid::profile_builder b;
  b.add_text("k", values);
  return b.finish();
}
/// Saved and loaded: load() refuses what contradicts itself.
const tepid::profile& checked(const tepid::profile& p) {
  CHECK(tepid::profile::load(p.save()) == p);
  return p;
}
/// The largest error of the distribution function at the values themselves and just below them.
double largest_error(const tepid::column_profile& c, std::vector<double> all) {
  std::sort(all.begin(), all.end());
  double worst = 0.0;
  for (std::size_t i = 0; i < all.size(); i += 1 + all.size() / 5000) {
    const auto through = std::upper_bound(all.begin(), all.end(), all[i]) - all.begin();
    worst = std::max(
        worst, std::abs((*c.distribution)(all[i]) - static_cast<double>(through) / static_cast<double>(all.size())));
  }
  return worst;
}

}  // namespace

TEST_CASE("exact profiles merge into the profile of all values, in any order") {
  tepid::random_source random{1};
  std::vector<double> all, parts[3];
  for (int i = 0; i < 9000; ++i) {
    double x = std::floor(100.0 * tepid::normal(random)) / 7.0;
    if (i % 97 == 0) x = std::numeric_limits<double>::quiet_NaN();
    if (i % 101 == 0) x = tepid::missing_value;
    if (i % 1001 == 0) x = (i % 2 == 0 ? 1.0 : -1.0) * std::numeric_limits<double>::infinity();
    all.push_back(x);
    parts[i % 3].push_back(x);
  }
  const tepid::profile whole = numbers(all);
  const tepid::column_profile& w = whole.columns()[0];
  for (const auto& order : {std::vector{0, 1, 2}, std::vector{2, 0, 1}}) {
    tepid::profile p = numbers(parts[order[0]]);
    for (const std::size_t i : {1u, 2u}) p = tepid::merged(p, numbers(parts[order[i]]));
    const tepid::column_profile& c = checked(p).columns()[0];
    CHECK(c.rows == w.rows);
    CHECK(c.not_finite == w.not_finite);
    CHECK(c.not_finite == tepid::count_non_finite(all));
    CHECK(c.histogram.not_finite() == w.not_finite);
    CHECK(*c.distribution == *w.distribution);
    CHECK(c.rank_error() == 0.0);
    CHECK(c.values.mean() == Approx(w.values.mean()).margin(1e-12));
    CHECK(c.values.variance() == Approx(w.values.variance()).epsilon(1e-12));
    CHECK(c.values.min() == w.values.min());
    CHECK(c.values.max() == w.values.max());
    CHECK(c.histogram.inside() == w.histogram.inside());
    for (const std::uint64_t n : c.histogram.counts()) CHECK(std::abs(static_cast<double>(n) - 890.0) < 60.0);
  }
}

TEST_CASE("64 sketched shards merge within the error that the result states") {
  tepid::random_source random{2};
  std::vector<double> all;
  tepid::profile p{{}};
  for (int shard = 0; shard < 64; ++shard) {
    std::vector<double> xs(20'000);
    for (double& x : xs) x = tepid::normal(random) * (1.0 + shard % 3) + 0.01 * shard;
    all.insert(all.end(), xs.begin(), xs.end());
    p = shard == 0 ? numbers(xs) : tepid::merged(p, numbers(xs));
  }
  const tepid::column_profile& c = checked(p).columns()[0];
  CHECK(c.rows == 64 * 20'000);
  CHECK(c.distribution->points_kept() <= tepid::ecdf::most_points);
  CHECK(c.rank_error() > 0.0);
  CHECK(c.rank_error() < 0.02);
  CHECK(largest_error(c, all) <= c.rank_error());
  CHECK(c.values.count() == c.rows);
}

TEST_CASE("categories add up; what one side does not name is in other") {
  const tepid::profile a = texts({"a", "a", "b", "", "c"}), b = texts({"b", "b", "b", "d", ""});
  const tepid::column_profile c = checked(tepid::merged(a, b)).columns()[0];
  CHECK(c.rows == 10);
  CHECK(c.not_finite.missing == 2);
  CHECK(c.distinct == 4);
  CHECK(c.other == 0);
  CHECK(c.top[0] == tepid::category{"b", 4});
  CHECK(c.top[1] == tepid::category{"a", 2});
  std::vector<std::string> many;
  for (int i = 0; i < 3000; ++i) many.push_back("k" + std::to_string(i));
  const auto wide = checked(tepid::merged(texts(many), texts(many))).columns()[0];
  CHECK(wide.top.size() == tepid::column_profile::most_categories);
  CHECK(wide.other == 6000 - 2 * wide.top.size());
  CHECK(wide.distinct == 3000);
}

TEST_CASE("what cannot be merged names the column") {
  const auto field_of = [](auto&& act) {
    try {
      act();
    } catch (const tepid::error& why) {
      return why.field();
    }
    return std::string{"nothing"};
  };
  const tepid::profile x = numbers({1, 2, 3}), k = texts({"a"});
  CHECK(field_of([&] { static_cast<void>(tepid::merged(x, k)); }) == "x");
  tepid::profile_builder b;
  b.add_text("x", std::vector<std::optional<std::string_view>>{"a"});
  const tepid::profile text_x = b.finish();
  CHECK(field_of([&] { static_cast<void>(tepid::merged(x, text_x)); }) == "x");
  // A side without any value has no type of its own.
  b.add_text("x", std::vector<std::optional<std::string_view>>(4));
  const auto empty = b.finish();
  for (const auto& both : {tepid::merged(x, empty), tepid::merged(empty, x)}) {
    CHECK(checked(both).columns()[0].rows == 7);
    CHECK(both.columns()[0].not_finite == tepid::non_finite_counts{.missing = 4});
    CHECK(both.columns()[0].values.count() == 3);
  }
  // NaN beside numbers stays NaN; beside text it is a missing value.
  const tepid::profile nan = numbers({std::numeric_limits<double>::quiet_NaN()});
  for (const auto& both : {tepid::merged(text_x, nan), tepid::merged(nan, text_x)})
    CHECK(checked(both).columns()[0].not_finite == tepid::non_finite_counts{.missing = 1});
  for (const auto& both : {tepid::merged(x, nan), tepid::merged(nan, x)})
    CHECK(checked(both).columns()[0].not_finite == tepid::non_finite_counts{.nan = 1});
}
