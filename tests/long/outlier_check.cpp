// How often healthy values lie beyond the limits of the check of outliers, on average over references; and what it sees.
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/monitors/outlier_tails.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

using tepid::normal;
using tepid::random_source;

/// How values are drawn, and with which probability one is above or below x: the tails are known, so rare events need no
/// simulation.
struct law {
  std::string name;
  std::function<double(random_source&)> draw;
  std::function<double(double)> above, below;
};

double never(double) { return 0.0; }
double normal_above(double x) { return 0.5 * std::erfc(x / std::numbers::sqrt2); }
double lognormal_above(double x) { return x <= 0 ? 1.0 : normal_above(std::log(x)); }
double cauchy_above(double x) { return std::atan2(1.0, x) / std::numbers::pi; }
double pareto_above(double x) { return x <= 1 ? 1.0 : std::pow(x, -1.5); }
double t3_above(double x) {
  const double y = std::sqrt(3.0) / x;  // atan y - y / (1 + y^2), whose first terms cancel
  return (y < 1e-3 ? 2.0 / 3.0 * y * y * y : std::atan(y) - y / (1.0 + y * y)) / std::numbers::pi;
}
double t3(random_source& r) {
  const double a = normal(r), b = normal(r), c = normal(r);
  return normal(r) / std::sqrt((a * a + b * b + c * c) / 3.0);
}
double poisson_above(double mean, double x) {
  double term = std::exp(-mean), sum = 0.0;
  for (int k = 0; k < 1000; term *= mean / ++k)
    if (k > x) sum += term;
  return sum;
}
double poisson(random_source& r, double mean) {
  double product = r.uniform(), k = 0.0;
  for (; product > std::exp(-mean); product *= r.uniform()) ++k;
  return k;
}
law symmetric(std::string name, std::function<double(random_source&)> draw, std::function<double(double)> above) {
  return {std::move(name), std::move(draw), above, [above](double x) { return above(-x); }};
}
law poisson_of(double mean) {
  return {"Poisson " + std::to_string(mean), [=](random_source& r) { return poisson(r, mean); },
          [=](double x) { return poisson_above(mean, x); }, never};
}
/// Zero but for a share.
law inflated(double share, std::function<double(random_source&)> draw, std::function<double(double)> above) {
  return {"zero but for " + std::to_string(share),
          [=](random_source& r) { return r.uniform() < share ? draw(r) : 0.0; },
          [=](double x) { return share * above(x); }, never};
}

std::vector<law> laws() {
  const auto lognormal = [](random_source& r) { return std::exp(normal(r)); };
  const auto cauchy = [](random_source& r) { return std::tan(std::numbers::pi * (r.uniform() - 0.5)); };
  const auto pareto = [](random_source& r) { return std::pow(1.0 - r.uniform(), -1.0 / 1.5); };
  return {symmetric("normal", [](random_source& r) { return normal(r); }, normal_above),
          symmetric("t3", t3, t3_above),
          {"lognormal", lognormal, lognormal_above, never},
          symmetric("Cauchy", cauchy, cauchy_above),
          {"Pareto 1.5", pareto, pareto_above, never},
          inflated(0.1, lognormal, lognormal_above),
          inflated(0.01, lognormal, lognormal_above),
          inflated(0.1, pareto, pareto_above),
          poisson_of(3.0),
          poisson_of(0.05),
          {"geometric", [](random_source& r) { return std::floor(std::log(1.0 - r.uniform()) / std::log(0.9)); },
           [](double x) { return std::pow(0.9, std::floor(x) + 1.0); }, never},
          symmetric("t3 to one decimal", [](random_source& r) { return std::round(10.0 * t3(r)) / 10.0; },
                    [](double x) { return t3_above(x - 0.05); }),
          {"whole Pareto 1.5", [=](random_source& r) { return std::floor(pareto(r)); },
           [](double x) { return pareto_above(std::floor(x) + 1.0); }, never},
          {"flag", [](random_source& r) { return r.uniform() < 0.3 ? 1.0 : 0.0; },
           [](double x) { return x < 1 ? 0.3 : 0.0; }, [](double x) { return x > 0 ? 0.7 : 0.0; }},
          {"uniform", [](random_source& r) { return r.uniform(); }, [](double x) { return std::clamp(1.0 - x, 0.0, 1.0); },
           [](double x) { return std::clamp(x, 0.0, 1.0); }}};
}

tepid::outlier_tails tails_of(const law& l, std::size_t n, random_source& random) {
  std::vector<double> reference(n);
  for (double& x : reference) x = l.draw(random);
  std::sort(reference.begin(), reference.end());
  return tepid::outlier_tails{tepid::ecdf::of_sorted(reference)};
}

/// False alarms over the budget of one in `arl` values, on average over references of n values.
double share_of_budget(const law& l, std::size_t n, std::size_t references, double arl, std::uint64_t seed) {
  random_source random{seed};
  double sum = 0.0;
  for (std::size_t i = 0; i < references; ++i) {
    const tepid::outlier_tails tails = tails_of(l, n, random);
    if (!tails.known()) continue;
    const auto at = tails.limits_for(arl);
    sum += l.above(at.high) + l.below(at.low);
  }
  return arl * sum / static_cast<double>(references);
}

/// The share of references with whose limits a value is told that stands so many times as far as the largest.
double told(const law& l, std::size_t n, std::size_t references, double arl, std::uint64_t seed,
            const std::function<double(double largest)>& value) {
  random_source random{seed};
  double sum = 0.0;
  for (std::size_t i = 0; i < references; ++i) {
    const tepid::outlier_tails tails = tails_of(l, n, random);
    sum += value(tails.median + 2.0 * tails.high.farthest) > tails.limits_for(arl).high;
  }
  return sum / static_cast<double>(references);
}

}  // namespace

TEST_CASE("healthy values keep at most 1.5 times the budget of outliers, on average over references") {
  struct size {
    std::size_t n, references;
  };
  constexpr double monitor_default = 90.0 * 86'400.0 * 6.0;  // a value a second, a signal with six checks
  for (const double arl : {1e4, 1e6, monitor_default})
    for (const auto& [n, references] : {size{500, 8000}, size{2000, 1500}, size{20'000, 120}, size{100'000, 20}})
      for (const law& l : laws()) {
        INFO(l.name << ", references of " << n << ", one in " << arl);
        CHECK(share_of_budget(l, n, references, arl, 1) <= 1.5);
      }
}

TEST_CASE("what is far beyond a reference of 20,000 values is told at once, of 2,000 in 4 of 5 references") {
  constexpr double arl = 90.0 * 86'400.0 * 6.0;
  const auto all = laws();
  const auto at_50_sd = [](double) { return 50.0; };
  const auto at_1e9 = [](double) { return 1e9; };
  const auto at_1000_times = [](double largest) { return 1000.0 * largest; };
  CHECK(told(all[0], 500, 500, arl, 2, at_1e9) == 1.0);
  CHECK(told(all[0], 2000, 200, arl, 2, at_50_sd) >= 0.8);
  CHECK(told(all[0], 20'000, 20, arl, 2, at_50_sd) == 1.0);
  CHECK(told(all[2], 2000, 200, arl, 2, at_1000_times) >= 0.8);
  CHECK(told(all[2], 20'000, 20, arl, 2, at_1000_times) == 1.0);
}
