// What a monitor finds in a small service: each kind of change, its onset, direction and effect, and one alarm for each.
#include "support/catch.hpp"

#include <limits>
#include <stdexcept>

#include "support/monitored.hpp"

namespace {

using tepid_test::request;
using tepid_test::run;
using tepid_test::service;

constexpr std::size_t reference_seconds = 400 * 300, hour = 3600;
constexpr double start = 3333 * 300.0;  // of the live requests, where a window begins; the reference ends long before

tepid::monitor healthy_monitor(tepid::monitor_config config = tepid_test::service_config()) {
  static const tepid::profile reference = tepid_test::service_reference(tepid_test::service_config(), reference_seconds);
  return {std::move(config), reference};
}

/// The alarms of a change that begins an hour in.
template <class Change>
std::vector<tepid::monitor_alarm> after_an_hour(Change&& change, std::size_t hours = 6) {
  tepid::monitor m = healthy_monitor();
  service live{77};
  return run(m, live, start, hours * hour, [&](request& r, std::size_t i) {
    if (i >= hour) change(r);
  });
}

}  // namespace

TEST_CASE("a healthy day raises no alarm, and the number to expect is told") {
  tepid::monitor m = healthy_monitor();
  service live{2};
  CHECK(run(m, live, start, 24 * hour, [](request&, std::size_t) {}).empty());
  const tepid::monitor_snapshot s = m.snapshot(start + 24 * hour);
  CHECK(s.expected_false_alarms == Approx(1.0 / 90.0).epsilon(0.01));
  CHECK(s.rows == 24 * hour);
  CHECK(s.late == 0);
  CHECK(m.notes().empty());
  for (const auto& signal : s.signals) {
    CHECK(signal.observed == 24 * hour);
    CHECK(signal.slow);
    CHECK(signal.distance_low <= 0.05);
    CHECK_FALSE(signal.latched);
  }
}

TEST_CASE("less traffic is no drift, and what changes then is still found") {
  tepid::monitor m = healthy_monitor();
  service live{41};
  tepid::shard mine = m.shard();
  std::vector<double> row;
  std::size_t alarms = 0;
  bool found = false;
  for (std::size_t i = 0; i < 300 * hour; ++i) {
    const request r = live.next();
    if (i % 5 >= 2) continue;  // 120 rows a window, not 300
    const double spread = i < 240 * hour ? 1.0 : 1.6;
    row = {100.0 + spread * (r.amount - 100.0), r.score, m.code("country", r.country)};
    row.insert(row.end(), r.embedding.begin(), r.embedding.end());
    const double now = start + static_cast<double>(i);
    mine.observe(row, static_cast<std::int64_t>(now * 1e9));
    if (i % 60 != 0) continue;
    for (const auto& a : m.drain(now + 1.0)) {
      alarms += i < 240 * hour;
      found |= i >= 240 * hour && a.signal == "amount";
    }
  }
  CHECK(alarms == 0);
  CHECK(found);
}

TEST_CASE("an abrupt shift of two standard deviations is found within a minute or two, and told once") {
  const auto alarms = after_an_hour([](request& r) { r.amount += 20.0; });
  REQUIRE(alarms.size() == 1);
  const tepid::monitor_alarm& a = alarms[0];
  CHECK(a.signal == "amount");
  CHECK(a.kind == tepid::alarm_kind::values);
  CHECK(a.time >= start + hour);
  CHECK(a.time <= start + hour + 60);
  CHECK(a.onset == Approx(start + hour).margin(10.0));
  CHECK(a.onset_low <= start + hour);
  CHECK(a.onset_high >= start + hour);
  CHECK(a.direction == 1);
  CHECK(a.effect_low > 0.25);
  // From the few values since its onset: the interval is what is promised. Scores end at those of the reference's extremes,
  // so two standard deviations are 1.8 of theirs.
  CHECK(a.effect_low < 1.8);
  CHECK(a.effect_high > 1.8);
  CHECK(a.statistic > a.limit);
}

TEST_CASE("a shift too small for seconds is found by whole windows against the frozen reference") {
  tepid::monitor_config config = tepid_test::service_config();
  config.signals[0].margin = 0.05;
  tepid::monitor m = healthy_monitor(config);
  service live{78};
  const auto alarms = run(m, live, start, 48 * hour, [](request& r, std::size_t i) { r.amount += i >= hour ? 1.5 : 0.0; });
  REQUIRE_FALSE(alarms.empty());
  CHECK(alarms[0].signal == "amount");
  CHECK(alarms[0].direction == 1);
  CHECK(alarms[0].effect == Approx(0.15).margin(0.08));
  CHECK(alarms[0].time < start + 24 * hour);
}

TEST_CASE("a change below the margin is counted by nobody's pager") {
  CHECK(after_an_hour([](request& r) { r.amount += 0.5; }, 30).empty());
}

TEST_CASE("another spread with the same mean is a change of shape") {
  const auto alarms = after_an_hour([](request& r) { r.amount = 100.0 + 2.0 * (r.amount - 100.0); }, 12);
  REQUIRE_FALSE(alarms.empty());
  CHECK(alarms[0].signal == "amount");
  CHECK((alarms[0].kind == tepid::alarm_kind::shape || alarms[0].kind == tepid::alarm_kind::outside));
}

TEST_CASE("missing values are found, with the share and when it began") {
  tepid::monitor m = healthy_monitor();
  service live{5};
  const auto alarms = run(m, live, start, 3 * hour, [&](request& r, std::size_t i) {
    if (i >= hour && i % 5 == 0) r.amount = std::numeric_limits<double>::quiet_NaN();
  });
  REQUIRE(alarms.size() == 1);
  CHECK(alarms[0].kind == tepid::alarm_kind::missing);
  CHECK(alarms[0].effect == Approx(0.2).margin(0.08));
  CHECK(alarms[0].onset == Approx(start + hour).margin(200.0));
  CHECK(m.snapshot(start + 3 * hour).signals[0].not_finite.no_value() == 2 * hour / 5);
}

TEST_CASE("values beyond the reference's range and categories it never had are outside") {
  // One in twenty: the mean hardly moves.
  tepid::monitor m = healthy_monitor();
  service live{79};
  const auto amounts =
      run(m, live, start, 6 * hour, [](request& r, std::size_t i) { r.amount = i >= hour && i % 20 == 0 ? 1e4 : r.amount; });
  REQUIRE(amounts.size() == 2);
  CHECK(amounts[0].kind == tepid::alarm_kind::outlier);  // the first of them
  CHECK(amounts[0].row == hour);
  CHECK(amounts[0].value == 1e4);
  CHECK(amounts[1].kind == tepid::alarm_kind::outside);
  CHECK(amounts[1].effect == Approx(0.05).margin(0.03));
  CHECK(m.snapshot(0).signals[0].outside >= 5 * hour / 20);
  const auto countries = after_an_hour([](request& r) { r.country = "xx"; });
  REQUIRE_FALSE(countries.empty());
  CHECK(countries[0].signal == "country");
  CHECK(countries[0].kind == tepid::alarm_kind::outside);
}

TEST_CASE("categories that come more often than before are a change of shape") {
  tepid::monitor m = healthy_monitor();
  service live{6};
  const auto alarms = run(m, live, start, 12 * hour, [&](request& r, std::size_t i) {
    if (i >= hour && i % 3 == 0) r.country = "es";
  });
  REQUIRE_FALSE(alarms.empty());
  CHECK(alarms[0].signal == "country");
  CHECK(alarms[0].kind == tepid::alarm_kind::shape);
  CHECK(alarms[0].effect == Approx(0.31).margin(0.12));  // a third of all, less what was "es" anyway
}

TEST_CASE("an embedding whose mean moves is found") {
  const auto alarms = after_an_hour([](request& r) { r.embedding[1] += 1.0; }, 12);
  REQUIRE_FALSE(alarms.empty());
  CHECK(alarms[0].signal == "embedding");
  CHECK(alarms[0].effect == Approx(1.0 / std::sqrt(3.0)).margin(0.2));
}

TEST_CASE("an output that says yes less often is found by the share beyond its threshold") {
  const auto alarms = after_an_hour([](request& r) { r.score = r.score >= 0.5 ? 0.49 : r.score; }, 24);
  REQUIRE_FALSE(alarms.empty());
  CHECK(std::any_of(alarms.begin(), alarms.end(), [](const auto& a) {
    return a.signal == "score" && a.kind == tepid::alarm_kind::decision && a.direction == -1;
  }));
}

TEST_CASE("an alarm names the newest change before its onset") {
  tepid::monitor m = healthy_monitor();
  service live{8};
  m.changed({start + hour - 100.0, "deploy", "v42"});
  m.changed({start + 2 * hour, "deploy", "v43"});
  const auto alarms =
      run(m, live, start, 3 * hour, [](request& r, std::size_t i) { r.amount += i >= hour ? 20.0 : 0.0; });
  REQUIRE_FALSE(alarms.empty());
  REQUIRE(alarms[0].nearest);
  CHECK(alarms[0].nearest->id == "v42");
}

TEST_CASE("an acknowledged change is news again while it goes on") {
  tepid::monitor m = healthy_monitor();
  service live{9};
  const auto shifted = [](request& r, std::size_t) { r.amount += 20.0; };
  CHECK_FALSE(run(m, live, start, 2 * hour, shifted).empty());
  CHECK(m.snapshot(0).signals[0].latched);
  CHECK(run(m, live, start + 2 * hour, 3 * hour, shifted).empty());
  CHECK(m.acknowledge("amount"));
  CHECK_FALSE(m.acknowledge("amonut"));
  CHECK_FALSE(m.snapshot(0).signals[0].latched);
  CHECK_FALSE(run(m, live, start + 5 * hour, 24 * hour, shifted).empty());
}

TEST_CASE("every sink is called with every alarm, and one that throws is counted") {
  tepid::monitor m = healthy_monitor();
  service live{10};
  int told = 0;
  m.on_alarm([](const tepid::monitor_alarm&) { throw std::runtime_error{"no disk"}; });
  m.on_alarm([&](const tepid::monitor_alarm&) { ++told; });
  const auto alarms = run(m, live, start, 2 * hour, [](request& r, std::size_t) { r.amount += 40.0; });
  CHECK(told == static_cast<int>(alarms.size()));
  CHECK(m.snapshot(0).sink_failures == alarms.size());
}

TEST_CASE("a ramp that is found long before it matters is told with when it began") {
  // Certain at a fifth of a standard deviation, told at a half or so: the detector has started anew several times by then.
  tepid::monitor_config config = tepid_test::service_config();
  config.signals[0].margin = 0.5;
  tepid::monitor m = healthy_monitor(config);
  service live{91};
  constexpr double days = 20;
  const auto alarms = run(m, live, start, static_cast<std::size_t>(24 * days) * hour, [](request& r, std::size_t i) {
    r.amount += i >= 48 * hour ? 10.0 * static_cast<double>(i - 48 * hour) / (18 * 24 * hour) : 0.0;
  });
  REQUIRE_FALSE(alarms.empty());
  const tepid::monitor_alarm& a = alarms[0];
  CHECK(a.signal == "amount");
  CHECK(a.time > start + 6 * 24 * hour);
  // Of a day's twentieth of a standard deviation the first days are not to be seen.
  CHECK(a.onset > start + 24 * hour);
  CHECK(a.onset < start + 7 * 24 * hour);
}
