// tepid/design/mewma_grid.hpp - the two-dimensional recursion of a multivariate EWMA after a shift.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include <Eigen/Dense>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/design/control.hpp>
#include <tepid/design/quadrature.hpp>
#include <tepid/design/radial_kernel.hpp>

namespace tepid::inline v0::design {

/// Z / lambda of a multivariate EWMA without alarm as (y, s): y along the shift, s the length of the rest, on the half
/// disc y^2 + s^2 <= radius^2, s >= 0. A step moves y to (1 - lambda) y + shift + e and s to the length of
/// (1 - lambda) s u + e' in p - 1 dimensions. With p = 1 there is no s.
///
/// Nodes: s = rho w with w(y) = sqrt(radius^2 - y^2), Gauss-Legendre in rho. The density of s is s^(p-2) times an even
/// function, so what is left to integrate over y is w times an even function of w for even p (Gauss-Chebyshev of the
/// second kind) and an even function of w, smooth in y, for odd p (Gauss-Legendre): spectral either way. Up to 600
/// points the system is solved by elimination, above by GMRES without storing its matrix.
class mewma_grid {
 public:
  static constexpr Eigen::Index max_points = 8000;
  static constexpr Eigen::Index direct_points = 600;

  mewma_grid(std::size_t dimension, double lambda, double radius, double fineness)
      : keep_{1.0 - lambda}, one_{dimension == 1}, rest_{one_ ? 1 : dimension - 1} {
    const auto across = static_cast<Eigen::Index>(std::ceil(fineness * (4.2 * radius + 8.0)));
    const auto along = one_ ? 1 : static_cast<Eigen::Index>(std::ceil(fineness * (1.6 * radius + 6.0)));
    if (across * along > max_points)
      throw error{errc::bad_argument, "lambda",
                  "lambda: the run length after a shift would need " + std::to_string(across * along) +
                      " points at this lambda and limit, more than " + std::to_string(max_points) +
                      "; take a larger lambda, or simulate"};
    const auto over_y = dimension % 2 == 1 ? gauss_legendre(static_cast<std::size_t>(across), -radius, radius)
                                           : gauss_chebyshev(static_cast<std::size_t>(across), radius);
    const auto rho = gauss_legendre(static_cast<std::size_t>(along), 0.0, 1.0);
    y_ = over_y.nodes;
    for (std::size_t i = 0; i < y_.size(); ++i) {
      const double w = std::sqrt((radius - y_[i]) * (radius + y_[i]));
      for (std::size_t j = 0; j < rho.nodes.size(); ++j) {
        s_.push_back(one_ ? 0.0 : w * rho.nodes[j]);
        weight_.push_back(over_y.weights[i] * (one_ ? 1.0 : w * rho.weights[j]));
      }
    }
    make_rest();
  }

  [[nodiscard]] Eigen::Index points() const noexcept { return static_cast<Eigen::Index>(s_.size()); }

  /// Mean run lengths from every node for a constant shift; arl_from then interpolates.
  void solve(double shift) {
    shift_ = shift;
    arl_ = points() <= direct_points ? eliminated() : iterated();
  }

  /// The solution at any (y, s) of the half disc: 1 + what the next step leads to.
  [[nodiscard]] double arl_from(double y, double s) const {
    double sum = 1.0;
    const Eigen::Index along = points() / across();
    for (Eigen::Index i = 0; i < across(); ++i) {
      const double step = normal(y_[at(i)] - keep_ * y - shift_);
      if (step < 1e-30) continue;
      double inner = 0.0;
      for (Eigen::Index j = i * along; j < (i + 1) * along; ++j)
        inner += weight_[at(j)] * (one_ ? 1.0 : rest_(s_[at(j)], keep_ * s)) * arl_(j);
      sum += step * inner;
    }
    return sum;
  }

  /// A law with all its probability at Z = 0, which is no node: only its sum counts.
  [[nodiscard]] Eigen::VectorXd nothing() const { return Eigen::VectorXd::Constant(1, 1.0); }

  /// The law over the nodes after the first step, from Z = 0.
  [[nodiscard]] Eigen::VectorXd first(double shift) const {
    const Eigen::Index along = points() / across();
    Eigen::VectorXd law(points());
    for (Eigen::Index j = 0; j < points(); ++j)
      law(j) = weight_[at(j)] * normal(y_[at(j / along)] - shift) * (one_ ? 1.0 : rest_(s_[at(j)], 0.0));
    return law;
  }

  /// The law one step later.
  [[nodiscard]] Eigen::VectorXd next(const Eigen::VectorXd& law, double shift) const {
    const Eigen::Index along = points() / across();
    Eigen::VectorXd result = Eigen::VectorXd::Zero(points());
    for (Eigen::Index to = 0; to < across(); ++to)
      for (Eigen::Index from = 0; from < across(); ++from) {
        const double step = normal(y_[at(to)] - keep_ * y_[at(from)] - shift);
        if (step < 1e-18) continue;
        result.segment(to * along, along).noalias() +=
            step * (rest_steps_.block(folded(from) * along, folded(to) * along, along, along).transpose() *
                    law.segment(from * along, along));
      }
    for (Eigen::Index j = 0; j < points(); ++j) result(j) *= weight_[at(j)];
    return result;
  }

  /// Carries a law on under a constant shift until it keeps its form, which has sum 1 then; returns the chance of an
  /// alarm in a step from there, to `tolerance` relative.
  double settle(Eigen::VectorXd& law, double shift, double tolerance) const {
    double hazard = -1.0;
    int still = 0;
    for (int i = 0; i < 100'000 && still < 3; ++i) {
      detail::checkpoint();
      law = next(law, shift);
      const double alive = law.sum();
      if (!(alive > 1e-280)) return 1.0;
      law /= alive;
      still = std::fabs(1.0 - alive - hazard) <= tolerance * std::fabs(1.0 - alive) + 1e-15 ? still + 1 : 0;
      hazard = 1.0 - alive;
    }
    return hazard;
  }

 private:
  [[nodiscard]] static std::size_t at(Eigen::Index i) noexcept { return static_cast<std::size_t>(i); }
  [[nodiscard]] Eigen::Index across() const noexcept { return static_cast<Eigen::Index>(y_.size()); }
  /// The values of s at y and at -y are the same.
  [[nodiscard]] Eigen::Index folded(Eigen::Index i) const noexcept { return std::min(i, across() - 1 - i); }
  [[nodiscard]] static double normal(double x) noexcept {
    return std::exp(-0.5 * x * x) / std::sqrt(2.0 * std::numbers::pi);
  }

  /// The rule for integrals over [-radius, radius] of sqrt(radius^2 - y^2) times a smooth function.
  [[nodiscard]] static quadrature_rule gauss_chebyshev(std::size_t n, double radius) {
    quadrature_rule rule;
    const double gap = std::numbers::pi / static_cast<double>(n + 1);
    for (std::size_t i = 1; i <= n; ++i) {
      // The angle from the middle, so that nodes at y and -y are the same number.
      const double angle = gap * (static_cast<double>(i) - 0.5 * static_cast<double>(n + 1));
      rule.nodes.push_back(radius * std::sin(angle));
      rule.weights.push_back(radius * gap * std::cos(angle));
    }
    return rule;
  }

  [[nodiscard]] Eigen::VectorXd eliminated() const {
    const Eigen::Index n = points(), along = n / across();
    Eigen::MatrixXd a(n, n);
    for (Eigen::Index to = 0; to < across(); ++to)
      for (Eigen::Index from = 0; from < across(); ++from) {
        const double step = normal(y_[at(to)] - keep_ * y_[at(from)] - shift_);
        a.block(from * along, to * along, along, along) =
            -step * rest_steps_.block(folded(from) * along, folded(to) * along, along, along);
      }
    for (Eigen::Index j = 0; j < n; ++j) a.col(j) *= weight_[at(j)];
    a.diagonal().array() += 1.0;
    return a.partialPivLu().solve(Eigen::VectorXd::Ones(n));
  }

  /// f - (mean of f after one step), at every node.
  [[nodiscard]] Eigen::VectorXd less_next(const Eigen::VectorXd& f) const {
    const Eigen::Index along = points() / across();
    const Eigen::VectorXd weighted = f.cwiseProduct(Eigen::Map<const Eigen::VectorXd>(weight_.data(), points()));
    Eigen::VectorXd result = f;
    for (Eigen::Index to = 0; to < across(); ++to)
      for (Eigen::Index from = 0; from < across(); ++from) {
        const double step = normal(y_[at(to)] - keep_ * y_[at(from)] - shift_);
        if (step < 1e-18) continue;
        result.segment(from * along, along).noalias() -=
            step * (rest_steps_.block(folded(from) * along, folded(to) * along, along, along) *
                    weighted.segment(to * along, along));
      }
    return result;
  }

  /// GMRES (Saad and Schultz 1986) without restart.
  [[nodiscard]] Eigen::VectorXd iterated() const {
    constexpr Eigen::Index most = 300;
    const Eigen::VectorXd ones = Eigen::VectorXd::Ones(points());
    std::vector<Eigen::VectorXd> basis{ones / ones.norm()};
    Eigen::MatrixXd h = Eigen::MatrixXd::Zero(most + 1, most);
    Eigen::VectorXd goal = Eigen::VectorXd::Zero(most + 1), c(most), s(most);
    goal(0) = ones.norm();
    for (Eigen::Index k = 0; k < most; ++k) {
      detail::checkpoint();
      Eigen::VectorXd v = less_next(basis.back());
      for (int twice = 0; twice < 2; ++twice)
        for (Eigen::Index i = 0; i <= k; ++i) {
          const double part = basis[at(i)].dot(v);
          h(i, k) += part;
          v -= part * basis[at(i)];
        }
      const double left = v.norm();
      for (Eigen::Index i = 0; i < k; ++i) {
        const double above = h(i, k);
        h(i, k) = c(i) * above + s(i) * h(i + 1, k);
        h(i + 1, k) = c(i) * h(i + 1, k) - s(i) * above;
      }
      const double length = std::hypot(h(k, k), left);
      c(k) = h(k, k) / length;
      s(k) = left / length;
      h(k, k) = length;
      goal(k + 1) = -s(k) * goal(k);
      goal(k) *= c(k);
      if (std::fabs(goal(k + 1)) < 1e-13 * goal.head(k + 1).norm() || left < 1e-300) {
        const Eigen::VectorXd y = h.topLeftCorner(k + 1, k + 1).triangularView<Eigen::Upper>().solve(goal.head(k + 1));
        Eigen::VectorXd x = Eigen::VectorXd::Zero(points());
        for (Eigen::Index i = 0; i <= k; ++i) x += y(i) * basis[at(i)];
        return x;
      }
      basis.push_back(v / left);
    }
    throw error{errc::internal, "", "the run length of the multivariate EWMA after a shift did not converge"};
  }

  void make_rest() {
    const Eigen::Index along = points() / across();
    const Eigen::Index n = along * ((across() + 1) / 2);
    rest_steps_.resize(n, n);
    for (Eigen::Index j = 0; j < n; ++j)
      for (Eigen::Index i = 0; i < n; ++i) rest_steps_(i, j) = one_ ? 1.0 : rest_(s_[at(j)], keep_ * s_[at(i)]);
  }

  double keep_;
  bool one_;
  radial_kernel rest_;
  std::vector<double> y_, s_, weight_;  // y by line; s and weight by node, line by line
  Eigen::MatrixXd rest_steps_;          // the density of s from row to column, for y <= 0
  double shift_ = 0.0;
  Eigen::VectorXd arl_;
};

}  // namespace tepid::inline v0::design
