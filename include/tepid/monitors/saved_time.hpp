// tepid/monitors/saved_time.hpp - what can be a time in a saved monitor.
#pragma once

#include <cmath>

#include <tepid/core/numeric.hpp>

namespace tepid::inline v0 {

/// Times beyond are no times: seconds, a hundred million years around 1970.
inline constexpr double most_time = 3e15;

/// Can a monitor be saved at this time?
[[nodiscard]] inline bool is_time(double t) noexcept { return std::abs(t) <= most_time; }
/// After loading: a time, or the end of a window that begins at one.
[[nodiscard]] inline bool is_saved_time(double t) noexcept { return std::abs(t) <= most_time + 1e10; }
/// The same, or NaN, which says that there is none.
[[nodiscard]] inline bool is_saved_time_or_none(double t) noexcept { return is_nan(t) || is_saved_time(t); }

}  // namespace tepid::inline v0
