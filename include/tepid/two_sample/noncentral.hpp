// tepid/two_sample/noncentral.hpp - intervals of an effect from a chi-squared statistic.
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>

#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <tepid/core/numeric.hpp>

namespace tepid::inline v0::detail {

/// P(X >= x) of a chi-squared law.
[[nodiscard]] inline double chi_squared_upper_tail(double df, double x) {
  return x <= 0 ? 1.0 : is_finite(x) ? boost::math::gamma_q(0.5 * df, 0.5 * x) : 0.0;
}

/// P(X <= x) of a noncentral chi-squared law; Sankaran's approximation for large numbers, where the series is long
/// and the approximation good to four digits.
[[nodiscard]] inline double noncentral_chi_squared_cdf(double df, double lambda, double x) {
  if (x <= 0) return 0.0;
  if (df + lambda < 5000.0 && x < 10000.0) {
    if (lambda <= 0) return boost::math::gamma_p(0.5 * df, 0.5 * x);
    return boost::math::cdf(boost::math::non_central_chi_squared_distribution<double>(df, lambda), x);
  }
  const double a = df + lambda, b = df + 2.0 * lambda, c = df + 3.0 * lambda;
  const double h = 1.0 - 2.0 * a * c / (3.0 * b * b), p = b / (a * a), k = (h - 1.0) * (1.0 - 3.0 * h);
  const double mean = 1.0 + h * p * (h - 1.0 - 0.5 * (2.0 - h) * k * p);
  const double sd = h * std::sqrt(2.0 * p) * (1.0 + 0.5 * k * p);
  const double z = (std::pow(x / a, h) - mean) / sd;
  return 0.5 * boost::math::erfc(-z / std::sqrt(2.0));
}

/// Confidence interval of the noncentrality from one observed value x, equal tails: between 0 and 0 where x is small
/// for even a central law. Solved to 1e-8 relative.
[[nodiscard]] inline std::pair<double, double> noncentrality_interval(double df, double x, double confidence) {
  const double tail = 0.5 * (1.0 - confidence);
  const auto solve = [&](double level) {  // lambda with P(X <= x) = level; the probability falls as lambda grows
    double low = 0.0, high = x + 10.0 * std::sqrt(x + 1.0) + 30.0;
    if (noncentral_chi_squared_cdf(df, 0.0, x) <= level) return 0.0;
    for (int i = 0; i < 60 && high - low > 1e-8 * high; ++i) {
      const double middle = 0.5 * (low + high);
      (noncentral_chi_squared_cdf(df, middle, x) > level ? low : high) = middle;
    }
    return 0.5 * (low + high);
  };
  return {solve(1.0 - tail), solve(tail)};
}

}  // namespace tepid::inline v0::detail
