// support/array_kernels.hpp - arrays that kernels find hard: lengths around whole vectors, ties, zeros of both signs,
// values that are not finite.
#pragma once

#include <cstddef>
#include <cstring>
#include <iterator>
#include <limits>
#include <vector>

#include <tepid/core/numeric.hpp>
#include <tepid/core/random.hpp>
#include <tepid/numerics/normal.hpp>

namespace tepid_test {

inline constexpr double infinite = std::numeric_limits<double>::infinity();
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

enum class hard { clean, ties, strange, huge, all_strange };
inline constexpr hard every_hard[] = {hard::clean, hard::ties, hard::strange, hard::huge, hard::all_strange};

inline std::vector<double> hard_values(tepid::random_source& random, std::size_t n, hard kind) {
  constexpr double odd[] = {infinite, -infinite, not_a_number, tepid::missing_value, -tepid::missing_value, 0.0,
                            -0.0,     5e-324,    -5e-324};
  constexpr double large[] = {1e308, -1e308, 1.7e308, 1e160, -1e-160};
  std::vector<double> xs(n);
  for (double& x : xs) {
    x = tepid::normal(random);
    if (kind == hard::ties) x = static_cast<double>(random.below(7)) - 3.0;
    if (kind == hard::ties && x == 0.0 && random.below(2)) x = -0.0;
    if (kind == hard::strange && random.below(9) == 0) x = odd[random.below(std::size(odd))];
    if (kind == hard::huge && random.below(40) == 0) x = large[random.below(std::size(large))];
    if (kind == hard::all_strange) x = odd[random.below(5)];
  }
  return xs;
}

/// Every length up to 70, and some around blocks.
inline std::vector<std::size_t> hard_lengths() {
  std::vector<std::size_t> all;
  for (std::size_t n = 0; n <= 70; ++n) all.push_back(n);
  for (const std::size_t n : {127u, 256u, 1023u, 1024u, 1025u, 2047u, 2055u, 4099u, 10'000u}) all.push_back(n);
  return all;
}

/// The same bits, where NaN has the same bits as any other NaN.
inline bool same_number(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b); }

}  // namespace tepid_test
