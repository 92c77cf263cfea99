// Kolmogorov-Smirnov: every division of small pooled samples, enumerated; edge cases; what is left out.
#include "support/catch.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/two_sample/kolmogorov_smirnov.hpp>

namespace {

using sample = std::vector<double>;

/// D times n m, by counting, in whole numbers.
long distance(const sample& a, const sample& b) {
  long worst = 0;
  for (const sample* s : {&a, &b})
    for (const double x : *s) {
      const auto at_most = [x](const sample& v) {
        return static_cast<long>(std::count_if(v.begin(), v.end(), [x](double y) { return y <= x; }));
      };
      worst = std::max(worst,
                       std::labs(at_most(a) * static_cast<long>(b.size()) - at_most(b) * static_cast<long>(a.size())));
    }
  return worst;
}

/// The share of all divisions of the pooled values whose D is at least the observed one.
double enumerated(const sample& a, const sample& b) {
  sample pooled = a;
  pooled.insert(pooled.end(), b.begin(), b.end());
  const long observed = distance(a, b);
  long reached = 0, all = 0;
  for (std::uint32_t mask = 0; mask < (1u << pooled.size()); ++mask) {
    if (static_cast<std::size_t>(std::popcount(mask)) != a.size()) continue;
    sample first, second;
    for (std::size_t i = 0; i < pooled.size(); ++i) ((mask >> i) & 1 ? first : second).push_back(pooled[i]);
    reached += distance(first, second) >= observed;
    ++all;
  }
  return static_cast<double>(reached) / static_cast<double>(all);
}

const tepid::kolmogorov_smirnov test{};

}  // namespace

TEST_CASE("the exact p-value is the share of divisions that are as far apart") {
  tepid::random_source random{5};
  for (int round = 0; round < 150; ++round) {
    const auto n = 1 + random.below(6), m = 1 + random.below(6), levels = 1 + random.below(round % 3 ? 4 : 1000);
    sample a(n), b(m);
    for (double& x : a) x = static_cast<double>(random.below(levels));
    for (double& x : b) x = static_cast<double>(random.below(levels)) + (round % 5 == 0 ? 2.0 : 0.0);
    const auto r = test(a, b);
    INFO(n << " and " << m << " values of " << levels);
    CHECK(r.statistic == Approx(static_cast<double>(distance(a, b)) / static_cast<double>(n * m)).epsilon(1e-14));
    CHECK(std::fabs(r.p_value - enumerated(a, b)) < 1e-14);
    const auto turned = test(b, a);
    CHECK(turned.statistic == r.statistic);
    CHECK(std::fabs(turned.p_value - r.p_value) < 1e-14);
    CHECK(turned.effect == -r.effect);
  }
}

TEST_CASE("equal samples, disjoint samples, constants") {
  const sample low{1, 2, 3}, high{7, 8, 9, 10};
  CHECK(test(low, low).statistic == 0.0);
  CHECK(test(low, low).p_value == 1.0);
  CHECK(test(low, high).statistic == 1.0);
  CHECK(test(low, high).effect == 1.0);
  CHECK(test(high, low).effect == -1.0);
  CHECK(test(low, high).p_value == Approx(2.0 / 35.0).epsilon(1e-14));  // two of the 35 orders
  const sample constant(100, 4.0), other(50, 4.0);
  CHECK(test(constant, other).statistic == 0.0);
  CHECK(test(constant, other).p_value == 1.0);
}

TEST_CASE("missing and infinite values are left out and not counted") {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  const sample a{1, 2, 3}, b{2, 4, 6, 8}, a_more{nan, 1, 2, inf, 3}, b_more{2, 4, -inf, 6, 8, nan};
  const auto r = test(a_more, b_more);
  CHECK(r.statistic == test(a, b).statistic);
  CHECK(r.p_value == test(a, b).p_value);
  CHECK(r.reference == 3);
  CHECK(r.current == 4);
}

TEST_CASE("signed zeros are equal, neighbours are not") {
  CHECK(test(sample{0.0, 0.0}, sample{-0.0}).statistic == 0.0);
  CHECK(test(sample{1.0}, sample{std::nextafter(1.0, 2.0)}).statistic == 1.0);
}

TEST_CASE("p-values stay within [0, 1] and fall as samples part") {
  double last = 1.0;
  for (int shift = 0; shift <= 40; ++shift) {
    sample a, b;
    for (int i = 0; i < 40; ++i) {
      a.push_back(i);
      b.push_back(i + shift + 0.5);
    }
    const auto r = test(a, b);
    CHECK(r.p_value <= last * (1 + 1e-12));
    CHECK(r.p_value > 0.0);
    last = r.p_value;
  }
  CHECK(last == Approx(2.0 / 107507208733336176461620.0).epsilon(1e-12));  // 80 choose 40
}
