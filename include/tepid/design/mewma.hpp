// tepid/design/mewma.hpp - exact run lengths and limits of the multivariate EWMA chart.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <Eigen/Dense>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/control.hpp>
#include <tepid/design/drifting_chain.hpp>
#include <tepid/design/mewma_grid.hpp>
#include <tepid/design/quadrature.hpp>
#include <tepid/design/radial_kernel.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/solve_limit.hpp>

namespace tepid::inline v0::design {

/// The multivariate EWMA chart of Lowry, Woodall, Champ and Rigdon (1992) on independent N(mu, S) vectors with known
/// in-control mean and S: Z <- (1 - lambda) Z + lambda (X - mean), from Z = 0; alarm when
/// Z' S^-1 Z (2 - lambda) / lambda > h4 (asymptotic covariance). Its run length depends on mu through the Mahalanobis
/// length of the shift alone.
///
/// In control the length of Z is a Markov chain in one dimension: a Nystrom solution of Rigdon's (1995a) integral
/// equation, spectral in the nodes. After a shift the part along it and the length of the rest form one in two
/// dimensions (Rigdon 1995b), see mewma_grid. Stated errors are the difference of two resolutions. Cost: a few ms in
/// control; after a shift about 0.2 s at lambda 0.1 and 15 s at 0.01, and refused below (8000 points).
class mewma_chart {
 public:
  /// `dimension` p in [1, 1000], lambda in (0, 1], `limit` h4 in (0, 1e5].
  /// @throws error{bad_argument, "dimension" | "lambda" | "limit"}.
  mewma_chart(std::size_t dimension, double lambda, double limit) : p_{dimension}, lambda_{lambda}, limit_{limit} {
    check(dimension, lambda);
    if (!(is_finite(limit) && limit > 0.0 && limit <= 1e5))
      throw error{errc::bad_argument, "limit", "limit: h4 must be in (0, 1e5], not " + to_text(limit)};
  }

  [[nodiscard]] std::size_t dimension() const noexcept { return p_; }
  [[nodiscard]] double lambda() const noexcept { return lambda_; }
  [[nodiscard]] double limit() const noexcept { return limit_; }

  /// The in-control law of the run length: the chain of the length of Z; the last state is Z = 0.
  [[nodiscard]] absorbing_chain chain() const { return radial(1.0).chain; }

  /// Mean run length from Z = 0 when the mean is shifted by `shift` >= 0 (Mahalanobis length) from the first vector.
  [[nodiscard]] run_length arl(double shift = 0.0) const {
    check_shift(shift);
    if (shift == 0.0) {
      const double fine = radial(1.25).chain.arl(), coarse = radial(1.0).chain.arl();
      return {fine, limit_kind::exact, std::fabs(fine - coarse)};
    }
    const double fine = solved(shift, 1.0).arl_from(0.0, 0.0), coarse = solved(shift, 0.8).arl_from(0.0, 0.0);
    return {fine, limit_kind::exact, std::fabs(fine - coarse)};
  }

  /// Mean number of vectors from a shift of this length to the alarm, in a chart that ran long without one before.
  [[nodiscard]] run_length steady_state_arl(double shift = 0.0) const {
    check_shift(shift);
    const auto before = radial(1.0);
    if (shift == 0.0) {
      const double arl = before.chain.steady_state_arl();
      return {arl, limit_kind::exact, 1e-9 * arl};
    }
    const double fine = averaged(before, solved(shift, 1.0)), coarse = averaged(before, solved(shift, 0.8));
    return {fine, limit_kind::exact, std::fabs(fine - coarse)};
  }

  /// Mean run length when the mean of vector t = 1, 2, ... is shifted by slope * t in one direction, or by
  /// slope * (t - 1) `with_zero`; from Z = 0 or `steady`, after a long time without shift and alarm.
  /// Cost: grid^2 for each observation.
  [[nodiscard]] run_length drift_arl(double slope, bool with_zero = false, bool steady = false) const {
    check_slope(slope);
    if (slope == 0.0) return steady ? steady_state_arl() : arl();
    const double fine = drifting(std::fabs(slope), with_zero, steady, 1.0),
                 coarse = drifting(std::fabs(slope), with_zero, steady, 0.8);
    return {fine, limit_kind::exact, std::fabs(fine - coarse)};
  }

  /// The chance of an alarm at the next vector, long after a shift to each of these lengths, without an alarm before;
  /// to about 1e-3. Cost: that of drift_arl over 50 observations for each; refused above 1500 points of the grid.
  [[nodiscard]] std::vector<double> hazards(std::span<const double> shifts) const {
    const mewma_grid grid{p_, lambda_, radius(), 1.0};
    if (grid.points() > 1500)
      throw error{errc::bad_argument, "lambda",
                  "lambda: hazards after a shift would take minutes at this lambda and limit; simulate"};
    Eigen::VectorXd law = grid.first(0.0);
    std::vector<double> found;
    for (const double shift : shifts) {
      check_shift(shift);
      found.push_back(shift == 0.0 ? radial(1.0).chain.hazard() : grid.settle(law, shift, 1e-4));
    }
    return found;
  }

  static void check(std::size_t dimension, double lambda) {
    if (dimension < 1 || dimension > 1000)
      throw error{errc::bad_argument, "dimension",
                  "dimension: must be 1 to 1000 variables, not " + std::to_string(dimension)};
    if (!(lambda >= 1e-5 && lambda <= 1.0))
      throw error{errc::bad_argument, "lambda",
                  "lambda: must be in [1e-5, 1], not " + to_text(lambda) + " (0 would never move)"};
  }

 private:
  struct radial_chain {
    absorbing_chain chain;
    std::vector<double> lengths;  // of Z, in units of lambda; state by state
  };

  /// The radius within which there is no alarm, in units of lambda: the noise of a step has unit variance there.
  [[nodiscard]] double radius() const noexcept { return std::sqrt(limit_ / (lambda_ * (2.0 - lambda_))); }

  [[nodiscard]] radial_chain radial(double fineness) const {
    const double r = radius();
    const auto rule = gauss_legendre(nodes_for_normal_kernel(r, fineness), 0.0, r);
    const radial_kernel density{p_};
    const auto n = static_cast<Eigen::Index>(rule.nodes.size());
    std::vector<double> lengths = rule.nodes;
    lengths.push_back(0.0);
    row_major_matrix q = row_major_matrix::Zero(n + 1, n + 1);
    for (Eigen::Index i = 0; i <= n; ++i) {
      detail::checkpoint();
      const double a = (1.0 - lambda_) * lengths[static_cast<std::size_t>(i)];
      // From about the mode of the density outwards, until nothing is left of it.
      const double mode = std::sqrt(a * a + static_cast<double>(p_ - 1));
      const auto middle = std::lower_bound(rule.nodes.begin(), rule.nodes.end(), mode) - rule.nodes.begin();
      const auto fill = [&](Eigen::Index j) {
        const auto to = static_cast<std::size_t>(j);
        const double there = density(rule.nodes[to], a);
        q(i, j) = rule.weights[to] * there;
        return there > 1e-300;
      };
      for (Eigen::Index j = middle; j < n && fill(j); ++j) {
      }
      for (Eigen::Index j = middle - 1; j >= 0 && fill(j); --j) {
      }
    }
    Eigen::VectorXd out(n + 1);
    for (Eigen::Index i = 0; i <= n; ++i)
      out(i) = alarm_probability(density, (1.0 - lambda_) * lengths[static_cast<std::size_t>(i)]);
    return {absorbing_chain{std::move(q), Eigen::VectorXd::Unit(n + 1, n), std::move(out)}, std::move(lengths)};
  }

  /// P(|a u + e| > radius), integrated outwards so that small ones keep their relative accuracy.
  [[nodiscard]] double alarm_probability(const radial_kernel& density, double a) const {
    detail::checkpoint();
    const double r = radius();
    // Beyond the mode of the density by 14 sd nothing is left.
    const double end = std::fmax(r, std::sqrt(a * a + static_cast<double>(p_))) + 14.0;
    const auto rule = gauss_legendre(nodes_for_normal_kernel(end - r), r, end);
    double sum = 0.0;
    for (std::size_t i = 0; i < rule.nodes.size(); ++i) sum += rule.weights[i] * density(rule.nodes[i], a);
    return sum;
  }

  [[nodiscard]] mewma_grid solved(double shift, double fineness) const {
    mewma_grid grid{p_, lambda_, radius(), fineness};
    grid.solve(shift);
    return grid;
  }

  /// The solution over the in-control law of Z without alarm: its length from the chain, its direction uniform.
  [[nodiscard]] double averaged(const radial_chain& before, const mewma_grid& after) const {
    const auto& law = before.chain.quasi_stationary();
    const auto angles = gauss_legendre(24, 0.0, std::numbers::pi);
    double norm = 0.0;
    for (std::size_t k = 0; k < angles.nodes.size(); ++k) norm += angle_weight(angles, k);
    double sum = 0.0;
    for (Eigen::Index i = 0; i < law.size(); ++i) {
      if (law(i) < 1e-16) continue;
      const double length = before.lengths[static_cast<std::size_t>(i)];
      if (p_ == 1) {
        sum += law(i) * 0.5 * (after.arl_from(length, 0.0) + after.arl_from(-length, 0.0));
        continue;
      }
      for (std::size_t k = 0; k < angles.nodes.size(); ++k)
        sum += law(i) * angle_weight(angles, k) / norm *
               after.arl_from(length * std::cos(angles.nodes[k]), length * std::sin(angles.nodes[k]));
    }
    return sum;
  }
  /// The angle between a uniform direction and a fixed one has density proportional to sin^(p-2).
  [[nodiscard]] double angle_weight(const quadrature_rule& angles, std::size_t k) const {
    return angles.weights[k] * std::pow(std::sin(angles.nodes[k]), static_cast<double>(p_) - 2.0);
  }

  [[nodiscard]] double drifting(double slope, bool with_zero, bool steady, double fineness) const {
    const mewma_grid grid{p_, lambda_, radius(), fineness};
    Eigen::VectorXd before = grid.nothing();
    if (steady) {
      before = grid.first(0.0);
      static_cast<void>(grid.settle(before, 0.0, 1e-9));
    }
    return drifting_run_length(std::move(before),
                               [&](Eigen::VectorXd& law, std::uint64_t t) {
                                 const double shift = drifted_mean(slope, t, with_zero);
                                 law = t == 1 && !steady ? grid.first(shift) : grid.next(law, shift);
                               })
        .arl;
  }

  static void check_shift(double shift) {
    if (!(is_finite(shift) && shift >= 0.0))
      throw error{errc::bad_argument, "shift", "shift: must be a length of at least 0 sd, not " + to_text(shift)};
  }

  std::size_t p_;
  double lambda_;
  double limit_;
};

/// The limit h4 for which the chart's in-control run length is `arl0`, to about 1e-10 relative.
/// @throws error{bad_argument, "arl0" | "dimension" | "lambda"}. Cost: about 10 in-control solutions.
[[nodiscard]] inline double mewma_limit(std::size_t dimension, double lambda, double arl0) {
  mewma_chart::check(dimension, lambda);
  detail::check_arl0(arl0);
  const auto p = static_cast<double>(dimension);
  return solve_limit(
      [&](double h) {
        return mewma_chart{dimension, lambda, h}.chain().arl();
      },
      arl0, {.name = "h4", .guess = p + 2.0 * std::log(arl0), .highest = 1e5});
}

}  // namespace tepid::inline v0::design
