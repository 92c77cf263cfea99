// tepid/two_sample/pca_reconstruction.hpp - do the current rows still lie where the reference's components reach?
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <tuple>
#include <vector>

#include <Eigen/Eigenvalues>

#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/auc.hpp>
#include <tepid/two_sample/fields.hpp>
#include <tepid/two_sample/interval.hpp>
#include <tepid/two_sample/rows.hpp>

namespace tepid::inline v0 {

/// Parameters of pca_reconstruction.
struct pca_reconstruction_params {
  double explained = 0.65;
  double held_out = 0.5;
  double confidence = 0.95;
  double margin = 0.0;
  std::uint64_t seed = 1;

  friend bool operator==(const pca_reconstruction_params&, const pca_reconstruction_params&) = default;
};

/// Reconstruction error on the reference's principal components: notices when columns no longer go together as they
/// did.
///
/// Fit:       on a seeded random part of the reference: columns standardized by its means and standard deviations (a
///            constant column keeps its unit), and the fewest components that explain `explained` of the variance, but
///            never all.
/// Statistic: the mean over the current rows of the distance between a row and its projection on the components.
/// Effect:    P(a current row's error exceeds a held-out reference row's) - 1/2, in [-1/2, 1/2], with DeLong's
///            interval.
/// p-value:   method "Mann-Whitney": of the current errors against those of the held-out rows, which the fit has not
///            seen either (errors of fitted rows are too small and would raise false alarms); two-sided, normal law
///            with ties.
/// Input:     rows; those with a missing or infinite value are left out and not counted in the sizes.
/// Cost:      O((N + M) d^2 + d^3).
/// Errors:    error{bad_data} when the reference has fewer than 8 complete rows or the current sample fewer than 2;
///            error{bad_argument} when the columns differ.
/// Source:    K. Pearson, Phil. Mag. 2 (1901) 559-572; NannyML, Data Reconstruction with PCA; DeLong et al. 1988.
class pca_reconstruction {
 public:
  using params = pca_reconstruction_params;
  static constexpr test_descriptor about{.name = "pca_reconstruction",
                                         .title = "Reconstruction error on the reference's principal components",
                                         .source = "Pearson 1901, Phil. Mag. 2; DeLong et al. 1988, Biometrics 44"};
  static constexpr std::tuple schema{
      field{"explained",
            &pca_reconstruction_params::explained,
            {0.01, 0.9999},
            "",
            "share of variance in the components"},
      field{"held_out", &pca_reconstruction_params::held_out, {0.1, 0.9}, "", "share of the reference not fitted"},
      detail::confidence_field<pca_reconstruction_params>, detail::margin_field<pca_reconstruction_params>,
      field{"seed", &pca_reconstruction_params::seed, {0, count_max}, "", "of the division of the reference"}};

  explicit pca_reconstruction(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(matrix_view reference, matrix_view current) const {
    const auto both = detail::complete_rows(about.name, reference, current, 2);
    test_result r = both.result(about.name);
    if (r.reference < 8)
      throw error{errc::bad_data, "reference",
                  std::string{about.name} + ": the reference sample has " + std::to_string(r.reference) +
                      " complete rows; at least 8 are needed"};
    random_source random{params_.seed};
    const auto order = detail::shuffled(random, both.n());
    const auto held = std::clamp<std::size_t>(
        static_cast<std::size_t>(std::round(params_.held_out * static_cast<double>(order.size()))), 2,
        order.size() - 4);
    const std::span<const Eigen::Index> places{order};
    const fit components{detail::rows_at(both.reference, places.subspan(held)), params_.explained};
    const auto fresh = components.errors(detail::rows_at(both.reference, places.first(held)));
    const auto after = components.errors(both.current);
    r.statistic = 0.0;
    for (const double e : after) r.statistic += e;
    r.statistic /= static_cast<double>(after.size());
    const auto area = detail::area_under_curve(fresh, after);
    r.effect = area.auc - 0.5;
    detail::set_interval(r, params_,
                         [&](double error) { return detail::auc_interval(r.effect, area.variance, error); });
    r.method = "Mann-Whitney";
    r.p_value = area.null_variance > 0 ? std::erfc(std::fabs(r.effect) / std::sqrt(2.0 * area.null_variance)) : 1.0;
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  class fit {
   public:
    fit(detail::row_matrix rows, double explained) : mean_{rows.colwise().mean()} {
      rows.rowwise() -= mean_;
      const double n = static_cast<double>(rows.rows());
      inverse_sd_ = (rows.colwise().squaredNorm() / n).cwiseSqrt();
      for (Eigen::Index j = 0; j < mean_.size(); ++j)
        inverse_sd_[j] = inverse_sd_[j] > 1e-14 * std::fabs(mean_[j]) ? 1.0 / inverse_sd_[j] : 1.0;
      rows = rows * inverse_sd_.asDiagonal();
      const Eigen::MatrixXd covariance = rows.transpose() * rows / n;
      const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts{covariance};
      const Eigen::Index d = covariance.cols();
      const double wanted = explained * std::max(0.0, parts.eigenvalues().sum());
      Eigen::Index used = 0;  // eigenvalues ascend
      double sum = 0.0;
      while (used < d - 1 && (used == 0 || sum < wanted)) sum += parts.eigenvalues()[d - ++used];
      components_ = parts.eigenvectors().rightCols(used);
    }

    [[nodiscard]] std::vector<double> errors(detail::row_matrix rows) const {
      rows.rowwise() -= mean_;
      rows = rows * inverse_sd_.asDiagonal();
      const detail::row_matrix rest = rows - (rows * components_) * components_.transpose();
      std::vector<double> out;
      for (Eigen::Index i = 0; i < rest.rows(); ++i) {
        const double error = rest.row(i).norm();
        out.push_back(error > 1e-12 * rows.row(i).norm() ? error : 0.0);  // rounding is no error
      }
      return out;
    }

   private:
    Eigen::RowVectorXd mean_, inverse_sd_;
    Eigen::MatrixXd components_;
  };

  params params_;
};

static_assert(MultivariateTest<pca_reconstruction>);

}  // namespace tepid::inline v0
