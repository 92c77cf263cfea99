// tepid/two_sample/mmd.hpp - the maximum mean discrepancy of two samples of rows.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <tuple>
#include <utility>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/block_permutation.hpp>
#include <tepid/two_sample/fields.hpp>
#include <tepid/two_sample/interval.hpp>
#include <tepid/two_sample/pairwise.hpp>
#include <tepid/two_sample/replicates.hpp>

namespace tepid::inline v0 {

/// Parameters of mmd.
struct mmd_params {
  double bandwidth = 0.0;
  std::uint64_t rows = 1000;
  std::uint64_t features = 256;
  std::uint64_t permutations = 999;
  std::uint64_t resamples = 199;
  double confidence = 0.95;
  double margin = 0.0;
  std::uint64_t seed = 1;

  friend bool operator==(const mmd_params&, const mmd_params&) = default;
};

/// Maximum mean discrepancy with the Gaussian kernel exp(-|x - y|^2 / (2 s^2)).
///
/// Statistic: the unbiased estimate of MMD^2: the mean kernel within each sample (rows with themselves left out) less
///            twice the mean between both. About 0 under no change at any size, and then below 0 half of the time.
/// Bandwidth: s is `bandwidth`, or, when that is 0, the median distance of all pairs of the pooled rows (beyond 1,000
///            rows, of a seeded random part of 1,000, half from each sample); 1 when that is 0.
/// Effect:    the root of the statistic, 0 where it is negative: in [0, sqrt 2]. Its interval: the basic bootstrap of
///            the squared distance with rows and themselves included, `resamples` samples of rows (of blocks of rows
///            where blocks are divided): chance raises the resampled one above the samples' as that above the true one.
///            Rather too long near 0. margin_p is at least 2 / (resamples + 1).
/// p-value:   up to `rows` rows in all, method "permutation": seeded random divisions of the pooled rows, at most
///            `permutations`, fewer when the answer is plain; never below 1 / (permutations + 1). Beyond: "block
///            permutation of random Fourier features": the kernel is approximated by `features` pairs of sine and
///            cosine (error of each kernel value about 1 / sqrt(features); the test stays right at any number), all
///            rows are used in linear time, and blocks of rows are divided at random.
/// Input:     rows; those with a missing or infinite value are left out and not counted in the sizes.
/// Cost:      O(R^2 d) and R^2 a permutation, 8 R^2 bytes, up to `rows`; beyond O((N + M) d features).
/// Errors:    error{bad_data} when a sample has fewer than 2 complete rows; error{bad_argument} when the columns
///            differ.
/// Source:    A. Gretton et al., J. Mach. Learn. Res. 13 (2012) 723-773; A. Rahimi and B. Recht, NIPS 2007.
class mmd {
 public:
  using params = mmd_params;
  static constexpr test_descriptor about{.name = "mmd",
                                         .title = "Maximum mean discrepancy, Gaussian kernel, by permutation",
                                         .source = "Gretton et al. 2012, JMLR 13; Rahimi and Recht 2007, NIPS"};
  static constexpr std::tuple schema{
      field{"bandwidth", &mmd_params::bandwidth, {0, real_max}, "distance", "of the kernel; 0: the median distance"},
      field{"rows", &mmd_params::rows, {0, 20000}, "rows", "the full kernel matrix up to this many rows in all"},
      field{"features", &mmd_params::features, {8, 4096}, "", "random Fourier features beyond that"},
      field{"permutations", &mmd_params::permutations, {99, 1e7}, "", "at most this many"},
      detail::resamples_field<mmd_params>,
      detail::confidence_field<mmd_params>,
      detail::margin_field<mmd_params>,
      field{"seed", &mmd_params::seed, {0, count_max}, "", "of permutations and features"}};

  explicit mmd(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(matrix_view reference, matrix_view current) const {
    const auto both = detail::complete_rows(about.name, reference, current, 2);
    random_source random{params_.seed};
    test_result r = both.result(about.name);
    const double s = params_.bandwidth > 0 ? params_.bandwidth : median_distance(both, random);
    if (r.reference + r.current <= params_.rows)
      full(both, s, random, r);
    else
      approximate(both, s, random, r);
    r.effect = std::sqrt(std::max(0.0, r.statistic));
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  static double median_distance(detail::row_samples both, random_source& random) {
    static_cast<void>(detail::thin(both, 1000, random));
    const detail::row_matrix rows = both.pooled();
    std::vector<double> squared;
    squared.reserve(static_cast<std::size_t>(rows.rows() * (rows.rows() - 1) / 2));
    for (Eigen::Index i = 1; i < rows.rows(); ++i)
      for (Eigen::Index j = 0; j < i; ++j) squared.push_back((rows.row(i) - rows.row(j)).squaredNorm());
    const auto middle = squared.begin() + static_cast<std::ptrdiff_t>(squared.size() / 2);
    std::nth_element(squared.begin(), middle, squared.end());
    double median = std::sqrt(*middle);
    if (squared.size() % 2 == 0) median = 0.5 * (median + std::sqrt(*std::max_element(squared.begin(), middle)));
    return median > 0 ? median : 1.0;
  }

  void full(const detail::row_samples& both, double s, random_source& random, test_result& r) const {
    const double n = static_cast<double>(both.n()), m = static_cast<double>(both.m()), scale = -0.5 / (s * s);
    const detail::pair_matrix kernel{both.pooled(), [scale](double squared) { return std::exp(scale * squared); }};
    const auto statistic = [&](std::span<const Eigen::Index> places) {
      const auto sums = kernel.split(places);
      return sums.others / (n * (n - 1.0)) + sums.chosen / (m * (m - 1.0)) - 2.0 * sums.between / (n * m);
    };
    r.statistic = statistic(detail::current_places(both.n(), both.m()));
    r.method = "permutation";
    // Kernel values are at most 1: sums in another order may differ by 1e-12 from rounding alone.
    r.p_value = detail::permute_rows(r.statistic - 1e-12, both.n(), both.m(), params_.permutations, random, statistic);
    Eigen::VectorXd weights(both.n() + both.m());
    const auto squared = [&] { return kernel.weighted(weights, both.n()).all + weights.squaredNorm(); };
    weights.head(both.n()).setConstant(1.0 / n);
    weights.tail(both.m()).setConstant(-1.0 / m);
    interval(r, squared(), [&](random_source& draws) {
      detail::draw_weights(draws, both.n(), both.m(), weights);
      return squared();
    });
  }

  void approximate(const detail::row_samples& both, double s, random_source& random, test_result& r) const {
    const double n = static_cast<double>(both.n()), m = static_cast<double>(both.m());
    const auto features = static_cast<Eigen::Index>(params_.features);
    Eigen::MatrixXd directions(both.columns(), features);
    for (Eigen::Index j = 0; j < features; ++j)
      for (Eigen::Index i = 0; i < both.columns(); ++i) directions(i, j) = normal(random) / s;
    const double share = 1.0 / std::sqrt(static_cast<double>(features));  // each row's feature has length 1
    Eigen::RowVectorXd angle(features);
    const detail::block_sums sums{both, 2 * features, 256, random, [&](const auto& row, Eigen::RowVectorXd& out) {
                                    angle.noalias() = row * directions;
                                    for (Eigen::Index j = 0; j < features; ++j) {
                                      out[2 * j] = share * std::cos(angle[j]);
                                      out[2 * j + 1] = share * std::sin(angle[j]);
                                    }
                                  }};
    const auto statistic = [&](const Eigen::RowVectorXd& a, const Eigen::RowVectorXd& b) {
      return (a.squaredNorm() - n) / (n * (n - 1.0)) + (b.squaredNorm() - m) / (m * (m - 1.0)) -
             2.0 * a.dot(b) / (n * m);
    };
    r.statistic = statistic(sums.reference(), sums.current());
    r.method = "block permutation of random Fourier features";
    r.p_value = sums.p_value(r.statistic - 1e-12, params_.permutations, random, statistic);
    interval(r, (sums.mean(true) - sums.mean(false)).squaredNorm(), [&](random_source& draws) {
      const Eigen::RowVectorXd before = sums.resampled_mean(false, draws);
      return (sums.resampled_mean(true, draws) - before).squaredNorm();
    });
  }

  /// From the squared distance of the samples, rows with themselves included, and of bootstrap samples.
  template <class Resample>
  void interval(test_result& r, double squared, Resample&& resample) const {
    if (params_.resamples == 0) return;
    random_source draws{params_.seed, 2};
    std::vector<double> rises(static_cast<std::size_t>(params_.resamples));
    for (double& rise : rises) rise = resample(draws) - squared;
    const detail::replicates sorted{std::move(rises)};
    detail::set_interval(r, params_, [&](double error) {
      const auto [low, high] = detail::squared_distance_interval(squared, sorted, error);
      return detail::effect_interval{std::sqrt(low), std::min(std::numbers::sqrt2, std::sqrt(high))};
    });
  }

  params params_;
};

static_assert(MultivariateTest<mmd>);

}  // namespace tepid::inline v0
