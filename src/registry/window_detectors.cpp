// registry/window_detectors.cpp - the rows of the window detectors.
#include "registry/rows.hpp"

#include <tepid/registered.hpp>

namespace tepid::inline v0 {

detector_rows window_detector_rows() noexcept { return rows_of(window_detectors{}); }

}  // namespace tepid::inline v0
