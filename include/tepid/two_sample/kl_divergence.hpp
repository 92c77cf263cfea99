// tepid/two_sample/kl_divergence.hpp - the Kullback-Leibler divergence of binned shares.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>

#include <tepid/two_sample/binned.hpp>
#include <tepid/two_sample/samples.hpp>

namespace tepid::inline v0 {

/// Parameters of kl_divergence.
struct kl_divergence_params {
  std::uint64_t bins = 10;
  double floor = 1e-4;
  outside_bins outside = outside_bins::separate;
  std::uint64_t permutations = 999;
  std::uint64_t seed = 0;
  double confidence = 0.95;
  double margin = 0.0;

  friend bool operator==(const kl_divergence_params&, const kl_divergence_params&) = default;
};

namespace detail {

struct kl_of_shares {
  static constexpr double chi = 2.0;
  double floor;

  [[nodiscard]] double term(double p, double q) const noexcept {
    p = std::max(p, floor);
    q = std::max(q, floor);
    return p * std::log(p / q);
  }
  [[nodiscard]] double by_p(double p, double q) const noexcept {
    return std::log(std::max(p, floor) / std::max(q, floor)) + 1.0;
  }
  [[nodiscard]] double by_q(double p, double q) const noexcept { return -std::max(p, floor) / std::max(q, floor); }
  [[nodiscard]] static double shown(double sum) noexcept { return sum; }
};

}  // namespace detail

/// Kullback-Leibler divergence of the reference from the current sample.
///
/// Bins:      as those of psi: quantiles of the reference, and bins of their own for missing values, NaN, either
///            infinity and, unless `outside` is merged, for what is below and above the reference's range.
/// Statistic: the sum of p log(p / q), p the shares of the reference and q of the current sample, each at least
///            `floor`, in nats; as scipy.stats.entropy(p, q) where no share is below the floor.
/// Effect:    the same number. Its interval: the wider of that by the delta method and that by the noncentral
///            chi-squared law, which holds near equality.
/// p-value:   "chi-squared": twice the divergence over 1/N + 1/M, one degree of freedom less than bins;
///            where a bin expects fewer than 100 values in the smaller sample, by random divisions of the pooled counts
///            ("permutation"); joined with the exact law of values beyond the reference's range ("... and range").
///            See psi, whose p-values these are in all but the measure.
/// Cost:      O(N log N) for sorting, which other tests share; then O(bins log N), and 5 to 20 ms of permutations.
/// Errors:    error{bad_data} when a sample has no finite value, naming it.
/// Source:    S. Kullback and R. A. Leibler, Ann. Math. Statist. 22 (1951) 79-86.
class kl_divergence {
 public:
  using params = kl_divergence_params;
  static constexpr test_descriptor about{.name = "kl_divergence",
                                         .title = "Kullback-Leibler divergence on reference quantiles",
                                         .source = "Kullback and Leibler 1951, Ann. Math. Statist. 22"};
  static constexpr auto schema =
      std::tuple{detail::bins_field<kl_divergence_params>,
                 field{"floor", &kl_divergence_params::floor, {1e-12, 0.1}, "", "least share of a bin"},
                 detail::outside_field<kl_divergence_params>,
                 detail::bin_permutations_field<kl_divergence_params>,
                 detail::seed_field<kl_divergence_params>,
                 detail::confidence_field<kl_divergence_params>,
                 detail::margin_field<kl_divergence_params>};

  explicit kl_divergence(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const double> reference, std::span<const double> current) const {
    return (*this)(sample_pair{reference, current});
  }
  [[nodiscard]] test_result operator()(const sample_pair& samples) const {
    return detail::compare_binned(about, detail::kl_of_shares{params_.floor}, params_, samples);
  }
  /// The same on counts over equal edges. Throws error{bad_argument} unless the edges are equal.
  [[nodiscard]] test_result operator()(const tepid::bins& reference, const tepid::bins& current) const {
    return detail::compare_binned(about, detail::kl_of_shares{params_.floor}, params_, reference, current);
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  params params_;
};

static_assert(TwoSampleTest<kl_divergence>);

}  // namespace tepid::inline v0
