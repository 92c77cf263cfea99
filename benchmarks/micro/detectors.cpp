// One stream through every registered detector: value by value, in batches, and through the erased handle.
#include "support.hpp"

#include <memory>
#include <span>

#include <tepid/registry.hpp>

namespace {

using namespace tepid_bench;

template <class D>
void one_by_one(benchmark::State& state, const typename D::params& p) {
  const std::vector<double> xs = normal_values();
  D detector{p};
  for (auto _ : state)
    for (const double x : xs) benchmark::DoNotOptimize(detector.update(x));
  count_values(state, xs.size());
}

template <class D>
void batch(benchmark::State& state, const typename D::params& p) {
  const std::vector<double> xs = normal_values();
  D detector{p};
  for (auto _ : state) benchmark::DoNotOptimize(detector.update(std::span{xs}));
  if (detector.status() == tepid::state::drift) state.SkipWithError("an alarm: the numbers would mislead");
  count_values(state, xs.size());
}

template <class D>
void erased_batch(benchmark::State& state, const typename D::params& p) {
  const std::vector<double> xs = normal_values();
  const std::unique_ptr<tepid::erased_detector> detector = std::make_unique<tepid::erased<D>>(D{p});
  for (auto _ : state) benchmark::DoNotOptimize(detector->update(std::span{xs}));
  count_values(state, xs.size());
}

template <class D>
void add(const typename D::params& p, const std::string& variant = {}) {
  const std::string name = std::string{D::about.name} + variant;
  benchmark::RegisterBenchmark((name + "/one_by_one").c_str(), one_by_one<D>, p);
  benchmark::RegisterBenchmark((name + "/batch").c_str(), batch<D>, p);
  benchmark::RegisterBenchmark((name + "/erased_batch").c_str(), erased_batch<D>, p);
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  tepid::for_each_type(tepid::detectors{}, []<class D>() { add<D>(quiet_params<D>()); });
  auto fading = quiet_params<tepid::page_hinkley>();
  fading.alpha = 0.9999;
  add<tepid::page_hinkley>(fading, "_fading");
  benchmark::RunSpecifiedBenchmarks();
}
