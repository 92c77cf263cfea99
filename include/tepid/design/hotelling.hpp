// tepid/design/hotelling.hpp - run lengths and limits of Hotelling's T2 chart in closed form.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include <Eigen/Core>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/non_central_chi_squared.hpp>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/design/drifting_chain.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/solve_limit.hpp>

namespace tepid::inline v0::design {

/// Hotelling's T2 chart on independent N(mu, S) vectors (or means of subgroups: S is then that of the mean) with known
/// in-control mean and S: alarm when (X - mean)' S^-1 (X - mean) > limit. The statistic is chi-square with `dimension`
/// degrees of freedom, noncentral by the squared Mahalanobis length of a shift; the run length is geometric, so that
/// steady state and start are the same.
class hotelling_chart {
 public:
  /// `dimension` in [1, 1000], limit in [0, 1e5]. @throws error{bad_argument, "dimension" | "limit"}.
  hotelling_chart(std::size_t dimension, double limit) : p_{dimension}, limit_{limit} {
    check(dimension);
    if (!(is_finite(limit) && limit >= 0.0 && limit <= 1e5))
      throw error{errc::bad_argument, "limit", "limit: of T2 must be in [0, 1e5], not " + to_text(limit)};
  }

  [[nodiscard]] std::size_t dimension() const noexcept { return p_; }
  [[nodiscard]] double limit() const noexcept { return limit_; }

  /// P(alarm at one observation) when the mean is shifted by this Mahalanobis length, at least 0.
  [[nodiscard]] double alarm_probability(double shift = 0.0) const {
    if (!(is_finite(shift) && shift >= 0.0 && shift <= 1e6))
      throw error{errc::bad_argument, "shift", "shift: must be a length in [0, 1e6] sd, not " + to_text(shift)};
    using boost::math::cdf;
    using boost::math::complement;
    const auto p = static_cast<double>(p_);
    if (shift == 0.0) return cdf(complement(boost::math::chi_squared{p}, limit_));
    // Beyond 60 sd above the limit nothing is missed in double precision (and the series would be long).
    if (shift > std::sqrt(limit_) + 60.0) return 1.0;
    return cdf(complement(boost::math::non_central_chi_squared{p, shift * shift}, limit_));
  }

  /// Mean run length. @throws error{bad_argument, "limit"} when an alarm is too rare for double precision.
  [[nodiscard]] run_length arl(double shift = 0.0) const {
    const double q = alarm_probability(shift);
    if (!(q > 1e-300))
      throw error{errc::bad_argument, "limit",
                  "limit: an alarm is too rare to compute its mean run length; lower the limit"};
    return {1.0 / q, limit_kind::exact, 1e-12 / q};
  }

  /// Mean run length when the shift of vector t = 1, 2, ... is slope * t in one direction, or slope * (t - 1)
  /// `with_zero`.
  [[nodiscard]] run_length drift_arl(double slope, bool with_zero = false) const {
    check_slope(slope);
    if (slope == 0.0) return arl();
    return drifting_run_length(Eigen::VectorXd::Ones(1), [&](Eigen::VectorXd& alive, std::uint64_t t) {
      alive *= 1.0 - alarm_probability(std::fmin(1e6, std::fabs(drifted_mean(slope, t, with_zero))));
    });
  }

  static void check(std::size_t dimension) {
    if (dimension < 1 || dimension > 1000)
      throw error{errc::bad_argument, "dimension",
                  "dimension: must be 1 to 1000 variables, not " + std::to_string(dimension)};
  }

 private:
  std::size_t p_;
  double limit_;
};

/// The limit of T2 with an in-control mean run length of `arl0`: the chi-square quantile of 1 - 1/arl0.
[[nodiscard]] inline double hotelling_limit(std::size_t dimension, double arl0) {
  hotelling_chart::check(dimension);
  detail::check_arl0(arl0);
  return boost::math::quantile(
      boost::math::complement(boost::math::chi_squared{static_cast<double>(dimension)}, 1.0 / arl0));
}

/// The limit of T2 when mean and covariance were estimated from `reference` individual vectors: over references, the
/// chance of an alarm at one vector is 1/arl0 (p (m+1)(m-1) / (m (m-p)) F(p, m-p); Tracy, Young, Mason 1992). The run
/// length given a reference is geometric with a chance of its own, so that the mean over references is at least arl0
/// (Jensen), while a single reference may well have less.
/// @throws error{bad_argument, "reference"} when it is no longer than the dimension plus 1.
[[nodiscard]] inline double hotelling_limit_estimated(std::size_t dimension, std::uint64_t reference, double arl0) {
  hotelling_chart::check(dimension);
  detail::check_arl0(arl0);
  if (reference < dimension + 2)
    throw error{errc::bad_argument, "reference",
                "reference: " + std::to_string(reference) + " vectors cannot estimate a covariance of " +
                    std::to_string(dimension) + " variables; at least " + std::to_string(dimension + 2) +
                    " are needed"};
  const auto p = static_cast<double>(dimension), m = static_cast<double>(reference);
  const double f = boost::math::quantile(boost::math::complement(boost::math::fisher_f{p, m - p}, 1.0 / arl0));
  return p * (m + 1.0) * (m - 1.0) / (m * (m - p)) * f;
}

}  // namespace tepid::inline v0::design
