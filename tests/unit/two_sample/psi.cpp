// PSI: what falls outside the bins counts; hand-computed values; categories; p-values under no change.
#include "support/catch.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/psi.hpp>

namespace {

using sample = std::vector<double>;
using counts = std::vector<std::uint64_t>;
const double infinite = std::numeric_limits<double>::infinity(), missing = tepid::missing_value;
const double not_a_number = std::numeric_limits<double>::quiet_NaN();

sample ramp(int n) {
  sample out;
  for (int i = 0; i < n; ++i) out.push_back(i);
  return out;
}
double term(double p, double q) { return (q - p) * std::log(q / p); }

}  // namespace

TEST_CASE("PSI of counts by hand") {
  // Shares 0.5, 0.3, 0.2 against 0.4, 0.4, 0.2.
  const auto r = tepid::psi_of_counts(counts{50, 30, 20}, counts{80, 80, 40});
  CHECK(r.statistic == Approx(term(0.5, 0.4) + term(0.3, 0.4)).epsilon(1e-14));
  CHECK(r.effect == r.statistic);
  CHECK(r.reference == 100);
  CHECK(r.current == 200);
  // Chi-squared with two degrees of freedom has the upper tail exp(-x / 2).
  CHECK(r.p_value == Approx(std::exp(-0.5 * r.statistic / (1.0 / 100 + 1.0 / 200))).epsilon(1e-12));
  // Places that are empty in both change nothing.
  const auto padded = tepid::psi_of_counts(counts{50, 0, 30, 20, 0}, counts{80, 0, 80, 40, 0});
  CHECK(padded.statistic == r.statistic);
  CHECK(padded.p_value == r.p_value);
  // A new category: its reference share is the floor.
  CHECK(tepid::psi_of_counts(counts{100, 0}, counts{90, 10}, 0.01).statistic ==
        Approx(term(1.0, 0.9) + term(0.01, 0.1)).epsilon(1e-14));
  CHECK(tepid::is_nan(tepid::psi_of_counts(counts{5}, counts{7}).p_value));
}

TEST_CASE("values that the reference never had are not dropped") {
  const tepid::psi separate{}, merged{{.outside = tepid::psi_outside::merged}};
  const sample reference = ramp(100);
  sample current = reference;
  CHECK(separate(reference, current).statistic == 0.0);
  CHECK(separate(reference, current).p_value == 1.0);
  const double base = 100.0 / 125.0;  // 25 values more: each bin of a tenth falls to a tenth of this
  double bins_term = 10 * term(0.1, 0.1 * base);
  for (const double strange : {missing, not_a_number, infinite, -infinite, -1.0, 1000.0}) {
    sample changed = current;
    changed.insert(changed.end(), 25, strange);
    INFO(strange);
    const auto r = separate(reference, changed);
    CHECK(r.statistic == Approx(bins_term + term(1e-4, 25.0 / 125.0)).epsilon(1e-12));
    CHECK(r.current == 125);
    CHECK(r.p_value < 0.02);
    if (tepid::is_finite(strange))  // joined with an end bin
      CHECK(merged(reference, changed).statistic == Approx(9 * term(0.1, 0.08) + term(0.1, 0.08 + 0.2)).epsilon(1e-12));
    else
      CHECK(merged(reference, changed).statistic == r.statistic);
  }
}

TEST_CASE("the p-value knows how unlikely values beyond the reference's range are") {
  // 6 of 10 current values below all 10 of the reference, weighed by 20.
  sample current{-1, -2, -3, -4, -5, -6, 4, 5, 6, 7};
  const auto r = tepid::psi{{.bins = 2}}(ramp(10), current);
  CHECK(r.p_value == Approx(20.0 * (10.0 * 9 * 8 * 7 * 6 * 5) / (20.0 * 19 * 18 * 17 * 16 * 15)).epsilon(1e-12));
  current.assign(10, -1.0);
  CHECK(tepid::psi{{.bins = 2}}(ramp(10), current).p_value <= 20.0 / 184756 * (1 + 1e-12));
}

TEST_CASE("values that stop being missing count too") {
  sample reference = ramp(100);
  reference.insert(reference.end(), 100, missing);
  CHECK(tepid::psi{}(reference, ramp(100)).statistic > 1.0);
}

TEST_CASE("kinds of what is no finite number are bins of their own: one for the other is a change") {
  const double kinds[] = {missing, not_a_number, -infinite, infinite};
  for (const double before : kinds)
    for (const double now : kinds) {
      sample reference = ramp(100), current = ramp(100);
      reference.insert(reference.end(), 100, before);
      current.insert(current.end(), 100, now);
      INFO(before << " -> " << now);
      const bool same = tepid::non_finite_kind(before) == tepid::non_finite_kind(now);
      CHECK(tepid::psi{}(reference, current).statistic == Approx(same ? 0.0 : 2 * term(0.5, 1e-4)).epsilon(1e-12));
    }
}

TEST_CASE("a constant reference has one bin and still notices") {
  const sample constant(50, 3.0);
  CHECK(tepid::psi{}(constant, constant).statistic == 0.0);
  CHECK(tepid::is_nan(tepid::psi{{.outside = tepid::psi_outside::merged}}(constant, constant).p_value));
  CHECK(tepid::psi{}(constant, constant).p_value == 1.0);
  const auto r = tepid::psi{}(constant, sample(50, 4.0));
  CHECK(r.statistic == Approx(2 * term(1.0, 1e-4)).epsilon(1e-12));
  CHECK(r.p_value < 1e-10);
}

TEST_CASE("without a change about one p-value in twenty is below 0.05") {
  tepid::random_source random{17};
  for (const auto outside : {tepid::psi_outside::separate, tepid::psi_outside::merged}) {
    const tepid::psi test{{.outside = outside}};
    int below = 0;
    constexpr int rounds = 1000;
    sample a(1000), b(1000);
    for (int i = 0; i < rounds; ++i) {
      for (double& x : a) x = tepid::normal(random);
      for (double& x : b) x = tepid::normal(random);
      below += test(a, b).p_value < 0.05;
    }
    CHECK(below > 30);  // 50 expected; four standard deviations are 28
    CHECK(below < 80);
  }
}

TEST_CASE("counts that cannot be compared are refused") {
  using tepid::errc;
  const auto code = [](auto&& f) {
    try {
      f();
    } catch (const tepid::error& e) {
      return std::pair{e.code(), e.field()};
    }
    return std::pair{errc::ok, std::string{}};
  };
  CHECK(code([] { static_cast<void>(tepid::psi_of_counts(counts{1}, counts{1, 2})); }).first == errc::bad_argument);
  CHECK(code([] {
          static_cast<void>(tepid::psi_of_counts(counts{0, 0}, counts{1, 2}));
        }) == std::pair{errc::bad_data, std::string{"reference"}});
  CHECK(code([] {
          static_cast<void>(tepid::psi_of_counts(counts{1, 0}, counts{0, 0}));
        }) == std::pair{errc::bad_data, std::string{"current"}});
  CHECK(code([] { static_cast<void>(tepid::psi{{.bins = 1}}); }).first == errc::bad_parameter);
}
