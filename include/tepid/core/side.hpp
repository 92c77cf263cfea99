// tepid/core/side.hpp - which direction of change a detector looks for.
#pragma once

#include <cstdint>
#include <string_view>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// The direction of change that raises an alarm. The numbers are frozen (saved states).
enum class side : std::uint8_t { both = 0, up = 1, down = 2 };

inline constexpr std::string_view side_names[] = {"both", "up", "down"};

}  // namespace tepid::inline v0
