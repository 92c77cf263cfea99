// design/charts_shewhart.cpp - the rows of Shewhart charts and charts of vectors.
#include "design/charts_shewhart.hpp"

namespace tepid::inline v0::design {

chart_rows shewhart_chart_rows() noexcept {
  return chart_rows_of<charts::shewhart, charts::mewma, charts::hotelling>();
}

}  // namespace tepid::inline v0::design
