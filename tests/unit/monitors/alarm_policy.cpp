// One alarm for one change: latch, re-arm, margins, severity; change events before an onset.
#include "support/catch.hpp"

#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/monitors/alarm.hpp>
#include <tepid/monitors/alarm_policy.hpp>

using tepid::judgement;

namespace {
constexpr double not_known = std::numeric_limits<double>::quiet_NaN();
}

TEST_CASE("the first finding is told, the next ones continue it until it re-arms") {
  tepid::alarm_policy policy{0.5, {.rearm_seconds = 100.0, .critical_margins = 3.0}};
  CHECK(policy.judge({0.6}, 1, 10.0) == judgement::told);
  CHECK(policy.latched());
  CHECK(policy.last_alarm() == 10.0);
  CHECK(policy.judge({0.7}, 1, 20.0) == judgement::continues);
  policy.observe(4.9, 10.0, 30.0);   // quiet from here
  policy.observe(4.9, 10.0, 129.0);  // 99 s
  CHECK(policy.latched());
  policy.observe(5.0, 10.0, 129.5);  // half the limit is not below half the limit: the wait begins again
  policy.observe(1.0, 10.0, 140.0);
  policy.observe(1.0, 10.0, 239.0);
  CHECK(policy.latched());
  policy.observe(1.0, 10.0, 240.0);
  CHECK_FALSE(policy.latched());
  CHECK(policy.judge({0.6}, 1, 300.0) == judgement::told);
  CHECK(policy.alarms() == 2);
  CHECK(policy.continued() == 1);
}

TEST_CASE("an effect smaller than the margin, interval included, pages nobody") {
  tepid::alarm_policy policy{0.5};
  CHECK(policy.judge({0.3, 0.2, 0.45}, 1, 1.0) == judgement::below_margin);
  CHECK_FALSE(policy.latched());
  CHECK(policy.below_margin() == 1);
  CHECK(policy.judge({0.3, 0.1, 0.6}, 1, 2.0) == judgement::told);
  CHECK(tepid::alarm_policy{0.5}.judge({-0.5}, -1, 0.0) == judgement::told);
  CHECK(tepid::alarm_policy{0.5}.judge({not_known}, 0, 0.0) == judgement::told);  // unknown is not small
}

TEST_CASE("another direction and a higher severity are news while latched") {
  tepid::alarm_policy policy{0.5, {.critical_margins = 3.0}};
  CHECK(policy.judge({0.6}, 1, 1.0) == judgement::told);
  CHECK(policy.severity() == tepid::severity::warning);
  CHECK(policy.judge({1.5}, 1, 2.0) == judgement::told);
  CHECK(policy.severity() == tepid::severity::critical);
  CHECK(policy.judge({0.6}, 1, 3.0) == judgement::continues);  // not less news than before
  CHECK(policy.severity() == tepid::severity::critical);
  CHECK(policy.judge({-0.6}, -1, 4.0) == judgement::told);
  CHECK(policy.direction() == -1);
  policy.acknowledge();
  CHECK_FALSE(policy.latched());
  CHECK(policy.judge({-0.6}, -1, 5.0) == judgement::told);
}

TEST_CASE("the policy's state goes on after loading, and forged bytes are refused") {
  tepid::alarm_policy policy{0.5};
  policy.judge({0.6}, -1, 10.0);
  policy.judge({0.7}, -1, 11.0);
  policy.observe(0.0, 1.0, 12.0);
  const auto write = [](const tepid::alarm_policy& p) {
    std::vector<std::byte> out(64);
    tepid::byte_writer io{std::span{out}};
    tepid::alarm_policy::state_io(p, io);
    out.resize(io.size());
    return out;
  };
  const auto bytes = write(policy);
  tepid::alarm_policy loaded{0.5};
  tepid::byte_reader io{bytes};
  tepid::alarm_policy::state_io(loaded, io);
  CHECK_FALSE(io.failed());
  CHECK(write(loaded) == bytes);
  CHECK(loaded.judge({0.6}, -1, 20.0) == judgement::continues);
  for (const std::size_t at : {0u, 1u, 2u}) {
    auto forged = bytes;
    forged[at] = std::byte{7};
    tepid::byte_reader bad{forged};
    tepid::alarm_policy into{0.5};
    tepid::alarm_policy::state_io(into, bad);
    CHECK(bad.failed());
  }
}

TEST_CASE("an alarm names the newest change event at or before its onset") {
  tepid::change_log log;
  log.add({300.0, "deploy", "c"});
  log.add({100.0, "deploy", "a"});  // told late
  log.add({200.0, "schema", "b"});
  tepid::monitor_alarm alarm;
  alarm.onset = 250.0;
  CHECK(log.explain(alarm)->id == "b");
  alarm.onset_high = 310.0;  // it may have begun after the newest one
  CHECK(log.explain(alarm)->id == "c");
  alarm.onset_high = not_known;
  alarm.onset = 99.0;
  CHECK_FALSE(log.explain(alarm));
  alarm.onset = 300.0 + 8 * 86'400.0;  // too long ago to be why
  CHECK_FALSE(log.explain(alarm));
  alarm.onset = not_known;
  CHECK_FALSE(log.explain(alarm));
  for (int i = 0; i < 1000; ++i) log.add({1000.0 + i, "deploy", "x"});
  CHECK(log.size() == tepid::change_log::most);
  alarm.onset = 5e5;
  CHECK(log.explain(alarm)->time == 1999.0);
}
