// A change that is found again and again began when it was first found.
#include "support/catch.hpp"

#include <tepid/core/bytes.hpp>
#include <tepid/monitors/continuing_onset.hpp>

namespace {

tepid::monitor_alarm found(double time, double onset, int direction = 1) {
  tepid::monitor_alarm a;
  a.time = time;
  a.onset = onset;
  a.onset_low = onset - 10.0;
  a.onset_high = onset + 10.0;
  a.onset_row = static_cast<std::uint64_t>(onset);
  a.direction = direction;
  return a;
}

}  // namespace

TEST_CASE("a finding soon after another one, from the detector's start on, has the first one's onset") {
  tepid::continuing_onset c;
  tepid::monitor_alarm a = found(1100.0, 1000.0), b = found(1300.0, 1110.0), d = found(1600.0, 1310.0);
  c.join(a, false);
  c.join(b, true);
  c.join(d, true);
  CHECK(a.onset == 1000.0);
  CHECK(b.onset == 1000.0);
  CHECK(b.onset_low == 990.0);
  CHECK(b.onset_high == 1010.0);
  CHECK(b.onset_row == 1000);
  CHECK(d.onset == 1000.0);
}

TEST_CASE("another direction, a later beginning or a long silence are another change") {
  for (const int what : {0, 1, 2}) {
    tepid::continuing_onset c;
    tepid::monitor_alarm a = found(1100.0, 1000.0);
    c.join(a, false);
    tepid::monitor_alarm b = found(what == 2 ? 1450.0 : 1300.0, 1150.0, what == 0 ? -1 : 1);
    c.join(b, what != 1);
    CHECK(b.onset == 1150.0);
  }
}

TEST_CASE("what was found is saved") {
  tepid::continuing_onset c, restored;
  tepid::monitor_alarm a = found(1100.0, 1000.0), b = found(1300.0, 1110.0);
  c.join(a, false);
  const auto bytes = tepid::written_bytes([&](tepid::byte_writer& io) { io(c); });
  tepid::byte_reader io{bytes};
  io(restored);
  REQUIRE_FALSE(io.failed());
  CHECK(restored == c);
  restored.join(b, true);
  CHECK(b.onset == 1000.0);
}
