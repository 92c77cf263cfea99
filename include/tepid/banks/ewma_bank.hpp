// tepid/banks/ewma_bank.hpp - feature_bank<ewma_bank>: EWMAs at several rates for every feature.
#pragma once

#include <algorithm>
#include <cstddef>

#include <tepid/banks/feature_bank.hpp>
#include <tepid/detectors/ewma_bank.hpp>
#include <tepid/kernels/ewma_bank.hpp>

namespace tepid::inline v0 {

template <>
struct bank_traits<ewma_bank> {
  using shared = kernels::ewma_bank_constants;
  static constexpr auto kernel = &kernels::ewma_bank_kernel;
  static_assert(kernels::ewma_bank_most_rates == ewma_bank::max_rates);

  static shared constants(const ewma_bank_params& p) {
    const ewma_bank one{p};
    shared c;
    c.rates = one.size();
    for (std::size_t j = 0; j < c.rates; ++j) {
      c.rate[j] = one.rate(j);
      c.decay[j] = one.decay(j);
      c.scale[j] = one.scale(j);
      c.offset[j] = one.offset(j);
    }
    return c;
  }
  static std::size_t columns(const shared& c) noexcept { return c.rates; }
  static double limit(const ewma_bank_params& p) noexcept { return p.limit; }
  static state quiet(const shared&, double) noexcept { return state::stable; }
  static double statistic(const shared& c, const double* own, std::size_t stride) noexcept {
    double largest = 0.0;
    for (std::size_t j = 0; j < c.rates; ++j) {
      const double e = own[j * stride];
      largest = std::max(largest, (e * e) * c.scale[j] + c.offset[j]);
    }
    return largest;
  }
};

}  // namespace tepid::inline v0
