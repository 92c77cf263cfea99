// tepid/monitors/confidence_sequence.hpp - bounds of a mean that hold at every moment at once.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include <boost/math/special_functions/gamma.hpp>

#include <tepid/core/detector.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/numerics/elementary.hpp>
#include <tepid/numerics/gamma.hpp>

namespace tepid::inline v0 {

/// Both ends of an interval.
struct mean_bounds {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();

  friend bool operator==(const mean_bounds&, const mean_bounds&) = default;
};

/// Sums saturate here, so they never become infinite and a saved state can always be loaded.
inline constexpr double sum_most = 1e300;
/// x within +-sum_most; an infinity too.
[[nodiscard]] inline double within_sums(double x) noexcept { return std::clamp(x, -sum_most, sum_most); }

/// Sums over values x that came with weights w: enough for every bound below, and added to merge. A value that was
/// looked at with probability p, whatever it was, has weight 1 / p. Weights are positive and at most 1e100.
struct weighted_sums {
  std::uint64_t n = 0;
  double w = 0.0, ww = 0.0, wx = 0.0, wwx = 0.0, wwxx = 0.0;

  void add(double x, double weight = 1.0) noexcept {
    const double squared = weight * weight;
    ++n;
    w = within_sums(w + weight);
    ww = within_sums(ww + squared);
    wx = within_sums(wx + within_sums(weight * x));
    wwx = within_sums(wwx + within_sums(squared * x));
    wwxx = within_sums(wwxx + within_sums(squared * x * x));
  }
  void merge(const weighted_sums& o) noexcept {
    n += o.n;
    w = within_sums(w + o.w);
    ww = within_sums(ww + o.ww);
    wx = within_sums(wx + o.wx);
    wwx = within_sums(wwx + o.wwx);
    wwxx = within_sums(wwxx + o.wwxx);
  }
  /// NaN without a value.
  [[nodiscard]] double mean() const noexcept { return n == 0 ? std::numeric_limits<double>::quiet_NaN() : wx / w; }

  /// After loading: could it have come from values within [-largest, largest] with weights within [1, most_weight]?
  [[nodiscard]] bool sound(double largest, double most_weight) const noexcept {
    constexpr double slack = 1.0 + 1e-6;  // of rounding
    const double count = static_cast<double>(n), square = std::min(largest * largest, sum_most);
    const auto within = [](double x, double low, double high) { return x >= low && x <= std::min(high, sum_most); };
    const auto beside = [&](double x, double most) { return within(x, -most, most); };
    return n <= counter_max && within(w, count / slack, count * most_weight * slack) &&
           within(ww, count / slack, count * most_weight * most_weight * slack) && beside(wx, largest * w * slack) &&
           beside(wwx, largest * ww * slack) && within(wwxx, 0.0, square * ww * slack);
  }
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.n, self.w, self.ww, self.wx, self.wwx, self.wwxx);
  }
  friend bool operator==(const weighted_sums&, const weighted_sums&) = default;
};

namespace detail {

/// Where `outside` turns from true to false between `out` (true) and `in` (false).
template <class Outside>
[[nodiscard]] double last_outside(double out, double in, Outside&& outside) {
  for (int i = 0; i < 100; ++i) {
    const double middle = 0.5 * (out + in);
    if (!(middle > std::min(out, in) && middle < std::max(out, in))) break;
    (outside(middle) ? out : in) = middle;
  }
  return out;
}

/// Logarithm of the gamma-exponential mixture of exp(l s - psi_E(l) v) over l, psi_E(l) = -ln(1 - l) - l; scale 1.
[[nodiscard]] inline double log_gamma_exponential(double s, double v, double rho) {
  const double a = v + rho, x = std::max(a + s, 1e-300);
  const double start = rho * portable_log(rho) - log_gamma(rho) - portable_log(boost::math::gamma_p(rho, rho));
  return start + log_gamma(a) + portable_log(std::max(boost::math::gamma_p(a, x), 1e-300)) - a * portable_log(x) +
         (x - rho);
}

}  // namespace detail

/// Bounds of the mean of n values in [0, 1] whose sum is s: whatever the law of the values, and if only each value's
/// mean given those before it is the same, all intervals ever computed from growing samples cover it together with
/// probability at least 1 - alpha. For 0/1 values about as narrow as that can be; for others wider than need be (see
/// ratio_bounds).
///
/// The likelihood ratio of a Beta(1/2, 1/2) mixture against p is a martingale for 0/1 values of mean p and, since
/// q^x (1 - q)^(1 - x) / ... is convex in x, a supermartingale for all others; p is inside while it is below 1 / alpha.
/// Source: H. Robbins, Ann. Math. Statist. 41 (1970) 1397-1409; S. R. Howard, A. Ramdas, J. McAuliffe, J. Sekhon, Ann.
/// Statist. 49 (2021) 1055-1080. Cost: about 5 us.
[[nodiscard]] inline mean_bounds unit_mean_bounds(double n, double s, double alpha) {
  if (!(n > 0)) return {0.0, 1.0};
  s = std::clamp(s, 0.0, n);
  constexpr double log_pi = 1.1447298858494002;
  const double f = n - s;
  const double mixture = log_gamma(0.5 + s) + log_gamma(0.5 + f) - log_gamma(n + 1.0) - log_pi + portable_log(alpha);
  const auto outside = [&](double p) {
    return mixture - (s > 0 ? s * portable_log(p) : 0.0) - (f > 0 ? f * portable_log(1.0 - p) : 0.0) >= 0.0;
  };
  const double mean = s / n;
  return {s > 0 ? detail::last_outside(0.0, mean, outside) : 0.0,
          f > 0 ? detail::last_outside(1.0, mean, outside) : 1.0};
}

/// Bounds of r = E[w x] / E[w] for values x in [low, high] and weights in (0, most_weight], in the same sense: time
/// uniform, no law assumed. Narrow where the values vary little; used for losses, and for whatever was sampled.
///
/// For the true r the sum of w (x - r) is a martingale with steps of range c = most_weight (high - low); the
/// gamma-exponential mixture with the sum of their squares as its clock is a supermartingale below 2 / alpha on either
/// side. Tuned to be narrowest when that clock is at 10 c^2.
/// Source: Howard, Ramdas, McAuliffe, Sekhon 2021, theorem 4 and proposition 9. Cost: some 0.1 ms.
[[nodiscard]] inline mean_bounds ratio_bounds(const weighted_sums& sums, double low, double high, double most_weight,
                                              double alpha) {
  if (sums.n == 0) return {low, high};
  const double c = most_weight * (high - low);
  // Howard et al., equation 2: the rho of a one-sided boundary that is lowest at the time v.
  const double bits = -2.0 * portable_log(alpha), tuned = 10.0, rho = tuned / (bits + portable_log(1.0 + bits));
  const double limit = -portable_log(0.5 * alpha);
  const auto clock = [&](double r) {
    return std::max(0.0, sums.wwxx - 2.0 * r * sums.wwx + r * r * sums.ww) / (c * c);
  };
  const auto above = [&](double r) {
    return detail::log_gamma_exponential((sums.wx - r * sums.w) / c, clock(r), rho) >= limit;
  };
  const auto below = [&](double r) {
    return detail::log_gamma_exponential((r * sums.w - sums.wx) / c, clock(r), rho) >= limit;
  };
  const double mean = std::clamp(sums.mean(), low, high);
  return {above(low) ? detail::last_outside(low, mean, above) : low,
          below(high) ? detail::last_outside(high, mean, below) : high};
}

/// Bounds of a share: of 0/1 values, by the one or the other, as most_weight says: 1 if every case is looked at.
[[nodiscard]] inline mean_bounds share_bounds(const weighted_sums& sums, double most_weight, double alpha) {
  return most_weight > 1.0 ? ratio_bounds(sums, 0.0, 1.0, most_weight, alpha)
                           : unit_mean_bounds(static_cast<double>(sums.n), sums.wx, alpha);
}

}  // namespace tepid::inline v0
