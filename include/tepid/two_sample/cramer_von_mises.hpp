// tepid/two_sample/cramer_von_mises.hpp - the mean squared distance between two empirical distribution functions.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <tuple>
#include <vector>

#include <tepid/numerics/kolmogorov_limit.hpp>
#include <tepid/numerics/quadratic_tail.hpp>
#include <tepid/two_sample/area.hpp>
#include <tepid/two_sample/divisions.hpp>
#include <tepid/two_sample/fields.hpp>
#include <tepid/two_sample/interval.hpp>
#include <tepid/two_sample/samples.hpp>

namespace tepid::inline v0 {

/// Parameters of cramer_von_mises.
struct cramer_von_mises_params {
  double exact_work = 2e7;
  std::uint64_t permutations = 999;
  std::uint64_t seed = 0;
  double confidence = 0.95;
  double margin = 0.0;

  friend bool operator==(const cramer_von_mises_params&, const cramer_von_mises_params&) = default;
};

namespace detail {

/// Squares of leads, and of midranks, exactly: n m (n + m) and its multiples reach 2^120.
struct cramer_von_mises_sums {
  __extension__ using wide = __int128;
  wide ranks = 0;        ///< 12 times n sum (rank - i)^2 of the reference + m sum (rank - j)^2 of the current values.
  double squares = 0.0;  ///< Sum of (F - G)^2 over the pooled values.
  double cubes = 0.0;    ///< Sum of t^3 over groups of t > 1 equal values.
  bool ties = false;

  /// From groups of equal values: `visit` calls its argument with (reference's, current's) for each, in order.
  template <class Visit>
  cramer_von_mises_sums(std::uint64_t n, std::uint64_t m, Visit&& visit) {
    const double dn = static_cast<double>(n), dm = static_cast<double>(m);
    std::uint64_t i = 0, j = 0;
    wide of_reference = 0, of_current = 0;
    visit([&](std::uint64_t s, std::uint64_t t) {
      const wide twice_j = 2 * j + t, twice_i = 2 * i + s, ws = s, wt = t;
      of_reference += 3 * ws * twice_j * twice_j + ws * (ws * ws - 1);
      of_current += 3 * wt * twice_i * twice_i + wt * (wt * wt - 1);
      i += s;
      j += t;
      const double size = static_cast<double>(s + t);
      if (s + t > 1) {
        ties = true;
        cubes += size * size * size;
      }
      const double lead = static_cast<double>(i) / dn - static_cast<double>(j) / dm;
      squares += size * lead * lead;
    });
    ranks = of_reference * n + of_current * m;
  }
  /// T of T. W. Anderson (1962), with midranks.
  [[nodiscard]] double statistic(std::uint64_t n, std::uint64_t m) const noexcept {
    const wide k = static_cast<wide>(n) * m;
    const double both = static_cast<double>(n + m);
    return static_cast<double>(ranks - 2 * k * (4 * k - 1)) / (12.0 * static_cast<double>(k) * both);
  }
};

/// P(sum over the pooled places of (i m - j n)^2 >= bound) for samples from one law without ties: as tie_path_law, the
/// probability of each sum on the way to (i, j) is a weighted mean of those of its two neighbours. Sums that have
/// reached the bound are kept as one number, so small p-values keep their digits.
class cramer_von_mises_law {
 public:
  /// `bound` in units of the squared greatest common divisor of n and m.
  cramer_von_mises_law(std::size_t n, std::size_t m, std::size_t bound) : n_{n}, m_{m}, bound_{bound} {}

  [[nodiscard]] double work() const noexcept {
    return static_cast<double>(n_) * static_cast<double>(m_) * static_cast<double>(bound_);
  }
  [[nodiscard]] double upper_tail() const {
    const std::size_t common = std::gcd(n_, m_);
    const auto a = static_cast<std::int64_t>(m_ / common), b = static_cast<std::int64_t>(n_ / common);
    std::vector<std::vector<double>> row(m_ + 1, std::vector<double>(bound_, 0.0));
    std::vector<double> reached(m_ + 1, 0.0), mixed(bound_);
    for (std::size_t i = 0; i <= n_; ++i)
      for (std::size_t j = 0; j <= m_; ++j) {
        if (i + j == 0) {
          if (bound_ > 0)
            row[0][0] = 1.0;
          else
            reached[0] = 1.0;
          continue;
        }
        const double up = static_cast<double>(i) / static_cast<double>(i + j), stay = 1.0 - up;
        const std::int64_t lead = static_cast<std::int64_t>(i) * a - static_cast<std::int64_t>(j) * b;
        const auto square = static_cast<std::size_t>(lead * lead);
        const std::vector<double>& left = row[j == 0 ? 0 : j - 1];
        std::vector<double>& here = row[j];  // still of i - 1
        if (j == 0)
          std::copy(here.begin(), here.end(), mixed.begin());
        else if (i == 0)
          std::copy(left.begin(), left.end(), mixed.begin());
        else
          for (std::size_t z = 0; z < bound_; ++z) mixed[z] = up * here[z] + stay * left[z];
        double over = j == 0 ? reached[0] : i == 0 ? reached[j - 1] : up * reached[j] + stay * reached[j - 1];
        const std::size_t kept = square < bound_ ? bound_ - square : 0;
        for (std::size_t z = kept; z < bound_; ++z) over += mixed[z];
        std::fill(here.begin(), here.end(), 0.0);
        std::copy_n(mixed.begin(), kept, here.begin() + static_cast<std::ptrdiff_t>(bound_ - kept));
        reached[j] = over;
      }
    return std::min(1.0, reached[m_]);
  }

 private:
  std::size_t n_, m_, bound_;
};

}  // namespace detail

/// Two-sample Cramer-von Mises test: differences anywhere in the distribution, not the largest one alone.
///
/// Statistic: T = U / (n m (n + m)) - (4 n m - 1) / (6 (n + m)) from midranks; without ties n m / (n + m)^2 times the
///            sum of (F - G)^2 over the pooled values. As scipy.stats.cramervonmises_2samp.
/// Effect:    the root of the mean of (F - G)^2 over the pooled values, in [0, 1]; its interval from the band
///            of kolmogorov_smirnov: rather too long than too short.
/// p-value:   "exact" without ties where that takes at most `exact_work` steps; else "asymptotic": the limit law of T
///            brought to its exact mean and variance. Ties move T from its law (where half of the values are equal,
///            every sample would be found different), so with ties p is that of the sum of (F - G)^2: "exact given
///            ties" over all divisions of the pooled values where they are few; by random ones where the cubes of the
///            shares of equal values add up to more than 10^-4 ("permutation", "permutation of blocks": see
///            wasserstein); by the limit law else. With permutations = 0 the limit law of T. All values equal: p = 1.
/// Input:     finite values; NaN (missing) and infinities are left out: count them apart.
/// Cost:      O(N log N) for sorting, then O(N); exact_work at about 1 ns.
/// Errors:    error{bad_data} when a sample has no finite value, naming it.
/// Source:    T. W. Anderson, Ann. Math. Statist. 33 (1962) 1148-1159; Y. Xiao, A. Gordon and A. Yakovlev, J. Statist.
///            Software 17 (2007) 8 (exact law).
class cramer_von_mises {
 public:
  using params = cramer_von_mises_params;
  static constexpr test_descriptor about{.name = "cramer_von_mises",
                                         .title = "Two-sample Cramer-von Mises test",
                                         .source = "Anderson 1962, Ann. Math. Statist. 33"};
  static constexpr std::tuple schema{
      field{"exact_work",
            &cramer_von_mises_params::exact_work,
            {0, 1e9},
            "steps",
            "p-value by the exact law up to this many steps, about 1 ns each; by the limit law beyond"},
      field{"permutations",
            &cramer_von_mises_params::permutations,
            {0, 1e6},
            "",
            "random divisions for the p-value where ties matter; 0 for the limit law all the same"},
      detail::seed_field<cramer_von_mises_params>, detail::confidence_field<cramer_von_mises_params>,
      detail::margin_field<cramer_von_mises_params>};

  explicit cramer_von_mises(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const double> reference, std::span<const double> current) const {
    return (*this)(sample_pair{reference, current});
  }
  [[nodiscard]] test_result operator()(const sample_pair& samples) const {
    test_result r = detail::begin_test(about, samples);
    const auto a = samples.reference(), b = samples.current();
    const std::uint64_t n = a.size(), m = b.size();
    const double dn = static_cast<double>(n), dm = static_cast<double>(m), both = dn + dm;
    const detail::cramer_von_mises_sums sums{n, m, [&](auto&& group) {
                                               for (std::size_t i = 0, j = 0; i < n || j < m;) {
                                                 const double x = std::min(i == n ? b[j] : a[i], j == m ? a[i] : b[j]);
                                                 const std::size_t i0 = i, j0 = j;
                                                 while (i < n && a[i] == x) ++i;
                                                 while (j < m && b[j] == x) ++j;
                                                 group(i - i0, j - j0);
                                               }
                                             }};
    r.statistic = sums.statistic(n, m);
    r.effect = std::sqrt(sums.squares / both);
    detail::set_interval(r, params_, [&](double error) {
      return detail::around_distance(r.effect, difference_band(dn, dm, error), 1.0);
    });
    if (std::min(a.front(), b.front()) == std::max(a.back(), b.back())) {
      r.method = "exact given ties";
      r.p_value = 1.0;
      return r;
    }
    if (!sums.ties) {
      const double unit = static_cast<double>(std::gcd(n, m));
      const double bound = std::round(sums.squares * (dn * dm / unit) * (dn * dm / unit));
      if (dn * dm * bound <= params_.exact_work) {
        const detail::cramer_von_mises_law law{std::max(n, m), std::min(n, m), static_cast<std::size_t>(bound)};
        r.method = "exact";
        r.p_value = law.upper_tail();
        return r;
      }
    } else if (params_.permutations > 0 &&
               (sums.cubes > 1e-4 * both * both * both || detail::all_divisions_feasible(n, m))) {
      detail::walk_p_value<2>(r, samples, sums.squares, params_.permutations, params_.seed,
                              [](const detail::pooled_groups& groups, std::size_t g) { return groups.size[g]; });
      return r;
    }
    const double k = dn * dm, mean = (1.0 + 1.0 / both) / 6.0;
    const double variance =
        (both + 1.0) * (4.0 * k * both - 3.0 * (dn * dn + dm * dm) - 2.0 * k) / (45.0 * both * both * 4.0 * k);
    r.method = "asymptotic";
    const double t = params_.permutations > 0 ? k / (both * both) * sums.squares : r.statistic;
    r.p_value = cramer_von_mises_upper_tail(1.0 / 6.0 + (t - mean) / std::sqrt(45.0 * variance));
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  params params_;
};

static_assert(TwoSampleTest<cramer_von_mises>);

}  // namespace tepid::inline v0
