// A column's watch: rates and limit from budget and reference, rows of alarms, what is skipped.
#include "support/catch.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include <tepid/monitors/column_watch.hpp>
#include <tepid/monitors/profile_builder.hpp>

namespace {

tepid::column_profile profile_of(std::span<const double> values,
                                 tepid::column_type type = tepid::column_type::numeric) {
  tepid::profile_builder builder;
  builder.add_numeric("x", values, type);
  return builder.finish().columns()[0];
}

std::vector<double> normals(std::size_t n, std::uint64_t seed, double mean = 0.0, double sd = 1.0) {
  tepid::random_source random{seed};
  std::vector<double> xs(n);
  for (double& x : xs) x = mean + sd * tepid::normal(random);
  return xs;
}

}  // namespace

TEST_CASE("the slowest rate follows the budget and the length of the reference") {
  using watch = tepid::column_watch;
  CHECK(watch::usable_rates(1e6, 10'000) == 5);     // 0.75 / 3^4 = 0.0093; 50 / m = 0.005
  CHECK(watch::usable_rates(1e6, 1'000'000) == 9);  // 0.75 / 3^8 = 1.1e-4; 50 / m = 5e-5
  CHECK(watch::usable_rates(1e3, 1'000'000) == 4);  // 20 / arl0 = 0.02
  CHECK(watch::usable_rates(1e6, 10) == 1);
  CHECK(watch::usable_rates(1e10, 4'000'000'000) == 17);
}

TEST_CASE("the limit is that of the budget on independent data, and more where the reference strays") {
  const auto calm = profile_of(normals(10'000, 1));
  const tepid::column_watch quiet{calm, {.arl0 = 1e6}};
  CHECK(quiet.origin() == tepid::limit_origin::independent);
  CHECK(quiet.limit() == tepid::design::limit_of_ewma_bank(1e6 / 0.98, std::span{tepid::replay_grid::rates}.first(5)).limit);
  auto moving = normals(10'000, 2);
  for (std::size_t i = 0; i < moving.size(); ++i) moving[i] += 2 * std::sin(static_cast<double>(i) / 300);
  const auto restless = profile_of(moving);
  tepid::column_watch replayed{restless, {.arl0 = 1e6}};
  CHECK(replayed.origin() == tepid::limit_origin::replay);
  double largest = 0;
  for (std::size_t j = 0; j < replayed.rates(); ++j)
    largest = std::max(largest, restless.replay[j] - std::log(replayed.rate(j)));
  CHECK(replayed.limit() == Approx(1.1 * largest).epsilon(1e-12));
  std::uint64_t row = 0;
  for (const double x : moving) CHECK_FALSE(replayed.update(x, row++));  // the reference itself does not alarm
}

TEST_CASE("an alarm tells its row, onset, direction and effect, past missing values that the reference has too") {
  auto values = normals(10'000, 1, 50.0, 5.0);
  values.push_back(std::numeric_limits<double>::quiet_NaN());
  const auto reference = profile_of(values);
  tepid::column_watch watch{reference};
  const auto live = normals(6000, 3, 50.0, 5.0);
  constexpr std::uint64_t first_row = 1'000'000, change = 3000;
  std::optional<tepid::watch_alarm> alarm;
  std::uint64_t i = 0;
  for (; i < live.size() && !alarm; ++i) {
    const std::uint64_t row = first_row + 2 * i;  // every other row is missing
    CHECK_FALSE(watch.update(std::numeric_limits<double>::quiet_NaN(), row));
    alarm = watch.update(live[i] - (i >= change ? 4.0 : 0.0), row + 1);
  }
  REQUIRE(alarm);
  CHECK(alarm->row == first_row + 2 * (i - 1) + 1);
  CHECK(i - change < 150);
  CHECK(alarm->direction == -1);
  CHECK(alarm->effect == Approx(-0.8).margin(0.3));
  CHECK(std::abs(static_cast<double>(alarm->onset) - static_cast<double>(first_row + 2 * change)) < 60);
  CHECK(alarm->onset % 2 == 1);  // a row that had a value
  CHECK(alarm->onset_ramp <= alarm->row);
  CHECK(alarm->statistic > alarm->limit);
  CHECK(alarm->limit == watch.limit());
  CHECK(watch.not_finite() == tepid::non_finite_counts{.nan = i});
  CHECK_FALSE(watch.watches_missing());
  CHECK(watch.accepted() == i);
  CHECK(watch.alarms() == 1);
  CHECK(watch.statistic() == Approx(std::log(3 * 3 * 3 * 3 / 0.75)));  // begun anew: only log(1 / slowest rate)
}

TEST_CASE("an onset further back than the values kept is placed between known rows") {
  const auto reference = profile_of(normals(100'000, 1));
  tepid::column_watch watch{reference, {.recent = 16}};
  std::optional<tepid::watch_alarm> alarm;
  const auto live = normals(20'000, 4);
  std::uint64_t row = 0;
  for (; row < live.size() && !alarm; ++row) alarm = watch.update(live[row] + (row >= 2000 ? 0.3 : 0.0), row);
  REQUIRE(alarm);
  CHECK(alarm->row > 2050);
  CHECK(std::abs(static_cast<double>(alarm->onset) - 2000.0) < 200);
  CHECK(std::isfinite(alarm->effect));
}

TEST_CASE("constants, extremes and infinities do no harm") {
  const auto constant = profile_of(std::vector<double>(500, 7.0));
  tepid::column_watch watch{constant, {.arl0 = 1e5}};
  std::uint64_t row = 0;
  for (; row < 2000; ++row) CHECK_FALSE(watch.update(7.0, row));
  CHECK_FALSE(watch.update(std::numeric_limits<double>::infinity(), row++));
  CHECK(watch.not_finite() == tepid::non_finite_counts{.positive_infinity = 1});
  std::optional<tepid::watch_alarm> alarm;
  for (; row < 2100 && !alarm; ++row) alarm = watch.update(std::numeric_limits<double>::max(), row);
  REQUIRE(alarm);
  CHECK(alarm->direction == 1);
  CHECK(std::isnan(alarm->effect));  // the reference has no spread
  const auto wide = profile_of(std::vector<double>{-1e308, 1e308, 0, 1e300, -1e300});
  tepid::column_watch extremes{wide};
  for (row = 0; row < 1000; ++row) static_cast<void>(extremes.update(row % 2 ? 1.7e308 : -1.7e308, row));
}

TEST_CASE("columns that cannot be watched are named") {
  const auto refused = [](const tepid::column_profile& c, const tepid::watch_params& p = {}) {
    try {
      tepid::column_watch{c, p};
    } catch (const tepid::error& e) {
      return std::pair{e.code(), e.field()};
    }
    return std::pair{tepid::errc::ok, std::string{}};
  };
  using tepid::errc;
  const std::vector<double> some{1, 2, 3};
  CHECK(refused(profile_of(some, tepid::column_type::time)) == std::pair{errc::bad_argument, std::string{"x"}});
  CHECK(refused(profile_of(std::vector<double>{NAN})) == std::pair{errc::bad_data, std::string{"x"}});
  CHECK(refused(profile_of(some), {.arl0 = 1}) == std::pair{errc::bad_parameter, std::string{"arl0"}});
  CHECK(refused(profile_of(some, tepid::column_type::boolean)).first == errc::ok);
}

TEST_CASE("infinities, and gaps where the reference has none, are told of themselves; the chart goes on as without") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto reference = profile_of(normals(10'000, 1));
  const auto live = normals(3000, 2);
  struct spoiled {
    double value;
    std::uint64_t every, most;
    tepid::alarm_kind kind;
  };
  for (const spoiled& s : {spoiled{infinity, 1, 64, tepid::alarm_kind::non_finite},
                           spoiled{-infinity, 3, 192, tepid::alarm_kind::non_finite},
                           spoiled{infinity, 100, 2900, tepid::alarm_kind::non_finite},
                           spoiled{std::numeric_limits<double>::quiet_NaN(), 1, 64, tepid::alarm_kind::missing},
                           spoiled{tepid::missing_value, 2, 128, tepid::alarm_kind::missing}}) {
    tepid::column_watch watch{reference};
    std::vector<tepid::watch_alarm> news;
    std::uint64_t continued = 0;
    for (std::uint64_t row = 0; row < live.size(); ++row) {
      const auto alarm = watch.update(row % s.every == 0 ? s.value : live[row], row);
      if (alarm && alarm->continues) ++continued;
      if (alarm && !alarm->continues) news.push_back(*alarm);
    }
    CAPTURE(s.value, s.every);
    REQUIRE(news.size() == 1);
    CHECK(news[0].kind == s.kind);
    CHECK(news[0].row < s.most);
    CHECK(news[0].direction == 1);
    CHECK(news[0].effect == Approx(1.0 / static_cast<double>(s.every)).epsilon(0.5));
    CHECK(continued + 1 == watch.alarms());
    if (s.kind == tepid::alarm_kind::non_finite)
      CHECK(news[0].which == (s.value > 0 ? tepid::non_finite::positive_infinity : tepid::non_finite::negative_infinity));
  }
}

TEST_CASE("of a reference half infinite no infinity at all is told, and as many are not") {
  auto values = normals(10'000, 1);
  for (std::size_t i = 0; i < values.size(); i += 2) values[i] = -std::numeric_limits<double>::infinity();
  const auto reference = profile_of(values);
  const auto live = normals(2000, 2);
  tepid::column_watch none{reference}, same{reference};
  std::optional<tepid::watch_alarm> alarm;
  for (std::uint64_t row = 0; row < live.size(); ++row) {
    CHECK_FALSE(same.update(row % 2 == 0 ? values[0] : live[row], row));
    const auto a = none.update(live[row], row);
    if (!alarm) alarm = a;
  }
  REQUIRE(alarm);
  CHECK(alarm->kind == tepid::alarm_kind::non_finite);
  CHECK(alarm->which == tepid::non_finite::negative_infinity);
  CHECK(alarm->direction == -1);
  CHECK(alarm->effect == Approx(-0.5));
  CHECK(alarm->row < 192);
}
