// tepid/design/attributes_chart.hpp - p, np, c and u charts: their run lengths in closed form.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/poisson.hpp>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/core/side.hpp>
#include <tepid/design/lattice_limit.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/solve_limit.hpp>
#include <tepid/detectors/shewhart_attributes.hpp>

namespace tepid::inline v0::design {

/// A Shewhart chart of counts without memory: it alarms at each with the same probability, so that its run length is
/// geometric, exactly. The counts are those behind a value, n times it for kinds p and u.
class attributes_chart {
 public:
  /// Errors: those of the detector.
  explicit attributes_chart(const shewhart_attributes_params& p) : p_{p} {
    static_cast<void>(shewhart_attributes{p});
    const double n = static_cast<double>(p.n);
    binomial_ = p.kind == attributes_kind::p || p.kind == attributes_kind::np;
    trials_ = binomial_ ? n : std::numeric_limits<double>::infinity();
    parameter_ = p.kind == attributes_kind::u ? p.center * n : p.center;
    // In units of the values, as the detector has them.
    items_ = p.kind == attributes_kind::p || p.kind == attributes_kind::u ? n : 1.0;
    const double variance = p.kind == attributes_kind::p    ? p.center * (1.0 - p.center) / n
                            : p.kind == attributes_kind::np ? n * p.center * (1.0 - p.center)
                                                            : p.center / items_;
    middle_ = p.kind == attributes_kind::np ? n * p.center : p.center;
    sd_ = std::max(std::sqrt(variance), 1e-50);
  }

  /// The in-control probability of a success, or mean count.
  [[nodiscard]] double parameter() const noexcept { return parameter_; }
  /// What a shift of one in-control standard deviation of a value adds to it.
  [[nodiscard]] double unit() const noexcept { return sd_ * items_ / (binomial_ ? trials_ : 1.0); }
  [[nodiscard]] double held(double parameter) const noexcept {
    return std::clamp(parameter, 0.0, binomial_ ? 1.0 : std::numeric_limits<double>::max());
  }

  /// The chance that a value alarms under the limit L, the parameter being `parameter`.
  [[nodiscard]] double alarm_probability(double L, double parameter) const {
    double chance = 0.0;
    if (p_.side != tepid::side::down) chance += above(lowest_beyond(L) - 1.0, parameter);
    if (p_.side != tepid::side::up) chance += up_to(highest_below(L), parameter);
    return std::fmin(chance, 1.0);
  }
  [[nodiscard]] run_length arl(double parameter) const {
    const double mean = 1.0 / alarm_probability(p_.L, parameter);
    return {mean, limit_kind::exact, std::isfinite(mean) ? 1e-13 * mean : 0.0};
  }

  /// The smallest limit that keeps arl0, halfway between two deviations that a value can have.
  /// Error: bad_argument naming arl0 where none does and still alarms.
  [[nodiscard]] solved_limit limit_for(double arl0) const {
    detail::check_arl0(arl0);
    const auto arl_at = [&](double L) { return 1.0 / alarm_probability(L, parameter_); };
    double low = 0.0, high = 1.0, last = 0.0;  // last: the longest run length that still ends
    while (arl_at(high) < arl0 && high < 1e9) high *= 2.0;
    for (int round = 0; round < 200 && high - low > 1e-12 * high; ++round) {
      const double middle = 0.5 * (low + high);
      (arl_at(middle) < arl0 ? low : high) = middle;
    }
    // A deviation lies in (low, high], or at 0; the limit may be anywhere from there to the next.
    const double at = deviation_near(high), next = next_deviation(at);
    if (at > 0.0) last = arl_at(at * (1.0 - 1e-9));
    const double limit = at + 0.5 * (next - at), reached = arl_at(limit);
    if (!std::isfinite(reached))
      throw error{errc::bad_argument, "arl0",
                  "arl0: no limit of this chart gives a run length of " + to_text(arl0) + ": " +
                      (last > 0.0 ? "the highest that alarms at all gives " + to_text(std::round(last))
                                  : "in control all its values are alike") +
                      "; ask for less, or take more items for each value"};
    return {limit, {reached, limit_kind::exact, 1e-13 * reached}, last};
  }

 private:
  [[nodiscard]] double deviation(double count) const noexcept { return (count / items_ - middle_) / sd_; }

  /// The smallest count that deviates upwards by more than L.
  [[nodiscard]] double lowest_beyond(double L) const noexcept {
    double count = std::max(0.0, std::floor((middle_ + L * sd_) * items_) - 1.0);
    while (!(deviation(count) > L) && count <= trials_ && count < 9e15) ++count;
    return count;
  }
  /// The largest that deviates downwards by more than L; below 0: none.
  [[nodiscard]] double highest_below(double L) const noexcept {
    double count = std::ceil((middle_ - L * sd_) * items_) + 1.0;
    while (!(-deviation(count) > L) && count >= 0.0) --count;
    return count;
  }
  /// The largest deviation up to L that a value can have; 0 without one.
  [[nodiscard]] double deviation_near(double L) const noexcept {
    double found = 0.0;
    const double up = lowest_beyond(L) - 1.0, down = highest_below(L) + 1.0;
    if (p_.side != tepid::side::down && up >= 0.0) found = std::max(found, deviation(up));
    if (p_.side != tepid::side::up && down <= trials_) found = std::max(found, -deviation(down));
    return found;
  }
  /// The smallest beyond this one; one more of them where there is none.
  [[nodiscard]] double next_deviation(double at) const noexcept {
    double found = std::numeric_limits<double>::infinity();
    const double up = lowest_beyond(at), down = highest_below(at);
    if (p_.side != tepid::side::down && up <= trials_) found = std::min(found, deviation(up));
    if (p_.side != tepid::side::up && down >= 0.0) found = std::min(found, -deviation(down));
    return std::isfinite(found) ? found : at + 1.0 / (sd_ * items_);
  }

  [[nodiscard]] double above(double count, double parameter) const {
    if (count < 0.0) return 1.0;
    if (count >= trials_ || parameter <= 0.0) return 0.0;
    if (!binomial_) return boost::math::cdf(boost::math::complement(boost::math::poisson_distribution<double>{parameter}, count));
    if (parameter >= 1.0) return 1.0;
    return boost::math::cdf(boost::math::complement(boost::math::binomial_distribution<double>{trials_, parameter}, count));
  }
  [[nodiscard]] double up_to(double count, double parameter) const {
    if (count < 0.0) return 0.0;
    if (count >= trials_ || parameter <= 0.0) return 1.0;
    if (!binomial_) return boost::math::cdf(boost::math::poisson_distribution<double>{parameter}, count);
    if (parameter >= 1.0) return 0.0;
    return boost::math::cdf(boost::math::binomial_distribution<double>{trials_, parameter}, count);
  }

  shewhart_attributes_params p_;
  bool binomial_ = false;
  double trials_ = 0.0, parameter_ = 0.0;
  double items_ = 1.0, middle_ = 0.0, sd_ = 1.0;
};

}  // namespace tepid::inline v0::design
