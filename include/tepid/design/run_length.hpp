// tepid/design/run_length.hpp - a mean run length and how it was obtained.
#pragma once

#include <string_view>

namespace tepid::inline v0::design {

/// How a run length or a limit was obtained.
enum class limit_kind : int {
  exact = 0,       ///< Solved numerically to the stated error.
  simulated = 1,   ///< Estimated from simulated or resampled streams.
  guaranteed = 2,  ///< A bound that holds for every law of a stated class.
};

[[nodiscard]] constexpr std::string_view name_of(limit_kind kind) noexcept {
  switch (kind) {
    case limit_kind::exact:
      return "exact";
    case limit_kind::simulated:
      return "simulated";
    case limit_kind::guaranteed:
      return "guaranteed";
  }
  return "unknown";
}

/// A mean run length in observations, up to and with the alarm.
struct run_length {
  double arl = 0.0;
  limit_kind kind = limit_kind::exact;
  double error = 0.0;  ///< Estimated absolute error: the difference of two resolutions, or a standard error.
};

}  // namespace tepid::inline v0::design
