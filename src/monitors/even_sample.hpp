// src/monitors/even_sample.hpp - a few values that stand for a distribution.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <tepid/sketches/ecdf.hpp>

namespace tepid::inline v0 {

/// The values at even ranks, at most `most`, in increasing order: each value has its share to within 1 / most. Values of
/// which only the place between two others is known are spread over it.
[[nodiscard]] inline std::vector<double> even_sample(const ecdf& from, std::size_t most) {
  std::vector<double> sample;
  const std::uint64_t n = from.size(), wanted = std::min<std::uint64_t>(n, most);
  std::uint64_t passed = 0;
  double before = 0.0;
  from.for_each_point([&](double value, std::uint32_t between, std::uint32_t at) {
    const std::uint64_t end = passed + between + at;
    while (sample.size() < wanted) {
      const std::uint64_t rank = (2 * sample.size() + 1) * n / (2 * wanted);
      if (rank >= end) break;
      const bool is_known = rank >= passed + between;
      sample.push_back(is_known ? value
                                : std::lerp(before, value, static_cast<double>(rank - passed + 1) /
                                                               static_cast<double>(between + 1)));
    }
    passed = end;
    before = value;
  });
  return sample;
}

}  // namespace tepid::inline v0
