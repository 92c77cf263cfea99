// tepid/design/lattice_limit.hpp - the smallest limit with the wanted run length, for statistics on a lattice.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/design/run_length.hpp>

namespace tepid::inline v0::design {

/// A limit of a chart whose statistic moves on a lattice, where not every run length can be had: `limit` is the
/// smallest with a run length of at least the wanted one, and `achieved` is what it has.
template <class Limit>
struct lattice_limit {
  Limit limit{};
  run_length achieved;
  double next_lower = 0.0;  ///< The run length of the next lower limit; 0: there is none.
};

/// The smallest whole number i >= low with arl(i) >= target, where arl does not fall with i. About 2 log2(i) calls.
/// @throws error{bad_argument, "arl0"} when none up to `high` reaches the target.
template <class Arl>
[[nodiscard]] std::int64_t smallest_reaching(Arl&& arl, double target, std::int64_t low, std::int64_t high,
                                             std::string_view name) {
  std::int64_t below = low - 1;
  std::int64_t reach = low;
  for (std::int64_t stride = 1;; stride *= 2) {
    const double reached = arl(reach);
    if (!(reached < target)) break;
    if (reach >= high)
      throw error{errc::bad_argument, "arl0",
                  "arl0: no " + std::string{name} +
                      " of this chart that can be computed exactly has a mean run length of " + to_text(target) +
                      "; the highest gives " + to_text(std::round(reached)) + "; take a coarser lattice or simulate"};
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
