// tepid/design/conditional_run_length.hpp - how run lengths differ between references, and limits that are honest then.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

#include <Eigen/Dense>
#include <boost/math/distributions/chi_squared.hpp>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/design/estimated.hpp>
#include <tepid/design/estimated_limit.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/solve_limit.hpp>
#include <tepid/design/variance_collocation.hpp>

namespace tepid::inline v0::design {

/// The law, over references of one kind, of the in-control mean run length that a chart has with its reference's mean
/// and standard deviation (the conditional run length: given the reference).
///
/// The log of the run length is smooth in the errors of mean and sd: a polynomial through 20 x 20 Chebyshev nodes,
/// evaluated on a fine grid of both laws. Quantiles are within 1e-3, relative. Cost: 200 to 400 run lengths of the
/// chart: 20 ms to 1 s. Error: as average_run_length of the chart.
class conditional_run_length {
 public:
  template <class Chart>
  conditional_run_length(const Chart& chart, const reference_sample& reference) {
    detail::check(chart);
    detail::check(reference);
    const bool even = detail::symmetric(chart);
    const bool mean_known = reference.what == estimates::sd, sd_known = reference.what == estimates::mean;
    const double root_size = std::sqrt(static_cast<double>(reference.size));
    const double first = even ? 0.0 : -farthest, span = farthest - first;
    const auto offsets = mean_known ? std::vector<double>{0.0} : detail::chebyshev_nodes(nodes, span);
    const boost::math::chi_squared_distribution<double> law{detail::df_of(reference)};
    const auto log_sd = [&](double u) { return 0.5 * std::log(boost::math::quantile(law, u) / law.degrees_of_freedom()); };
    const double low = sd_known ? 0.0 : log_sd(1e-7), high = sd_known ? 0.0 : log_sd(1.0 - 1e-7);
    const auto sds = sd_known ? std::vector<double>{0.0} : detail::chebyshev_nodes(nodes, high - low);

    Eigen::MatrixXd logs(at(sds.size()), at(offsets.size()));
    for (std::size_t i = 0; i < sds.size(); ++i)
      for (std::size_t j = 0; j < offsets.size(); ++j) {
        Chart upward = detail::scaled(chart, std::exp(low + sds[i]));
        if (upward.direction == side::down) upward.direction = side::up;
        const double error = mean_known ? 0.0 : first + offsets[j];
        logs(at(i), at(j)) =
            std::fmin(690.0, std::log(detail::arl(upward, mean_change{.step = error / root_size}, 1.0)));
      }
    // Rows: equal shares of the law of the sd, by their middles. Columns: errors of the mean in steps.
    std::vector<double> rows, columns;
    for (std::size_t i = 0; i < (sd_known ? 1 : shares); ++i)
      rows.push_back(sd_known ? 0.0 : log_sd((static_cast<double>(i) + 0.5) / shares) - low);
    for (std::size_t j = 0; j < (mean_known ? 1 : steps); ++j)
      columns.push_back(mean_known ? 0.0 : span * static_cast<double>(j) / (steps - 1.0));
    logs_ = values_at(detail::lagrange_basis{sds}, rows) * logs *
            values_at(detail::lagrange_basis{offsets}, columns).transpose();
    for (const double column : columns) below_.push_back(normal_below(first + column));
    // What lies beyond the last step on either side, 1e-9, is not missed.
    below_.front() = even ? 0.5 : 0.0;
    below_.back() = 1.0;
  }

  /// P(conditional run length <= arl).
  [[nodiscard]] double below(double arl) const {
    const double level = std::log(arl);
    double sum = 0.0;
    for (Eigen::Index i = 0; i < logs_.rows(); ++i) {
      if (logs_.cols() == 1) sum += logs_(i, 0) <= level ? 1.0 : 0.0;
      for (Eigen::Index j = 1; j < logs_.cols(); ++j) {
        const double a = logs_(i, j - 1), b = logs_(i, j);
        const double share = a <= level && b <= level  ? 1.0
                             : a > level && b > level ? 0.0
                             : a <= level             ? (level - a) / (b - a)
                                                      : (level - b) / (a - b);
        sum += share * (below_[static_cast<std::size_t>(j)] - below_[static_cast<std::size_t>(j - 1)]);
      }
    }
    const double all = logs_.cols() == 1 ? 1.0 : below_.back() - below_.front();
    return sum / (all * static_cast<double>(logs_.rows()));
  }

  /// The run length that a share p of references fall short of.  p in (0, 1).
  [[nodiscard]] double quantile(double p) const {
    detail::require(p > 0.0 && p < 1.0, "p", "a quantile needs a probability p strictly between 0 and 1");
    double low = logs_.minCoeff(), high = logs_.maxCoeff();
    while (high - low > 1e-7) {
      const double middle = 0.5 * (low + high);
      (below(std::exp(middle)) < p ? low : high) = middle;
    }
    return std::exp(high);
  }

 private:
  static constexpr std::size_t nodes = 20, shares = 400, steps = 161;
  static constexpr double farthest = 6.0;  // in standard errors of the mean

  [[nodiscard]] static Eigen::Index at(std::size_t i) noexcept { return static_cast<Eigen::Index>(i); }
  [[nodiscard]] static double normal_below(double x) noexcept { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }
  [[nodiscard]] static Eigen::MatrixXd values_at(const detail::lagrange_basis& basis, const std::vector<double>& where) {
    Eigen::MatrixXd values = Eigen::MatrixXd::Zero(at(where.size()), at(basis.size()));
    for (std::size_t i = 0; i < where.size(); ++i) basis.add(where[i], 1.0, values.row(at(i)), 0);
    return values;
  }

  Eigen::MatrixXd logs_;
  std::vector<double> below_;
};

namespace detail {

template <class Chart>
[[nodiscard]] std::string reference_that_would_do(Chart chart, reference_sample reference, double arl0) {
  for (std::uint64_t size = 4 * reference.size; size < 1'000'000'000'000; size *= 4) {
    reference.size = size;
    if (growth_with_scale(chart) < 0.8 * df_of(reference) &&
        conditional_run_length{chart, reference}.quantile(0.5) >= 0.5 * arl0)
      return "give some " + to_text(static_cast<double>(size)) + " observations, or ask for a smaller budget";
  }
  return "ask for a smaller budget";
}

}  // namespace detail

/// The limit of a CUSUM or EWMA whose mean and standard deviation come from a reference: that at which the mean run
/// length over references and data is arl0, but never below that for known ones. The mean can be kept by fewer
/// observations than a reference needs, where a few lucky ones with a large estimated sd hardly ever alarm.
/// Error: as solve_limit, and bad_argument naming reference where the mean is infinite, or where half of all references
/// would have less than a tenth of arl0; the message says how many observations would do.
/// Cost: about 10 of average_run_length.
template <class Chart>
[[nodiscard]] solved_limit honest_limit(Chart chart, double arl0, const reference_sample& reference) {
  detail::check(reference);
  double& limit = detail::limit_of(chart);
  limit = solve_limit(chart, arl0).limit;
  const auto refuse = [&](const std::string& why) {
    throw error{errc::bad_argument, "reference",
                "a reference of " + std::to_string(reference.size) + " observations is too short for a budget of " +
                    to_text(arl0) + ": " + why + "; " + detail::reference_that_would_do(chart, reference, arl0)};
  };
  constexpr const char* endless =
      "a few references with a large standard deviation would never alarm, so that there is no mean over references";
  if (reference.what != estimates::mean && detail::growth_with_scale(chart) >= detail::df_of(reference)) refuse(endless);
  if (const double half = conditional_run_length{chart, reference}.quantile(0.5); half < 0.1 * arl0) {
    refuse("half of such references would give false alarms every " + to_text(std::round(half)) +
           " observations or more often");
  }
  const run_length kept = average_run_length(chart, reference);
  if (!std::isfinite(kept.arl)) refuse(endless);
  if (kept.arl >= arl0) return {limit, kept};
  return solve_limit(chart, arl0, reference);
}

}  // namespace tepid::inline v0::design
