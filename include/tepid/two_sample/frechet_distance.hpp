// tepid/two_sample/frechet_distance.hpp - the Frechet distance of the normal laws of two samples of rows.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <tuple>
#include <utility>
#include <vector>

#include <Eigen/Eigenvalues>

#include <tepid/two_sample/block_permutation.hpp>
#include <tepid/two_sample/fields.hpp>
#include <tepid/two_sample/interval.hpp>
#include <tepid/two_sample/replicates.hpp>

namespace tepid::inline v0 {

/// Parameters of frechet_distance.
struct frechet_distance_params {
  std::uint64_t permutations = 999;
  std::uint64_t resamples = 199;
  double confidence = 0.95;
  double margin = 0.0;
  std::uint64_t seed = 1;

  friend bool operator==(const frechet_distance_params&, const frechet_distance_params&) = default;
};

/// Squared Frechet distance of two normal laws with the samples' means and covariances, as used for embeddings (FID).
///
/// Statistic: |a - b|^2 + trace(A + B - 2 (A B)^(1/2)), means a and b, covariances A and B with divisor N - 1. In
///            squared units of the columns. Biased upward: about (1/N + 1/M) times a multiple of the trace under no
///            change.
/// Effect:    its root: the 2-Wasserstein distance of the two normal laws. Its interval: the error is at most the sum
/// of
///            both samples' distances from their own laws (triangle inequality), of which `resamples` bootstrap samples
///            of blocks of rows tell the quantile. Rather too long than too short. None where there is no p-value.
///            margin_p is at least 1 / (resamples + 1).
/// p-value:   method "block permutation": blocks of rows, single rows in small samples, are divided at random between
///            the samples, at most `permutations` times; never below 1 / (permutations + 1). NaN, method "none: too
///            many columns", from 257 columns on, where each division would take seconds.
/// Input:     rows; those with a missing or infinite value are left out and not counted in the sizes.
/// Cost:      O((N + M) d^2 + d^3), and d^3 (about 20 d^3 multiplications) a permutation.
/// Errors:    error{bad_data} when a sample has fewer than 2 complete rows; error{bad_argument} when the columns
///            differ.
/// Source:    D. Dowson and B. Landau, J. Multivariate Anal. 12 (1982) 450-455; M. Heusel et al., NIPS 2017.
class frechet_distance {
 public:
  using params = frechet_distance_params;
  static constexpr test_descriptor about{
      .name = "frechet_distance",
      .title = "Frechet distance of the normal laws of two samples of rows",
      .source = "Dowson and Landau 1982, J. Multivariate Anal. 12; Heusel et al. 2017"};
  static constexpr std::tuple schema{
      field{"permutations", &frechet_distance_params::permutations, {99, 1e7}, "", "at most this many"},
      detail::resamples_field<frechet_distance_params>, detail::confidence_field<frechet_distance_params>,
      detail::margin_field<frechet_distance_params>,
      field{"seed", &frechet_distance_params::seed, {0, count_max}, "", "of the permutations"}};

  explicit frechet_distance(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(matrix_view reference, matrix_view current) const {
    auto both = detail::complete_rows(about.name, reference, current, 2);
    test_result r = both.result(about.name);
    const Eigen::Index d = both.columns();
    // The distance does not depend on where the origin lies; sums of squares keep more digits around the mean.
    const Eigen::RowVectorXd origin = both.reference.colwise().mean();
    both.reference.rowwise() -= origin;
    both.current.rowwise() -= origin;
    r.statistic = distance(moments(both.reference), moments(both.current));
    r.effect = std::sqrt(r.statistic);
    if (d > 256) {
      r.method = "none: too many columns";
      r.p_value = std::numeric_limits<double>::quiet_NaN();
      return r;
    }
    random_source random{params_.seed};
    const Eigen::Index length = d + d * (d + 1) / 2;  // the row and the upper half of its products
    const detail::block_sums sums{both, length, std::clamp<Eigen::Index>(4'000'000 / length, 64, 256), random,
                                  [d](const auto& row, Eigen::RowVectorXd& out) {
                                    out.head(d) = row;
                                    Eigen::Index at = d;
                                    for (Eigen::Index i = 0; i < d; ++i)
                                      for (Eigen::Index j = i; j < d; ++j) out[at++] = row[i] * row[j];
                                  }};
    const double n = static_cast<double>(both.n()), m = static_cast<double>(both.m());
    const auto statistic = [&](const Eigen::RowVectorXd& a, const Eigen::RowVectorXd& b) {
      return distance(moments(a, n, d), moments(b, m, d));
    };
    // The same rows summed in another order, and the roots of small eigenvalues, differ by rounding.
    const double spread = moments(both.reference).covariance.trace() + moments(both.current).covariance.trace();
    r.method = "block permutation";
    r.p_value = sums.p_value(r.statistic - 1e-9 * spread, params_.permutations, random, statistic);
    if (params_.resamples == 0 || sums.rows(false) < 2 || sums.rows(true) < 2) return r;
    random_source draws{params_.seed, 2};
    std::vector<double> errors(static_cast<std::size_t>(params_.resamples), 0.0);
    for (const bool second : {false, true}) {
      const double rows = sums.rows(second);
      const normal_law own = moments(sums.mean(second) * rows, rows, d);
      for (double& error : errors)
        error += std::sqrt(distance(own, moments(sums.resampled_mean(second, draws) * rows, rows, d)));
    }
    const detail::replicates sorted{std::move(errors)};
    detail::set_interval(r, params_, [&](double error) {
      return detail::around_distance(r.effect, sorted.exceeded_by(error), std::numeric_limits<double>::infinity());
    });
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  struct normal_law {
    Eigen::RowVectorXd mean;
    Eigen::MatrixXd covariance;
  };

  static normal_law moments(const detail::row_matrix& rows) {
    normal_law law{rows.colwise().mean(), {}};
    const detail::row_matrix centred = rows.rowwise() - law.mean;
    law.covariance = centred.transpose() * centred / (static_cast<double>(rows.rows()) - 1.0);
    return law;
  }

  static normal_law moments(const Eigen::RowVectorXd& sums, double n, Eigen::Index d) {
    normal_law law{sums.head(d) / n, Eigen::MatrixXd(d, d)};
    Eigen::Index at = d;
    for (Eigen::Index i = 0; i < d; ++i)
      for (Eigen::Index j = i; j < d; ++j)
        law.covariance(i, j) = law.covariance(j, i) = (sums[at++] - n * law.mean[i] * law.mean[j]) / (n - 1.0);
    return law;
  }

  static Eigen::MatrixXd root(const Eigen::MatrixXd& a) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts{a};
    return parts.eigenvectors() * parts.eigenvalues().cwiseMax(0.0).cwiseSqrt().asDiagonal() *
           parts.eigenvectors().transpose();
  }

  /// The trace of (A B)^(1/2) is that of (A^(1/2) B A^(1/2))^(1/2), a symmetric matrix.
  static double distance(const normal_law& a, const normal_law& b) {
    const Eigen::MatrixXd left = root(a.covariance);
    Eigen::MatrixXd middle = left * b.covariance * left;
    middle = 0.5 * (middle + middle.transpose()).eval();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts{middle, Eigen::EigenvaluesOnly};
    const double shared = parts.eigenvalues().cwiseMax(0.0).cwiseSqrt().sum();
    return std::max(0.0, (a.mean - b.mean).squaredNorm() + a.covariance.trace() + b.covariance.trace() - 2.0 * shared);
  }

  params params_;
};

static_assert(MultivariateTest<frechet_distance>);

}  // namespace tepid::inline v0
