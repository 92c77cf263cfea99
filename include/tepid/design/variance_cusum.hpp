// tepid/design/variance_cusum.hpp - exact run lengths and limits of the CUSUM of sample variances.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include <Eigen/Dense>

#include <tepid/core/error.hpp>
#include <tepid/core/side.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/quadrature.hpp>
#include <tepid/design/reference_value.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/solve_limit.hpp>
#include <tepid/design/variance_collocation.hpp>

namespace tepid::inline v0::design {

/// A CUSUM of sample variances s2 with df degrees of freedom and in-control mean 1: upwards S = max(0, S + s2 - k),
/// downwards S = max(0, S + k - s2), alarm when S > h. For a change of the standard deviation to sigma,
/// k = 2 log(sigma) / (1 - sigma^-2) is best.
struct variance_cusum_chart {
  double k = 1.46;            ///< Reference value: above 1 upwards, below 1 downwards.  (0, 1000]
  double h = 10.0;            ///< Decision limit.                                       (0, 1000]
  unsigned df = 1;            ///< Observations in a sample, less one if their mean is taken off.
  double head_start = 0.0;    ///< Start of S.  [0, h)
  side direction = side::up;  ///< up or down
};

namespace detail {

inline void check(const variance_cusum_chart& chart) {
  check_df(chart.df);
  require(std::isfinite(chart.k) && chart.k > 0.0 && chart.k <= 1e3, "k",
          "k = " + std::to_string(chart.k) +
              ": the reference value is a variance, above 0 and at most 1000 in-control ones");
  require(std::isfinite(chart.h) && chart.h > 0.0 && chart.h <= 1e3, "h",
          "h = " + std::to_string(chart.h) + ": the decision limit must be above 0 and at most 1000");
  require(chart.head_start >= 0.0 && chart.head_start < chart.h, "head_start",
          "head_start must be at least 0 and below h");
  require(chart.direction != side::both, "direction",
          "a variance CUSUM is one-sided: up or down; for both, run two of them");
}

// The mean run length as a function of S is analytic between multiples of k (from 0 upwards, from h downwards) but near
// one end of such a panel it goes like a power df/2 + integer of the distance t^2 to it. So it is a polynomial in t
// there, and the integrals run over the angle that makes both t and the root of the sample variance sines: spectral
// convergence for every df, where nodes in S would give a fixed order (Knoth 2006 has the panels).
class variance_cusum_solver {
 public:
  variance_cusum_solver(const variance_cusum_chart& chart, double fineness) : chart_{chart} {
    const sample_variance_law in_control{chart.df, 1.0};
    const bool up = chart.direction == side::up;
    const auto count = static_cast<std::size_t>(std::ceil(chart.h / chart.k - 1e-12));
    if (count > 400) {
      throw error{errc::bad_parameter, "h",
                  "h is more than 400 times k; a chart this wide is not solved, use a larger k"};
    }
    positions_.push_back(0.0);
    for (std::size_t p = 0; p < count; ++p) {
      const double near = static_cast<double>(p) * chart.k;
      const double far = std::fmin(chart.h, near + chart.k);
      const double length = far - near;
      const double end = up ? far : chart.h - far;  // where t = 0
      const auto n = static_cast<std::size_t>(std::ceil(fineness * (10.0 + 4.0 * length / in_control.spread())));
      panels_.push_back({end, length, static_cast<Eigen::Index>(positions_.size()),
                         lagrange_basis{chebyshev_nodes(n, std::sqrt(length))}});
      for (const double t : panels_.back().basis.nodes()) positions_.push_back(up ? end - t * t : end + t * t);
      rules_.push_back(gauss_legendre(n + static_cast<std::size_t>(std::ceil(fineness * 24.0))));
    }
  }

  [[nodiscard]] absorbing_chain chain(double sigma) const {
    const sample_variance_law law{chart_.df, sigma};
    return collocation_chain(positions_, chart_.head_start, [&](double z, auto row) { return fill(law, z, row); });
  }

 private:
  struct panel {
    double end;
    double length;
    Eigen::Index first;
    lagrange_basis basis;
  };

  template <class Row>
  double fill(const sample_variance_law& law, double z, Row&& row) const {
    const bool up = chart_.direction == side::up;
    const double k = chart_.k;
    row(0) += up ? law.below(k - z) : law.above(k + z);
    for (std::size_t p = 0; p < panels_.size(); ++p) {
      const panel& at = panels_[p];
      // Sample variances that lead into the panel: (x_far - length, x_far].
      const double x_far = up ? at.end + k - z : z + k - at.end;
      if (x_far <= 0.0) continue;
      const double far = std::sqrt(x_far);
      const double cut = law.largest_root();
      const double near = std::sqrt(std::fmax(0.0, x_far - at.length));
      if (near >= cut) continue;
      const double from = std::asin(std::fmin(1.0, near / far));
      const double to = far > cut ? std::asin(cut / far) : 0.5 * std::numbers::pi;
      const quadrature_rule& rule = rules_[p];
      for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
        const double angle = from + 0.5 * (to - from) * (1.0 + rule.nodes[i]);
        const double t = far * std::cos(angle);
        at.basis.add(t, 0.5 * (to - from) * rule.weights[i] * t * law.root_density(far * std::sin(angle)), row,
                     at.first);
      }
    }
    return up ? law.above(chart_.h + k - z) : law.below(z + k - chart_.h);
  }

  variance_cusum_chart chart_;
  std::vector<double> positions_;
  std::vector<panel> panels_;
  std::vector<quadrature_rule> rules_;
};

[[nodiscard]] inline double arl(const variance_cusum_chart& chart, const sd_change& change, double fineness) {
  const bool away = chart.direction == side::up ? change.slope < 0.0 : change.slope > 0.0;
  if (away) return std::numeric_limits<double>::infinity();
  const variance_cusum_solver solver{chart, fineness};
  // The hazard goes as exp(-theta h) with E exp(theta (s2 - k)) = 1; the derivative of theta is below 2 df.
  const double sensitivity = 2.0 * static_cast<double>(chart.df) * (chart.h + chart.k);
  return arl_after(change, sensitivity, [&](double sigma) { return solver.chain(sigma); });
}

}  // namespace detail

/// Mean run length of a variance CUSUM, in samples; endless under a ramp away from the limit. Error: bad_parameter
/// naming k, h, df, head_start, direction, sigma or slope. Cost: 10 ms at df 1, k 1.46, h 10; as much for each of up to
/// some hundred levels of a ramp.
[[nodiscard]] inline run_length average_run_length(const variance_cusum_chart& chart, const sd_change& change = {}) {
  detail::check(chart);
  detail::check(change);
  return detail::arl_and_error(change, [&](double fineness) { return detail::arl(chart, change, fineness); });
}

/// The whole law of the run length at a constant standard deviation (signed transitions).
[[nodiscard]] inline absorbing_chain run_length_law(const variance_cusum_chart& chart, double sigma = 1.0) {
  detail::check(chart);
  detail::check(sd_change{.sigma = sigma});
  return detail::variance_cusum_solver{chart, 1.25}.chain(sigma);
}

/// The h at which the in-control mean run length is arl0; the h that the chart comes with is not used.
/// Error: bad_parameter naming k, df, head_start or direction, bad_argument naming arl0. Cost: 0.1 s at df 1 and arl0
/// 1e3.
[[nodiscard]] inline solved_limit solve_limit(variance_cusum_chart chart, double arl0,
                                              change_from from = change_from::start) {
  detail::check_arl0(arl0);
  chart.h = chart.head_start + 1.0;
  detail::check(chart);
  check_reference_value(chart.k, 1.0, chart.direction == side::up, "the in-control variance", "the variance");
  const sd_change quiet{.from = from};
  const auto arl = [&](double h, double fineness) {
    chart.h = h;
    return detail::arl(chart, quiet, fineness);
  };
  // Siegmund's formula with the mean and the standard deviation of s2.
  const double sd = std::sqrt(2.0 / static_cast<double>(chart.df));
  const double guess = chart.head_start + std::fmax(0.1, sd * siegmund_limit(std::fabs(chart.k - 1.0) / sd, arl0));
  const double h = solve_limit([&](double at) { return arl(at, 1.0); }, arl0,
                               {.name = "h", .guess = guess, .lowest = chart.head_start});
  return {h, detail::at_two_resolutions([&](double fineness) { return arl(h, fineness); })};
}

}  // namespace tepid::inline v0::design
