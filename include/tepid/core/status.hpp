// tepid/core/status.hpp - what a detector says after an observation.
#pragma once

#include <cstdint>
#include <string_view>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// The verdict of a detector. The numbers are frozen: the C ABI and saved states use them.
enum class state : std::uint8_t {
  warming = 0,  ///< Too few observations for any verdict.
  stable = 1,   ///< Nothing found.
  warning = 2,  ///< Evidence is building; only detectors with a second, lower level report it.
  drift = 3,    ///< The alarm. Kept until reset() or rearm().
};

/// The state's name: "warming", "stable", "warning" or "drift".
[[nodiscard]] constexpr std::string_view to_string(state s) noexcept {
  switch (s) {
    case state::warming: return "warming";
    case state::stable: return "stable";
    case state::warning: return "warning";
    case state::drift: return "drift";
  }
  return "invalid";
}

/// Says "not known" where an index is expected.
inline constexpr std::uint64_t no_index = ~std::uint64_t{0};

/// What a detector can tell about the change that it sees. Indices count accepted observations
/// from 0 since construction or reset; `no_index` where the detector keeps too little to tell.
struct change_estimate {
  std::uint64_t onset = no_index;       ///< First changed observation, if the change was abrupt.
  std::uint64_t ramp_onset = no_index;  ///< The same, if the change was gradual.
  double effect = 0.0;                  ///< Estimated shift, in units of x; signed.
  int direction = 0;                    ///< +1 rise, -1 fall, 0 not known.
  /// The first changed observation is one of earliest .. latest, abrupt or gradual: at least 95% after a true alarm.
  std::uint64_t earliest = no_index;
  std::uint64_t latest = no_index;
};

}  // namespace tepid::inline v0
