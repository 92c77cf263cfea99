// design/charts_variance.cpp - the rows of charts for the variance.
#include "design/charts_variance.hpp"

namespace tepid::inline v0::design {

chart_rows variance_chart_rows() noexcept {
  return chart_rows_of<charts::variance_cusum, charts::variance_ewma>();
}

}  // namespace tepid::inline v0::design
