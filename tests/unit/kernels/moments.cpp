// Power sums and extremes: every target has the reference's bits, and what is made of them is right.
#include "support/array_kernels.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <vector>

#include <tepid/kernels/array_reference.hpp>
#include <tepid/kernels/moments.hpp>

namespace kernels = tepid::kernels;
using namespace tepid_test;

namespace {

bool same(const kernels::power_sums& a, const kernels::power_sums& b) {
  bool equal = a.count == b.count && a.not_finite == b.not_finite && same_number(a.low, b.low) &&
               same_number(a.high, b.high) && same_number(a.shift, b.shift);
  for (std::size_t p = 0; p < 4; ++p) equal &= same_number(a.sum[p], b.sum[p]);
  return equal;
}

}  // namespace

TEST_CASE("power sums and extremes: every target has the reference's bits") {
  for (const auto& target : kernels::available_targets()) {
    tepid::random_source random{3};
    std::size_t differences = 0, runs = 0;
    for (const std::size_t n : hard_lengths())
      for (const hard kind : every_hard)
        for (const double shift : {0.0, 0.3, -1e9}) {
          const auto xs = hard_values(random, n + 1, kind);
          const std::span<const double> from = std::span{xs}.subspan(1);  // not aligned to a vector
          differences += !same(kernels::power_sums_kernel(target)(from, shift),
                               kernels::reference::power_sums_of(from, shift));
          const kernels::extremes a = kernels::min_max(from, target), b = kernels::reference::extremes_of(from);
          differences += !same_number(a.low, b.low) || !same_number(a.high, b.high);
          ++runs;
        }
    INFO("target " << target.name);
    CHECK(runs > 1000);
    CHECK(differences == 0);
  }
}

TEST_CASE("power sums by hand") {
  const std::vector<double> xs{1.0,       not_a_number, 2.0,      infinite,     3.0,
                               -infinite, 10.0,         infinite, not_a_number, tepid::missing_value};
  for (const auto& target : kernels::available_targets()) {
    const kernels::power_sums s = kernels::power_sums_kernel(target)(xs, 4.0);
    CHECK(s.count == 4);
    CHECK(s.not_finite == tepid::non_finite_counts{1, 2, 1, 2});
    CHECK(s.sum == std::array{0.0, 50.0, 180.0, 1394.0});
    CHECK(s.low == 1.0);
    CHECK(s.high == 10.0);
  }
}

TEST_CASE("a zero among extremes is positive, and no value leaves inverted infinities") {
  for (const auto& target : kernels::available_targets()) {
    const std::vector<double> zeros(40, -0.0), none(40, not_a_number);
    CHECK(!std::signbit(kernels::min_max(zeros, target).low));
    CHECK(!std::signbit(kernels::min_max(zeros, target).high));
    CHECK(kernels::min_max(none, target) == kernels::extremes{infinite, -infinite});
    CHECK(kernels::min_max({}, target) == kernels::extremes{infinite, -infinite});
  }
}

TEST_CASE("moments by the kernel are those of one value at a time, and have the same bits on every target") {
  tepid::random_source random{17};
  for (const double offset : {0.0, 1e6, -1e12})
    for (const std::size_t n : {1u, 2u, 9u, 2048u, 5000u, 40'000u}) {
      auto xs = hard_values(random, n, hard::clean);
      for (double& x : xs) x = std::floor(x * 1024.0) / 1024.0 + offset;
      for (std::size_t i = 5; i < n; i += 11) xs[i] = i % 2 == 0 ? not_a_number : -infinite;
      for (std::size_t i = 9; i < n; i += 50) xs[i] = i % 100 == 9 ? tepid::missing_value : infinite;
      tepid::moments truth;
      for (const double x : xs) {
        truth.add(x);
      }
      tepid::moments first;
      for (const auto& target : kernels::available_targets()) {
        tepid::moments m;
        const auto others = kernels::add_moments(m, xs, target);
        if (target == kernels::available_targets().front()) first = m;
        CHECK(m == first);
        CHECK(others == tepid::count_non_finite(xs));
        CHECK(m.sound());
        CHECK(m.count() == truth.count());
        CHECK(m.min() == truth.min());
        CHECK(m.max() == truth.max());
        CHECK(m.mean() - offset == Approx(truth.mean() - offset).margin(offset == 0.0 ? 1e-15 : 2.5e-4));
        CHECK(m.variance() == Approx(truth.variance()).epsilon(1e-10));
        if (truth.variance() > 0) {
          CHECK(m.skewness() == Approx(truth.skewness()).epsilon(1e-9).margin(1e-9));
          CHECK(m.kurtosis() == Approx(truth.kurtosis()).epsilon(1e-9));
        }
      }
    }
}

TEST_CASE("moments by the kernel survive the ends of the number range") {
  struct hard_sample {
    std::vector<double> xs;
    double mean, within, variance;
  };
  for (const auto& [xs, mean, within, variance] : {hard_sample{{1.7e308, -1.7e308, 1.7e308}, 1.7e308 / 3, 1e295, infinite},
                                                   {{1e200, -1e200, 3.0}, 1.0, 1e185, infinite},
                                                   {{5e-324, 0.0, -5e-324}, 0.0, 0.0, 0.0},
                                                   {{1e308, 1e308}, 1e308, 0.0, 0.0}}) {
    tepid::moments m;
    kernels::add_moments(m, xs);
    CHECK(m.sound());
    CHECK(m.count() == xs.size());
    CHECK(std::abs(m.mean() - mean) <= within);
    CHECK(m.variance() == variance);
  }
}
