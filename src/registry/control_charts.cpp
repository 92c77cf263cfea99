// registry/control_charts.cpp - the rows of the control charts.
#include "registry/rows.hpp"

#include <tepid/registered.hpp>

namespace tepid::inline v0 {

detector_rows control_chart_rows() noexcept { return rows_of(control_charts{}); }

}  // namespace tepid::inline v0
