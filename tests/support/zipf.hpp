// tests/support/zipf.hpp - categories of which few are frequent and many are rare.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace tepid_test {

/// Categories k0, k1, ... with shares that fall as 1 / rank^power.
class zipf {
 public:
  zipf(std::size_t k, double power) {
    double sum = 0.0;
    for (std::size_t i = 0; i < k; ++i) sums_.push_back(sum += std::pow(static_cast<double>(i + 1), -power));
    for (double& s : sums_) s /= sum;
  }
  /// Of a uniform number in [0, 1).
  [[nodiscard]] std::string at(double u) const {
    const auto found = std::upper_bound(sums_.begin(), sums_.end(), u) - sums_.begin();
    return "k" + std::to_string(std::min(found, static_cast<std::ptrdiff_t>(sums_.size()) - 1));
  }

 private:
  std::vector<double> sums_;
};

}  // namespace tepid_test
