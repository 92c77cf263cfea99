// What the library itself does on several threads gives what one thread gives.
#include "support/catch.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/design/simulate.hpp>
#include <tepid/kernels/merge_scan.hpp>
#include <tepid/kernels/sort.hpp>
#include <tepid/two_sample/samples.hpp>

namespace {

std::vector<double> uniform_values(std::size_t n, std::uint64_t seed) {
  tepid::random_source random{seed};
  std::vector<double> xs(n);
  for (double& x : xs) x = random.uniform();
  return xs;
}

}  // namespace

TEST_CASE("sorting and merging on two threads") {
  const auto a = uniform_values(50'000, 1), b = uniform_values(60'000, 2);
  auto one = a, two = a;
  tepid::kernels::sort(one, 1);
  tepid::kernels::sort(two, 2);
  CHECK((one == two));
  const auto both_one = tepid::kernels::sort_both(a, b, 1), both_two = tepid::kernels::sort_both(a, b, 2);
  CHECK((both_one.a == both_two.a && both_one.b == both_two.b));
  const tepid::sample_pair pair_one{a, b, 1}, pair_two{a, b, 2};
  CHECK(std::equal(pair_one.reference().begin(), pair_one.reference().end(), pair_two.reference().begin()));
  const auto merged_one = tepid::kernels::merge_scan(both_one.a, both_one.b, 1);
  const auto merged_two = tepid::kernels::merge_scan(both_one.a, both_one.b, 2);
  CHECK((merged_one == merged_two));
}

TEST_CASE("simulated paths on four threads: each once, progress on the caller's thread, the first failure thrown") {
  std::vector<double> made(500);
  const auto caller = std::this_thread::get_id();
  double last = 0.0;  // the others may have done all before the caller tells of any
  bool ordered = true;
  const auto progress = [&](double share) {
    ordered = ordered && share >= last && share <= 1.0 && std::this_thread::get_id() == caller;
    last = share;
  };
  tepid::design::run_paths(made.size(), 4, {.on_progress = progress}, [&](std::uint64_t path) {
    tepid::random_source random{3, path};
    for (int i = 0; i < 100; ++i) made[path] += random.uniform();
  });
  CHECK(ordered);
  CHECK(std::all_of(made.begin(), made.end(), [](double x) { return x > 10.0; }));
  std::atomic<int> runs{0};
  CHECK_THROWS_AS(tepid::design::run_paths(500, 4, {},
                                           [&](std::uint64_t path) {
                                             ++runs;
                                             if (path == 7) throw std::runtime_error{"no"};
                                           }),
                  std::runtime_error);
  CHECK(runs <= 500);
}
