// A column that is streamed twice: exact counts, the stated error of its distribution, the replay of the whole.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <tepid/monitors/column_stream.hpp>
#include <tepid/monitors/profile_builder.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

constexpr double missing = tepid::missing_value, infinite = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

tepid::column_profile streamed(const std::vector<double>& xs, std::size_t block = 1000) {
  tepid::column_stream s{"x", tepid::column_type::numeric, tepid::stream_detail::replayed};
  for (const bool first : {true, false}) {
    if (!first) s.begin_second_pass();
    for (std::size_t at = 0; at < xs.size(); at += block) {
      const auto part = std::span{xs}.subspan(at, std::min(block, xs.size() - at));
      first ? s.first_pass(part) : s.second_pass(part);
    }
  }
  return s.finish();
}
/// In one pass.
tepid::column_profile sketched(const std::vector<double>& xs, std::size_t block = 1000) {
  tepid::column_stream s{"x", tepid::column_type::numeric, tepid::stream_detail::sketched};
  for (std::size_t at = 0; at < xs.size(); at += block)
    s.first_pass(std::span{xs}.subspan(at, std::min(block, xs.size() - at)));
  return s.finish();
}
tepid::column_profile built(const std::vector<double>& xs) {
  tepid::profile_builder b;
  b.add_numeric("x", xs);
  return b.finish().columns()[0];
}

}  // namespace

TEST_CASE("counts are exact and the distribution is within its stated error") {
  tepid::random_source random{1};
  std::vector<double> xs(400'000);
  double level = 0.0;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    level = 0.999 * level + 0.02 * tepid::normal(random);
    xs[i] = i % 5 == 0 ? std::floor(level * 3.0) : level + tepid::normal(random);  // some values are frequent
    if (i % 1000 == 7) xs[i] = missing;
    if (i % 99'999 == 8) xs[i] = infinite;
    if (i % 49'999 == 9) xs[i] = -infinite;
    if (i % 3'000 == 10) xs[i] = not_a_number;
  }
  const tepid::column_profile c = streamed(xs), whole = built(xs);
  CHECK(c.sound());
  CHECK(tepid::profile::load(tepid::profile{{c}}.save()).columns()[0] == c);
  CHECK(c.rows == whole.rows);
  CHECK(c.not_finite == whole.not_finite);
  CHECK(c.values.mean() == Approx(whole.values.mean()).epsilon(1e-12));
  CHECK(c.values.sd() == Approx(whole.values.sd()).epsilon(1e-12));
  CHECK(c.values.max() == whole.values.max());
  CHECK(c.histogram.inside() == whole.histogram.inside());
  CHECK(c.not_finite == tepid::non_finite_counts{399, 134, 8, 3});
  CHECK(c.histogram.not_finite() == whole.not_finite);
  CHECK(c.rank_error() < 1e-3);
  CHECK(c.rank_error() > 0.0);
  std::vector<double> sorted;
  for (const double x : xs)
    if (tepid::is_finite(x)) sorted.push_back(x);
  std::sort(sorted.begin(), sorted.end());
  double worst = 0.0;
  for (std::size_t i = 0; i < sorted.size(); i += 37) {
    const auto through = std::upper_bound(sorted.begin(), sorted.end(), sorted[i]) - sorted.begin();
    const double truth = static_cast<double>(through) / static_cast<double>(sorted.size());
    worst = std::max(worst, std::abs((*c.distribution)(sorted[i]) - truth));
  }
  CHECK(worst <= c.rank_error());
  // A frequent value is known exactly.
  const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), 0.0);
  CHECK(c.distribution->rank(0.0).equal == last - first);
}

TEST_CASE("one pass: the distribution is within its stated error, the extremes and moments are exact") {
  tepid::random_source random{7};
  for (const std::size_t n : {500u, 20'000u, 400'000u}) {
    INFO(n);
    std::vector<double> xs(n);
    for (std::size_t i = 0; i < n; ++i) {
      xs[i] = i % 4 == 0 ? std::floor(3.0 * tepid::normal(random)) : tepid::normal(random);
      if (i % 1000 == 7) xs[i] = missing;
    }
    xs[n / 3] = -50.0;
    xs[n / 2] = 50.0;
    const tepid::column_profile c = sketched(xs), whole = built(xs);
    CHECK(c.sound());
    CHECK(tepid::profile::load(tepid::profile{{c}}.save()).columns()[0] == c);
    CHECK((c.rows == whole.rows && c.not_finite == whole.not_finite));
    CHECK((c.values.min() == -50.0 && c.values.max() == 50.0));
    CHECK(c.values.mean() == Approx(whole.values.mean()).epsilon(1e-12));
    CHECK(c.distribution->size() == whole.distribution->size());
    CHECK((*c.distribution)(-50.0) == Approx(1.0 / c.distribution->size()));
    CHECK((*c.distribution)(40.0) == Approx(1.0 - 1.0 / c.distribution->size()).epsilon(1e-12));
    CHECK(c.rank_error() < 4e-4);
    CHECK((c.rank_error() == 0.0) == (n < 12'000));
    std::vector<double> sorted;
    for (const double x : xs)
      if (tepid::is_finite(x)) sorted.push_back(x);
    std::sort(sorted.begin(), sorted.end());
    double worst = 0.0;
    for (std::size_t i = 0; i < sorted.size(); i += 7) {
      const auto through = std::upper_bound(sorted.begin(), sorted.end(), sorted[i]) - sorted.begin();
      const double truth = static_cast<double>(through) / static_cast<double>(sorted.size());
      worst = std::max(worst, std::abs((*c.distribution)(sorted[i]) - truth));
    }
    CHECK(worst <= c.rank_error());
    CHECK(*sketched(xs, 77).distribution == *c.distribution);
  }
}

TEST_CASE("the replay is that of the whole, but for the ranks that are drawn between points") {
  tepid::random_source random{5};
  std::vector<double> xs(300'000);
  double level = 0.0;
  for (double& x : xs) x = (level = 0.999 * level + 0.02 * tepid::normal(random)) + tepid::normal(random);
  const tepid::column_profile c = streamed(xs), whole = built(xs);
  for (std::size_t j = 0; j < c.replay.size(); ++j) {  // the fastest rates hang on single extreme ranks
    INFO(j);
    CHECK(c.replay[j] == Approx(whole.replay[j]).epsilon(j < 3 ? 0.15 : 0.01).margin(0.001));
  }
}

TEST_CASE("how the values are cut into parts changes nothing but the moments' last digits") {
  tepid::random_source random{2};
  std::vector<double> xs(50'000);
  for (double& x : xs) x = tepid::normal(random);
  const auto a = streamed(xs, 50'000), b = streamed(xs, 333);
  CHECK(*a.distribution == *b.distribution);
  CHECK(a.histogram == b.histogram);
  CHECK(a.replay == b.replay);
  CHECK(a.values.mean() == Approx(b.values.mean()).margin(1e-12));
}

TEST_CASE("columns with one value, few values or none") {
  for (const auto& xs : {std::vector<double>{}, std::vector<double>(5, missing), std::vector<double>{3.0},
                         std::vector<double>(1000, 2.5), std::vector<double>{missing, 1.0, 2.0, missing},
                         std::vector<double>{not_a_number, infinite, missing, -infinite, not_a_number}}) {
    const auto c = streamed(xs, 3), whole = built(xs);
    CHECK(c.sound());
    CHECK(c.rows == whole.rows);
    CHECK(*c.distribution == *whole.distribution);
    CHECK(c.not_finite == whole.not_finite);
    CHECK(c.histogram.not_finite() == whole.not_finite);
    CHECK(c.rank_error() == 0.0);
    const auto once = sketched(xs, 3);
    CHECK(once.sound());
    CHECK((once.rows == whole.rows && once.not_finite == whole.not_finite && *once.distribution == *whole.distribution));
  }
}

TEST_CASE("a second pass over other values is refused") {
  tepid::column_stream s{"x", tepid::column_type::numeric, tepid::stream_detail::counted};
  const std::vector<double> xs{1, 2, 3};
  s.first_pass(xs);
  s.begin_second_pass();
  s.second_pass(std::span{xs}.first(2));
  try {
    static_cast<void>(s.finish());
    CHECK(false);
  } catch (const tepid::error& why) {
    CHECK(why.code() == tepid::errc::bad_data);
    CHECK(why.field() == "x");
  }
}

TEST_CASE("text: exact while it is little, then bounds") {
  tepid::text_stream few{"k"};
  few.add("a");
  few.add(std::nullopt);
  few.add("b");
  few.add("a");
  few.add_missing(2);
  const auto c = few.finish();
  CHECK(c.sound());
  CHECK((c.rows == 6 && c.not_finite.missing == 3 && c.distinct == 2 && c.other == 0));
  CHECK(c.top[0] == tepid::category{"a", 2});
  CHECK(few.exact());

  tepid::text_stream many{"k"};
  constexpr int ids = 700'000;
  for (int i = 0; i < ids; ++i) {
    many.add("id" + std::to_string(i));
    if (i % 2 == 0) many.add("often");
  }
  const auto m = many.finish();
  CHECK_FALSE(many.exact());
  CHECK(m.sound());
  CHECK(m.rows == ids + ids / 2);
  CHECK(m.top[0].value == "often");
  CHECK(m.top[0].count <= ids / 2);
  CHECK(m.top[0].count >= ids / 2 - 2 * m.rows / 65536);
  CHECK(static_cast<double>(m.distinct) == Approx(ids + 1).epsilon(0.02));
}

TEST_CASE("a column of few values is what it would be among many") {
  tepid::random_source random{8};
  for (const std::size_t n : {1u, 2u, 511u, 512u, 513u, 1500u, 4096u}) {
    std::vector<double> xs(n);
    for (double& x : xs) x = tepid::normal(random);
    if (n > 400) xs[300] = missing;
    const tepid::column_profile whole = built(xs);
    CHECK(streamed(xs, 7).replay == streamed(xs).replay);
    for (const std::size_t block : {7u, 1000u}) {
      for (const tepid::column_profile& c : {streamed(xs, block), sketched(xs, block)}) {
        INFO(n << " values in blocks of " << block);
        CHECK(c.sound());
        CHECK(*c.distribution == *whole.distribution);
        CHECK(c.rank_error() == 0);
        CHECK(c.histogram.inside() == whole.histogram.inside());
        CHECK(c.not_finite == whole.not_finite);
      }
    }
  }
}

TEST_CASE("missing rows can be given by their number") {
  for (const tepid::stream_detail detail : {tepid::stream_detail::sketched, tepid::stream_detail::counted}) {
    tepid::column_stream a{"x", tepid::column_type::numeric, detail}, b{"x", tepid::column_type::numeric, detail};
    a.first_pass(std::vector<double>(5000, missing));
    b.add_missing(5000);
    for (tepid::column_stream* s : {&a, &b}) {
      s->first_pass(std::vector<double>{1.0, 2.0, missing});
      if (detail == tepid::stream_detail::sketched) continue;
      s->begin_second_pass();
      s->second_pass(std::vector<double>{1.0, 2.0});
    }
    CHECK(a.finish() == b.finish());
  }
}
