// The blindness table against delays with a known inverse, and against the exact delays of a T2 chart.
#include "support/catch.hpp"

#include <cmath>
#include <map>

#include <tepid/design/blindness.hpp>
#include <tepid/design/hotelling.hpp>

namespace d = tepid::design;
using Catch::Approx;

namespace {

template <class Call>
std::string refused(Call&& call) {
  try {
    static_cast<void>(call());
  } catch (const tepid::error& e) {
    return e.field();
  }
  return "";
}

// Delays 100 / shift^2 and (300 / slope^2)^(1/3); 90% of changes are seen in twice the mean.
d::predicted_delay step(double shift) { return {100 / (shift * shift), 200 / (shift * shift)}; }
d::predicted_delay ramp(double slope) {
  return {std::cbrt(300 / (slope * slope)), 2 * std::cbrt(300 / (slope * slope))};
}

}  // namespace

TEST_CASE("the table inverts the delays") {
  const auto table = d::blindness(step, ramp, 0.1, d::usual_horizons(), {.tolerance = 1e-9});
  REQUIRE(table.size() == 3);
  const double observations[] = {8640, 60'480, 362'880};
  for (std::size_t i = 0; i < 3; ++i) {
    const double n = observations[i];
    INFO(table[i].horizon.name);
    CHECK(table[i].observations == Approx(n));
    CHECK(table[i].step.by_mean.value() == Approx(10 / std::sqrt(n)).epsilon(1e-8));
    CHECK(table[i].step.by_percentile_90.value() == Approx(std::sqrt(200 / n)).epsilon(1e-8));
    CHECK(table[i].ramp.by_mean.value() == Approx(std::sqrt(300 / (n * n * n))).epsilon(1e-8));
    CHECK(table[i].ramp.by_percentile_90.value() == Approx(std::sqrt(2400 / (n * n * n))).epsilon(1e-8));
  }
}

TEST_CASE("a change found is seen in time, and one a little smaller is not") {
  const auto table = d::blindness(step, ramp, 1);
  for (const auto& row : table) {
    CHECK(step(*row.step.by_mean).mean <= row.observations);
    CHECK(step(*row.step.by_mean * 0.998).mean > row.observations);
    CHECK(ramp(*row.ramp.by_mean).mean <= row.observations);
    CHECK(ramp(*row.ramp.by_mean * 0.998).mean > row.observations);
  }
}

TEST_CASE("what cannot be seen at all, and what is seen however small") {
  const auto never = [](double) { return d::predicted_delay{1e18}; };
  const auto at_once = [](double) { return d::predicted_delay{1}; };
  const auto table = d::blindness(never, at_once, 50);
  for (const auto& row : table) {
    CHECK_FALSE(row.step.by_mean);
    CHECK(row.ramp.by_mean == 1e-12);
    CHECK_FALSE(row.ramp.by_percentile_90);  // not known
  }
}

TEST_CASE("each delay is asked for once") {
  std::map<double, int> asked;
  const auto counting = [&](double x) {
    ++asked[x];
    return step(x);
  };
  static_cast<void>(d::blindness(counting, ramp, 1));
  for (const auto& [size, times] : asked) CHECK(times == 1);
  CHECK(asked.size() < 120);
}

TEST_CASE("the exact delays of a T2 chart") {
  const d::hotelling_chart chart{3, d::hotelling_limit(3, 1e6)};
  const auto table =
      d::blindness([&](double x) { return d::predicted_delay{chart.arl(x).arl}; },
                   [&](double x) { return d::predicted_delay{chart.drift_arl(x).arl}; }, 0.01, d::usual_horizons(),
                   {.smallest_step = 0.01, .slowest_ramp = 1e-4, .tolerance = 1e-6});
  CHECK(chart.arl(*table[0].step.by_mean).arl == Approx(864).epsilon(1e-4));
  CHECK(chart.drift_arl(*table[0].ramp.by_mean).arl == Approx(864).epsilon(1e-4));
}

TEST_CASE("nonsense is refused by name") {
  CHECK(refused([] { return d::blindness(step, ramp, 0); }) == "rate");
  CHECK(refused([] { return d::blindness(step, ramp, 1, {}); }) == "horizons");
  CHECK(refused([] { return d::blindness(step, ramp, 1, {{"blink", 0.1}}); }) == "horizons");
  CHECK(refused([] { return d::blindness(step, ramp, 1, d::usual_horizons(), {.tolerance = 0}); }) == "tolerance");
  CHECK(refused([] { return d::blindness(step, ramp, 1, d::usual_horizons(), {.smallest_step = -1}); }) ==
        "smallest_step");
  CHECK(refused([] { return d::blindness(step, nullptr, 1); }) == "ramp_delay");
  CHECK(refused([] { return d::blindness([](double) { return d::predicted_delay{std::nan("")}; }, ramp, 1); }) ==
        "delay");
}
