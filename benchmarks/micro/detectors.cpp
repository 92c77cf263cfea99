// One stream of its own kind through every registered detector: value by value, and in batches.
#include "support.hpp"

#include <memory>
#include <span>

#include <tepid/design/input_law.hpp>
#include <tepid/design/simulate.hpp>
#include <tepid/registry.hpp>

namespace {

using tepid::erased_detector;
using tepid::registry_row;
using namespace tepid_bench;

/// With the limit as high as its bounds permit: no alarm, the case that the hot path is for.
std::unique_ptr<erased_detector> quiet(const registry_row& row, std::span<const tepid::setting> settings) {
  return tepid::design::detail::with_level(*row.make(settings), tepid::standard_max);
}

std::vector<double> healthy_values(const erased_detector& detector) {
  std::vector<double> xs(value_count);
  tepid::design::input_of(detector)(tepid::random_source{2024})->draw(xs);
  return xs;
}

void one_by_one(benchmark::State& state, const registry_row& row, std::span<const tepid::setting> settings) {
  const auto detector = quiet(row, settings);
  const std::vector<double> xs = healthy_values(*detector);
  for (auto _ : state)
    for (const double x : xs) benchmark::DoNotOptimize(detector->update(x));
  count_values(state, xs.size());
}

void batch(benchmark::State& state, const registry_row& row, std::span<const tepid::setting> settings) {
  const auto detector = quiet(row, settings);
  const std::vector<double> xs = healthy_values(*detector);
  for (auto _ : state) {
    benchmark::DoNotOptimize(detector->update(std::span{xs}));
    if (detector->status() == tepid::state::drift) detector->rearm();  // a few have rules that no limit turns off
  }
  count_values(state, xs.size());
}

void add(const registry_row& row, const std::string& variant = {}, std::vector<tepid::setting> settings = {}) {
  const std::string name = std::string{row.about.name} + variant;
  const auto run = [&](const char* how, auto&& what) {
    benchmark::RegisterBenchmark((name + how).c_str(), [=, &row](benchmark::State& s) { what(s, row, settings); });
  };
  run("/one_by_one", one_by_one);
  run("/batch", batch);
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  for (const registry_row* row : tepid::registered_detectors()) add(*row);
  add(*tepid::find_detector("page_hinkley"), "_fading", {{"alpha", 0.9999}});
  benchmark::RunSpecifiedBenchmarks();
}
