// A single value far beyond the reference.
#include "support/catch.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/monitors/monitor.hpp>
#include <tepid/monitors/monitor_reference.hpp>
#include <tepid/monitors/outlier_tails.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/reports/alarm_json.hpp>
#include <tepid/reports/prometheus.hpp>

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

tepid::monitor_config config_of(tepid::signal_type type = tepid::signal_type::numeric) {
  tepid::monitor_config c{.name = "one", .budget = "1 per 90 d", .rate = 1.0};
  c.add({.name = "x", .type = type});
  c.season_seconds = 0.0;
  c.threads = 1;
  return c;
}
tepid::profile reference_of(const tepid::monitor_config& c, const std::vector<double>& xs) {
  std::vector<double> times(xs.size());
  for (std::size_t i = 0; i < times.size(); ++i) times[i] = static_cast<double>(i);
  const tepid::signal_values values{.numbers = xs};
  return tepid::make_reference(c, times, std::span{&values, 1});
}
std::vector<double> normal_values(std::size_t n, std::uint64_t seed, double mean = 0.0) {
  tepid::random_source random{seed};
  std::vector<double> xs(n);
  for (double& x : xs) x = mean + tepid::normal(random);
  return xs;
}
/// Feeds values, one a second from `from` on; alarms of outliers.
std::vector<tepid::monitor_alarm> fed(tepid::monitor& m, const std::vector<double>& xs, double from = 0.0) {
  tepid::shard mine = m.shard();
  std::vector<tepid::monitor_alarm> found;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    const double time = from + static_cast<double>(i);
    mine.observe(std::span{&xs[i], 1}, static_cast<std::int64_t>(time * 1e9));
    if (i % 100 != 99 && i + 1 != xs.size()) continue;
    for (auto& a : m.drain(time))
      if (a.kind == tepid::alarm_kind::outlier) found.push_back(std::move(a));
  }
  return found;
}
tepid::outlier_tails tails_of(std::vector<double> xs) {
  std::sort(xs.begin(), xs.end());
  return tepid::outlier_tails{tepid::ecdf::of_sorted(xs)};
}

}  // namespace

TEST_CASE("a value of 1e9 among normal ones is told at once, with the value and where the reference ends") {
  const auto c = config_of();
  const tepid::profile reference = reference_of(c, normal_values(20'000, 1));
  for (const double far : {1e9, 50.0, -50.0, 1e308, -std::numeric_limits<double>::max()}) {
    tepid::monitor m{c, reference};
    std::vector<double> xs = normal_values(2000, 2);
    xs[1234] = far;
    const auto found = fed(m, xs);
    REQUIRE(found.size() == 1);
    const tepid::monitor_alarm& a = found[0];
    CHECK(a.check == "outlier");
    CHECK(to_string(a.kind) == "outlier");
    CHECK(a.value == far);
    CHECK(a.row == 1234);
    CHECK(a.onset_row == 1234);
    CHECK(a.time == 1234.0);
    CHECK(a.onset_low == 1234.0);
    CHECK(a.onset_high == 1234.0);
    CHECK(a.direction == (far > 0 ? 1 : -1));
    CHECK(a.statistic > a.limit);
    CHECK(a.limit > 8.0);
    CHECK(a.limit < 50.0);
    CHECK(a.reference_text.find(far > 0 ? "; the reference goes up to 4" : "; the reference goes down to -") !=
          std::string::npos);
    const std::string line = tepid::to_json_line(a, "one");
    CHECK(line.find("\"check\":\"outlier\"") != std::string::npos);
    CHECK(line.find("\"kind\":\"outlier\"") != std::string::npos);
    CHECK(tepid::to_prometheus(m.snapshot(2000.0)).find("tepid_alarm_active{") != std::string::npos);
    CHECK(m.snapshot(2000.0).signals[0].latched);
  }
}

TEST_CASE("outliers of one side are told once until they have been gone for a while; the other side is told too") {
  const auto c = config_of();
  const tepid::profile reference = reference_of(c, normal_values(20'000, 1));
  tepid::monitor m{c, reference};
  std::vector<double> xs = normal_values(12'000, 3);
  for (std::size_t i = 500; i < 1000; i += 50) xs[i] = i % 100 == 0 ? 1e6 : -1e6;
  xs[9000] = 1e7;
  const auto found = fed(m, xs);
  REQUIRE(found.size() == 3);
  CHECK(found[0].value == 1e6);
  CHECK(found[1].value == -1e6);
  CHECK(found[2].value == 1e7);
}

TEST_CASE("infinities and missing values are no outliers, and neither are healthy values") {
  const auto c = config_of();
  tepid::monitor m{c, reference_of(c, normal_values(20'000, 1))};
  std::vector<double> xs = normal_values(20'000, 4);
  xs[100] = infinity;
  xs[200] = -infinity;
  xs[300] = std::numeric_limits<double>::quiet_NaN();
  CHECK(fed(m, xs).empty());
}

TEST_CASE("integers have the check, categories and vectors have not") {
  auto c = config_of(tepid::signal_type::integer);
  std::vector<double> xs = normal_values(20'000, 5, 50.0);
  for (double& x : xs) x = std::round(x);
  tepid::monitor m{c, reference_of(c, xs)};
  xs.resize(1000);
  xs[700] = 1e9;
  REQUIRE(fed(m, xs).size() == 1);

  const auto parts = [](tepid::signal_type type) {
    const auto one = config_of(type);
    return tepid::monitor{one, reference_of(one, normal_values(2000, 6))}.parts();
  };
  CHECK(parts(tepid::signal_type::numeric) == 5);
  CHECK(parts(tepid::signal_type::integer) == 6);
  CHECK(parts(tepid::signal_type::vector) == 2);
}

TEST_CASE("a reference of equal values is told not to be watched, one with a heavy tail from where on it is") {
  const auto c = config_of();
  const auto notes_of = [&](const std::vector<double>& xs) {
    std::string all;
    for (const std::string& note : tepid::monitor{c, reference_of(c, xs)}.notes()) all += note + "\n";
    return all;
  };
  CHECK(notes_of(std::vector<double>(1000, 3.0)).find("all values of the reference are equal") != std::string::npos);
  CHECK(notes_of(normal_values(20'000, 7)).find("outlier") == std::string::npos);
  std::vector<double> cauchy;
  tepid::random_source random{8};
  for (int i = 0; i < 500; ++i) cauchy.push_back(tepid::normal(random) / tepid::normal(random));
  CHECK(notes_of(cauchy).find("a value is told as an outlier only below -") != std::string::npos);
}

TEST_CASE("a standing outlier survives a save") {
  const auto c = config_of();
  const tepid::profile reference = reference_of(c, normal_values(20'000, 1));
  tepid::monitor a{c, reference};
  std::vector<double> xs = normal_values(90, 9);
  xs[80] = 1e9;
  CHECK(fed(a, xs).size() == 1);
  tepid::monitor b{c, reference};
  b.restore(a.save(90.0));
  CHECK(b.restored().lost.empty());
  CHECK(b.snapshot(90.0).signals[0].statistic == a.snapshot(90.0).signals[0].statistic);
  CHECK((b.save(90.0) == a.save(90.0)));
  xs[80] = 2e9;
  CHECK(fed(b, xs, 100.0).empty());  // the same change
}

TEST_CASE("tails: Hill's estimate on quantiles of a Pareto law, and both sides alike for a symmetric one") {
  // 1 / u^(1 / 1.5) at even ranks, mirrored: the index is 1 / 1.5.
  std::vector<double> xs{0.0};
  constexpr int n = 8000;  // so few are all kept
  for (int i = 0; i < n; ++i) {
    const double x = std::pow((i + 0.5) / n, -1.0 / 1.5);
    xs.push_back(x);
    xs.push_back(-x);
  }
  const tepid::outlier_tails tails = tails_of(xs);
  CHECK(tails.values == 2.0 * n + 1.0);
  CHECK(tails.high.index == Approx(1.0 / 1.5).margin(0.02));
  CHECK(tails.low.index == Approx(tails.high.index));
  CHECK(tails.low.from == Approx(tails.high.from).epsilon(1e-3));
  CHECK(tails.high.beyond == 127.0);  // the square root of 16,001
  // A Pareto law's own quantile, and no more than twice as far.
  const double exact = std::pow(0.5 * 1e7, 1.0 / 1.5), high = tails.limits_for(0.5 * 1e7).high;
  CHECK(high > exact);
  CHECK(high < 2.0 * exact);
}

TEST_CASE("tails of the fewest values: one value, two, a flag, and the largest doubles") {
  CHECK(!tails_of({3.0}).known());
  CHECK(!tails_of({3.0, 3.0, 3.0}).known());
  CHECK(!tepid::outlier_tails{tepid::ecdf{}}.known());
  const auto flag = tails_of({0.0, 0.0, 0.0, 0.0, 1.0, 1.0});
  REQUIRE(flag.known());
  CHECK(flag.limits_for(1e4).high > 1e4);
  CHECK(flag.limits_for(1e4).low == -flag.limits_for(1e4).high);  // no value below: as far as above
  constexpr double largest = std::numeric_limits<double>::max();
  const auto wide = tails_of({-largest, -1.0, 0.0, 1.0, largest});
  CHECK(wide.limits_for(1e4).high == infinity);
  CHECK(wide.limits_for(1e4).low == -infinity);
}
