// Quality from late labels: maturity, floors, falls, segments, sampling, saving.
#include "support/catch.hpp"

#include <string>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/core/random.hpp>
#include <tepid/monitors/quality_watch.hpp>

using tepid::label_fate;
using tepid::quality_metric;
using tepid::quality_watch;

namespace {

constexpr double day = 86'400.0;

/// A model that is right with a given probability; positives' labels come at once, negatives' after `slow` seconds.
struct world {
  quality_watch& watch;
  tepid::random_source random{3};
  std::uint64_t id = 0;
  struct waiting {
    double when;
    tepid::label_event label;
  };
  std::vector<waiting> later{};

  std::vector<tepid::quality_alarm> a_day(double start, double right, int n, double slow, std::uint32_t segments = 1) {
    for (int i = 0; i < n; ++i) {
      const double time = start + day * i / n;
      const bool truth = random.uniform() < 0.5, good = random.uniform() < right;
      const bool said = good == truth;
      watch.predict(
          {.id = id, .score = said ? 0.9 : 0.1, .label = said, .segment = static_cast<std::uint32_t>(id % segments)},
          time);
      later.push_back({time + (truth ? 60.0 : slow), {.id = id, .outcome = truth ? 1.0 : 0.0}});
      ++id;
    }
    std::vector<waiting> rest;
    for (const waiting& w : later) {
      if (w.when <= start + day)
        watch.label(w.label, w.when);
      else
        rest.push_back(w);
    }
    later = rest;
    return watch.advance(start + day);
  }
};

std::vector<std::byte> saved(const quality_watch& watch) {
  return tepid::written_bytes([&](tepid::byte_writer& io) { io(watch); });
}

}  // namespace

TEST_CASE("a cohort is told only when its labels have come") {
  quality_watch watch{{.capacity = 100'000, .horizon_seconds = 10 * day}};
  world w{watch};
  CHECK(watch.maturity_age() == 10 * day);  // nothing is known yet
  for (int d = 0; d < 30; ++d) {
    w.a_day(d * day, 0.9, 1000, 2.5 * day);
    if (d < 9) CHECK(watch.matured() == 0);
  }
  // Half of the labels take 2.5 days: that is known as soon as a cohort has been seen for the whole horizon.
  CHECK(watch.maturity_age() > 2.4 * day);
  CHECK(watch.maturity_age() < 3.1 * day);
  CHECK(watch.young() == 3);
  CHECK(watch.matured() == 27);
  // Young cohorts have labels of positives alone; nothing of that is in the numbers.
  CHECK(static_cast<double>(watch.overall().count(quality_metric::recall)) < 27 * 1000 * 0.53);
  CHECK(watch.overall().count() == 27'000);
  CHECK(watch.overall().estimate(quality_metric::accuracy) == Approx(0.9).margin(0.01));
}

TEST_CASE("a stated age takes the place of what is learnt") {
  quality_watch watch{{.capacity = 10'000, .horizon_seconds = 10 * day, .matures_after_seconds = day}};
  world w{watch};
  w.a_day(0, 0.9, 100, 60);
  CHECK(watch.matured() == 0);
  w.a_day(day, 0.9, 100, 60);
  CHECK(watch.matured() == 1);
}

TEST_CASE("a floor alarms when the bound is below it, once, and again after a repair") {
  quality_watch watch{{.floors = {{"recall", 0.85}, {"log_loss", 0.5}},
                       .capacity = 100'000,
                       .horizon_seconds = 5 * day,
                       .matures_after_seconds = day}};
  world w{watch};
  std::vector<tepid::quality_alarm> all;
  for (int d = 0; d < 10; ++d)
    for (auto& a : w.a_day(d * day, 0.7, 500, 60)) all.push_back(a);
  REQUIRE(all.size() == 2);
  const auto& a = all[0].metric == quality_metric::recall ? all[0] : all[1];
  CHECK(a.metric == quality_metric::recall);
  CHECK(a.kind == tepid::quality_alarm_kind::floor);
  CHECK(a.high < 0.85);
  CHECK(a.level == 0.85);
  CHECK_FALSE(a.segment);
  CHECK(watch.latched(quality_metric::recall));
  watch.restart(10 * day);
  CHECK_FALSE(watch.latched(quality_metric::recall));
  for (int d = 10; d < 20; ++d) {
    const auto more = w.a_day(d * day, 0.97, 500, 60);
    CHECK(more.empty());
  }
}

TEST_CASE("a fall after a long good time is seen although the average is still good") {
  quality_watch watch{{.floors = {{"accuracy", 0.85}},
                       .references = {{"accuracy", 0.9, 0.02}},
                       .capacity = 100'000,
                       .horizon_seconds = 5 * day,
                       .matures_after_seconds = day,
                       .fall_cohorts = 1000}};
  world w{watch};
  for (int d = 0; d < 200; ++d) REQUIRE(w.a_day(d * day, 0.9, 200, 60).empty());
  std::vector<tepid::quality_alarm> all;
  for (int d = 200; d < 215; ++d)
    for (auto& a : w.a_day(d * day, 0.8, 200, 60)) all.push_back(a);
  REQUIRE(all.size() == 1);  // told once, though it goes on
  CHECK(all[0].kind == tepid::quality_alarm_kind::fall);
  CHECK(all[0].time <= 204 * day);
  CHECK(all[0].level == 0.9);
  CHECK(watch.overall().estimate(quality_metric::accuracy) > 0.88);
}

TEST_CASE("healthy quality raises no more alarms of falls than the budget allows") {
  int alarms = 0;
  for (std::uint64_t run = 0; run < 20; ++run) {
    tepid::random_source random{run};
    tepid::fall_detector fall{0.9, 100.0};
    for (int d = 0; d < 1000; ++d) {
      double right = 0;
      for (int i = 0; i < 50; ++i) right += random.uniform() < 0.9;
      if (fall.update(50, right)) ++alarms, fall.restart();
    }
  }
  CHECK(alarms <= 200);  // 20,000 cohorts, one in 100 allowed
  CHECK(alarms > 0);
}

TEST_CASE("segments are told apart up to a number, the rest together") {
  quality_watch watch{{.floors = {{"accuracy", 0.8}},
                       .capacity = 100'000,
                       .horizon_seconds = 5 * day,
                       .matures_after_seconds = day,
                       .most_segments = 2}};
  world w{watch};
  for (int d = 0; d < 4; ++d) CHECK(w.a_day(d * day, 0.95, 900, 60, 3).empty());
  CHECK(watch.segments().size() == 2);
  REQUIRE(watch.segment(0) != nullptr);
  REQUIRE(watch.segment(1) != nullptr);
  CHECK(watch.segment(2) == nullptr);
  CHECK(watch.segment(0)->count() == 900);
  CHECK(watch.other_segments()->count() == 900);
  CHECK(watch.overall().count() == 2700);
  // Segment 1 alone breaks.
  std::vector<tepid::quality_alarm> alarms;
  for (int d = 4; d < 20 && alarms.empty(); ++d) {
    for (int i = 0; i < 300; ++i) {
      const double time = d * day + i;
      watch.predict({.id = w.id, .score = 0.9, .label = 1, .segment = 1}, time);
      watch.label({.id = w.id++, .outcome = 0.0}, time + 1);
    }
    alarms = w.a_day(d * day, 0.95, 900, 60, 1);
  }
  REQUIRE(alarms.size() == 1);
  CHECK(alarms[0].segment == 1u);
}

TEST_CASE("labels that weigh keep the numbers right, and those that cannot be are counted") {
  quality_watch watch{{.settings = {.least_probability = 0.05},
                       .capacity = 1'000'000,
                       .horizon_seconds = 5 * day,
                       .matures_after_seconds = day}};
  tepid::random_source random{11};
  for (std::uint64_t id = 0; id < 200'000; ++id) {
    const double time = static_cast<double>(id) / 3;
    const bool truth = random.uniform() < 0.1, said = truth ? random.uniform() < 0.7 : random.uniform() < 0.05;
    watch.predict({.id = id, .score = said ? 0.9 : 0.1, .label = said}, time);
    const double p = said ? 1.0 : 0.05;  // all that is flagged is looked at, one in twenty of the rest
    if (random.uniform() < p) watch.label({.id = id, .outcome = truth ? 1.0 : 0.0, .probability = p}, time + 10);
  }
  CHECK(watch.impossible() == 0);
  static_cast<void>(watch.advance(3 * day));
  CHECK(watch.overall().estimate(quality_metric::recall) == Approx(0.7).margin(0.02));
  const auto b = watch.overall().bounds(quality_metric::recall, 0.05);
  CHECK(b.low < 0.7);
  CHECK(b.high > 0.7);
  CHECK(b.high - b.low < 0.12);
  watch.predict({.id = 1, .score = 0.5, .label = 1}, 3 * day);
  CHECK(watch.label({.id = 1, .outcome = 1, .probability = 0.0}, 3 * day) == label_fate::matched);
  watch.predict({.id = 2, .score = 7.0, .label = 1}, 3 * day);
  watch.label({.id = 2, .outcome = 1}, 3 * day);
  CHECK(watch.impossible() == 2);
  watch.predict({.id = 3, .score = 0.5, .label = 1}, 3 * day);
  watch.label({.id = 3, .outcome = 1, .probability = 0.01}, 3 * day);
  CHECK(watch.too_rare() == 2);
}

TEST_CASE("a restored watch goes on as if nothing had happened") {
  const tepid::quality_watch_config config{.floors = {{"recall", 0.85}},
                                           .references = {{"accuracy", 0.9, 0.02}},
                                           .capacity = 5'000,
                                           .horizon_seconds = 5 * day,
                                           .most_segments = 3};
  quality_watch a{config};
  world first{a};
  for (int d = 0; d < 12; ++d) first.a_day(d * day, 0.9, 300, 1.5 * day, 5);
  quality_watch b{config};
  const auto bytes = saved(a);
  tepid::byte_reader io{bytes};
  io(b);
  REQUIRE_FALSE(io.failed());
  REQUIRE(io.remaining() == 0);
  CHECK(saved(b) == bytes);
  world second{b, first.random, first.id, first.later};
  for (int d = 12; d < 40; ++d) {
    const auto x = first.a_day(d * day, 0.75, 300, 1.5 * day, 5), y = second.a_day(d * day, 0.75, 300, 1.5 * day, 5);
    CHECK(x.size() == y.size());
  }
  CHECK(saved(a) == saved(b));
  auto damaged = bytes;
  for (std::size_t at = 0; at < bytes.size(); at += bytes.size() / 997 + 1) {
    damaged[at] ^= std::byte{0x40};
    quality_watch loaded{config};
    tepid::byte_reader from{damaged};
    from(loaded);
    if (!from.failed()) static_cast<void>(loaded.advance(60 * day));
    damaged[at] = bytes[at];
  }
}

TEST_CASE("times far off and clocks that go back do no harm") {
  quality_watch watch{{.capacity = 100, .horizon_seconds = 3 * day}};
  for (const double t : {1e300, -1e300, 0.0, -5 * day, 1e9, 5.0}) {
    watch.predict({.id = 1, .score = 0.5, .label = 1}, t);
    watch.label({.id = 1, .outcome = 1}, t);
    static_cast<void>(watch.advance(t));
  }
  CHECK(watch.counts().predictions == 6);
}

TEST_CASE("configurations that cannot be are told with the key") {
  const auto why = [](tepid::quality_watch_config c) {
    try {
      quality_watch{std::move(c)};
    } catch (const tepid::error& e) {
      return std::string{e.what()};
    }
    return std::string{};
  };
  CHECK(why({.floors = {{"recal", 0.8}}}) ==
        "quality: floors[0] 'recal' is not measured here; there are accuracy, precision, recall, specificity, f1, auc, "
        "log_loss, brier, calibration_error");
  CHECK(why({.settings = {.kind = tepid::quality_kind::regression}, .floors = {{"mae", 1}}}) ==
        "quality: most_error must be given for a floor of mae: without it nothing bounds the error");
  CHECK(why({.references = {{"auc", 0.9, 0.01}}}) ==
        "quality: references[0] 'auc' is not a share of labelled predictions");
  CHECK(why({.references = {{"recall", 0.9, 0.95}}}) ==
        "quality: references[0] must have a level in (0, 1] and a margin in [0, level)");
  CHECK(why({.horizon_seconds = 10, .cohort_seconds = 20}) ==
        "quality: cohort_seconds must be from horizon / 4096 to the horizon, not 20");
  CHECK(why({.alpha = 0}) == "quality: alpha must be in (0, 1), not 0");
}
