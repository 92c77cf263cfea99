// tepid/design/variance_ewma.hpp - exact run lengths and limits of the EWMA of sample variances.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include <Eigen/Dense>

#include <tepid/core/error.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/quadrature.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/solve_limit.hpp>
#include <tepid/design/variance_collocation.hpp>

namespace tepid::inline v0::design {

/// An EWMA of sample variances s2 with df degrees of freedom and in-control mean 1: Z = (1 - lambda) Z + lambda s2,
/// alarm when Z > 1 + L sqrt(lambda / (2 - lambda)) sqrt(2 / df).
struct variance_ewma_chart {
  double lambda = 0.1;      ///< Weight of the newest sample.  (0, 1]
  double L = 2.5;           ///< Limit, in long-run sd of Z.     (0, 1000]
  unsigned df = 1;          ///< Observations in a sample, less one if their mean is taken off.
  double head_start = 1.0;  ///< Start of Z, a variance.  [0, limit)

  [[nodiscard]] double limit() const {
    return 1.0 + L * std::sqrt(lambda / (2.0 - lambda) * 2.0 / static_cast<double>(df));
  }
};

namespace detail {

inline void check(const variance_ewma_chart& chart) {
  check_df(chart.df);
  require(
      std::isfinite(chart.lambda) && chart.lambda > 0.0 && chart.lambda <= 1.0, "lambda",
      "lambda = " + std::to_string(chart.lambda) + ": the weight of the newest sample must be above 0 and at most 1");
  require(std::isfinite(chart.L) && chart.L > 0.0 && chart.L <= 1e3, "L",
          "L = " + std::to_string(chart.L) +
              ": the limit must be above 0 and at most 1000 standard deviations of the EWMA");
  require(chart.head_start >= 0.0 && chart.head_start < chart.limit(), "head_start",
          "head_start must be at least 0 and below the limit; 1 is the in-control variance");
}

// The mean run length is analytic in Z, so polynomials on the whole range do (Knoth 2005); the integrals run over the
// root of the sample variance, in which the law is smooth.
class variance_ewma_solver {
 public:
  variance_ewma_solver(const variance_ewma_chart& chart, double fineness) : chart_{chart}, limit_{chart.limit()} {
    const double width = limit_ / (chart.lambda * sample_variance_law{chart.df, 1.0}.spread());
    const double wanted = fineness * (30.0 + 0.8 * width);
    if (wanted > 1500.0) {
      throw error{errc::bad_parameter, "lambda",
                  "this chart needs polynomials of degree " + std::to_string(wanted) +
                      " to be solved; use a larger lambda or fewer degrees of freedom"};
    }
    const auto n = static_cast<std::size_t>(std::ceil(wanted));
    basis_ = lagrange_basis{chebyshev_nodes(n, limit_)};
    rule_ = gauss_legendre(n + static_cast<std::size_t>(std::ceil(fineness * 40.0)));
  }

  [[nodiscard]] absorbing_chain chain(double sigma) const {
    const sample_variance_law law{chart_.df, sigma};
    return collocation_chain(basis_.nodes(), chart_.head_start, [&](double z, auto row) {
      const double kept = (1.0 - chart_.lambda) * z;
      const double x_limit = (limit_ - kept) / chart_.lambda;
      const double to = std::fmin(std::sqrt(x_limit), law.largest_root());
      for (std::size_t i = 0; i < rule_.nodes.size(); ++i) {
        const double s = 0.5 * to * (1.0 + rule_.nodes[i]);
        basis_.add(kept + chart_.lambda * s * s, 0.5 * to * rule_.weights[i] * law.root_density(s), row, 0);
      }
      return law.above(x_limit);
    });
  }

 private:
  variance_ewma_chart chart_;
  double limit_;
  lagrange_basis basis_;
  quadrature_rule rule_;
};

[[nodiscard]] inline double arl(const variance_ewma_chart& chart, const sd_change& change, double fineness) {
  if (change.slope < 0.0) return std::numeric_limits<double>::infinity();  // away from the limit
  const variance_ewma_solver solver{chart, fineness};
  // An alarm by one sample alone, chi-square beyond df * limit / lambda, is the most that sigma can matter.
  const double sensitivity = static_cast<double>(chart.df) * chart.limit() / chart.lambda;
  return arl_after(change, sensitivity, [&](double sigma) { return solver.chain(sigma); });
}

}  // namespace detail

/// Mean run length of an upper variance EWMA, in samples; endless under a ramp down. Error: bad_parameter naming
/// lambda, L, df, head_start, sigma or slope. Cost: 5 ms at lambda 0.1, 0.1 s at 0.01; as much for each of up to some
/// hundred levels of a ramp.
[[nodiscard]] inline run_length average_run_length(const variance_ewma_chart& chart, const sd_change& change = {}) {
  detail::check(chart);
  detail::check(change);
  return detail::arl_and_error(change, [&](double fineness) { return detail::arl(chart, change, fineness); });
}

/// The whole law of the run length at a constant standard deviation (signed transitions).
[[nodiscard]] inline absorbing_chain run_length_law(const variance_ewma_chart& chart, double sigma = 1.0) {
  detail::check(chart);
  detail::check(sd_change{.sigma = sigma});
  return detail::variance_ewma_solver{chart, 1.25}.chain(sigma);
}

/// The L at which the in-control mean run length is arl0; the L that the chart comes with is not used.
/// Error: bad_parameter naming lambda, df or head_start, bad_argument naming arl0.
[[nodiscard]] inline solved_limit solve_limit(variance_ewma_chart chart, double arl0,
                                              change_from from = change_from::start) {
  detail::check_arl0(arl0);
  const double at_one = variance_ewma_chart{chart.lambda, 1.0, chart.df, 0.0}.limit() - 1.0;
  const double lowest = std::fmax(0.0, (chart.head_start - 1.0) / at_one);
  chart.L = lowest + 1.0;
  detail::check(chart);
  const sd_change quiet{.from = from};
  const auto arl = [&](double L, double fineness) {
    chart.L = L;
    return detail::arl(chart, quiet, fineness);
  };
  const double L = solve_limit([&](double at) { return arl(at, 1.0); }, arl0,
                               {.name = "L", .guess = lowest + 2.5, .lowest = lowest, .highest = 200.0});
  return {L, detail::at_two_resolutions([&](double fineness) { return arl(L, fineness); })};
}

}  // namespace tepid::inline v0::design
