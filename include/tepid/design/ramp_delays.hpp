// tepid/design/ramp_delays.hpp - delays of a chart under ramps of any slope, fast enough for a table.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <boost/math/interpolators/cardinal_cubic_b_spline.hpp>

#include <tepid/core/error.hpp>
#include <tepid/core/schema.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/chart_row.hpp>
#include <tepid/design/control.hpp>
#include <tepid/design/run_length.hpp>

namespace tepid::inline v0::design {

/// Mean delays under ramps. Fast ones are solved exactly. On a slow one the chart is always nearly settled, so that an
/// alarm comes with the steady hazard of the present mean, only later by the lag of the chart: the lag is what the
/// exact delay has over this integral at a ramp seen after 300 observations, or a fifth of the mean run length.
///
/// Cost: 30 hazards at construction; an exact delay below 300 observations, nothing to speak of above. Throws error for
/// a chart whose hazards after a shift are not solved with these settings. `settings` must outlive the object.
class ramp_delays {
 public:
  ramp_delays(const chart_row& chart, std::span<const setting> settings, double sign)
      : chart_{chart}, settings_{settings}, sign_{sign} {
    while (largest_ < 16.0 && hazards_at(std::array{largest_}).front() < 0.02) largest_ *= 2.0;
    try {
      static_cast<void>(chart_.arl(settings_, {.slope = sign_ * largest_, .from = from_}));
    } catch (const error&) {
      from_ = change_from::start;
    }
    std::array<double, intervals + 1> means{};
    for (std::size_t i = 0; i <= intervals; ++i) means[i] = largest_ * static_cast<double>(i) / intervals;
    std::vector<double> logs;
    for (const double hazard : hazards_at(means)) logs.push_back(std::log(hazard));
    log_hazard_ = {logs.begin(), logs.end(), 0.0, largest_ / intervals};
    double low = 1e-13, high = 10.0;
    settled_ = std::fmin(300.0, 0.2 * always_settled(low));
    if (always_settled(high) > settled_) return;
    while (high > low * 1.01) {
      const double middle = std::sqrt(low * high);
      (always_settled(middle) > settled_ ? low : high) = middle;
    }
    lag_ = exact(high).arl - always_settled(high);
  }

  /// Slope above 0, in the direction that the chart looks at.
  [[nodiscard]] run_length operator()(double slope) const {
    const double predicted = always_settled(slope);
    if (predicted < settled_) return exact(slope);
    return {std::fmax(1.0, predicted + lag_), limit_kind::exact, 0.5 * std::fabs(lag_)};
  }

  /// The state that the chart is in when the ramp begins.
  [[nodiscard]] change_from from() const noexcept { return from_; }
  /// The direction of all slopes.
  [[nodiscard]] double sign() const noexcept { return sign_; }

 private:
  static constexpr std::size_t intervals = 24;

  [[nodiscard]] std::vector<double> hazards_at(std::span<const double> sizes) const {
    std::vector<double> steps;
    for (const double size : sizes) steps.push_back(sign_ * size);
    std::vector<double> found = chart_.hazards(settings_, steps);
    for (double& hazard : found) hazard = std::clamp(hazard, 1e-300, 1.0 - 1e-12);
    return found;
  }

  [[nodiscard]] run_length exact(double slope) const {
    detail::checkpoint();
    return chart_.arl(settings_, {.slope = sign_ * slope, .from = from_});
  }

  // Mean time to an alarm that comes with the steady hazard of the present mean.
  [[nodiscard]] double always_settled(double slope) const {
    double time = 0.0, alive = 1.0;
    for (double mean = 0.0; alive > 1e-12;) {
      const double widest = largest_ / 2000.0;
      const double hazard = std::exp(log_hazard_(std::fmin(largest_, mean + 0.5 * widest)));
      const double rate = -std::log1p(-std::fmin(hazard, 1.0 - 1e-12));
      const double step = mean > largest_ ? 40.0 / rate : widest / slope;
      const double died = -std::expm1(-rate * step);
      time += alive * died / rate;
      alive *= 1.0 - died;
      mean += step * slope;
    }
    return time;
  }

  const chart_row& chart_;
  std::span<const setting> settings_;
  double sign_;
  change_from from_ = change_from::steady;
  double largest_ = 0.5;
  boost::math::interpolators::cardinal_cubic_b_spline<double> log_hazard_;
  double settled_ = 0.0;  // predicted delays from here on are integrals
  double lag_ = 0.0;
};

}  // namespace tepid::inline v0::design
