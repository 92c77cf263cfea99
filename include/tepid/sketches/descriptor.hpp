// tepid/sketches/descriptor.hpp - who a sketch is.
#pragma once

#include <cstdint>
#include <string_view>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// A bounded summary of a sample, as the registry lists it. Names and ids are frozen once released. Each sketch tells
/// error(), how far its answers may be off as it stands, and bytes(), the memory it holds, its own object included.
struct sketch_descriptor {
  std::string_view name;    ///< snake_case.
  std::string_view title;   ///< One line for people.
  std::string_view source;  ///< Author, year, where; empty for the obvious.
  std::string_view error;   ///< What error() of a sketch tells: of which answer, in which unit, how surely.
  std::uint16_t id = 0;     ///< In saved states; never used again for another sketch.
  std::uint16_t state_version = 1;  ///< Of what is saved; raised when that changes.
};

}  // namespace tepid::inline v0
