// Shewhart's chart and its rules: their definitions one by one, other libraries' streams.
#include <algorithm>
#include <functional>
#include <vector>

#include <tepid/detectors/shewhart.hpp>

#include "support/catch.hpp"
#include "support/run_lengths.hpp"

namespace {

using namespace tepid;
using namespace tepid_test;

using values = std::span<const double>;

/// The k-th largest of `sign` times the last n values, 0 if it is not on that side or there are fewer than k.
double on_one_side(values xs, std::size_t n, std::size_t k, double sign) {
  std::vector<double> last;
  for (std::size_t i = xs.size() - std::min(n, xs.size()); i < xs.size(); ++i) last.push_back(sign * xs[i]);
  std::sort(last.rbegin(), last.rend());
  return last.size() < k ? 0.0 : std::max(0.0, last[k - 1]);
}

bool all_of_last(values xs, std::size_t n, const std::function<bool(std::size_t)>& holds) {
  if (xs.size() < n) return false;
  for (std::size_t i = xs.size() - n; i < xs.size(); ++i)
    if (!holds(i)) return false;
  return true;
}

double defined(const shewhart_params& p, values xs) {
  double found = 0.0;
  const auto see = [&](bool on, double statistic) { found = on ? std::max(found, statistic) : found; };
  const auto rule = [&](bool on, std::size_t k, std::size_t n, double scale) {
    see(on, scale * std::max(on_one_side(xs, n, k, 1), on_one_side(xs, n, k, -1)));
  };
  const auto whole = [&](bool on, std::size_t n, const std::function<bool(std::size_t)>& holds) {
    see(on && all_of_last(xs, n, holds), 1e9);
  };
  const auto above = [&](std::size_t i) { return xs[i] > 0; };
  const auto below = [&](std::size_t i) { return xs[i] < 0; };
  rule(p.rule1, 1, 1, 1.0);
  rule(p.rule2, 2, 3, 1.5);
  rule(p.rule3, 4, 5, 3.0);
  for (const auto& side : {std::function<bool(std::size_t)>{above}, std::function<bool(std::size_t)>{below}}) {
    whole(p.rule4, 8, side);
    whole(p.nelson2, 9, side);
  }
  if (xs.size() > 5) {
    whole(p.nelson3, 5, [&](std::size_t i) { return xs[i] > xs[i - 1]; });
    whole(p.nelson3, 5, [&](std::size_t i) { return xs[i] < xs[i - 1]; });
  }
  if (xs.size() > 13)
    whole(p.nelson4, 12, [&](std::size_t i) { return (xs[i] - xs[i - 1]) * (xs[i - 1] - xs[i - 2]) < 0; });
  whole(p.nelson7, 15, [&](std::size_t i) { return std::fabs(xs[i]) < 1; });
  if (p.nelson8 && xs.size() >= 8) {
    double least = 1e9;
    for (const double x : xs.last(8)) least = std::min(least, std::fabs(x));
    see(true, 3 * least);
  }
  if (p.moving_range && xs.size() > 1)
    see(true, (std::fabs(xs.back() - xs[xs.size() - 2]) - 1.1283791670955126) / 0.8525024664274217);
  return found;
}

}  // namespace

TEST_CASE("every rule is its definition") {
  const std::vector<double> xs = climbing(1500, 0.001);
  for (int which = 0; which < 11; ++which) {
    shewhart_params p{.rule1 = false};
    bool* const rules[]{&p.rule1,   &p.rule2,   &p.rule3,   &p.rule4,   &p.nelson2,
                        &p.nelson3, &p.nelson4, &p.nelson7, &p.nelson8, &p.moving_range};
    if (which < 10)
      *rules[which] = true;
    else
      for (bool* rule : rules) *rule = true;
    INFO("rule " << which);
    check_definition(shewhart{p}, xs, [&](values seen) { return defined(p, seen); });
  }
}

TEST_CASE("trends and alternation have the counts of points that Nelson gives") {
  const auto alarm_at = [](const shewhart_params& p, const std::vector<double>& xs) {
    shewhart d{p};
    return d.update(xs) * (d.status() == state::drift);
  };
  CHECK(alarm_at({.rule1 = false, .nelson3 = true}, {1, .1, .2, .3, .4, .5, .6}) == 7);       // the six from .1
  CHECK(alarm_at({.rule1 = false, .nelson3 = true}, {.1, .2, .3, .3, .4, .5, .6, .7}) == 0);  // equal ones are no rise
  std::vector<double> saw;
  for (int i = 0; i < 20; ++i) saw.push_back(i % 2 ? .5 : -.5);
  CHECK(alarm_at({.rule1 = false, .nelson4 = true}, saw) == 14);
  saw[7] = saw[6];
  CHECK(alarm_at({.rule1 = false, .nelson4 = true}, saw) == 0);
}

TEST_CASE("values on the mean are on neither side") {
  shewhart d{{.rule1 = false, .rule4 = true, .mean = 0.1}};
  CHECK(d.update(std::vector<double>(100, 0.1)) == 100);
  CHECK(d.status() == state::stable);
}

TEST_CASE("the change is told of the rule that raised the alarm") {
  shewhart d{{.rule2 = true, .mean = 100, .sd = 10}};
  for (const double x : {101.0, 99.0, 122.0, 100.0, 124.0}) d.update(x);
  REQUIRE(d.status() == state::drift);
  CHECK(d.change().onset == 2);
  CHECK(d.change().direction == 1);
  CHECK(d.change().effect == Approx(22));
}

// River's proposal (k = 4, 30 values of warm-up): 300 standard normal values, then 200 moved by 5, alarm at 300.
TEST_CASE("a learned baseline finds a large shift at once") {
  std::size_t at_once = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    random_source random{seed};
    shewhart d{{.L = 4, .warm_up = 30}};
    std::vector<double> xs;
    for (int i = 0; i < 500; ++i) xs.push_back(normal(random) + (i < 300 ? 0 : 5));
    at_once += d.update(xs) - 1 == 300;
  }
  CHECK(at_once > 60);  // P(Z > -1) = 0.84, some false alarms of a baseline of 30 before
}

TEST_CASE("what was learned is mean and sd of the first values") {
  shewhart d{{.warm_up = 4}};
  for (const double x : {1e12 + 1, 1e12 + 2, 1e12 + 3, 1e12 + 4}) CHECK(d.update(x) == state::warming);
  d.update(1e12 + 5);
  CHECK(d.statistic() == Approx(2.5 / std::sqrt(5.0 / 3)).epsilon(1e-9));
}

TEST_CASE("a chart without a rule, or a warm-up of one value, is refused") {
  CHECK_THROWS_AS(shewhart({.rule1 = false}), error);
  CHECK_THROWS_AS(shewhart({.warm_up = 1}), error);
}
