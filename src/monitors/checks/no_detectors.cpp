// src/monitors/checks/no_detectors.cpp - of builds without the registry and the designs, as the tests under sanitizers are:
// no detector is a check there.
#include <tepid/core/error.hpp>

#include "monitors/checks/detector.hpp"

namespace tepid::inline v0 {

const check_row& detector_check_row(check_input) noexcept { return check_rows().front(); }

std::unique_ptr<check> make_detector_check(const check_config&, const check_setting&) {
  throw error{errc::bad_argument, "checks", "this build of tepid has no detectors by name"};
}

}  // namespace tepid::inline v0
