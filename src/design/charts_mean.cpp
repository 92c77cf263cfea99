// design/charts_mean.cpp - the rows of charts for the mean of normal data.
#include "design/charts_mean.hpp"

namespace tepid::inline v0::design {

chart_rows mean_chart_rows() noexcept {
  return chart_rows_of<charts::cusum, charts::cusum_crosier, charts::ewma, charts::shiryaev_roberts, charts::shewhart_ar1>();
}

}  // namespace tepid::inline v0::design
