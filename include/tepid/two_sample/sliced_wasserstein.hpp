// tepid/two_sample/sliced_wasserstein.hpp - the mean Wasserstein distance over random directions.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <tuple>
#include <utility>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/fields.hpp>
#include <tepid/two_sample/interval.hpp>
#include <tepid/two_sample/pairwise.hpp>
#include <tepid/two_sample/replicates.hpp>

namespace tepid::inline v0 {

/// Parameters of sliced_wasserstein.
struct sliced_wasserstein_params {
  std::uint64_t projections = 50;
  std::uint64_t rows = 10000;
  std::uint64_t permutations = 999;
  std::uint64_t resamples = 199;
  double confidence = 0.95;
  double margin = 0.0;
  std::uint64_t seed = 1;

  friend bool operator==(const sliced_wasserstein_params&, const sliced_wasserstein_params&) = default;
};

/// Sliced Wasserstein distance: rows projected on random unit vectors, and the mean of their Wasserstein-1 distances.
///
/// Statistic: the mean over `projections` seeded directions of the integral of |F - G|, distribution functions of the
///            projected rows; in the columns' unit, so columns in comparable units matter.
/// Effect:    the statistic over the mean absolute difference of two pooled projected values: 0 for equal samples,
///            below 2; independent of the unit. Its interval, given the directions and the mean difference: a distance
///            is a norm, so its error is at most the norm of the difference of both samples' errors, of which
///            `resamples` bootstrap samples tell the quantile. Rather too long. margin_p is at least 1 / (resamples +
///            1).
/// p-value:   method "permutation": seeded random divisions of the pooled rows, at most `permutations`, fewer when the
///            answer is plain; never below 1 / (permutations + 1). Beyond `rows` rows in all, a seeded random part of
///            them is used for all, of either sample as near to half as there is: "permutation of a random part"; the
///            sizes say how many rows.
/// Input:     rows; those with a missing or infinite value are left out and not counted in the sizes.
/// Cost:      O(L R (d + log R)), and L R a permutation, for L projections and R rows; 16 L R bytes.
/// Errors:    error{bad_data} when a sample has no complete row; error{bad_argument} when the columns differ.
/// Source:    J. Rabin et al., SSVM 2011; N. Bonneel et al., J. Math. Imaging Vis. 51 (2015) 22-45.
class sliced_wasserstein {
 public:
  using params = sliced_wasserstein_params;
  static constexpr test_descriptor about{
      .name = "sliced_wasserstein",
      .title = "Sliced Wasserstein-1 distance of two samples of rows, by permutation",
      .source = "Rabin et al. 2011, SSVM; Bonneel et al. 2015, J. Math. Imaging Vis. 51"};
  static constexpr std::tuple schema{
      field{"projections", &sliced_wasserstein_params::projections, {1, 10000}, "", "random directions"},
      field{"rows", &sliced_wasserstein_params::rows, {4, 1e6}, "rows", "at most this many rows in all"},
      field{"permutations", &sliced_wasserstein_params::permutations, {99, 1e7}, "", "at most this many"},
      detail::resamples_field<sliced_wasserstein_params>,
      detail::confidence_field<sliced_wasserstein_params>,
      detail::margin_field<sliced_wasserstein_params>,
      field{"seed", &sliced_wasserstein_params::seed, {0, count_max}, "", "of directions and permutations"}};

  explicit sliced_wasserstein(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(matrix_view reference, matrix_view current) const {
    auto both = detail::complete_rows(about.name, reference, current, 1);
    random_source directions{params_.seed, 1}, random{params_.seed, 2};
    const bool part = detail::thin(both, params_.rows, random);
    test_result r = both.result(about.name);
    const detail::row_matrix rows = both.pooled();
    std::vector<slice> slices(static_cast<std::size_t>(params_.projections));
    for (slice& s : slices) s = projected(rows, directions);
    const double n = static_cast<double>(both.n()), m = static_cast<double>(both.m());
    std::vector<double> step(static_cast<std::size_t>(rows.rows()));
    const auto distance = [&] {
      double sum = 0.0;
      for (const slice& s : slices) {
        double lead = 0.0;
        for (std::size_t i = 0; i + 1 < s.order.size(); ++i) {
          lead += step[static_cast<std::size_t>(s.order[i])];
          sum += std::fabs(lead) * s.gap[i];
        }
      }
      return sum / static_cast<double>(slices.size());
    };
    const auto statistic = [&](std::span<const Eigen::Index> places) {
      std::fill(step.begin(), step.end(), 1.0 / n);
      for (const Eigen::Index i : places) step[static_cast<std::size_t>(i)] = -1.0 / m;
      return distance();
    };
    r.statistic = statistic(detail::current_places(both.n(), both.m()));
    const double spread = mean_difference(slices);
    r.effect = spread > 0 ? r.statistic / spread : 0.0;
    r.method = part ? "permutation of a random part" : "permutation";
    r.p_value =
        detail::permute_rows(r.statistic - 1e-12 * spread, both.n(), both.m(), params_.permutations, random, statistic);
    if (params_.resamples == 0 || !(spread > 0)) return r;
    random_source draws{params_.seed, 3};
    Eigen::VectorXd weights(rows.rows());
    std::vector<double> errors(static_cast<std::size_t>(params_.resamples));
    for (double& error : errors) {
      detail::draw_weights(draws, both.n(), both.m(), weights);
      for (Eigen::Index i = 0; i < weights.size(); ++i)
        step[static_cast<std::size_t>(i)] = weights[i] - (i < both.n() ? 1.0 / n : -1.0 / m);
      error = distance();
    }
    const detail::replicates sorted{std::move(errors)};
    detail::set_interval(r, params_, [&](double error) {
      return detail::around_distance(r.effect, sorted.exceeded_by(error) / spread, 2.0);
    });
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  /// The pooled rows in the order of one direction, and the gap from each to the next.
  struct slice {
    std::vector<Eigen::Index> order;
    std::vector<double> gap;
  };

  /// The next direction: normal numbers, column after column, divided by their length.
  static slice projected(const detail::row_matrix& rows, random_source& random) {
    Eigen::VectorXd direction(rows.cols());
    for (double& x : direction) x = normal(random);
    direction.normalize();
    const Eigen::VectorXd at = rows * direction;
    slice s;
    s.order.resize(static_cast<std::size_t>(rows.rows()));
    std::iota(s.order.begin(), s.order.end(), Eigen::Index{0});
    std::sort(s.order.begin(), s.order.end(), [&](Eigen::Index i, Eigen::Index j) { return at[i] < at[j]; });
    for (std::size_t i = 0; i + 1 < s.order.size(); ++i) s.gap.push_back(at[s.order[i + 1]] - at[s.order[i]]);
    return s;
  }

  /// The mean of |x - y| over all ordered pairs of pooled projected values: each gap lies between so many pairs.
  static double mean_difference(const std::vector<slice>& slices) {
    double sum = 0.0;
    for (const slice& s : slices) {
      const double all = static_cast<double>(s.order.size());
      for (std::size_t i = 0; i < s.gap.size(); ++i) {
        const double below = static_cast<double>(i + 1) / all;
        sum += 2.0 * below * (1.0 - below) * s.gap[i];
      }
    }
    return sum / static_cast<double>(slices.size());
  }

  params params_;
};

static_assert(MultivariateTest<sliced_wasserstein>);

}  // namespace tepid::inline v0
