// Delays at a matched false-alarm budget, against a study that other programs made: standard normal values, known
// mean, mean run length 10,000, change after 1,000 observations given that there was no alarm before.
//
// The limit of each detector is that at which its mean run length is 10,000, from the same random numbers for all.
// Standard errors: 1.3% of the run length, about 0.7% of each delay; those of the study are 3% and 1%. A ratio of two
// delays thus has one of about 1.3%, limits included, and the largest of ten is often off by 3%.
#include "support/catch.hpp"
#include "support/truth.hpp"

#include <array>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <tepid/design/simulate.hpp>

namespace {

using namespace tepid::design;
using tepid::setting;

constexpr std::size_t scenarios = 10, ramps = 5;
constexpr std::array<double, scenarios> size{1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 0.1, 0.25, 0.5, 1.0, 2.0};
using row = std::array<double, scenarios>;

/// Mean delays of the study by method.
std::map<std::string, row> study() {
  std::map<std::string, row> all;
  std::ifstream file{tepid_test::truth_path("delay_table_arl1e4.csv")};
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream fields{line};
    std::string name, cell;
    std::getline(fields, name, ',');
    row r{};
    for (double& x : r) std::getline(fields, cell, ','), x = std::stod(cell);
    all[name] = r;
  }
  return all;
}

/// Mean delays over `runs` streams without an alarm in their first 1,000 values; the same streams for every detector.
row delays(const tepid::erased_detector& limited, std::uint64_t runs) {
  row mean{};
  for (std::size_t s = 0; s < scenarios; ++s) {
    std::vector<double> delay(runs, -1.0);
    run_paths(runs, 0, {}, [&](std::uint64_t path) {
      tepid::random_source random{s + 1000, path};
      const auto d = limited.clone();
      d->reset();
      std::array<double, 1000> before;
      for (double& z : before) z = tepid::normal(random);
      d->update(before);
      if (d->status() == tepid::state::drift) return;
      for (double n = 1;; ++n) {
        const double shift = s < ramps ? size[s] * n : size[s];
        if (d->update(tepid::normal(random) + shift) != tepid::state::drift) continue;
        delay[path] = n;
        return;
      }
    });
    double total = 0, counted = 0;
    for (const double x : delay)
      if (x > 0) total += x, ++counted;
    mean[s] = total / counted;
  }
  return mean;
}

struct measured {
  double limit = 0;
  row delay{};
};

measured measure(std::string_view label, std::string_view name, const std::vector<setting>& settings) {
  const auto detector = tepid::make_detector(name, settings);
  const double limit = simulate_limit(*detector, normal_sampler(), 10'000, {.paths = 6000, .seed = 32}).limit;
  const measured m{limit, delays(*detector->with_limit(limit), 4000)};
  std::printf("%-34.*s %9.3f |", static_cast<int>(label.size()), label.data(), limit);
  for (const double x : m.delay) std::printf(" %7.1f", x);
  std::printf("\n");
  std::fflush(stdout);
  return m;
}

/// Largest and smallest of the ratios to another row.
std::pair<double, double> ratios(const row& mine, const row& other, std::size_t from = 0, std::size_t to = scenarios) {
  double low = 1e9, high = 0;
  for (std::size_t s = from; s < to; ++s)
    low = std::min(low, mine[s] / other[s]), high = std::max(high, mine[s] / other[s]);
  std::printf("    ratio to it: %.3f to %.3f\n", low, high);
  return {low, high};
}

}  // namespace

TEST_CASE("delays at a mean run length of 10,000 are those of the study") {
  const auto theirs = study();
  const row& oracle = theirs.at("oracle-known-shape");
  std::printf(
      "detector                               limit |  ramp 1e-4   3e-4    1e-3    3e-3    1e-2 | step 0.1   0.25"
      "    0.5     1.0     2.0\n");
  const auto within = [&](const measured& m, const char* method, double tolerance) {
    INFO(method);
    const auto [low, high] = ratios(m.delay, theirs.at(method));
    CHECK(low > 1 - tolerance);
    CHECK(high < 1 + tolerance);
  };
  const auto near_oracle = [&](const measured& m, double worst) {
    std::printf("  oracle:");
    const auto [low, high] = ratios(m.delay, oracle, 0, ramps);
    CHECK(low > 0.97);
    CHECK(high < worst);
  };

  within(measure("focus, known mean", "focus", {}), "FOCuS0(known mean)", 0.035);
  // With an unknown mean a step of 0.1 is taken for the baseline after 1,000 values: what is left is nearly the run
  // length to a false alarm, and as uncertain. It is not compared.
  auto unknown = measure("focus, unknown mean", "focus", {{"baseline", 0, "unknown"}});
  CHECK(unknown.delay[5] > 5000);
  unknown.delay[5] = theirs.at("FOCuS(unknown mean)")[5];
  within(unknown, "FOCuS(unknown mean)", 0.05);

  // The study's rates are log-spaced upwards from 20 / 10,000.
  const auto bank = measure("ewma_bank, 6 rates, ratio 3", "ewma_bank", {{"rates", 6}, {"max_rate", 0.486}, {"tilt", 1.0}});
  within(bank, "EWMAbank6-ratio3", 0.035);
  near_oracle(bank, 1.10);  // the study: 1.055; measured here: 1.083 at slope 1e-4, below 1.065 at the others
  const auto fine =
      measure("ewma_bank, 13 rates, ratio 1.6", "ewma_bank", {{"rates", 13}, {"ratio", 1.6}, {"max_rate", 0.563}, {"tilt", 1.0}});
  within(fine, "EWMAbank-equalised", 0.035);
  near_oracle(fine, 1.11);  // the study: 1.064; measured here: 1.092 at slope 1e-4, below 1.066 at the others
  // More of the false alarms for the slow rates: the study has 1.057 with 13 rates.
  near_oracle(
      measure("ewma_bank, 6 rates, tilt 1.25", "ewma_bank", {{"rates", 6}, {"max_rate", 0.486}, {"tilt", 1.25}}), 1.07);
  near_oracle(measure("ewma_bank (default)", "ewma_bank", {}), 1.07);  // measured: 1.057 to 1.066

  const std::vector<setting> shifts{{"smallest", 0.04}, {"sizes", 13}};
  const auto mixture = measure("sr_mixture", "sr_mixture", shifts);
  within(mixture, "SRmix(log grid)", 0.05);
  near_oracle(mixture, 1.10);
  // The guaranteed limit costs little: the study has 1215, 632, 307, 157, 75 on the ramps.
  const row guaranteed = delays(*tepid::make_detector("sr_mixture", shifts)->with_limit(10'000), 4000);
  std::printf("sr_mixture at its guaranteed limit");
  near_oracle({10'000, guaranteed}, 1.16);
  const double run_length = simulate_run_lengths(*tepid::make_detector("sr_mixture", shifts), normal_sampler(), 12'000,
                                                 {.paths = 3000, .seed = 33})
                                .at(10'000)
                                .arl;
  std::printf("    mean run length at the limit 10,000: %.0f\n", run_length);
  CHECK(run_length > 13'000);
  CHECK(run_length < 15'000);

  const auto glr = [&](const char* label, const char* shape, double cap, const char* method, double worst) {
    const auto m = measure(label, "glr", {{"shape", 0, shape}, {"cap", cap}});
    within(m, method, 0.05);
    if (cap > 1) near_oracle(m, worst);
  };
  glr("glr, step", "step", 1000, "stepGLR-grid-equalised", 1.14);
  glr("glr, ramp", "ramp", 1000, "rampGLR-grid-equalised", 1.12);
  glr("glr, both", "both", 1000, "step|ramp-GLR-equalised", 1.13);
  glr("glr, step, not equalised", "step", 1, "stepGLR-grid", 0);

  const auto both = measure("ewma_focus, offset 0.6", "ewma_focus", {{"rates", 6}, {"max_rate", 0.486}});
  const row published{1160, 609, 296, 152, 72.0, 794, 180, 56.8, 17.7, 5.6};
  const auto [low, high] = ratios(both.delay, published);
  CHECK(low > 0.95);
  CHECK(high < 1.05);
}
