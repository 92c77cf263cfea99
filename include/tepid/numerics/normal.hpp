// tepid/numerics/normal.hpp - the normal quantile and normal random numbers, the same bits everywhere.
#pragma once

#include <cmath>

#include <tepid/core/random.hpp>
#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0 {

namespace detail {

template <std::size_t N>
[[nodiscard]] constexpr double horner(const double (&coefficients)[N], double x) noexcept {
  double sum = coefficients[N - 1];
  for (std::size_t i = N - 1; i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

}  // namespace detail

/// What normal_quantile does for p within `edge` of 1/2, with q = p - 1/2 and r = `square` - q^2: q a(r) / b(r).
struct normal_middle {
  static constexpr double edge = 0.425, square = 0.180625;
  static constexpr double a[] = {3.3871328727963666080e0,  1.3314166789178437745e2, 1.9715909503065514427e3,
                          1.3731693765509461125e4,  4.5921953931549871457e4, 6.7265770927008700853e4,
                          3.3430575583588128105e4,  2.5090809287301226727e3};
  static constexpr double b[] = {1.0,                      4.2313330701600911252e1, 6.8718700749205790830e2,
                          5.3941960214247511077e3,  2.1213794301586595867e4, 3.9307895800092710610e4,
                          2.8729085735721942674e4,  5.2264952788528545610e3};
};

/// What it does beyond, for r = sqrt(-log of the smaller of p and 1 - p) up to `most`: with r less `shift`, a(r) / b(r).
struct normal_tail_near {
  static constexpr double most = 5.0, shift = 1.6;
  static constexpr double a[] = {1.42343711074968357734e0, 4.63033784615654529590e0,  5.76949722146069140550e0,
                          3.64784832476320460504e0, 1.27045825245236838258e0,  2.41780725177450611770e-1,
                          2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr double b[] = {1.0,                       2.05319162663775882187e0, 1.67638483018380384940e0,
                          6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2,
                          5.47593808499534494600e-4, 1.05075007164441684324e-9};
};

/// z with P(Z <= z) = p for a standard normal Z; p in (0, 1). Relative error below 1e-15 (of z).
/// -inf at 0, +inf at 1, NaN outside. Cost about 10 ns.
/// Source: M. J. Wichura, algorithm AS 241 (PPND16), Applied Statistics 37 (1988) 477-484.
[[nodiscard]] inline double normal_quantile(double p) noexcept {
  constexpr double e[] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                          2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                          2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr double f[] = {1.0,                       5.99832206555887937690e-1, 1.36929880922735805310e-1,
                          1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5,
                          1.42151175831644588870e-7, 2.04426310338993978564e-15};
  const double q = p - 0.5;
  if (q >= -normal_middle::edge && q <= normal_middle::edge) {
    const double r = normal_middle::square - q * q;
    return q * detail::horner(normal_middle::a, r) / detail::horner(normal_middle::b, r);
  }
  const double tail = q < 0 ? p : 1.0 - p;
  if (!(tail > 0)) {
    if (tail == 0) return q < 0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    return std::numeric_limits<double>::quiet_NaN();
  }
  double r = std::sqrt(-portable_log(tail));
  double z;
  if (r <= normal_tail_near::most) {
    r -= normal_tail_near::shift;
    z = detail::horner(normal_tail_near::a, r) / detail::horner(normal_tail_near::b, r);
  } else {
    r -= 5.0;
    z = detail::horner(e, r) / detail::horner(f, r);
  }
  return q < 0 ? -z : z;
}

/// One standard normal number, by inversion: one draw, one number, monotone in it.
[[nodiscard]] inline double normal(random_source& source) noexcept { return normal_quantile(source.uniform()); }

}  // namespace tepid::inline v0
