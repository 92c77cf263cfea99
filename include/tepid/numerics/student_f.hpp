// tepid/numerics/student_f.hpp - tails and quantiles of Student's t and of F, the same bits everywhere.
#pragma once

#include <cmath>

#include <tepid/numerics/elementary.hpp>
#include <tepid/numerics/gamma.hpp>

namespace tepid::inline v0 {

namespace detail {

/// ln B(a, b).
[[nodiscard]] constexpr double log_beta(double a, double b) noexcept { return log_gamma(a) + log_gamma(b) - log_gamma(a + b); }

/// The continued fraction of the incomplete beta function (DLMF 8.17.22) by Lentz' method; x <= (a + 1) / (a + b + 2).
[[nodiscard]] constexpr double beta_fraction(double a, double b, double x) noexcept {
  constexpr double tiny = 1e-300;
  const auto away = [](double v) { return v > -tiny && v < tiny ? tiny : v; };
  double c = 1.0, d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0)), h = d;
  for (int i = 1; i < 500; ++i) {
    const double m = i, even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
    d = 1.0 / away(1.0 + even * d);
    c = away(1.0 + even / c);
    h *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
    d = 1.0 / away(1.0 + odd * d);
    c = away(1.0 + odd / c);
    const double factor = d * c;
    h *= factor;
    if (factor > 1.0 - 1e-15 && factor < 1.0 + 1e-15) break;
  }
  return h;
}

/// ln I_x(a, b), y = 1 - x, both above 0; log_b = ln B(a, b).
[[nodiscard]] constexpr double log_incomplete_beta(double a, double b, double x, double y, double log_b) noexcept {
  const double front = a * portable_log(x) + b * portable_log(y) - log_b;
  if (x <= (a + 1.0) / (a + b + 2.0)) return front + portable_log(beta_fraction(a, b, x) / a);
  const double other = portable_exp(front) * beta_fraction(b, a, y) / b;
  return other < 1.0 ? portable_log(1.0 - other) : -800.0;  // rounding alone leads beyond 1
}

/// F's two parts d2 / (d2 + d1 f) and d1 f / (d2 + d1 f), within what a logarithm takes.
struct f_parts {
  double x, y;
};
[[nodiscard]] constexpr f_parts split_f(double f, double d1, double d2) noexcept {
  const double ratio = d1 / d2 * f;
  return ratio < 1.0 ? f_parts{1.0 / (1.0 + ratio), ratio / (1.0 + ratio)}
                     : f_parts{(1.0 / ratio) / (1.0 + 1.0 / ratio), 1.0 / (1.0 + 1.0 / ratio)};
}

}  // namespace detail

/// ln P(F > f) for F with d1 and d2 degrees of freedom, any positive numbers up to 1e6, and f in (1e-250, 1e250): relative
/// error of the probability below 1e-9. Cost 0.2 to 2 us.
[[nodiscard]] constexpr double f_log_tail(double f, double d1, double d2) noexcept {
  const auto [x, y] = detail::split_f(f, d1, d2);
  return detail::log_incomplete_beta(0.5 * d2, 0.5 * d1, x, y, detail::log_beta(0.5 * d2, 0.5 * d1));
}

/// f with P(F > f) = p, p in (0, 1): relative error below 1e-9, for d1 and d2 in [1, 1e6] and p in [1e-100, 0.9].
/// Newton's method on ln P(F > e^s): it is concave and falling, so from the second step on it comes from above.
[[nodiscard]] constexpr double f_upper_quantile(double p, double d1, double d2) noexcept {
  const double a = 0.5 * d2, b = 0.5 * d1, log_b = detail::log_beta(a, b), wanted = portable_log(p);
  double s = 0.0;
  for (int i = 0; i < 200; ++i) {
    const auto [x, y] = detail::split_f(portable_exp(s), d1, d2);
    const double front = a * portable_log(x) + b * portable_log(y) - log_b;  // ln of f times the density
    const double now = detail::log_incomplete_beta(a, b, x, y, log_b);
    const double step = (now - wanted) * portable_exp(now - front);
    const double bounded = step > 20.0 ? 20.0 : (step < -20.0 ? -20.0 : step);
    s += bounded;
    if (bounded < 1e-12 && bounded > -1e-12) break;
  }
  return portable_exp(s);
}

/// ln P(T > t) for Student's T with `df` degrees of freedom and 0 < t < 1e120; as accurate as f_log_tail.
[[nodiscard]] constexpr double t_log_tail(double t, double df) noexcept {
  constexpr double log_half = -0.6931471805599453;
  return log_half + f_log_tail(t * t, 1.0, df);
}

/// t with P(T > t) = p, p in (0, 0.45]; as accurate as f_upper_quantile.
[[nodiscard]] inline double t_upper_quantile(double p, double df) noexcept {
  return std::sqrt(f_upper_quantile(2.0 * p, 1.0, df));
}

}  // namespace tepid::inline v0
