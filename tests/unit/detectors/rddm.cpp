// RDDM: published alarms, and a plain computation with all outcomes kept.
#include "support/catch.hpp"
#include "support/error_streams.hpp"

#include <cmath>

#include <tepid/detectors/rddm.hpp>

using namespace tepid_test;
using tepid::rddm;
using tepid::rddm_params;
using tepid::state;

namespace {

/// The method with a list of the current concept's outcomes, as its paper and MOA's behaviour have it.
struct plain {
  rddm_params p;
  std::vector<double> window{}, pending{};
  double errors = 0, n = 0, p_low = 0, s_low = 0, lowest = 1e300;
  std::size_t warnings = 0;
  bool rebuild = false;

  void look() {
    const double rate = errors / n, s = std::sqrt(rate * (1 - rate) / n);
    if (n > static_cast<double>(p.warm_start) && errors >= static_cast<double>(p.min_errors) && rate + s < lowest) {
      lowest = rate + s;
      p_low = rate;
      s_low = s;
    }
  }
  /// The statistic after x; 1e9 for too many warnings.
  double take(double x) {
    if (rebuild) {
      errors = n = 0;
      lowest = 1e300;
      warnings = 0;
      for (const double y : pending) {
        errors += y;
        n += 1;
        look();
      }
      rebuild = false;
    } else if (warnings == 0 && n >= static_cast<double>(p.max_concept)) {
      n = static_cast<double>(p.window);
      errors = 0;
      for (const double y : window) errors += y;
    }
    window.push_back(x);
    if (window.size() > p.window) window.erase(window.begin());
    errors += x;
    n += 1;
    look();
    if (n <= static_cast<double>(p.warm_start) || lowest > 1e299) return 0;
    const double rate = errors / n, above = rate + std::sqrt(rate * (1 - rate) / n) - p_low;
    const double distance = above <= 0 ? 0 : s_low > 0 ? above / s_low : 1e9;
    const std::size_t before = warnings;
    warnings = distance > p.warning_level ? warnings + 1 : distance > p.drift_level ? warnings : 0;
    const bool too_long = p.warning_limit != 0 && warnings > p.warning_limit;
    if (distance > p.drift_level || too_long) {
      rebuild = true;
      const std::size_t keep = distance > p.drift_level && before ? std::min(warnings, window.size()) : 1;
      pending.assign(window.end() - static_cast<std::ptrdiff_t>(keep), window.end());
    }
    return too_long ? 1e9 : distance;
  }
};

}  // namespace

TEST_CASE("rddm alarms where frouros does") {
  const auto small = judge<rddm>({}, published("bernoulli_06_then_08"));
  CHECK(small.alarms.front() == 1066);
  CHECK(small.warnings.front() == 1036);
}

TEST_CASE("rddm's statistic is that of a plain computation through alarms, long concepts and long warnings") {
  const rddm_params all[]{
      {},
      {.warm_start = 20, .max_concept = 900, .window = 300, .warning_limit = 60},
      {.warm_start = 10, .max_concept = 130, .window = 65, .warning_limit = 0},
      {.warm_start = 40, .drift_level = 4.0, .max_concept = 2000, .window = 100, .warning_limit = 200}};
  for (const auto& p : all) {
    const auto xs = errors({{3000, 0.1}, {600, 0.14}, {900, 0.3}, {800, 0.05}, {700, 0.5}}, 77);
    rddm d{p}, batch{p};
    plain expected{p};
    double worst = 0;
    std::size_t alarms_seen = 0;
    for (const double x : xs) {
      d.update(x);
      worst = std::max(worst, std::fabs(d.statistic() - expected.take(x)));
      REQUIRE(tepid::load<rddm>(tepid::save(d)) == d);
      alarms_seen += d.status() == state::drift;
      d.rearm();
    }
    CHECK(worst < 1e-9);
    CHECK(alarms_seen > 0);
    for (std::size_t at = 0; at < xs.size();) {
      at += batch.update(std::span{xs}.subspan(at, std::min<std::size_t>(61, xs.size() - at)));
      batch.rearm();
    }
    d.update(0.0);
    batch.update(0.0);
    CHECK(batch == d);
  }
}

TEST_CASE("rddm withdraws what an alarm has set in motion") {
  const auto xs = errors({{2000, 0.1}, {600, 0.6}}, 5);
  rddm d;
  d.update(std::span{xs});
  REQUIRE(d.status() == state::drift);
  rddm other = d;
  other.withdraw();
  d.rearm();
  other.rearm();
  d.update(1.0);
  other.update(1.0);
  CHECK(d.statistic() == 0.0);  // starts anew with the outcomes since the warning
  CHECK(other.statistic() > other.level());
}

TEST_CASE("rddm keeps quiet on equal values and refuses a window as long as a concept") {
  CHECK(silent<rddm>({}, 1.0, 200000));
  CHECK(silent<rddm>({}, 0.0, 200000));
  CHECK_THROWS_AS((rddm{{.max_concept = 100, .window = 100}}), tepid::error);
}
