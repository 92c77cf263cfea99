// tepid/sketches/descriptor.hpp - who a sketch is.
#pragma once

#include <string_view>

#include <tepid/core/version.hpp>

namespace tepid::inline v0 {

/// A bounded summary of a sample, as the registry lists it. Names are frozen once released.
struct sketch_descriptor {
  std::string_view name;    ///< snake_case.
  std::string_view title;   ///< One line for people.
  std::string_view source;  ///< Author, year, where; empty for the obvious.
};

}  // namespace tepid::inline v0
