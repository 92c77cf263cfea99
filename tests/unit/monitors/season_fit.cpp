// A season leaves its own period out of each residual, and is that of later periods.
#include "support/catch.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <tepid/monitors/season_fit.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

constexpr std::uint64_t hour = 3600, day = 24 * hour;

/// Hourly values with a daily season of amplitude 2 and noise of 0.1.
std::vector<double> days(std::size_t n, std::uint64_t seed, double noise = 0.1) {
  tepid::random_source random{seed};
  std::vector<double> xs(n * 24);
  for (std::size_t i = 0; i < xs.size(); ++i)
    xs[i] =
        5.0 + 2.0 * std::sin(static_cast<double>(i % 24) / 24.0 * 6.283185307179586) + noise * tepid::normal(random);
  return xs;
}

}  // namespace

TEST_CASE("residuals are differences to the mean of the other periods") {
  // One hour a window and no smoothing; 3 days.
  std::vector<double> xs(72, 0.0);
  xs[5] = 3.0;       // day 0
  xs[24 + 5] = 6.0;  // day 1
  xs[48 + 5] = 9.0;  // day 2
  const auto fit = tepid::fit_season(xs, 0, {.window_seconds = hour, .period_seconds = day, .smooth_seconds = hour});
  CHECK(fit.periods == 3);
  CHECK(fit.residuals[5] == Approx(3.0 - 7.5));
  CHECK(fit.residuals[29] == Approx(0.0).margin(1e-12));
  CHECK(fit.residuals[53] == Approx(9.0 - 4.5));
  CHECK(fit.residuals[6] == 0.0);
  tepid::deseason season = fit.season;
  CHECK(season(10.0, 5 * hour) == Approx(4.0));  // the season itself is the mean of all
  CHECK(season(10.0, 100 * day + 5 * hour) == Approx(4.0));
  CHECK(season(10.0, 6 * hour) == Approx(10.0));
}

TEST_CASE("residuals spread as far as those of days to come") {
  const auto reference = days(6, 1), later = days(400, 2);
  const auto fit =
      tepid::fit_season(reference, 0, {.window_seconds = hour, .period_seconds = day, .smooth_seconds = hour});
  tepid::deseason season = fit.season;
  double inside = 0.0, outside = 0.0;
  for (const double r : fit.residuals) inside += r * r / static_cast<double>(fit.residuals.size());
  for (std::size_t i = 0; i < later.size(); ++i) {
    const double r = season(later[i], static_cast<std::int64_t>(i * hour));
    outside += r * r / static_cast<double>(later.size());
  }
  CHECK(inside == Approx(0.01 * 6.0 / 5.0).epsilon(0.25));  // the noise and a mean of five days
  CHECK(outside == Approx(0.01 * 7.0 / 6.0).epsilon(0.15));
}

TEST_CASE("a season starts where the reference does, and missing windows count for nothing") {
  auto xs = days(10, 3, 0.0);
  const double missing = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < xs.size(); i += 7) xs[i] = missing;
  for (const std::int64_t start :
       {std::int64_t{0}, std::int64_t{1'700'000'000 / 3600 * 3600}, std::int64_t{-5 * 3600}}) {
    const auto fit =
        tepid::fit_season(xs, start, {.window_seconds = hour, .period_seconds = day, .smooth_seconds = hour});
    tepid::deseason season = fit.season;
    const auto whole = days(10, 3, 0.0);
    for (std::size_t i = 0; i < 48; ++i)
      CHECK(season(whole[i], start + static_cast<std::int64_t>(i * hour)) == Approx(0.0).margin(1e-9));
    for (std::size_t i = 0; i < xs.size(); ++i)
      CHECK((tepid::is_nan(xs[i]) ? tepid::is_nan(fit.residuals[i]) : std::abs(fit.residuals[i]) < 1e-9));
  }
}

TEST_CASE("less than two periods have no season, and impossible ones are refused") {
  const auto one = tepid::fit_season(days(1, 1), 0, {.window_seconds = hour, .period_seconds = day});
  CHECK(one.periods == 1);
  tepid::deseason none = one.season;
  CHECK(none(7.0, 0) == Approx(none(7.0, 5 * hour)));
  CHECK_THROWS_AS(tepid::fit_season(days(3, 1), 0, {.window_seconds = 7, .period_seconds = day}), tepid::error);
  CHECK_THROWS_AS(tepid::fit_season(std::vector<double>(48, std::numeric_limits<double>::quiet_NaN()), 0,
                                    {.window_seconds = hour, .period_seconds = day}),
                  tepid::error);
}
