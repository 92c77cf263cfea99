// tepid/design/reference_value.hpp - a CUSUM's reference value must lie beyond what it sums up in control.
#pragma once

#include <string>
#include <string_view>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>

namespace tepid::inline v0::design {

/// For a sum of x - k upwards, or of k - x downwards, where x has the mean `centre` in control: on the wrong side of it, or
/// on it, the sum rises without any change. `what` names the centre, as "the mean". Error: bad_argument naming k.
inline void check_reference_value(double k, double centre, bool up, std::string_view what, std::string_view to_find) {
  if (up ? k > centre : k < centre) return;
  throw error{errc::bad_argument, "k",
              "k = " + to_text(k) + " is not " + (up ? "above " : "below ") + std::string{what} + " " + to_text(centre) +
                  ": the chart would rise without any change; choose k between " + to_text(centre) + " and " +
                  std::string{to_find} + " to find"};
}

}  // namespace tepid::inline v0::design
