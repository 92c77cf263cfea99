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

/// P(X <= x) and P(X > x) of a noncentral chi-squared law.
struct both_tails {
  double lower, upper;
};

/// Sankaran's approximation for large numbers, where the series is long and the approximation good to four digits.
[[nodiscard]] inline both_tails noncentral_chi_squared_tails(double df, double lambda, double x) {
  if (x <= 0) return {0.0, 1.0};
  if (df + lambda < 5000.0 && x < 10000.0) {
    if (lambda <= 0) return {boost::math::gamma_p(0.5 * df, 0.5 * x), boost::math::gamma_q(0.5 * df, 0.5 * x)};
    const boost::math::non_central_chi_squared_distribution<double> law{df, lambda};
    return {cdf(law, x), cdf(complement(law, x))};
  }
  const double a = df + lambda, b = df + 2.0 * lambda, c = df + 3.0 * lambda;
  const double h = 1.0 - 2.0 * a * c / (3.0 * b * b), p = b / (a * a), k = (h - 1.0) * (1.0 - 3.0 * h);
  const double mean = 1.0 + h * p * (h - 1.0 - 0.5 * (2.0 - h) * k * p);
  const double sd = h * std::sqrt(2.0 * p) * (1.0 + 0.5 * k * p);
  const double z = (std::pow(x / a, h) - mean) / sd;
  return {0.5 * boost::math::erfc(-z / std::sqrt(2.0)), 0.5 * boost::math::erfc(z / std::sqrt(2.0))};
}

/// Confidence interval of the noncentrality from one observed value, whose tails(lambda) are known, with half the error
/// in each tail: between 0 and 0 where the value is small for even a central law. Searched from 0 and `start`; solved
/// to 1e-8 relative.
template <class Tails>
[[nodiscard]] std::pair<double, double> noncentrality_interval(double start, double error, Tails&& tails) {
  // The largest lambda that is `small` still; it fails as lambda grows.
  const auto solve = [&](auto&& small) {
    double low = 0.0, high = start;
    if (!small(tails(0.0))) return 0.0;
    while (high < 1e300 && small(tails(high))) high *= 2.0;
    for (int i = 0; i < 60 && high - low > 1e-8 * high; ++i) {
      const double middle = 0.5 * (low + high);
      (small(tails(middle)) ? low : high) = middle;
    }
    return 0.5 * (low + high);
  };
  const double tail = 0.5 * error;
  return {solve([&](const both_tails& p) { return p.upper < tail; }),
          solve([&](const both_tails& p) { return p.lower > tail; })};
}

/// The same of a value of a chi-squared law.
[[nodiscard]] inline std::pair<double, double> noncentrality_interval(double df, double x, double error) {
  return noncentrality_interval(x + 10.0 * std::sqrt(x + 1.0) + 30.0, error,
                                [&](double lambda) { return noncentral_chi_squared_tails(df, lambda, x); });
}

}  // namespace tepid::inline v0::detail
