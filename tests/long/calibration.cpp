// A simulated limit keeps its budget: fresh runs, with other random numbers than those that made the limit,
// have the mean run length that was asked for. Standard error of each mean: 1 / sqrt(2000) = 2.2%.
#include "support/catch.hpp"

#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/design/design.hpp>
#include <tepid/design/front_end.hpp>
#include <tepid/design/simulate.hpp>

namespace {

using namespace tepid::design;
using tepid::setting;

constexpr double arl0 = 10'000;
const simulation_options calibration{.paths = 8000, .seed = 5};

/// Mean run length of `runs` fresh paths, each followed to its alarm.
double fresh_mean(const tepid::erased_detector& detector, double limit, const sampler& draw, std::uint64_t seed) {
  constexpr std::uint64_t runs = 2000;
  const auto limited = detector.with_limit(limit);
  std::vector<double> lengths(runs);
  run_paths(runs, 0, {}, [&](std::uint64_t path) {
    const auto stream = draw(tepid::random_source{seed, path});
    const auto one = limited->clone();
    one->reset();
    std::vector<double> values(1024);
    double seen = 0;
    while (one->status() != tepid::state::drift) {
      stream->draw(values);
      seen += static_cast<double>(one->update(values));
    }
    lengths[path] = seen;
  });
  double sum = 0;
  for (const double l : lengths) sum += l;
  return sum / static_cast<double>(runs);
}

double achieved(std::string_view name, const std::vector<setting>& settings, const sampler& calibrate,
                const sampler& use, std::uint64_t seed) {
  const auto detector = tepid::make_detector(name, settings);
  const solved_limit design = simulate_limit(*detector, calibrate, arl0, calibration);
  const double mean = fresh_mean(*detector, design.limit, use, seed);
  std::printf("%.*s: limit %.4f, mean run length %.0f of %.0f\n", static_cast<int>(name.size()), name.data(),
              design.limit, mean, arl0);
  return mean / arl0;
}

const std::vector<setting> six_rates{{"rates", 6}};

}  // namespace

TEST_CASE("independent normal data, designed by name: within 5% of the budget") {
  design_options options;
  options.steps = options.slopes = {};
  options.effort.paths = 8000;
  std::uint64_t seed = 100;
  for (const char* name : {"ewma_bank", "focus", "glr", "page_hinkley", "cusum"}) {
    const designed_limit found = design_limit(name, {}, budget::mean_between_alarms(arl0), options);
    const double mean = fresh_mean(*tepid::make_detector(name), found.limit, normal_sampler(), ++seed);
    std::printf("%s: limit %.4f (%s), mean run length %.0f of %.0f\n", name, found.limit,
                std::string{name_of(found.achieved.kind)}.c_str(), mean, arl0);
    CHECK(mean / arl0 == Catch::Approx(1).epsilon(0.05));
  }
}

TEST_CASE("ranks in a reference: one limit within 10% for other laws") {
  const sampler calibrate = ranked_in_reference(normal_sampler(), 10'000);
  const auto one = [&](const sampler& base, std::uint64_t seed) {
    return achieved("ewma_bank", six_rates, calibrate, ranked_in_reference(base, 10'000), seed);
  };
  CHECK(one(student_sampler(5), 201) == Catch::Approx(1).epsilon(0.1));
  CHECK(one(lognormal_sampler(), 202) == Catch::Approx(1).epsilon(0.1));
  CHECK(one(poisson_sampler(3), 203) == Catch::Approx(1).epsilon(0.1));
}

TEST_CASE("a baseline from 1,000 observations: at least 90% on average over references") {
  const sampler estimated = standardized_by_estimate(normal_sampler(), 1'000);
  CHECK(achieved("ewma_bank", six_rates, estimated, estimated, 301) >= 0.9);
  // The limit for a known baseline does not hold with an estimated one: that is what the design accounts for.
  CHECK(achieved("ewma_bank", six_rates, normal_sampler(), estimated, 302) < 0.8);
}

TEST_CASE("autocorrelated data: the block bootstrap of a reference is within 15%") {
  std::vector<double> reference(100'000);
  autoregressive_sampler(0.5)(tepid::random_source{123})->draw(reference);
  CHECK(achieved("ewma_bank", six_rates, block_bootstrap_sampler(reference, 200), autoregressive_sampler(0.5), 401) ==
        Catch::Approx(1).epsilon(0.15));
  CHECK(achieved("ewma_bank", six_rates, bootstrap_sampler(reference), autoregressive_sampler(0.5), 402) < 0.1);
}
