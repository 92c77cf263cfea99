// tepid/design/ewma_of_law.hpp - how far EWMAs of independent values go whose law has few values.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include <tepid/numerics/elementary.hpp>

namespace tepid::inline v0::design {

/// EWMAs of independent values with a given discrete law of mean 0, about. Where nearly all values are one and the others are
/// rare, an EWMA strays in one direction like a count does, much further than one of normal values with the same variance.
///
/// Chernoff: -log P(e > x) >= sup over t of t x - L(t), where L(t) = sum over i of K(t rate (1 - rate)^i) and K is the
/// logarithm of the law's moment generating function. The sum is exact for the rate 3/4 and an integral with half its first
/// term (Euler and Maclaurin) for slower ones. K is tabulated once for all rates, at points even in log u = log(t rate).
/// Source: H. Chernoff, Ann. Math. Statist. 23 (1952) 493-507.
class ewma_of_law {
 public:
  ewma_of_law(std::span<const double> values, std::span<const double> shares) {
    for (const int side : {0, 1}) tabulate(values, shares, side == 0 ? 1.0 : -1.0, side_[static_cast<std::size_t>(side)]);
  }

  /// The least |e| that is exceeded, on the side that goes further, with probability at most exp(-nats).
  [[nodiscard]] double limit(double rate, double nats) const noexcept {
    return std::max(of_side(side_[0], rate, nats), of_side(side_[1], rate, nats));
  }

 private:
  static constexpr std::size_t points = 160, quarter = 14;  // points for a factor of 4
  static constexpr double least = 1e-3, step = 1.3862943611198906 / quarter;

  /// At u = least exp(i step): K(u), u K'(u), and the integral of K(v) / v up to u.
  struct table {
    std::array<double, points> k{}, slope{}, integral{};
    double largest = 0.0;  // value
  };

  static void tabulate(std::span<const double> values, std::span<const double> shares, double sign, table& to) {
    for (std::size_t j = 0; j < values.size(); ++j)
      if (shares[j] > 0) to.largest = std::max(to.largest, sign * values[j]);
    for (std::size_t i = 0; i < points; ++i) {
      const double u = least * portable_exp(step * static_cast<double>(i));
      const double most = to.largest * u;
      double sum = 0.0, first = 0.0;
      for (std::size_t j = 0; j < values.size(); ++j) {
        const double weight = shares[j] > 0 ? shares[j] * portable_exp(sign * values[j] * u - most) : 0.0;
        sum += weight;
        first += weight * sign * values[j];
      }
      to.k[i] = most + portable_log(sum);
      to.slope[i] = u * first / sum;
      to.integral[i] = i == 0 ? 0.5 * to.k[0] : to.integral[i - 1] + 0.5 * step * (to.k[i] + to.k[i - 1]);
    }
  }

  [[nodiscard]] double of_side(const table& t, double rate, double nats) const noexcept {
    const double inverse = -1.0 / portable_log(1.0 - rate);
    double before_information = 0.0, before_reach = 0.0;
    for (std::size_t i = 0; i < points; ++i) {
      double sum = inverse * t.integral[i] + 0.5 * t.k[i], slope = inverse * t.k[i] + 0.5 * t.slope[i];
      if (rate == 0.75) {
        sum = slope = 0.0;
        for (std::size_t j = i + 1; j > 0; j -= std::min(j, quarter)) {
          sum += t.k[j - 1];
          slope += t.slope[j - 1];
        }
      }
      const double information = slope - sum;
      const double reach = rate * slope / (least * portable_exp(step * static_cast<double>(i)));
      if (information >= nats) {
        if (i == 0) return reach;
        const double share = (nats - before_information) / (information - before_information);
        return before_reach + share * (reach - before_reach);
      }
      before_information = information;
      before_reach = reach;
    }
    return t.largest;  // no mean of them is beyond
  }

  std::array<table, 2> side_{};
};

}  // namespace tepid::inline v0::design
