// tepid/two_sample/categorical_divergences.hpp - divergences of two rows of counts, as tests.
#pragma once

#include <cstdint>
#include <span>
#include <tuple>

#include <tepid/two_sample/divergences.hpp>
#include <tepid/two_sample/fields.hpp>

namespace tepid::inline v0 {

/// Parameters of categorical_jensen_shannon and categorical_hellinger.
struct categorical_divergence_params {
  double min_expected = 20.0;
  double confidence = 0.95;
  double margin = 0.0;
  std::uint64_t permutations = 9999;
  std::uint64_t seed = 1;

  friend bool operator==(const categorical_divergence_params&, const categorical_divergence_params&) = default;
};

/// Parameters of categorical_psi and categorical_kl.
struct categorical_floor_params {
  double floor = 1e-4;
  double min_expected = 20.0;
  double confidence = 0.95;
  double margin = 0.0;
  std::uint64_t permutations = 9999;
  std::uint64_t seed = 1;

  friend bool operator==(const categorical_floor_params&, const categorical_floor_params&) = default;
};

/// Parameters of categorical_total_variation and categorical_l_infinity.
struct categorical_distance_params {
  double confidence = 0.95;
  double margin = 0.0;
  std::uint64_t permutations = 9999;
  std::uint64_t seed = 1;

  friend bool operator==(const categorical_distance_params&, const categorical_distance_params&) = default;
};

namespace detail {

template <class P>
inline constexpr field min_expected_field{
    "min_expected", &P::min_expected, bounds{0, 1e6}, "values",
    "p-value from random divisions where a category's expected count in either sample is below this"};
template <class P>
inline constexpr field permutations_field{"permutations", &P::permutations, bounds{99, 1e7}, "",
                                          "at most this many random divisions"};
template <class P>
inline constexpr field floor_field{"floor", &P::floor, bounds{1e-12, 0.1}, "", "least share of a category"};

inline constexpr std::tuple divergence_schema{
    min_expected_field<categorical_divergence_params>, confidence_field<categorical_divergence_params>,
    margin_field<categorical_divergence_params>, permutations_field<categorical_divergence_params>,
    seed_field<categorical_divergence_params>};
inline constexpr std::tuple floor_schema{
    floor_field<categorical_floor_params>,        min_expected_field<categorical_floor_params>,
    confidence_field<categorical_floor_params>,   margin_field<categorical_floor_params>,
    permutations_field<categorical_floor_params>, seed_field<categorical_floor_params>};
inline constexpr std::tuple distance_schema{
    confidence_field<categorical_distance_params>, margin_field<categorical_distance_params>,
    permutations_field<categorical_distance_params>, seed_field<categorical_distance_params>};

/// What the tests below share: T says who it is, `kind` and the schema.
template <class T, class P>
class categorical_divergence {
 public:
  using params = P;

  [[nodiscard]] test_result operator()(std::span<const std::uint64_t> reference,
                                       std::span<const std::uint64_t> current) const {
    divergence_options o{.confidence = params_.confidence,
                         .margin = params_.margin,
                         .permutations = params_.permutations,
                         .seed = params_.seed};
    if constexpr (requires { params_.floor; }) o.floor = params_.floor;
    if constexpr (requires { params_.min_expected; }) o.min_expected = params_.min_expected;
    test_result r = divergence_of_counts(T::kind, reference, current, o);
    r.name = T::about.name;
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 protected:
  explicit categorical_divergence(const P& p) : params_{p} { validate(T::about.name, p, T::schema); }

 private:
  P params_;
};

}  // namespace detail

/// Population stability index of counts: sum of (q - p) log(q / p), shares at least `floor`. See divergence_of_counts.
class categorical_psi : public detail::categorical_divergence<categorical_psi, categorical_floor_params> {
 public:
  static constexpr divergence kind = divergence::psi;
  static constexpr test_descriptor about{.name = "categorical_psi",
                                         .title = "Population stability index of two rows of counts",
                                         .source = "Siddiqi 2006; Yurdakul and Naranjo 2020, J. Risk Model Valid. 14"};
  static constexpr auto& schema = detail::floor_schema;
  explicit categorical_psi(const params& p = {}) : categorical_divergence{p} {}
};

/// Kullback-Leibler divergence of the current shares from the reference's, nats. See divergence_of_counts.
class categorical_kl : public detail::categorical_divergence<categorical_kl, categorical_floor_params> {
 public:
  static constexpr divergence kind = divergence::kl;
  static constexpr test_descriptor about{.name = "categorical_kl",
                                         .title = "Kullback-Leibler divergence of two rows of counts",
                                         .source = "Kullback and Leibler 1951, Ann. Math. Statist. 22"};
  static constexpr auto& schema = detail::floor_schema;
  explicit categorical_kl(const params& p = {}) : categorical_divergence{p} {}
};

/// Jensen-Shannon divergence of counts, bits; the effect is its square root, a distance. See divergence_of_counts.
class categorical_jensen_shannon
    : public detail::categorical_divergence<categorical_jensen_shannon, categorical_divergence_params> {
 public:
  static constexpr divergence kind = divergence::jensen_shannon;
  static constexpr test_descriptor about{.name = "categorical_jensen_shannon",
                                         .title = "Jensen-Shannon divergence of two rows of counts, in bits",
                                         .source = "Lin 1991, IEEE Trans. Inf. Theory 37"};
  static constexpr auto& schema = detail::divergence_schema;
  explicit categorical_jensen_shannon(const params& p = {}) : categorical_divergence{p} {}
};

/// Hellinger distance of counts. See divergence_of_counts.
class categorical_hellinger
    : public detail::categorical_divergence<categorical_hellinger, categorical_divergence_params> {
 public:
  static constexpr divergence kind = divergence::hellinger;
  static constexpr test_descriptor about{.name = "categorical_hellinger",
                                         .title = "Hellinger distance of two rows of counts",
                                         .source = "Hellinger 1909; Pardo 2006"};
  static constexpr auto& schema = detail::divergence_schema;
  explicit categorical_hellinger(const params& p = {}) : categorical_divergence{p} {}
};

/// Total variation of counts: the share of values that would have to change category. See divergence_of_counts.
class categorical_total_variation
    : public detail::categorical_divergence<categorical_total_variation, categorical_distance_params> {
 public:
  static constexpr divergence kind = divergence::total_variation;
  static constexpr test_descriptor about{.name = "categorical_total_variation",
                                         .title = "Total variation of two rows of counts, by permutation",
                                         .source = "Besag and Clifford 1991, Biometrika 78; McDiarmid 1989"};
  static constexpr auto& schema = detail::distance_schema;
  explicit categorical_total_variation(const params& p = {}) : categorical_divergence{p} {}
};

/// The largest change of any category's share. See divergence_of_counts.
class categorical_l_infinity
    : public detail::categorical_divergence<categorical_l_infinity, categorical_distance_params> {
 public:
  static constexpr divergence kind = divergence::l_infinity;
  static constexpr test_descriptor about{
      .name = "categorical_l_infinity",
      .title = "Largest change of a share between two rows of counts, by permutation",
      .source = "Besag and Clifford 1991, Biometrika 78; McDiarmid 1989"};
  static constexpr auto& schema = detail::distance_schema;
  explicit categorical_l_infinity(const params& p = {}) : categorical_divergence{p} {}
};

static_assert(CategoricalTest<categorical_psi> && CategoricalTest<categorical_kl> &&
              CategoricalTest<categorical_jensen_shannon> && CategoricalTest<categorical_hellinger> &&
              CategoricalTest<categorical_total_variation> && CategoricalTest<categorical_l_infinity>);

}  // namespace tepid::inline v0
