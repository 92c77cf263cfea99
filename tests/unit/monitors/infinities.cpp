// Infinities are watched by themselves: in a monitor's numbers and vectors, of either sign, more of them and fewer.
#include "support/catch.hpp"

#include <limits>
#include <string>
#include <vector>

#include <tepid/monitors/infinity_watch.hpp>

#include "support/monitored.hpp"

namespace {

using tepid_test::request;
using tepid_test::service;

constexpr double infinity = std::numeric_limits<double>::infinity();

const tepid::profile& healthy() {
  static const tepid::profile made = tepid_test::service_reference(tepid_test::service_config(), 200 * 300);
  return made;
}

std::vector<tepid::monitor_alarm> of_kind(const std::vector<tepid::monitor_alarm>& all, tepid::alarm_kind kind) {
  std::vector<tepid::monitor_alarm> found;
  for (const auto& a : all)
    if (a.kind == kind) found.push_back(a);
  return found;
}

/// A configuration of one number, and its reference with infinities where `spoil(i, x)` puts them.
tepid::monitor_config one_number() {
  tepid::monitor_config c{.name = "one", .budget = "1 per 90 d", .rate = 1.0};
  c.add({.name = "x"});
  c.window_seconds = 300.0;
  c.season_seconds = 0.0;
  return c;
}
template <class Spoil>
tepid::profile reference_of(const tepid::monitor_config& c, std::size_t n, Spoil&& spoil) {
  tepid::random_source random{5};
  std::vector<double> times, xs;
  for (std::size_t i = 0; i < n; ++i) {
    times.push_back(static_cast<double>(i));
    xs.push_back(spoil(i, tepid::normal(random)));
  }
  const std::vector<tepid::signal_values> signals{{.numbers = xs}};
  return tepid::make_reference(c, times, signals);
}
template <class Spoil>
std::vector<tepid::monitor_alarm> fed(tepid::monitor& m, std::size_t n, Spoil&& spoil) {
  tepid::random_source random{6};
  tepid::shard mine = m.shard();
  std::vector<tepid::monitor_alarm> all;
  for (std::size_t i = 0; i < n; ++i) {
    mine.observe(0, spoil(i, tepid::normal(random)), static_cast<std::int64_t>(i) * 1'000'000'000);
    if (i % 300 == 299)
      for (auto& a : m.drain(static_cast<double>(i))) all.push_back(std::move(a));
  }
  return all;
}

}  // namespace

TEST_CASE("a feature, an output or a vector that becomes infinite in every row alarms within a block") {
  for (const double value : {infinity, -infinity}) {
    tepid::monitor m{tepid_test::service_config(), healthy()};
    service live{3};
    const auto alarms = tepid_test::run(m, live, 0.0, 1200, [&](request& r, std::size_t i) {
      if (i >= 640) r.amount = r.score = r.embedding[1] = value;
    });
    REQUIRE(alarms.size() == 3);
    for (const auto& a : alarms) {
      CHECK(a.kind == tepid::alarm_kind::non_finite);
      CHECK(to_string(a.kind) == "non_finite");
      CHECK(a.time == Approx(640.0 + 63.0));
      CHECK(a.onset == Approx(640.0));
      CHECK(a.onset_row == 640);
      CHECK(a.direction == 1);
      CHECK(a.effect == 1.0);
      CHECK(a.reference_text == std::string{value > 0 ? "+" : "-"} +
                                    "infinity: a share of 0 in the reference; up to 0.001 is tolerated, and since the "
                                    "onset it is 1");
    }
    const auto s = m.snapshot(1200.0);
    const auto& n = s.signals[0].not_finite;
    CHECK((value > 0 ? n.positive_infinity : n.negative_infinity) == 560);
    CHECK(n.total() == 560);
    CHECK(s.signals[0].observed == 640);
    CHECK(s.signals[3].not_finite == n);
    CHECK(s.signals[0].latched);
    CHECK(s.signals[2].not_finite.total() == 0);  // the country
  }
}

TEST_CASE("a third of the values, and one in a hundred, are told soon; one in ten thousand is not") {
  for (const auto& [every, most] : std::vector<std::pair<std::size_t, double>>{{3, 128.0}, {100, 4000.0}, {10'000, 0.0}}) {
    const auto c = one_number();
    tepid::monitor m{c, reference_of(c, 36'000, [](std::size_t, double x) { return x; })};
    const std::size_t one_in = every;
    const auto alarms = fed(m, 30'000, [&](std::size_t i, double x) { return i % one_in == 1 ? infinity : x; });
    const auto found = of_kind(alarms, tepid::alarm_kind::non_finite);
    CHECK(found.size() == alarms.size());
    REQUIRE(found.size() == (most > 0.0));
    if (most > 0.0) CHECK(found[0].time <= most);
    CHECK(m.snapshot(3e4).signals[0].not_finite.positive_infinity == (30'000 + one_in - 2) / one_in);
  }
}

TEST_CASE("a reference half infinite: the same raises nothing; none, all, and the other sign do") {
  const auto c = one_number();
  const auto half = [](std::size_t i, double x) { return i % 2 == 0 ? infinity : x; };
  const auto reference = reference_of(c, 36'000, half);
  const auto& r = reference.monitored()->signals[0];
  CHECK(r.infinities.positive.share == 0.5);
  CHECK(r.infinities.positive.least == Approx(0.5).margin(0.01));
  CHECK(r.infinities.negative == tepid::share_range{});
  CHECK(r.missing == 0.0);
  CHECK(r.worst_missing == 0.0);
  const auto count = [&](auto&& spoil) {
    tepid::monitor m{c, reference};
    return of_kind(fed(m, 6000, spoil), tepid::alarm_kind::non_finite);
  };
  CHECK(count(half).empty());
  const auto none = count([](std::size_t, double x) { return x; });
  REQUIRE(none.size() == 1);
  CHECK(none[0].direction == -1);
  CHECK(none[0].effect == Approx(-0.5));
  CHECK(none[0].time <= 640.0);
  const auto all = count([](std::size_t, double) { return infinity; });
  REQUIRE(all.size() == 1);
  CHECK(all[0].direction == 1);
  CHECK(all[0].effect == Approx(0.5));
  const auto other = count([](std::size_t i, double x) { return i % 2 == 0 ? -infinity : x; });
  REQUIRE(other.size() == 2);
  CHECK(other[0].reference_text.starts_with("-infinity: a share of 0 "));
  CHECK(other[1].reference_text.starts_with("+infinity: a share of 0.5 "));
}

TEST_CASE("a reference that is infinite in bursts tolerates bursts") {
  const auto c = one_number();
  const auto bursts = [](std::size_t i, double x) { return i / 300 % 20 == 7 && i % 300 < 150 ? -infinity : x; };
  tepid::monitor m{c, reference_of(c, 36'000, bursts)};
  CHECK(fed(m, 36'000, bursts).empty());
}

TEST_CASE("missing values, NaN and either infinity are counted apart, and both first watched together") {
  const auto c = one_number();
  tepid::monitor m{c, reference_of(c, 36'000, [](std::size_t, double x) { return x; })};
  const double kinds[] = {tepid::missing_value, std::numeric_limits<double>::quiet_NaN(), -infinity, infinity};
  const auto alarms = fed(m, 6000, [&](std::size_t i, double x) { return i % 8 < 4 ? kinds[i % 8] : x; });
  CHECK(m.snapshot(6e3).signals[0].not_finite == tepid::non_finite_counts{750, 750, 750, 750});
  CHECK(m.snapshot(6e3).signals[0].observed == 3000);
  REQUIRE(alarms.size() == 2);  // the second infinity continues the first
  CHECK(of_kind(alarms, tepid::alarm_kind::missing).size() == 1);
  CHECK(of_kind(alarms, tepid::alarm_kind::non_finite).size() == 1);
}

TEST_CASE("what infinities a monitor has seen survives: saved in the middle of a block, it goes on bit for bit") {
  const auto c = one_number();
  const auto reference = reference_of(c, 36'000, [](std::size_t, double x) { return x; });
  tepid::monitor a{c, reference}, b{c, reference};
  tepid::shard x = a.shard();
  for (int i = 0; i < 100; ++i) x.observe(0, i % 30 == 0 ? infinity : 0.0, std::int64_t{1} << 40);
  static_cast<void>(a.drain(1200.0));
  b.restore(a.save(1200.0));
  CHECK(b.save(1200.0) == a.save(1200.0));
  tepid::shard y = b.shard();
  for (int i = 0; i < 100; ++i) {
    x.observe(0, infinity, std::int64_t{1} << 40);
    y.observe(0, infinity, std::int64_t{1} << 40);
  }
  CHECK(a.drain(1201.0).size() == 1);
  CHECK(b.drain(1201.0).size() == 1);
  CHECK(a.save(1201.0) == b.save(1201.0));
}

TEST_CASE("a watch of infinities is one part of the budget: its watches share it") {
  tepid::infinity_shares r;
  CHECK(tepid::infinity_watch{r, 0.01, 1e6}.watch({true, true}).limit() ==
        tepid::share_watch(0.001, 2e6).limit());
  r.positive = {0.5, 0.4, 0.6};
  const tepid::infinity_watch both{r, 0.01, 1e6};
  CHECK(both.watch({true, false}).limit() == tepid::share_watch(0.5, 3e6).limit());
  CHECK(both.watch({true, true}).tolerated() == Approx(0.61));
  CHECK(both.watch({true, false}).tolerated() == Approx(0.61));
  CHECK(both.watch({false, true}).tolerated() == Approx(0.001));
}

TEST_CASE("at what is tolerated alarms are rarer than the budget") {
  int alarms = 0;
  constexpr double arl = 20'000.0;
  tepid::infinity_shares r;
  r.positive = {0.01, 0.01, 0.01};
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    tepid::infinity_watch watch{r, 0.01, arl};
    tepid::random_source random{100 + seed};
    for (int i = 0; i < 20'000; ++i)
      if (!watch.update(random.uniform() < 0.02 ? infinity : 0.0, i).empty()) {
        ++alarms;
        break;
      }
  }
  CHECK(alarms <= 50 * 0.63 + 3 * 3.5);  // 1 - 1/e of runs as long as the budget, and three standard errors
}
