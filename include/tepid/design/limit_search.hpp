// tepid/design/limit_search.hpp - the limit whose run length is the wanted one, for any chart.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/math/tools/toms748_solve.hpp>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/design/run_length.hpp>

namespace tepid::inline v0::design {

/// @throws error{bad_argument, "arl0"} unless a mean run length in (1, 2^53].
inline void check_arl0(double arl0) {
  if (!(is_finite(arl0) && arl0 > 1.0 && arl0 <= 0x1p53))
    throw error{errc::bad_argument, "arl0",
                "arl0: must be a mean number of observations above 1 and up to 2^53, not " + to_text(arl0)};
}

/// A limit of a chart whose statistic moves on a lattice, where not every run length can be had: `limit` is the
/// smallest with a run length of at least the wanted one, and `achieved` is what it has.
template <class Limit>
struct lattice_limit {
  Limit limit{};
  run_length achieved;
};

/// x > 0 with arl(x) = target, where arl rises with x; starts from the bracket [low, high] and widens it.
/// The run length is met to about 1e-11 relative. @throws error{bad_argument, "arl0"} when no x below 1e6 reaches it.
template <class Arl>
[[nodiscard]] double increasing_root(Arl&& arl, double target, double low, double high, std::string_view name) {
  const double goal = std::log(target);
  const auto excess = [&](double x) { return std::log(arl(x)) - goal; };
  double at_low = excess(low);
  while (at_low > 0.0 && low > 1e-12) {
    high = low;
    low *= 0.5;
    at_low = excess(low);
  }
  double at_high = excess(high);
  while (at_high < 0.0 && high < 1e6) {
    low = high;
    at_low = at_high;
    high *= 1.3;
    at_high = excess(high);
  }
  if (at_low > 0.0 || at_high < 0.0)
    throw error{errc::bad_argument, "arl0",
                "arl0: no " + std::string{name} + " of this chart has a mean run length of " + to_text(target)};
  if (at_low == 0.0) return low;
  if (at_high == 0.0) return high;
  std::uintmax_t calls = 200;
  const auto close = [](double a, double b) { return std::fabs(b - a) <= 4e-14 * std::fabs(a + b); };
  const auto [a, b] = boost::math::tools::toms748_solve(excess, low, high, at_low, at_high, close, calls);
  return 0.5 * (a + b);
}

/// The smallest whole number i >= low with arl(i) >= target, where arl does not fall with i. About 2 log2(i) calls.
/// @throws error{bad_argument, "arl0"} when none up to `high` reaches the target.
template <class Arl>
[[nodiscard]] std::int64_t smallest_reaching(Arl&& arl, double target, std::int64_t low, std::int64_t high,
                                             std::string_view name) {
  std::int64_t below = low - 1;
  std::int64_t reach = low;
  for (std::int64_t stride = 1; arl(reach) < target; stride *= 2) {
    if (reach >= high)
      throw error{errc::bad_argument, "arl0",
                  "arl0: no " + std::string{name} +
                      " of this chart that can be computed exactly has a mean run length of " + to_text(target) +
                      "; take a coarser lattice or simulate"};
    below = reach;
    reach = std::min(high, reach + stride);
  }
  while (reach - below > 1) {
    const std::int64_t middle = below + (reach - below) / 2;
    (arl(middle) < target ? below : reach) = middle;
  }
  return reach;
}

}  // namespace tepid::inline v0::design
