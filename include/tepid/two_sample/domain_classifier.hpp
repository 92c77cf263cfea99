// tepid/two_sample/domain_classifier.hpp - can a classifier tell the current rows from the reference's?
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include <Eigen/Cholesky>

#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/auc.hpp>
#include <tepid/two_sample/fields.hpp>
#include <tepid/two_sample/interval.hpp>
#include <tepid/two_sample/permutation.hpp>
#include <tepid/two_sample/rows.hpp>

namespace tepid::inline v0 {

namespace detail {

/// Logistic regression with a ridge: the weights w, the intercept last, that minimise
///   sum of log(1 + exp(-s x.w)) + ridge / 2 * |w without the intercept|^2, s = 1 for `label` 1 and -1 for 0,
/// by Newton steps, halved while they do not improve. The last column of x is 1.
[[nodiscard]] inline Eigen::VectorXd fit_logistic(const row_matrix& x, const Eigen::VectorXd& label, double ridge) {
  const Eigen::Index d = x.cols();
  Eigen::VectorXd w = Eigen::VectorXd::Zero(d), penalty = Eigen::VectorXd::Constant(d, ridge);
  penalty[d - 1] = 0.0;
  const double share = label.mean();
  w[d - 1] = std::log(share / (1.0 - share));
  const auto loss = [&](const Eigen::VectorXd& at) {
    const Eigen::ArrayXd z = (x * at).array();
    // log(1 + exp(z)) - label z, without overflow.
    return (z.max(0.0) + (-z.abs()).exp().log1p() - label.array() * z).sum() + 0.5 * penalty.dot(at.cwiseProduct(at));
  };
  double now = loss(w);
  for (int iteration = 0; iteration < 100; ++iteration) {
    const Eigen::ArrayXd p = 1.0 / (1.0 + (-(x * w).array()).exp());
    const Eigen::VectorXd gradient = x.transpose() * (p.matrix() - label) + penalty.cwiseProduct(w);
    const row_matrix weighted = (p * (1.0 - p)).matrix().asDiagonal() * x;
    Eigen::MatrixXd hessian = x.transpose() * weighted;
    hessian.diagonal() += penalty;
    hessian(d - 1, d - 1) += 1e-12;
    const Eigen::VectorXd step = hessian.llt().solve(gradient);
    if (!(gradient.dot(step) > 1e-16 * static_cast<double>(x.rows()))) break;  // twice what is left to gain
    double length = 1.0, next = loss(w - step);
    while (next > now && length > 1e-6) next = loss(w - (length *= 0.5) * step);
    if (next > now) break;
    w -= length * step;
    now = next;
  }
  return w;
}

}  // namespace detail

/// Parameters of domain_classifier.
struct domain_classifier_params {
  std::uint64_t folds = 5;
  double ridge = 1.0;
  double confidence = 0.95;
  double margin = 0.0;
  std::uint64_t permutations = 999;
  double work = 1e9;
  std::uint64_t seed = 1;

  friend bool operator==(const domain_classifier_params&, const domain_classifier_params&) = default;
};

/// Logistic regression trained to tell current rows from reference rows, judged on rows that it has not seen.
///
/// Statistic: the area under the curve, averaged over `folds` stratified folds: 1/2 when nothing can be told, 1 when
///            all can. Columns are standardized by the pooled rows; the penalty is `ridge` / 2 times the squared
///            weights without the intercept (scikit-learn's C is 1 / ridge). It sees changes of means and whatever
///            shifts a linear score.
/// Effect:    the area less 1/2, in [-1/2, 1/2], with the interval of DeLong's variances of the folds, given the fits.
/// p-value:   method "permutation": the cross-validation repeated on seeded random divisions of the pooled rows, at
///            most `permutations`, fewer when the answer is plain; never below 1 / (permutations + 1). The folds'
///            areas are no independent numbers (rows that are tested in one train the others), so no formula takes its
///            place. Where fewer than 99 divisions would take more than `work` multiplications, "Mann-Whitney on a
///            held-out half": one fit on a random half of the rows, its scores of the other half compared by a normal
///            law, one-sided.
/// Input:     rows; those with a missing or infinite value are left out and not counted in the sizes.
/// Cost:      about 6 folds (N + M)(d + 1)^2 multiplications, and as many a permutation.
/// Errors:    error{bad_data} when a sample has fewer complete rows than twice `folds`; error{bad_argument} when the
///            columns differ.
/// Source:    J. Friedman, SLAC-PUB-10325, 2003; D. Lopez-Paz and M. Oquab, ICLR 2017; DeLong et al., Biometrics 44
///            (1988).
class domain_classifier {
 public:
  using params = domain_classifier_params;
  static constexpr test_descriptor about{
      .name = "domain_classifier",
      .title = "Cross-validated logistic classifier of reference against current rows",
      .source = "Friedman 2003, SLAC-PUB-10325; Lopez-Paz and Oquab 2017, ICLR; DeLong et al. 1988, Biometrics 44"};
  static constexpr std::tuple schema{
      field{"folds", &domain_classifier_params::folds, {2, 100}, "", "of the cross-validation"},
      field{"ridge", &domain_classifier_params::ridge, {1e-6, 1e9}, "", "penalty of the squared weights"},
      detail::confidence_field<domain_classifier_params>,
      detail::margin_field<domain_classifier_params>,
      field{"permutations", &domain_classifier_params::permutations, {99, 1e7}, "", "at most this many"},
      field{"work", &domain_classifier_params::work, {0, 1e15}, "multiplications", "that permutations may take"},
      field{"seed", &domain_classifier_params::seed, {0, count_max}, "", "of folds and permutations"}};

  explicit domain_classifier(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(matrix_view reference, matrix_view current) const {
    const auto both =
        detail::complete_rows(about.name, reference, current, static_cast<std::size_t>(2 * params_.folds));
    test_result r = both.result(about.name);
    const detail::row_matrix x = standardized(both);
    random_source random{params_.seed};
    std::vector<Eigen::Index> first = detail::shuffled(random, both.n()), second = detail::shuffled(random, both.m());
    for (Eigen::Index& i : second) i += both.n();
    const areas found = cross_validated(x, first, second);
    r.statistic = found.mean;
    r.effect = found.mean - 0.5;
    detail::set_interval(r, params_,
                         [&](double error) { return detail::auc_interval(r.effect, found.variance, error); });
    const double once = 6.0 * static_cast<double>(params_.folds) * static_cast<double>(x.size() * x.cols());
    const double affordable = params_.work / once;
    if (affordable < 99.0) {
      r.method = "Mann-Whitney on a held-out half";
      r.p_value = half_split(x, first, second);
      return r;
    }
    const auto most = static_cast<std::uint64_t>(std::min(affordable, static_cast<double>(params_.permutations)));
    std::vector<Eigen::Index> places = detail::shuffled(random, x.rows());
    const std::span<const Eigen::Index> all{places};
    r.method = "permutation";
    r.p_value = detail::sequential_p_value(r.statistic, most, detail::enough_reached, [&] {
      for (std::size_t i = places.size(); i > 1; --i) std::swap(places[i - 1], places[random.below(i)]);
      return cross_validated(x, all.first(first.size()), all.subspan(first.size())).mean;
    });
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  struct areas {
    double mean = 0.0, variance = 0.0;
  };

  /// The pooled rows, each column with mean 0 and standard deviation 1 (a constant one is 0), and a column of ones.
  static detail::row_matrix standardized(const detail::row_samples& both) {
    detail::row_matrix x(both.n() + both.m(), both.columns() + 1);
    x.leftCols(both.columns()) = both.pooled();
    x.col(both.columns()).setOnes();
    for (Eigen::Index j = 0; j < both.columns(); ++j) {
      const double mean = x.col(j).mean(), size = std::fabs(mean);
      x.col(j).array() -= mean;
      const double sd = std::sqrt(x.col(j).squaredNorm() / static_cast<double>(x.rows()));
      if (sd > 1e-14 * size)
        x.col(j) /= sd;
      else
        x.col(j).setZero();
    }
    return x;
  }

  /// The scores of `first` and `second` rows at places of residue `fold`, by a fit to the others, compared.
  detail::auc_result one_fold(const detail::row_matrix& x, std::span<const Eigen::Index> first,
                              std::span<const Eigen::Index> second, std::size_t folds, std::size_t fold) const {
    std::vector<Eigen::Index> train, test_first, test_second;
    for (std::size_t i = 0; i < first.size(); ++i) (i % folds == fold ? test_first : train).push_back(first[i]);
    const std::size_t zeros = train.size();
    for (std::size_t i = 0; i < second.size(); ++i) (i % folds == fold ? test_second : train).push_back(second[i]);
    Eigen::VectorXd label = Eigen::VectorXd::Ones(static_cast<Eigen::Index>(train.size()));
    label.head(static_cast<Eigen::Index>(zeros)).setZero();
    const Eigen::VectorXd w = detail::fit_logistic(detail::rows_at(x, train), label, params_.ridge);
    const auto scores = [&](const std::vector<Eigen::Index>& places) {
      std::vector<double> out;
      for (const Eigen::Index i : places) out.push_back(x.row(i).dot(w));
      return out;
    };
    return detail::area_under_curve(scores(test_first), scores(test_second));
  }

  areas cross_validated(const detail::row_matrix& x, std::span<const Eigen::Index> first,
                        std::span<const Eigen::Index> second) const {
    areas out;
    const auto folds = static_cast<std::size_t>(params_.folds);
    for (std::size_t fold = 0; fold < folds; ++fold) {
      const auto area = one_fold(x, first, second, folds, fold);
      out.mean += area.auc / static_cast<double>(folds);
      out.variance += area.variance / static_cast<double>(folds * folds);
    }
    return out;
  }

  double half_split(const detail::row_matrix& x, std::span<const Eigen::Index> first,
                    std::span<const Eigen::Index> second) const {
    const auto area = one_fold(x, first, second, 2, 0);
    return area.null_variance > 0 ? 0.5 * std::erfc((area.auc - 0.5) / std::sqrt(2.0 * area.null_variance)) : 1.0;
  }

  params params_;
};

static_assert(MultivariateTest<domain_classifier>);

}  // namespace tepid::inline v0
