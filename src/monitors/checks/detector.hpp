// src/monitors/checks/detector.hpp - any registered detector as a check, by its name in the configuration.
#pragma once

#include <memory>

#include "monitors/check.hpp"

namespace tepid::inline v0 {

/// What the check of a detector says of itself; its name is check_config::title().
[[nodiscard]] const check_row& detector_check_row(check_input of) noexcept;

/// The limit is that of design::design_limit for independent standard normal values: what the detector takes is the mean of
/// each window, season and autocorrelation out, or each value's normal score. A detector without exact run lengths is
/// simulated, once a monitor for the same question: seconds to a minute.
/// Null, with a note, where the reference has too few windows or no limit keeps such a budget. Throws error{unknown_name}
/// for no detector's name; error{bad_argument or bad_parameter} for one that takes no real numbers, for a parameter that it
/// has not or that the budget or the input sets (limit, mean, sd), or out of its bounds.
[[nodiscard]] std::unique_ptr<check> make_detector_check(const check_config& wish, const check_setting& s);

}  // namespace tepid::inline v0
