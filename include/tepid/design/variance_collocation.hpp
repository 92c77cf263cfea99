// tepid/design/variance_collocation.hpp - run-length equations of charts for the variance, by product integration.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include <Eigen/Dense>
#include <boost/math/special_functions/gamma.hpp>

#include <tepid/core/error.hpp>
#include <tepid/design/absorbing_chain.hpp>
#include <tepid/design/chain_ramp.hpp>
#include <tepid/design/control.hpp>
#include <tepid/design/quadrature.hpp>
#include <tepid/design/run_length.hpp>

namespace tepid::inline v0::design {

/// A sample variance x = sigma^2 chi^2(df) / df. Its density is singular at 0 for df = 1, but that of its root is
/// smooth.
class sample_variance_law {
 public:
  sample_variance_law(unsigned df, double sigma)
      : half_df_{0.5 * static_cast<double>(df)}, rate_{half_df_ / (sigma * sigma)} {
    log_scale_ = std::numbers::ln2 + half_df_ * std::log(rate_) - std::lgamma(half_df_);
  }
  [[nodiscard]] double below(double x) const { return x <= 0.0 ? 0.0 : boost::math::gamma_p(half_df_, rate_ * x); }
  [[nodiscard]] double above(double x) const { return x <= 0.0 ? 1.0 : boost::math::gamma_q(half_df_, rate_ * x); }
  /// The density of the root s of x.
  [[nodiscard]] double root_density(double s) const {
    if (s <= 0.0) return half_df_ == 0.5 ? std::exp(log_scale_) : 0.0;
    return std::exp(log_scale_ + (2.0 * half_df_ - 1.0) * std::log(s) - rate_ * s * s);
  }
  /// Beyond this root there is less than 1e-20.
  [[nodiscard]] double largest_root() const { return (std::sqrt(2.0 * half_df_) + 9.5) / std::sqrt(2.0 * rate_); }
  /// Standard deviation of x.
  [[nodiscard]] double spread() const { return std::sqrt(half_df_) / rate_; }

 private:
  double half_df_;
  double rate_;  // df / (2 sigma^2)
  double log_scale_;
};

/// What happens to the standard deviation of the data, in units of its in-control value. That of sample t = 1, 2, ...
/// after the change is sigma + slope * t, or sigma + slope * (t - 1) if the ramp starts at zero, and never below
/// smallest_sd.
struct sd_change {
  double sigma = 1.0;  ///< After the change.
  change_from from = change_from::start;
  double slope = 0.0;  ///< Per sample.
  bool ramp_starts_at_zero = false;
};

/// Where a ramp down ends: a standard deviation cannot reach 0.
inline constexpr double smallest_sd = 0.01;

namespace detail {

inline void check_df(unsigned df) {
  require(df >= 1 && df <= 100000, "df",
          "df must be between 1 and 100000: the observations in a sample, less one if their mean is taken off");
}

inline void check(const sd_change& change) {
  require(std::isfinite(change.sigma) && change.sigma > 0.0 && change.sigma <= 1e3, "sigma",
          "sigma = " + std::to_string(change.sigma) +
              ": the standard deviation must be above 0 and at most 1000 in-control ones");
  require(std::isfinite(change.slope), "slope", "slope must be a finite number of standard deviations per sample");
}

// Values of the Lagrange polynomials of some nodes, by the barycentric formula.
class lagrange_basis {
 public:
  lagrange_basis() = default;
  explicit lagrange_basis(std::vector<double> nodes) : nodes_{std::move(nodes)}, weights_(nodes_.size(), 1.0) {
    const double scale = nodes_.size() < 2 ? 1.0 : 4.0 / std::fabs(nodes_.back() - nodes_.front());
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      for (std::size_t j = 0; j < nodes_.size(); ++j) {
        if (i != j) weights_[i] /= (nodes_[i] - nodes_[j]) * scale;
      }
    }
  }

  [[nodiscard]] std::size_t size() const noexcept { return nodes_.size(); }
  [[nodiscard]] const std::vector<double>& nodes() const noexcept { return nodes_; }

  /// row(first + j) += factor * l_j(t)
  template <class Row>
  void add(double t, double factor, Row&& row, Eigen::Index first) const {
    double sum = 0.0;
    for (std::size_t j = 0; j < size(); ++j) {
      const double gap = t - nodes_[j];
      if (gap == 0.0) {
        row(first + static_cast<Eigen::Index>(j)) += factor;
        return;
      }
      sum += weights_[j] / gap;
    }
    for (std::size_t j = 0; j < size(); ++j) {
      row(first + static_cast<Eigen::Index>(j)) += factor * weights_[j] / (t - nodes_[j]) / sum;
    }
  }

 private:
  std::vector<double> nodes_;
  std::vector<double> weights_;
};

// Chebyshev nodes on (0, length).
[[nodiscard]] inline std::vector<double> chebyshev_nodes(std::size_t n, double length) {
  std::vector<double> nodes(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double angle = std::numbers::pi * (static_cast<double>(i) + 0.5) / static_cast<double>(n);
    nodes[i] = 0.5 * length * (1.0 - std::cos(angle));
  }
  return nodes;
}

// A chart for which `row(z, q_row)` fills the transitions from z and returns the alarm probability, as a chain whose
// first states are `positions` and whose last is the start.
template <class FillRow>
[[nodiscard]] absorbing_chain collocation_chain(const std::vector<double>& positions, double start,
                                                FillRow&& fill_row) {
  const auto n = static_cast<Eigen::Index>(positions.size());
  row_major_matrix q = row_major_matrix::Zero(n + 1, n + 1);
  Eigen::VectorXd alarm(n + 1);
  for (Eigen::Index i = 0; i < n; ++i) {
    detail::checkpoint();
    alarm(i) = fill_row(positions[static_cast<std::size_t>(i)], q.row(i));
  }
  alarm(n) = fill_row(start, q.row(n));
  Eigen::VectorXd law = Eigen::VectorXd::Zero(n + 1);
  law(n) = 1.0;
  return {std::move(q), std::move(law), std::move(alarm)};
}

// Mean run length after a change from the laws before and after it, on the same states. The log of the hazard changes
// with sigma by `sensitivity` at most.
template <class ChainOf>
[[nodiscard]] double arl_after(const sd_change& change, double sensitivity, ChainOf&& chain_of) {
  if (change.from == change_from::start && change.slope == 0.0) return chain_of(change.sigma).arl();
  const absorbing_chain before = chain_of(1.0);
  const Eigen::VectorXd law = change.from == change_from::start    ? before.start()
                              : change.from == change_from::steady ? before.quasi_stationary()
                                                                   : before.cyclical();
  if (change.slope == 0.0) return chain_of(change.sigma).arl_from(law);
  const mean_change ramp{
      .step = change.sigma, .slope = change.slope, .ramp_starts_at_zero = change.ramp_starts_at_zero};
  return mean_under_ramp([&](double sigma) { return chain_of(std::clamp(sigma, smallest_sd, 1e3)); }, law, ramp,
                         sensitivity);
}

// A ramp has hundreds of levels to be solved, and coarser polynomials do: about 1e-6, which the error says.
template <class F>
[[nodiscard]] run_length arl_and_error(const sd_change& change, F&& arl_at_fineness) {
  if (change.slope == 0.0) return at_two_resolutions(arl_at_fineness);
  const double coarse = arl_at_fineness(0.5), fine = arl_at_fineness(0.7);
  return {fine, limit_kind::exact, std::isfinite(fine) ? std::fabs(fine - coarse) : 0.0};
}

}  // namespace detail

}  // namespace tepid::inline v0::design
