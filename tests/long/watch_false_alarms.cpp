// False alarms of a column's watch on independent data, reference included, against the stated budget.
#include "support/catch.hpp"

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <vector>

#include <tepid/monitors/column_watch.hpp>
#include <tepid/monitors/profile_builder.hpp>

namespace {

struct outcome {
  double first = 0.0;    ///< Mean time to the first false alarm over the budget (exponential, censored).
  double between = 0.0;  ///< Values per false alarm in the long run over the budget.
};

/// Each round draws a reference of `m` values, then watches 4 arl0 values of the same law.
template <class Draw>
outcome simulate(int rounds, std::size_t m, double arl0, Draw&& draw) {
  double time = 0.0, firsts = 0.0, all = 0.0, alarms = 0.0;
  for (int round = 0; round < rounds; ++round) {
    tepid::random_source random{2026, static_cast<std::uint64_t>(round)};
    std::vector<double> reference(m);
    for (double& x : reference) x = draw(random);
    tepid::profile_builder builder;
    builder.add_numeric("x", reference);
    const auto profile = builder.finish();
    tepid::column_watch watch{profile.columns()[0], {.arl0 = arl0, .seed = static_cast<std::uint64_t>(round)}};
    const auto horizon = static_cast<std::uint64_t>(4 * arl0);
    bool quiet = true;
    for (std::uint64_t row = 0; row < horizon; ++row) {
      time += quiet;
      if (!watch.update(draw(random), row)) continue;
      firsts += quiet;
      quiet = false;
      ++alarms;
    }
    all += static_cast<double>(horizon);
  }
  const outcome found{time / firsts / arl0, all / alarms / arl0};
  std::printf("m %zu, arl0 %g, %d rounds: first %.3f, between %.3f of the budget\n", m, arl0, rounds, found.first,
              found.between);
  return found;
}

}  // namespace

TEST_CASE("a watch with 10,000 reference values keeps its budget") {
  const auto normal = simulate(300, 10'000, 1e5, [](auto& random) { return tepid::normal(random); });
  CHECK(normal.first >= 0.9);
  CHECK(normal.between >= 0.9);
  // Heavy tails and ties make no difference: ranks have no law but their own.
  const auto counts =
      simulate(300, 10'000, 1e4, [](auto& random) { return std::floor(std::exp(2 * tepid::normal(random))); });
  CHECK(counts.first >= 0.9);
  CHECK(counts.between >= 0.9);
}

TEST_CASE("a watch with 1,000 reference values drops its slow rates and nearly keeps its budget") {
  const auto short_reference = simulate(300, 1000, 1e5, [](auto& random) { return tepid::normal(random); });
  CHECK(short_reference.first >= 0.9);
  CHECK(short_reference.between >= 0.75);
}
