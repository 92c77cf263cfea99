// What a monitor takes and what it does not: rows, single values, late ones, several shards, windows of rows.
#include "support/catch.hpp"

#include <limits>

#include "support/monitored.hpp"

namespace {

using tepid_test::request;
using tepid_test::service;

const tepid::profile& reference() {
  static const tepid::profile made = tepid_test::service_reference(tepid_test::service_config(), 200 * 300);
  return made;
}

std::vector<double> row_of(const tepid::monitor& m, const request& r) {
  std::vector<double> row{r.amount, r.score, m.code("country", r.country)};
  row.insert(row.end(), r.embedding.begin(), r.embedding.end());
  return row;
}

}  // namespace

TEST_CASE("places of a row follow the configuration, a vector has one for each dimension") {
  const tepid::monitor m{tepid_test::service_config(), reference()};
  CHECK(m.width() == 6);
  CHECK(m.place("amount") == 0);
  CHECK(m.place("embedding") == 3);
  CHECK_THROWS_AS(m.place("no such signal"), tepid::error);
  CHECK(m.code("country", "de") == 0.0);
  CHECK(m.code("country", "es") == 3.0);
  CHECK(m.code("country", "never seen") == 5.0);  // four names, other ones, unseen ones
  CHECK_THROWS_AS(m.code("amount", "de"), tepid::error);
}

TEST_CASE("rows of another width and values of places that there are not are rejected and counted") {
  tepid::monitor m{tepid_test::service_config(), reference()};
  tepid::shard mine = m.shard();
  mine.observe(std::vector<double>(5, 1.0));
  mine.observe(6, 1.0);
  mine.observe(4, 1.0);  // within a vector
  m.drain(10.0);
  CHECK(m.snapshot(10.0).rejected == 3);
  CHECK_FALSE(mine.observe(std::uint32_t{1} << 28, 1.0));  // no record has room for it
  CHECK_FALSE(mine.observe(~std::uint32_t{0}, 1.0));
  CHECK(m.snapshot(10.0).rejected == 5);
  CHECK(m.snapshot(10.0).rows == 0);
  CHECK(tepid::is_nan(m.snapshot(10.0).last_row));
}

TEST_CASE("single values are watched like those of rows") {
  tepid::monitor rows{tepid_test::service_config(), reference()}, single{tepid_test::service_config(), reference()};
  service live{3};
  tepid::shard a = rows.shard(), b = single.shard();
  for (int i = 0; i < 5000; ++i) {
    const request r = live.next();
    const auto time = static_cast<std::int64_t>(i) * 1'000'000'000;
    a.observe(row_of(rows, r), time);
    b.observe(single.place("amount"), r.amount, time);
    if (i % 500 == 0) rows.drain(i), single.drain(i);
  }
  rows.drain(5000.0);
  single.drain(5000.0);
  const auto x = rows.snapshot(5000.0).signals[0], y = single.snapshot(5000.0).signals[0];
  CHECK(x.observed == y.observed);
  CHECK(x.statistic == y.statistic);
  CHECK(x.distance == y.distance);
}

TEST_CASE("what comes after its window was closed is counted as late, and still watched") {
  tepid::monitor m{tepid_test::service_config(), reference()};
  service live{4};
  tepid::shard mine = m.shard();
  mine.observe(row_of(m, live.next()), std::int64_t{1000} * 1'000'000'000);
  m.drain(2000.0);
  mine.observe(row_of(m, live.next()), std::int64_t{1001} * 1'000'000'000);
  m.drain(2001.0);
  m.drain(2500.0);  // nothing came
  CHECK(m.snapshot(2500.0).last_row == 2001.0);
  CHECK(m.snapshot(2001.0).late == 1);
  CHECK(m.snapshot(2001.0).signals[0].observed == 2);
}

TEST_CASE("shards that are behind one another fill the same windows") {
  tepid::monitor m{tepid_test::service_config(), reference()};
  service live{5};
  tepid::shard first = m.shard(), second = m.shard();
  for (int i = 0; i < 900; ++i) {  // three windows between two drains
    const auto time = static_cast<std::int64_t>(i) * 1'000'000'000;
    first.observe(row_of(m, live.next()), time);
    second.observe(row_of(m, live.next()), time);
  }
  m.drain(900.0);
  const auto s = m.snapshot(900.0);
  CHECK(s.late == 0);
  CHECK(s.rows == 1800);
}

TEST_CASE("values without a time are those of the drain") {
  tepid::monitor m{tepid_test::service_config(), reference()};
  service live{6};
  tepid::shard mine = m.shard();
  for (int i = 0; i < 100; ++i) mine.observe(row_of(m, live.next()));
  m.drain(1e6);
  CHECK(tepid::is_nan(m.snapshot(1e6).signals[0].distance));
  m.drain(1e6 + 600.0);  // their window is over
  CHECK_FALSE(tepid::is_nan(m.snapshot(1e6).signals[0].distance));
}

TEST_CASE("infinities are counted and told by themselves, and change nothing of what is known of the values") {
  tepid::monitor a{tepid_test::service_config(), reference()}, b{tepid_test::service_config(), reference()};
  service live{7};
  tepid::shard x = a.shard(), y = b.shard();
  for (int i = 0; i < 2000; ++i) {
    const double v = live.next().amount;
    x.observe(0, v, std::int64_t{1} << 40);
    y.observe(0, v, std::int64_t{1} << 40);
    if (i % 3 == 0) y.observe(0, std::numeric_limits<double>::infinity(), std::int64_t{1} << 40);
  }
  CHECK(a.drain(5000.0).empty());
  const auto alarms = b.drain(5000.0);
  REQUIRE(alarms.size() == 1);
  CHECK(alarms[0].kind == tepid::alarm_kind::non_finite);
  CHECK(alarms[0].effect == Approx(0.25).margin(0.05));
  const auto p = a.snapshot(5000.0).signals[0], q = b.snapshot(5000.0).signals[0];
  CHECK(q.not_finite == tepid::non_finite_counts{.positive_infinity = 667});
  CHECK(p.observed == q.observed);
  CHECK(p.distance == q.distance);
}

TEST_CASE("windows of rows need no clock") {
  tepid::monitor_config c = tepid_test::service_config();
  c.window_rows = 300;
  tepid::monitor m{c, tepid_test::service_reference(c, 200 * 300)};
  service live{8};
  const auto alarms = tepid_test::run(m, live, 0.0, 6 * 3600,
                                      [](request& r, std::size_t i) { r.amount += i >= 3600 ? 20.0 : 0.0; });
  REQUIRE(alarms.size() == 1);
  CHECK(alarms[0].onset == Approx(3600.0).margin(20.0));
  CHECK_FALSE(tepid::is_nan(m.snapshot(0).signals[0].distance));
}
