// registry/error_detectors.cpp - the rows of the detectors of 0/1 streams.
#include "registry/rows.hpp"

#include <tepid/registered.hpp>

namespace tepid::inline v0 {

detector_rows error_detector_rows() noexcept { return rows_of(error_detectors{}); }

}  // namespace tepid::inline v0
