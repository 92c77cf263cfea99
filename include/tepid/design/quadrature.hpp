// tepid/design/quadrature.hpp - Gauss-Legendre rules of any order.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace tepid::inline v0::design {

/// Nodes (increasing) and weights of a quadrature rule.
struct quadrature_rule {
  std::vector<double> nodes;
  std::vector<double> weights;
};

/// The Gauss-Legendre rule with n nodes on [-1, 1]: exact for polynomials up to degree 2n - 1, spectrally accurate for
/// analytic integrands. Newton's method on the three-term recurrence from Tricomi's approximation; cost O(n^2), nodes
/// and weights to a few units of the last place.
[[nodiscard]] inline quadrature_rule gauss_legendre(std::size_t n) {
  quadrature_rule rule{std::vector<double>(n), std::vector<double>(n)};
  const double order = static_cast<double>(n);
  for (std::size_t i = 0; i < (n + 1) / 2; ++i) {
    const double theta = std::numbers::pi * (static_cast<double>(i) + 0.75) / (order + 0.5);
    double x = (1.0 - (order - 1.0) / (8.0 * order * order * order)) * std::cos(theta);
    double slope = 1.0;
    for (int round = 0; round < 20; ++round) {
      double before = 1.0;
      double p = x;
      for (std::size_t j = 2; j <= n; ++j) {
        const double d = static_cast<double>(j);
        const double next = ((2.0 * d - 1.0) * x * p - (d - 1.0) * before) / d;
        before = p;
        p = next;
      }
      if (n == 1) before = 1.0;
      slope = order * (before - x * p) / ((1.0 - x) * (1.0 + x));
      const double change = p / slope;
      x -= change;
      if (std::fabs(change) < 4e-16) break;
    }
    const double weight = 2.0 / ((1.0 - x) * (1.0 + x) * slope * slope);
    rule.nodes[i] = -x;
    rule.nodes[n - 1 - i] = x;
    rule.weights[i] = rule.weights[n - 1 - i] = weight;
  }
  if (n % 2 == 1) rule.nodes[n / 2] = 0.0;
  return rule;
}

/// The same rule on [lower, upper].
[[nodiscard]] inline quadrature_rule gauss_legendre(std::size_t n, double lower, double upper) {
  quadrature_rule rule = gauss_legendre(n);
  const double middle = 0.5 * (lower + upper);
  const double half = 0.5 * (upper - lower);
  for (double& x : rule.nodes) x = middle + half * x;
  for (double& w : rule.weights) w *= half;
  return rule;
}

/// Nodes that resolve a normal kernel over an interval `width_in_sd` of its standard deviations wide, to about 1e-15:
/// the widest gap between Gauss-Legendre nodes, pi/2 times the mean one, stays below 0.7 standard deviations.
/// `fineness` above 1 asks for more, to see that it changes nothing.
[[nodiscard]] inline std::size_t nodes_for_normal_kernel(double width_in_sd, double fineness = 1.0) {
  return static_cast<std::size_t>(std::ceil(fineness * (2.25 * width_in_sd + 24.0)));
}

}  // namespace tepid::inline v0::design
