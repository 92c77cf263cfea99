// tests/support/run_lengths.hpp - simulated run lengths of a detector, to be compared with the exact ones of its chart.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/core/status.hpp>
#include <tepid/numerics/normal.hpp>

#include "support/catch.hpp"

namespace tepid_test {

struct mean_and_error {
  double mean = 0.0, error = 0.0;
};

/// Of `runs` run lengths: values up to and with the alarm, the detector starting anew after each.
template <class D, class Draw>
mean_and_error simulated_run_length(D d, Draw&& draw, std::size_t runs, std::uint64_t seed = 1) {
  tepid::random_source random{seed};
  double sum = 0.0, squares = 0.0;
  for (std::size_t i = 0; i < runs; ++i) {
    d.reset();
    std::uint64_t length = 0;
    for (bool alarm = false; !alarm && length < 1'000'000; ++length)
      alarm = d.update(draw(random)) == tepid::state::drift;
    const double n = static_cast<double>(length);
    sum += n;
    squares += n * n;
  }
  const double n = static_cast<double>(runs), mean = sum / n;
  return {mean, std::sqrt((squares / n - mean * mean) / n)};
}

/// Within four standard errors, and these small enough to tell something.
#define CHECK_RUN_LENGTH(simulated, exact)                                            \
  do {                                                                                \
    const tepid_test::mean_and_error found = simulated;                               \
    const double truth = exact;                                                       \
    INFO("simulated " << found.mean << " +- " << found.error << ", exact " << truth); \
    CHECK(found.error < 0.04 * truth);                                                \
    CHECK(std::fabs(found.mean - truth) < 4.0 * found.error);                         \
  } while (false)

inline auto normal_draw(double mean = 0.0, double sd = 1.0) {
  return [mean, sd](tepid::random_source& random) { return mean + sd * tepid::normal(random); };
}

/// Counts by inversion of the probabilities p(0), p(1), ...
class count_draw {
 public:
  static count_draw poisson(double mean) {
    count_draw d;
    double p = std::exp(-mean), sum = 0.0;
    for (int x = 0; x < 1000; p *= mean / ++x) d.below_.push_back(sum += p);
    return d;
  }
  static count_draw binomial(int n, double share) {
    count_draw d;
    double p = std::pow(1.0 - share, n), sum = 0.0;
    for (int x = 0; x <= n; p *= (n - x) / (x + 1.0) * share / (1.0 - share), ++x) d.below_.push_back(sum += p);
    return d;
  }
  double operator()(tepid::random_source& random) const {
    const double u = random.uniform();
    std::size_t x = 0;
    while (x + 1 < below_.size() && u > below_[x]) ++x;
    return static_cast<double>(x);
  }

 private:
  std::vector<double> below_;  // P(X <= x)
};

/// The detector's statistic after each value equals `definition` of all values so far, to 1e-9.
template <class D, class Definition>
void check_definition(D d, const std::vector<double>& xs, Definition&& definition) {
  for (std::size_t i = 0; i < xs.size(); ++i) {
    d.update(xs[i]);
    const double expected = definition(std::span{xs}.first(i + 1));
    INFO("value " << i);
    REQUIRE(d.statistic() == Approx(expected).epsilon(1e-9).margin(1e-9));
    REQUIRE((d.status() == tepid::state::drift) == (expected > d.level()));
    d.rearm();
  }
}

/// Normal values of which every later one is a little further up.
inline std::vector<double> climbing(std::size_t n, double slope, std::uint64_t seed = 5) {
  tepid::random_source random{seed};
  std::vector<double> xs;
  for (std::size_t i = 0; i < n; ++i) xs.push_back(tepid::normal(random) + slope * static_cast<double>(i));
  return xs;
}

}  // namespace tepid_test
