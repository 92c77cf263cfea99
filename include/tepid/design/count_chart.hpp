// tepid/design/count_chart.hpp - a chart of counts together with the family of laws its counts come from.
#pragma once

#include <cstdint>
#include <utility>

#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/count_law.hpp>
#include <tepid/design/drifting_chain.hpp>
#include <tepid/design/run_length.hpp>

namespace tepid::inline v0::design {

/// Run lengths by the family's parameter: `Family::law(parameter)` is the law of the counts, `Chart` a count_cusum,
/// rounded_count_ewma or count_ewma.
template <class Chart, class Family>
class count_chart {
 public:
  count_chart(Family family, Chart chart) : family_{std::move(family)}, chart_{std::move(chart)} {}

  [[nodiscard]] const Chart& chart() const noexcept { return chart_; }
  [[nodiscard]] const Family& family() const noexcept { return family_; }

  /// The whole law of the run length: quantiles, hazard, survival.
  [[nodiscard]] absorbing_chain chain(double parameter) const { return chart_.chain(family_.law(parameter)); }

  /// Mean number of counts up to and with the alarm, the parameter holding from the first count.
  [[nodiscard]] run_length arl(double parameter) const { return chart_.arl(family_.law(parameter)); }

  /// Mean number of counts from a change of the parameter to the alarm, after a long time without one.
  [[nodiscard]] run_length steady_state_arl(double before, double after) const {
    return chart_.steady_state_arl(family_.law(before), family_.law(after));
  }

  /// Mean run length when the parameter at count t = 1, 2, ... is from + slope * t, or from + slope * (t - 1)
  /// `with_zero`, held within what the family allows.
  [[nodiscard]] run_length drift_arl(double from, double slope, bool with_zero = false) const {
    check_slope(slope);
    if (slope == 0.0) return arl(from);
    static_cast<void>(family_.law(from));  // refuses a start outside the family
    return chart_.drift_arl(
        [&](std::uint64_t t) { return family_.law(family_.held(from + drifted_mean(slope, t, with_zero))); });
  }

 private:
  Family family_;
  Chart chart_;
};

}  // namespace tepid::inline v0::design
