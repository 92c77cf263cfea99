// micro/support.hpp - what the benchmark programs share: values, quiet parameters, and the cost of one value.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <tepid/core/detector.hpp>
#include <tepid/core/random.hpp>
#include <tepid/numerics/normal.hpp>

namespace tepid_bench {

/// 512 KiB of values: beyond the first-level cache, within the second of today's server cores.
inline constexpr std::size_t value_count = std::size_t{1} << 16;

/// Standard normal values from a fixed seed; one in `one_strange_in` is NaN (0: none).
inline std::vector<double> normal_values(std::size_t one_strange_in = 0) {
  tepid::random_source random{2024};
  std::vector<double> xs(value_count);
  for (double& x : xs) {
    x = tepid::normal(random);
    if (one_strange_in != 0 && random.below(one_strange_in) == 0) x = std::numeric_limits<double>::quiet_NaN();
  }
  return xs;
}

/// The defaults with the limit as high as its bounds permit: no alarm, the case that the hot path is for.
template <class D>
typename D::params quiet_params() {
  for (const auto& p : tepid::describe(D::schema)) {
    if (p.name != D::about.limit) continue;
    const tepid::setting highest[] = {{p.name, p.range.high}};
    return tepid::from_settings(D::about.name, highest, D::schema);
  }
  return {};
}

/// Reports time/value (printed in ns) and items_per_second.
inline void count_values(benchmark::State& state, std::size_t values_an_iteration) {
  const auto values = static_cast<double>(state.iterations()) * static_cast<double>(values_an_iteration);
  state.SetItemsProcessed(static_cast<std::int64_t>(values));
  state.counters["time/value"] = {values, benchmark::Counter::kIsRate | benchmark::Counter::kInvert};
}

}  // namespace tepid_bench
