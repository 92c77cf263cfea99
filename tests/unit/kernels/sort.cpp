// Sorting and taking out what is not finite: one result on every target and with any number of threads.
#include "support/array_kernels.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include <tepid/core/numeric.hpp>
#include <tepid/kernels/sort.hpp>

namespace kernels = tepid::kernels;
using namespace tepid_test;

namespace {

/// By value, and every zero +0.
std::vector<double> truth(std::vector<double> xs) {
  std::erase_if(xs, [](double x) { return !tepid::is_finite(x); });
  for (double& x : xs) x += 0.0;
  std::sort(xs.begin(), xs.end());
  return xs;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

}  // namespace

TEST_CASE("sort: every target leaves the same bits") {
  for (const auto& target : kernels::available_targets()) {
    tepid::random_source random{8};
    std::size_t differences = 0;
    for (const std::size_t n : hard_lengths())
      for (const hard kind : every_hard) {
        const auto xs = hard_values(random, n, kind);
        differences += !same_bits(kernels::sorted_finite(xs, 1, target), truth(xs));
      }
    INFO("target " << target.name);
    CHECK(differences == 0);
  }
}

TEST_CASE("sort: values that are nearer to each other than an epsilon, and the largest beside small ones") {
  tepid::random_source random{10};
  const auto tenth = [&] { return static_cast<double>(random.below(10)) / 10.0; };
  for (const auto& target : kernels::available_targets())
    for (int times = 0; times < 40; ++times) {
      std::vector<double> sums(5'000), mixed(5'000), tiny(5'000), near(5'000);
      for (std::size_t i = 0; i < sums.size(); ++i) {
        sums[i] = tenth() + tenth() - tenth() - tenth();  // 0.1 + 0.2 - 0.3 is no 0
        mixed[i] = random.below(2) == 0 ? tenth() : random.below(2) == 0 ? 1.7e308 : -1.7e308;
        tiny[i] = static_cast<double>(random.below(40)) * 5e-324 * (random.below(2) == 0 ? -1.0 : 1.0);
        near[i] = 1e17 + 16.0 * static_cast<double>(random.below(50));
      }
      for (const auto& xs : {sums, mixed, tiny, near})
        REQUIRE(same_bits(kernels::sorted_finite(xs, 1, target), truth(xs)));
    }
}

TEST_CASE("sort: two threads leave the bits of one, in orders that are hard for sorting") {
  tepid::random_source random{9};
  const auto rising = truth(hard_values(random, 70'001, hard::ties));
  std::vector<double> falling{rising.rbegin(), rising.rend()}, saw = rising, same(70'001, 2.5);
  for (std::size_t i = 0; i < saw.size(); ++i) saw[i] = static_cast<double>(i % 257) - static_cast<double>(i / 1000);
  for (const auto& xs : {rising, falling, saw, same, hard_values(random, 70'001, hard::strange),
                         hard_values(random, 70'001, hard::clean)})
    for (const auto& target : kernels::available_targets()) {
      CHECK(same_bits(kernels::sorted_finite(xs, 1, target), truth(xs)));
      CHECK(same_bits(kernels::sorted_finite(xs, 2, target), truth(xs)));
      const auto both = kernels::sort_both(xs, falling, 2, target);
      CHECK(same_bits(both.a, truth(xs)));
      CHECK(same_bits(both.b, truth(falling)));
    }
}

TEST_CASE("copy_finite keeps order and never writes past the room there must be") {
  for (const auto& target : kernels::available_targets()) {
    tepid::random_source random{10};
    for (const std::size_t n : hard_lengths()) {
      const auto xs = hard_values(random, n, hard::strange);
      std::vector<double> to(n + 1, 77.0), expected = xs;
      std::erase_if(expected, [](double x) { return !tepid::is_finite(x); });
      const std::size_t count = kernels::copy_finite(xs, to.data(), target);
      REQUIRE(count == expected.size());
      REQUIRE(to[n] == 77.0);
      to.resize(count);
      REQUIRE(same_bits(to, expected));
    }
  }
}
