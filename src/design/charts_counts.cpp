// design/charts_counts.cpp - the rows of charts of counts.
#include "design/charts_counts.hpp"

namespace tepid::inline v0::design {

chart_rows counts_chart_rows() noexcept {
  return chart_rows_of<charts::cusum_binomial, charts::binomial_ewma, charts::cusum_poisson, charts::poisson_ewma,
                       charts::attributes>();
}

}  // namespace tepid::inline v0::design
