// own_inputs.hpp - healthy values for every detector, drawn without the library's laws: what a limit is checked on.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"

#include <tepid/core/error.hpp>
#include <tepid/core/schema.hpp>
#include <tepid/design/design.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/registry.hpp>

namespace tepid_test {

using draw_function = std::function<double(std::mt19937_64&)>;

/// A detector as it is set up, and what it is made for.
struct own_input {
  std::string_view name;
  std::vector<tepid::setting> settings{};
  draw_function draw{};
  std::uint64_t values = 1;     ///< In an observation.
  std::string_view law{};       ///< As the design has to name it.
  double least = 0.0;           ///< Smaller budgets cannot be kept: the detector waits longer for its first verdict.
};

inline draw_function normal_values(double mean = 0.0, double sd = 1.0) {
  return [d = std::normal_distribution<double>{mean, sd}](std::mt19937_64& g) mutable { return d(g); };
}
inline draw_function errors(double p = 0.1) {
  return [d = std::bernoulli_distribution{p}](std::mt19937_64& g) mutable { return d(g) ? 1.0 : 0.0; };
}
inline draw_function poisson_counts(double mean, double divisor = 1.0) {
  return [d = std::poisson_distribution<int>{mean}, divisor](std::mt19937_64& g) mutable { return d(g) / divisor; };
}
inline draw_function binomial_counts(int n, double p, double divisor = 1.0) {
  return [d = std::binomial_distribution<int>{n, p}, divisor](std::mt19937_64& g) mutable { return d(g) / divisor; };
}
inline draw_function predictions(double wrong = 0.1) {
  return [wrong](std::mt19937_64& g) {
    std::uniform_real_distribution<double> u;
    const double label = u(g) < 0.5 ? 0.0 : 1.0;
    return 2.0 * label + (u(g) < wrong ? 1.0 - label : label);
  };
}

/// At least one for each registered detector.
inline const std::vector<own_input>& own_inputs() {
  static const auto word = [](std::string_view name, std::string_view text) { return tepid::setting{name, 0.0, text}; };
  static const std::vector<own_input> all{
      {"cusum", {}, normal_values(), 1, "normal(0, 1)"},
      {"cusum", {{"mean", 5}, {"sd", 2}}, normal_values(5, 2), 1, "normal(5, 2)"},
      {"cusum", {word("baseline", "learned")}, normal_values(), 1, "normal(0, 1)"},
      {"cusum", {word("baseline", "running"), {"sd", 3}}, normal_values(0, 3), 1, "normal(0, 3)"},
      {"shewhart", {}, normal_values(), 1, "normal(0, 1)"},
      {"shewhart", {{"moving_range", 1}, {"mean", -2}, {"sd", .5}}, normal_values(-2, .5), 1, "normal(-2, 0.5)"},
      {"shewhart_subgroups", {}, normal_values(), 1, "normal(0, 1)"},
      {"shewhart_attributes", {}, poisson_counts(4), 1, "poisson(4)"},
      {"shewhart_attributes", {word("kind", "p"), {"center", .2}, {"n", 50}}, binomial_counts(50, .2, 50), 1, "binomial(50, 0.2) / 50"},
      {"shewhart_attributes", {word("kind", "u"), {"center", 3}, {"n", 10}}, poisson_counts(30, 10), 1, "poisson(30) / 10"},
      {"ewma", {}, normal_values(), 1, "normal(0, 1)"},
      {"ewma", {{"warm_up", 50}, {"mean", 3}}, normal_values(3), 1, "normal(3, 1)"},
      {"cusum_crosier", {}, normal_values(), 1, "normal(0, 1)"},
      {"cusum_self_starting", {}, normal_values(7, 3), 1, "normal(0, 1)"},
      {"cusum_binomial", {}, binomial_counts(150, .1), 1, "binomial(150, 0.1)"},
      {"cusum_poisson", {}, poisson_counts(4), 1, "poisson(4)"},
      {"ewma_counts", {}, poisson_counts(4), 1, "poisson(4)"},
      {"ewma_counts", {word("law", "binomial"), {"n", 40}, {"p", .3}}, binomial_counts(40, .3), 1, "binomial(40, 0.3)"},
      {"variance_cusum", {{"df", 4}}, normal_values(), 4, "normal(0, 1) in samples of 4 values"},
      {"variance_cusum", {{"df", 4}, {"own_mean", 1}, {"sd", 2}}, normal_values(9, 2), 5, "normal(0, 2) in samples of 5 values"},
      {"variance_ewma", {}, normal_values(), 1, "normal(0, 1)"},
      {"gma", {}, normal_values(), 1, "normal(0, 1)"},
      {"hotelling_t2", {{"dimension", 3}}, normal_values(), 3, "normal(0, 1) in rows of 3 values"},
      {"mewma", {}, normal_values(), 2, "normal(0, 1) in rows of 2 values"},
      {"mcusum", {{"mean", 4}, {"sd", 2}}, normal_values(4, 2), 2, "normal(4, 2) in rows of 2 values"},
      {"ddm", {}, errors(), 1, "bernoulli(0.1)"},
      {"eddm", {}, errors(), 1, "bernoulli(0.1)", 400},
      {"rddm", {}, errors(), 1, "bernoulli(0.1)"},
      {"ecdd", {}, errors(), 1, "bernoulli(0.1)"},
      {"stepd", {}, errors(), 1, "bernoulli(0.1)"},
      {"hddm_a", {}, errors(), 1, "bernoulli(0.1)"},
      {"hddm_w", {}, errors(), 1, "bernoulli(0.1)"},
      {"fhddm", {}, errors(), 1, "bernoulli(0.1)"},
      {"fhddms", {}, errors(), 1, "bernoulli(0.1)"},
      {"mddm", {}, errors(), 1, "bernoulli(0.1)"},
      {"lfr", {}, predictions(), 1, "pairs(0.1)"},
      {"adwin", {}, normal_values(), 1, "normal(0, 1)", 1100},
      {"kswin", {}, normal_values(100, 7), 1, "normal(0, 1)"},
      {"seq_drift2", {}, normal_values(), 1, "normal(0, 1)", 20000},
      {"seed", {}, normal_values(), 1, "normal(0, 1)", 1400},
      {"incremental_ks", {}, normal_values(-3, .1), 1, "normal(0, 1)", 500},
      {"optwin", {}, normal_values(6, 2), 1, "normal(0, 1)"},
      {"seq_drift1", {}, normal_values(), 1, "normal(0, 1)", 40000},
      {"page_hinkley", {}, normal_values(), 1, "normal(0, 1)"},
      {"page_hinkley", {{"mean", 7}, {"sd", 3}}, normal_values(7, 3), 1, "normal(7, 3)"},
      {"ewma_bank", {}, normal_values(), 1, "normal(0, 1)"},
      {"focus", {}, normal_values(), 1, "normal(0, 1)"},
      {"focus", {word("family", "poisson"), {"mean", 4}}, poisson_counts(4), 1, "poisson(4)"},
      {"focus", {word("family", "bernoulli"), {"mean", .5}}, errors(.5), 1, "bernoulli(0.5)"},
      {"focus", {word("family", "poisson"), word("baseline", "unknown")}, poisson_counts(1), 1, "poisson(1)"},
      {"glr", {}, normal_values(), 1, "normal(0, 1)"},
      {"sr_mixture", {{"mean", 2}, {"sd", 3}}, normal_values(2, 3), 1, "normal(2, 3)"},
      {"betting_eprocess", {}, errors(.5), 1, "beta(12, 12)"},
      {"betting_eprocess", {{"mean", .1}}, errors(.1), 1, ""},
      {"conformal_martingale", {}, normal_values(3, 9), 1, "normal(0, 1)"},
      {"new_atom", {}, poisson_counts(25), 1, "poisson(25)", 1200},
      {"ewma_focus", {}, normal_values(), 1, "normal(0, 1)"},
      {"streaming_mmd", {}, normal_values(), 2, "normal(0, 1) in rows of 2 values"},
      {"bocpd", {{"mean", 10}, {"sd", 4}}, normal_values(10, 4), 1, "normal(10, 4)", 400},
  };
  return all;
}

/// Total time over alarms of fresh runs, each given up after `longest` observations; the standard error counts alarms.
inline tepid::design::run_length fresh_run_length(const own_input& input, std::string_view limit, double value, std::uint64_t runs,
                                          double longest, std::uint64_t seed) {
  std::vector<tepid::setting> settings = input.settings;
  settings.push_back({limit, value});
  const auto detector = tepid::make_detector(input.name, settings);
  std::vector<double> block;
  const double each = static_cast<double>(input.values);
  double time = 0.0, squares = 0.0, alarms = 0.0;
  for (std::uint64_t run = 0; run < runs; ++run) {
    std::mt19937_64 source{seed * 1'000'003 + run};
    draw_function draw = input.draw;
    detector->reset();
    double seen = 0.0;
    for (std::size_t size = 16; seen < longest * each && detector->status() != tepid::state::drift; size = std::min<std::size_t>(2 * size, 512)) {
      block.resize(size);
      for (double& x : block) x = draw(source);
      seen += static_cast<double>(detector->update(block));
    }
    time += seen / each;
    squares += seen / each * (seen / each);
    alarms += detector->status() == tepid::state::drift;
  }
  const double n = static_cast<double>(runs), mean = time / n, spread = std::sqrt(std::max(0.0, squares / n - mean * mean));
  if (alarms == 0.0) return {INFINITY, tepid::design::limit_kind::simulated, INFINITY};
  return {time / alarms, tepid::design::limit_kind::simulated, std::max(spread / std::sqrt(n), time / alarms / std::sqrt(alarms) * 0.5)};
}

/// Designs a limit and follows fresh runs under it.
inline void check_limit(const own_input& input, double arl0, std::uint64_t paths, std::uint64_t seed) {
  INFO(input.name << " at " << arl0);
  tepid::design::design_options options;
  options.steps = options.slopes = {};
  options.effort.paths = paths;
  tepid::design::designed_limit found;
  try {
    found = tepid::design::design_limit(input.name, input.settings, tepid::design::budget::mean_between_alarms(arl0), options);
  } catch (const tepid::error& why) {
    INFO(why.what());
    CHECK(arl0 < input.least);
    return;
  }
  CHECK(arl0 >= input.least);
  if (!input.law.empty()) CHECK(found.law == input.law);
  // Twice as far as the design looks: what alarms early or hardly ever is not to pass for what it is not.
  const auto fresh = fresh_run_length(input, found.parameter, found.limit, paths, 8.0 * arl0, seed);
  const double designed = found.achieved.kind == tepid::design::limit_kind::exact ? 0.0 : found.achieved.error;
  const double error = std::hypot(fresh.error, designed);
  std::printf("%-22.*s %-36s %-10.*s %6.0f  ratio %.3f (se %.3f) of %.4g\n", static_cast<int>(input.name.size()), input.name.data(),
              found.law.c_str(), static_cast<int>(tepid::design::name_of(found.achieved.kind).size()), tepid::design::name_of(found.achieved.kind).data(),
              arl0, fresh.arl / found.achieved.arl, error / found.achieved.arl, found.achieved.arl);
  CHECK(found.achieved.arl >= arl0 * (1.0 - 1e-6) - 4.0 * designed);
  CHECK(fresh.arl > found.achieved.arl - 4.5 * error);
  const bool longer = found.achieved.kind == tepid::design::limit_kind::guaranteed ||
                      found.note.find("early or hardly ever") != std::string::npos;
  if (!longer) CHECK(fresh.arl < found.achieved.arl + 4.5 * error);
}

}  // namespace tepid_test
