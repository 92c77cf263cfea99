// Every registered detector that has a bank, over rows of features, on every target that this processor has.
#include "support.hpp"

#include <span>

#include <tepid/banks/cusum.hpp>
#include <tepid/banks/ewma.hpp>
#include <tepid/banks/ewma_bank.hpp>
#include <tepid/banks/page_hinkley.hpp>
#include <tepid/banks/shewhart.hpp>
#include <tepid/registered.hpp>

namespace {

using namespace tepid_bench;

/// The floor: reading each value once.
void read_only(benchmark::State& state) {
  const std::vector<double> xs = normal_values();
  for (auto _ : state) {
    double sums[8]{};
    for (std::size_t i = 0; i < xs.size(); i += 8)
      for (std::size_t j = 0; j < 8; ++j) sums[j] += xs[i + j];
    benchmark::DoNotOptimize(sums);
  }
  count_values(state, xs.size());
}

struct shape {
  std::size_t features;
  std::size_t rows_a_call;  ///< 0: all rows in one call.
  std::size_t one_strange_in;
};

template <class D>
void rows(benchmark::State& state, tepid::kernels::target target, shape s) {
  const std::vector<double> xs = normal_values(s.one_strange_in);
  tepid::feature_bank<D> bank{s.features, quiet_params<D>(), {}, {}, target};
  const std::size_t whole = xs.size() / s.features * s.features;
  const std::size_t call = s.rows_a_call == 0 ? whole : s.rows_a_call * s.features;
  for (auto _ : state)
    for (std::size_t at = 0; at + call <= whole; at += call)
      benchmark::DoNotOptimize(bank.update(std::span{xs}.subspan(at, call)));
  if (bank.status() == tepid::state::drift) state.SkipWithError("an alarm: the numbers would mislead");
  count_values(state, whole / call * call);
}

template <class D>
void add(const std::string& what, tepid::kernels::target target, shape s) {
  const std::string name = std::string{D::about.name} + "/" + what + "/" + std::string{target.name};
  benchmark::RegisterBenchmark(name.c_str(), rows<D>, target, s);
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RegisterBenchmark("read_only", read_only);
  tepid::for_each_type(tepid::detectors{}, []<class D>() {
    if constexpr (tepid::Bankable<D>) {
      for (const auto& target : tepid::kernels::available_targets()) add<D>("128", target, {128, 0, 0});
      const tepid::kernels::target active = tepid::kernels::active_target();
      add<D>("128_row_by_row", active, {128, 1, 0});
      add<D>("128_nan_1_percent", active, {128, 0, 100});
      add<D>("5", active, {5, 0, 0});
      add<D>("4096", active, {4096, 0, 0});
    }
  });
  benchmark::RunSpecifiedBenchmarks();
}
