// tepid/two_sample/energy_distance_multivariate.hpp - the energy distance of two samples of rows.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include <tepid/two_sample/fields.hpp>
#include <tepid/two_sample/interval.hpp>
#include <tepid/two_sample/pairwise.hpp>
#include <tepid/two_sample/replicates.hpp>

namespace tepid::inline v0 {

/// Parameters of energy_distance_multivariate.
struct energy_distance_multivariate_params {
  std::uint64_t rows = 1000;
  std::uint64_t permutations = 999;
  std::uint64_t resamples = 199;
  double confidence = 0.95;
  double margin = 0.0;
  std::uint64_t seed = 1;

  friend bool operator==(const energy_distance_multivariate_params&,
                         const energy_distance_multivariate_params&) = default;
};

/// Energy distance of two samples of rows: zero only for equal laws, whatever has changed.
///
/// Statistic: 2 E|X - Y| - E|X - X'| - E|Y - Y'| over all pairs, each row with itself included (so it is never
///            negative), Euclidean distances: columns in comparable units matter.
/// Effect:    the statistic over 2 E|X - Y|: the coefficient of inhomogeneity, in [0, 1]. The pairs of a
///            row with itself make it too large by chance; its interval, by the basic bootstrap (see mmd), takes that
///            off and may lie below it. margin_p is at least 2 / (resamples + 1).
/// p-value:   method "permutation": seeded random divisions of the pooled rows, at most `permutations`, fewer when the
///            answer is plain; never below 1 / (permutations + 1). Beyond `rows` rows in all, a seeded random part of
///            them is used for all, of either sample as near to half as there is: "permutation of a random part"; the
///            sizes say how many rows.
/// Input:     rows; those with a missing or infinite value are left out and not counted in the sizes.
/// Cost:      O(R^2 d + R^2 a permutation), R rows; 8 R^2 bytes.
/// Errors:    error{bad_data} when a sample has fewer than 2 complete rows; error{bad_argument} when the columns
///            differ.
/// Source:    G. Szekely and M. Rizzo, J. Statist. Plann. Inference 143 (2013) 1249-1272.
class energy_distance_multivariate {
 public:
  using params = energy_distance_multivariate_params;
  static constexpr test_descriptor about{.name = "energy_distance_multivariate",
                                         .title = "Energy distance of two samples of rows, by permutation",
                                         .source = "Szekely and Rizzo 2013, J. Statist. Plann. Inference 143"};
  static constexpr std::tuple schema{
      field{"rows", &energy_distance_multivariate_params::rows, {8, 20000}, "rows", "at most this many rows in all"},
      field{"permutations", &energy_distance_multivariate_params::permutations, {99, 1e7}, "", "at most this many"},
      detail::resamples_field<energy_distance_multivariate_params>,
      detail::confidence_field<energy_distance_multivariate_params>,
      detail::margin_field<energy_distance_multivariate_params>,
      field{"seed", &energy_distance_multivariate_params::seed, {0, count_max}, "", "of the permutations"}};

  explicit energy_distance_multivariate(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(matrix_view reference, matrix_view current) const {
    auto both = detail::complete_rows(about.name, reference, current, 2);
    random_source random{params_.seed};
    const bool part = detail::thin(both, params_.rows, random);
    test_result r = both.result(about.name);
    const detail::pair_matrix distances{both.pooled(), [](double squared) { return std::sqrt(squared); }};
    const double n = static_cast<double>(both.n()), m = static_cast<double>(both.m());
    const auto statistic = [&](std::span<const Eigen::Index> places) {
      const auto sums = distances.split(places);
      return 2.0 * sums.between / n / m - sums.others / n / n - sums.chosen / m / m;
    };
    const auto places = detail::current_places(both.n(), both.m());
    const double between = 2.0 * distances.split(places).between / n / m;
    r.statistic = std::max(0.0, statistic(places));
    r.effect = between > 0 ? std::min(1.0, r.statistic / between) : 0.0;
    r.method = part ? "permutation of a random part" : "permutation";
    // Sums of all pairs in another order may differ by rounding alone.
    r.p_value = detail::permute_rows(r.statistic - 1e-12 * between, both.n(), both.m(), params_.permutations, random,
                                     statistic);
    if (params_.resamples == 0 || !(between > 0)) return r;
    random_source draws{params_.seed, 2};
    Eigen::VectorXd weights(both.n() + both.m());
    std::vector<double> rises(static_cast<std::size_t>(params_.resamples));
    for (double& rise : rises) {
      detail::draw_weights(draws, both.n(), both.m(), weights);
      const auto sums = distances.weighted(weights, both.n());
      rise = (sums.between > 0 ? -sums.all / (2.0 * sums.between) : 0.0) - r.effect;
    }
    const detail::replicates sorted{std::move(rises)};
    detail::set_interval(r, params_, [&](double error) {
      const auto [low, high] = detail::squared_distance_interval(r.effect, sorted, error);
      return detail::effect_interval{low, std::min(1.0, high)};
    });
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  params params_;
};

static_assert(MultivariateTest<energy_distance_multivariate>);

}  // namespace tepid::inline v0
