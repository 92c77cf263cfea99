// tepid/numerics/kolmogorov.hpp - the exact law of the two-sample Kolmogorov-Smirnov distance, samples of equal size.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

/// -ln P(D >= h / r) for h = 0 .. r, for two samples of r values each from one continuous law; never decreasing.
/// Within 1e-12 relative, or 1e-13 where that is more. With ties the true value is larger: the test is conservative.
///
/// By reflection P = 2 (q_h - q_2h + q_3h - ...), q_k = C(2r, r - k) / C(2r, r): the share of paths of r steps up and r
/// down that reach k (Gnedenko and Korolyuk 1951). Kept as logarithms: for r = 8192 the smallest is e^-11351.
/// O(r log r), some milliseconds at r = 8192.
[[nodiscard]] inline std::vector<double> kolmogorov_evidence(std::uint64_t r) {
  const auto size = static_cast<std::size_t>(r);
  std::vector<double> log_share(size + 1);
  double rest = 0.0;  // of the sum, in twice the digits
  for (std::size_t i = 1; i <= size; ++i) {
    const double term = portable_log(static_cast<double>(size - i + 1) / static_cast<double>(size + i)) + rest;
    log_share[i] = log_share[i - 1] + term;
    rest = term - (log_share[i] - log_share[i - 1]);
  }
  constexpr double log_two = 0.6931471805599453;
  std::vector<double> evidence(size + 1);
  for (std::size_t h = 2; h <= size; ++h) {  // the distance is never below 1 / r: nothing is learnt from h = 0 and 1
    double sum = 1.0;
    for (std::size_t k = 2; k * h <= size; ++k) {
      const double term = portable_exp(log_share[k * h] - log_share[h]);
      if (term < 1e-18) break;
      sum += k % 2 == 0 ? -term : term;
    }
    evidence[h] = std::max(evidence[h - 1], -(log_two + log_share[h] + portable_log(sum)));
  }
  return evidence;
}

}  // namespace tepid::inline v0
