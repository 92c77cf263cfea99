// tepid/two_sample/hotelling_t2_test.hpp - have the means of several columns changed?
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

#include <Eigen/Cholesky>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/non_central_f.hpp>

#include <tepid/two_sample/fields.hpp>
#include <tepid/two_sample/interval.hpp>
#include <tepid/two_sample/noncentral.hpp>
#include <tepid/two_sample/rows.hpp>

namespace tepid::inline v0 {

/// Parameters of hotelling_t2_test.
struct hotelling_t2_test_params {
  double confidence = 0.95;
  double margin = 0.0;

  friend bool operator==(const hotelling_t2_test_params&, const hotelling_t2_test_params&) = default;
};

/// Hotelling's two-sample T-squared test that the mean vectors are equal.
///
/// Statistic: T2 = N M / (N + M) times the squared Mahalanobis distance of the means by the pooled covariance.
/// Effect:    that distance without what chance adds, in standard deviations along the direction of the change: the
///            root of its unbiased estimate, 0 where that is negative. Interval from the noncentral F law.
/// p-value:   method "F": (N + M - d - 1) T2 / ((N + M - 2) d) against F with d and N + M - d - 1 degrees of freedom:
///            exact for normal rows with one covariance; close for others when the samples are large.
/// Input:     rows; those with a missing or infinite value are left out and not counted in the sizes.
/// Cost:      O((N + M) d^2 + d^3).
/// Errors:    error{bad_data} when a sample has fewer than 2 complete rows, both together not d + 2, or a column has no
///            spread or follows from others (it names the column); error{bad_argument} when the columns differ.
/// Source:    H. Hotelling, Ann. Math. Statist. 2 (1931) 360-378; T. W. Anderson, Multivariate Statistical Analysis,
///            2003.
class hotelling_t2_test {
 public:
  using params = hotelling_t2_test_params;
  static constexpr test_descriptor about{.name = "hotelling_t2_test",
                                         .title = "Hotelling's two-sample T-squared test of mean vectors",
                                         .source = "Hotelling 1931, Ann. Math. Statist. 2; Anderson 2003"};
  static constexpr std::tuple schema{detail::confidence_field<hotelling_t2_test_params>,
                                     detail::margin_field<hotelling_t2_test_params>};

  explicit hotelling_t2_test(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(matrix_view reference, matrix_view current) const {
    auto both = detail::complete_rows(about.name, reference, current, 2);
    test_result r = both.result(about.name);
    const double n = static_cast<double>(both.n()), m = static_cast<double>(both.m());
    const double d = static_cast<double>(both.columns()), free = n + m - d - 1.0;
    if (free < 1.0)
      throw error{errc::bad_data, n < m ? "reference" : "current",
                  std::string{about.name} + ": both samples together have " + std::to_string(both.n() + both.m()) +
                      " complete rows; " + std::to_string(both.columns()) + " columns need at least " +
                      std::to_string(both.columns() + 2)};
    const Eigen::RowVectorXd before = both.reference.colwise().mean(), after = both.current.colwise().mean();
    both.reference.rowwise() -= before;
    both.current.rowwise() -= after;
    Eigen::MatrixXd covariance = both.reference.transpose() * both.reference;
    covariance += both.current.transpose() * both.current;
    covariance /= n + m - 2.0;
    // In units of each column's own spread, so that a remainder of 1e-12 means dependence and not a small unit.
    const Eigen::VectorXd sd = covariance.diagonal().cwiseSqrt();
    for (Eigen::Index j = 0; j < sd.size(); ++j)
      if (!(sd[j] > 1e-14 * std::max(std::fabs(before[j]), std::fabs(after[j])))) refuse(j, "has no spread");
    const Eigen::MatrixXd correlation = sd.cwiseInverse().asDiagonal() * covariance * sd.cwiseInverse().asDiagonal();
    const Eigen::LLT<Eigen::MatrixXd> factor{correlation};
    for (Eigen::Index j = 0; j < sd.size(); ++j) {
      const double left = factor.matrixLLT()(j, j);
      if (!(left * left > 1e-12)) refuse(j, "follows from the columns before it");
    }
    const Eigen::VectorXd step = (after - before).transpose().cwiseQuotient(sd);
    const double squared = step.dot(factor.solve(step)), weight = n / (n + m) * m;
    r.statistic = weight * squared;
    const double f = free / ((n + m - 2.0) * d) * r.statistic;
    r.method = "F";
    r.p_value = boost::math::cdf(boost::math::complement(boost::math::fisher_f(d, free), f));
    const double unbiased = (free - 2.0) / (n + m - 2.0) * squared - d / weight;
    r.effect = std::sqrt(std::max(0.0, free > 2.0 ? unbiased : 0.0));
    detail::set_interval(r, params_, [&](double error) {
      const auto [low, high] = detail::noncentrality_interval(
          d * f + 100.0, error, [&](double lambda) { return noncentral_tails(d, free, lambda, f); });
      return detail::effect_interval{std::min(r.effect, std::sqrt(low / weight)),
                                     std::max(r.effect, std::sqrt(high / weight))};
    });
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  [[noreturn]] static void refuse(Eigen::Index column, const std::string& why) {
    throw error{errc::bad_data, "reference",
                std::string{about.name} + ": column " + std::to_string(column) + " " + why +
                    " within the samples; leave it out"};
  }

  /// P(F' <= f) and P(F' > f) of the noncentral law.
  [[nodiscard]] static detail::both_tails noncentral_tails(double d, double free, double lambda, double f) {
    const auto of = [&](const auto& law) { return detail::both_tails{cdf(law, f), cdf(complement(law, f))}; };
    if (lambda <= 0) return of(boost::math::fisher_f(d, free));
    if (lambda > 5000.0) {  // normal approximation of the cube root (Severo and Zelen 1960)
      const double g = d * f / (d + lambda), a = 2.0 * (d + 2.0 * lambda) / (9.0 * (d + lambda) * (d + lambda));
      const double b = 2.0 / (9.0 * free), root = std::cbrt(g);
      const double z = (root * (1.0 - b) - (1.0 - a)) / std::sqrt(a + b * root * root);
      return {0.5 * std::erfc(-z / std::sqrt(2.0)), 0.5 * std::erfc(z / std::sqrt(2.0))};
    }
    return of(boost::math::non_central_f(d, free, lambda));
  }

  params params_;
};

static_assert(MultivariateTest<hotelling_t2_test>);

}  // namespace tepid::inline v0
