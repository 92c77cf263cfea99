// A series of windows is watched past its season against a frozen and a trailing reference.
#include "support/catch.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include <tepid/core/bytes.hpp>
#include <tepid/monitors/series_watch.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

constexpr std::uint64_t hour = 3600, day = 24 * hour;

/// Hourly values with a daily season of amplitude 2 and noise of 0.1.
std::vector<double> days(std::size_t n, std::uint64_t seed) {
  tepid::random_source random{seed};
  std::vector<double> xs(n * 24);
  for (std::size_t i = 0; i < xs.size(); ++i)
    xs[i] = 5.0 + 2.0 * std::sin(static_cast<double>(i % 24) / 24.0 * 6.283185307179586) + 0.1 * tepid::normal(random);
  return xs;
}

tepid::series_watch_params hourly(double trailing = 0.0) {
  return {.arl0 = 1e5,
          .season = {.window_seconds = hour, .period_seconds = day, .smooth_seconds = hour},
          .most_order = 24,
          .trailing_windows = trailing};
}

/// The hours at which either reference alarmed first.
struct first_alarms {
  std::optional<std::size_t> frozen, trailing;
};
template <class Change>
first_alarms run(tepid::series_watch& watch, std::size_t n, Change&& change) {
  const auto live = days(n, 9);
  first_alarms first;
  for (std::size_t i = 0; i < live.size(); ++i) {
    const auto verdict = watch.update(live[i] + change(i), static_cast<std::int64_t>((i + 240 * 24) * hour));
    if (verdict.frozen) {
      if (!first.frozen) first.frozen = i;
      watch.restart_frozen();
    }
    if (verdict.trailing) {
      if (!first.trailing) first.trailing = i;
      watch.restart_trailing();
    }
  }
  return first;
}

}  // namespace

TEST_CASE("a step is found by both references, with its direction and place") {
  tepid::series_watch watch{days(240, 1), 0, hourly(7 * 24)};
  const auto live = days(200, 9);
  std::size_t alarm = 0;
  for (std::size_t i = 0; i < live.size() && alarm == 0; ++i)
    if (watch.update(live[i] + (i >= 2400 ? 0.15 : 0.0), static_cast<std::int64_t>((i + 240 * 24) * hour)).frozen)
      alarm = i;
  CHECK(alarm >= 2400);
  CHECK(alarm < 2440);
  CHECK(watch.frozen().change().direction == 1);
  CHECK(watch.frozen().statistic() > 1.0);
  CHECK(watch.frozen().count() - watch.frozen().change().onset <= alarm - 2400 + 5);
  CHECK(watch.trailing().statistic() > 0.5);
}

TEST_CASE("a trailing reference alone is the frog: only the frozen one sees a slow ramp") {
  tepid::series_watch watch{days(240, 1), 0, hourly(7 * 24)};
  // 0.2, two standard deviations of the noise, in 100 days: 0.014 in the trailing reference's week.
  const first_alarms first = run(watch, 130, [](std::size_t i) { return std::min(0.2, 0.2 * static_cast<double>(i) / 2400); });
  REQUIRE(first.frozen);
  CHECK(*first.frozen < 2400);
  CHECK_FALSE(first.trailing);
}

TEST_CASE("healthy seasons raise no alarm") {
  tepid::series_watch watch{days(240, 1), 0, hourly(7 * 24)};
  const first_alarms first = run(watch, 400, [](std::size_t) { return 0.0; });
  CHECK_FALSE(first.frozen);
  CHECK_FALSE(first.trailing);
}

TEST_CASE("windows without values are passed over") {
  tepid::series_watch watch{days(240, 1), 0, hourly()};
  const double residual = watch.residual();
  CHECK_FALSE(watch.update(std::numeric_limits<double>::quiet_NaN(), 0).frozen);
  CHECK(watch.residual() == residual);
  CHECK(watch.frozen().count() == 0);
}

TEST_CASE("a reference that is too short or constant is refused, by name") {
  const std::vector<double> few(tepid::series_watch::least_windows - 1, 1.0), constant(500, 1.0);
  for (const auto& reference : {few, constant}) {
    try {
      tepid::series_watch{reference, 0, hourly()};
      FAIL("not refused");
    } catch (const tepid::error& why) {
      CHECK(why.field() == "reference");
    }
  }
}

TEST_CASE("saved in the middle it goes on as if nothing had been") {
  tepid::series_watch a{days(240, 1), 0, hourly(7 * 24)}, b = a;
  const auto live = days(30, 5);
  for (std::size_t i = 0; i < 300; ++i) a.update(live[i], static_cast<std::int64_t>(i * hour));
  std::vector<std::byte> bytes = tepid::written_bytes([&](tepid::byte_writer& io) { io(a); });
  tepid::byte_reader in{bytes};
  in(b);
  REQUIRE_FALSE(in.failed());
  CHECK(in.remaining() == 0);
  for (std::size_t i = 300; i < live.size(); ++i) {
    a.update(live[i], static_cast<std::int64_t>(i * hour));
    b.update(live[i], static_cast<std::int64_t>(i * hour));
  }
  CHECK(a.frozen() == b.frozen());
  CHECK(a.trailing() == b.trailing());
}
