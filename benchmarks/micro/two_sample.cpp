// The kernels behind comparisons of two samples, and Kolmogorov-Smirnov from raw samples, with reading as the floor.
// peers/two_sample.py runs this beside numpy and scipy.
#include "support.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <tepid/kernels/bin_counts.hpp>
#include <tepid/kernels/merge_scan.hpp>
#include <tepid/kernels/moments.hpp>
#include <tepid/kernels/rows.hpp>
#include <tepid/kernels/sort.hpp>
#include <tepid/sketches/bins.hpp>

namespace {

using namespace tepid_bench;
namespace kernels = tepid::kernels;

constexpr std::size_t in_cache = std::size_t{1} << 16;  // 512 KiB
constexpr std::size_t in_memory = 10'000'000;           // 80 MB
constexpr std::size_t million = 1'000'000;

/// Standard normal values moved by `shift`.
const std::vector<double>& normals(std::size_t n, double shift = 0.0) {
  static std::vector<std::pair<std::pair<std::size_t, double>, std::vector<double>>> made;
  for (const auto& [key, xs] : made)
    if (key == std::pair{n, shift}) return xs;
  tepid::random_source random{n};
  std::vector<double> xs(n);
  for (double& x : xs) x = tepid::normal(random) + shift;
  made.reserve(16);
  return made.emplace_back(std::pair{n, shift}, std::move(xs)).second;
}

void read_only(benchmark::State& state, std::size_t n) {
  const auto& xs = normals(n);
  for (auto _ : state) {
    double sums[16]{};
    for (std::size_t i = 0; i + 16 <= n; i += 16)
      for (std::size_t j = 0; j < 16; ++j) sums[j] += xs[i + j];
    benchmark::DoNotOptimize(sums);
  }
  count_values(state, n);
}

void moments(benchmark::State& state, kernels::target on, std::size_t n) {
  const auto& xs = normals(n);
  for (auto _ : state) {
    tepid::moments m;
    kernels::add_moments(m, xs, on);
    benchmark::DoNotOptimize(m);
  }
  count_values(state, n);
}

void min_max(benchmark::State& state, kernels::target on, std::size_t n) {
  const auto& xs = normals(n);
  for (auto _ : state) benchmark::DoNotOptimize(kernels::min_max(xs, on));
  count_values(state, n);
}

/// On 64 bins of equal probability of another sample, as numpy.histogram is called in peers/.
void bin_counts(benchmark::State& state, kernels::target on, std::size_t n) {
  const auto reference = kernels::sorted_finite(normals(million));
  const auto edges = tepid::bins::on_quantiles(reference, 64);
  const auto& xs = normals(n, 0.01);
  kernels::bin_counter counter{edges.low(), edges.high(), edges.cuts(), on};
  for (auto _ : state) counter.add(xs);
  benchmark::DoNotOptimize(counter.take());
  count_values(state, n);
}

/// Copying, taking out what is not finite, and sorting.
void sort(benchmark::State& state, kernels::target on, unsigned threads) {
  const auto& xs = normals(million);
  for (auto _ : state) benchmark::DoNotOptimize(kernels::sorted_finite(xs, threads, on));
  count_values(state, million);
}

void merge_scan(benchmark::State& state, unsigned threads) {
  const auto a = kernels::sorted_finite(normals(million)), b = kernels::sorted_finite(normals(million, 0.01));
  for (auto _ : state) benchmark::DoNotOptimize(kernels::merge_scan(a, b, threads));
  count_values(state, 2 * million);
}

/// From two raw samples to D and the area.
void kolmogorov_smirnov(benchmark::State& state, unsigned threads) {
  const auto &a = normals(million), &b = normals(million, 0.01);
  for (auto _ : state) {
    const auto both = kernels::sort_both(a, b, threads);
    benchmark::DoNotOptimize(kernels::merge_scan(both.a, both.b, threads));
  }
  count_values(state, 2 * million);
}

/// 256 x 256 rows of 128 values: a value is one coordinate of one pair.
void pairwise(benchmark::State& state, kernels::target on) {
  constexpr std::size_t rows = 256, width = 128;
  const kernels::row_block block{normals(in_cache).data(), rows, width};
  std::vector<double> squared(rows * rows);
  for (auto _ : state) {
    kernels::pairwise_squared_distances(block, block, squared.data(), on);
    benchmark::DoNotOptimize(squared.data());
  }
  count_values(state, rows * rows * width);
}

/// 256 features of rows of `width` values: a value is one feature of one row.
void fourier(benchmark::State& state, kernels::target on, std::size_t width) {
  constexpr std::size_t rows = 256, features = 256;
  const double* values = normals(in_cache).data();
  const kernels::fourier_map map{values, values, width, features};
  std::vector<double> out(rows * features);
  for (auto _ : state) {
    kernels::fourier_features({values, rows, width}, map, out.data(), on);
    benchmark::DoNotOptimize(out.data());
  }
  count_values(state, rows * features);
}

template <class Function, class... Arguments>
benchmark::internal::Benchmark* add(const std::string& name, Function function, Arguments... arguments) {
  return benchmark::RegisterBenchmark(name.c_str(), function, arguments...);
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  for (const std::size_t n : {in_cache, in_memory}) {
    std::string size{"/"};
    size += std::to_string(n);
    add("read_only" + size, read_only, n);
    for (const auto& on : kernels::available_targets()) {
      const std::string end = size + "/" + std::string{on.name};
      add("moments" + end, moments, on, n);
      add("min_max" + end, min_max, on, n);
      add("bin_counts_64" + end, bin_counts, on, n);
    }
  }
  for (const auto& on : kernels::available_targets()) {
    std::string end{"/"};
    end += on.name;
    add("pairwise" + end, pairwise, on);
    add("fourier_8" + end, fourier, on, std::size_t{8});
    add("fourier_128" + end, fourier, on, std::size_t{128});
  }
  const kernels::target active = kernels::active_target();
  for (const unsigned threads : {1u, 2u}) {
    std::string end{"/threads:"};
    end += std::to_string(threads);
    add("sort" + end, sort, active, threads)->UseRealTime()->MeasureProcessCPUTime();
    add("merge_scan" + end, merge_scan, threads)->UseRealTime()->MeasureProcessCPUTime();
    add("kolmogorov_smirnov" + end, kolmogorov_smirnov, threads)->UseRealTime()->MeasureProcessCPUTime();
  }
  benchmark::RunSpecifiedBenchmarks();
}
