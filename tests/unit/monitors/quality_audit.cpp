// The audit within quality: which labels are its cases, one alarm, saving, starting anew, no allocation.
#include "support/catch.hpp"
#include "support/own_new.hpp"

#include <cstdint>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/core/random.hpp>
#include <tepid/monitors/quality_watch.hpp>

using tepid::quality_alarm_kind;
using tepid::quality_watch;

namespace {

constexpr double day = 86'400.0;

tepid::quality_watch_config audited() {
  return {.settings = {.least_probability = 0.1},
          .capacity = 10'000,
          .horizon_seconds = 5 * day,
          .matures_after_seconds = day,
          .audit = tepid::audit_params{.reference = 0.01, .tolerance = 1.25, .alpha = 0.01}};
}

/// Cases of class 0 that are looked at with probability 0.1, of which a share is missed, one each minute.
struct cases {
  quality_watch& watch;
  std::uint64_t id = 0;
  tepid::random_source random{5};

  double now() const { return static_cast<double>(id) * 60.0; }
  void next(double missed, std::int32_t label = 0, double probability = 0.1) {
    ++id;
    watch.predict({.id = id, .score = label == 0 ? 0.1 : 0.9, .label = label}, now());
    watch.label({.id = id, .outcome = random.uniform() < missed ? 1.0 : 0.0, .probability = probability}, now());
  }
};

std::vector<std::byte> saved(const quality_watch& watch) {
  return tepid::written_bytes([&](tepid::byte_writer& io) { io(watch); });
}

bool takes(quality_watch& watch, const std::vector<std::byte>& bytes) {
  tepid::byte_reader io{bytes};
  io(watch);
  return !io.failed() && io.remaining() == 0;
}

}  // namespace

TEST_CASE("cases are sampled labels of what was let pass") {
  quality_watch watch{audited()};
  REQUIRE(watch.audit() != nullptr);
  cases c{watch};
  c.next(1.0);                                                            // a case, missed
  c.next(0.0);                                                            // a case
  c.next(1.0, 1);                                                         // flagged: not let pass
  c.next(1.0, 0, 1.0);                                                    // labelled for another reason than chance
  c.next(1.0, 0, 0.0);                                                    // an impossible probability
  watch.label({.id = 1, .outcome = 0.0, .probability = 0.1}, c.now());    // a second label
  watch.label({.id = 999, .outcome = 1.0, .probability = 0.1}, c.now());  // of nothing
  CHECK(watch.audit()->count() == 2);
  CHECK(watch.audit()->misses() == 1);
  static_cast<void>(watch.advance(3 * day));
  CHECK(watch.overall().count() == 4);  // they count for the metrics all the same
  CHECK(quality_watch{{.capacity = 10}}.audit() == nullptr);
}

TEST_CASE("an audit is told once, with its numbers, without waiting for the cohort") {
  quality_watch watch{audited()};
  cases c{watch};
  for (int i = 0; i < 500; ++i) c.next(0.01);
  CHECK(watch.advance(c.now()).empty());
  std::vector<tepid::quality_alarm> all;
  double alarmed = 0.0;
  for (int i = 0; i < 500; ++i) {
    c.next(0.1);
    if (watch.audit()->alarmed_at() == watch.audit()->count()) alarmed = c.now();
    if (i % 50 == 49)
      for (auto& a : watch.advance(c.now())) all.push_back(a);
  }
  REQUIRE(all.size() == 1);
  const tepid::quality_alarm& a = all[0];
  CHECK(a.kind == quality_alarm_kind::audit);
  CHECK(a.metric == tepid::quality_metric::recall);
  CHECK_FALSE(a.segment);
  CHECK(a.time == alarmed);
  CHECK(a.level == 0.01 * 1.25);
  // Of the cases since the misses rose, with the 501st.
  CHECK(a.onset == Approx(501 * 60.0).margin(30 * 60.0));
  CHECK(static_cast<double>(a.labels) == Approx((a.time - a.onset) / 60.0 + 1.0));
  CHECK(a.estimate == Approx(0.1).margin(0.06));
  CHECK(a.statistic >= a.limit);
  CHECK(a.limit == watch.audit()->limit());
  CHECK(a.low < a.estimate);
  CHECK(a.estimate < a.high);
  CHECK(a.estimate > a.level);
  watch.restart(c.now());
  CHECK(watch.audit()->count() == 0);
  watch.label({.id = 1, .outcome = 1.0, .probability = 0.1}, c.now());
  for (int i = 0; i < 1000; ++i) c.next(0.2);
  CHECK(watch.advance(c.now()).size() == 1);  // news again
}

TEST_CASE("an audit's alarm comes in its place among others") {
  auto config = audited();
  config.floors = {{"accuracy", 0.95}};
  quality_watch watch{config};
  cases c{watch};
  while (c.now() < 2.5 * day) c.next(0.4);
  const auto all = watch.advance(4 * day);
  REQUIRE(all.size() == 2);
  CHECK(all[0].kind == quality_alarm_kind::audit);
  CHECK(all[1].kind == quality_alarm_kind::floor);
  CHECK(all[0].time <= all[1].time);
}

TEST_CASE("an audit that has alarmed and was not told survives") {
  quality_watch a{audited()}, b{audited()};
  cases c{a};
  for (int i = 0; i < 300; ++i) c.next(0.2);
  REQUIRE(a.audit()->alarmed_at() > 0);
  const auto bytes = saved(a);
  REQUIRE(takes(b, bytes));
  CHECK(saved(b) == bytes);
  CHECK(*a.audit() == *b.audit());
  const auto x = a.advance(c.now()), y = b.advance(c.now());
  CHECK(x == y);
  REQUIRE(y.size() == 1);
  CHECK(a.advance(c.now()).empty());
  quality_watch forgets{audited()};
  REQUIRE(takes(forgets, bytes));
  forgets.restart(c.now());
  CHECK(forgets.advance(c.now()).empty());
  auto damaged = bytes;
  damaged[bytes.size() - 49] = std::byte{2};  // "waiting" is neither yes nor no
  quality_watch broken{audited()};
  CHECK_FALSE(takes(broken, damaged));
}

TEST_CASE("labels of an audit do not allocate") {
  quality_watch watch{audited()};
  cases c{watch};
  static_assert(noexcept(watch.label({}, 0.0)));
  const std::size_t before = tepid_test::allocations;
  for (int i = 0; i < 1000; ++i) c.next(0.2);
  const std::size_t after = tepid_test::allocations;
  CHECK(after == before);
  CHECK(watch.audit()->alarmed_at() > 0);
}
