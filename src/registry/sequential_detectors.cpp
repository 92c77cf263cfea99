// registry/sequential_detectors.cpp - the rows of the sequential tests.
#include "registry/rows.hpp"

#include <tepid/registered.hpp>

namespace tepid::inline v0 {

detector_rows sequential_detector_rows() noexcept { return rows_of(sequential_detectors{}); }

}  // namespace tepid::inline v0
