// tepid/two_sample/mann_whitney.hpp - the Mann-Whitney U test: are the current values the larger ones?
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/fields.hpp>
#include <tepid/two_sample/interval.hpp>
#include <tepid/two_sample/samples.hpp>

namespace tepid::inline v0 {

/// Parameters of mann_whitney.
struct mann_whitney_params {
  double exact_work = 2e7;
  double confidence = 0.95;
  double margin = 0.0;

  friend bool operator==(const mann_whitney_params&, const mann_whitney_params&) = default;
};

namespace detail {

/// P(U <= u) when n and m values without ties come from one law: u pairs of all n m.
/// The largest value is one of the n with probability n / (n + m), and then it beats all m of the others:
///   P(n, m, u) = n / (n + m) P(n - 1, m, u - m) + m / (n + m) P(n, m - 1, u). All terms are positive.
[[nodiscard]] inline double mann_whitney_lower_tail(std::size_t n, std::size_t m, std::size_t u) {
  std::vector<std::vector<double>> row(m + 1, std::vector<double>(u + 1, 0.0));
  for (auto& r : row) r[0] = 1.0;  // of no values against j
  for (std::size_t i = 1; i <= n; ++i)
    for (std::size_t j = 1; j <= m; ++j) {
      const double all = static_cast<double>(i + j), up = static_cast<double>(i) / all,
                   stay = static_cast<double>(j) / all;
      double* const here = row[j].data();
      const double* const below = row[j - 1].data();  // (i, j - 1)
      const std::size_t most = std::min(u, i * j);
      for (std::size_t k = most; k >= j && k <= most; --k) here[k] = up * here[k - j] + stay * below[k];
      for (std::size_t k = 0; k < std::min(j, most + 1); ++k) here[k] = stay * below[k];
    }
  double sum = 0.0;
  for (const double p : row[m]) sum += p;
  return std::min(1.0, sum);
}

}  // namespace detail

/// Mann-Whitney (Wilcoxon rank sum) test.
///
/// Statistic: U = pairs of one reference and one current value where the current one is larger, equal ones counted
///            half; in [0, n m]. As scipy.stats.mannwhitneyu(current, reference).
/// Effect:    P(current > reference) - P(current < reference) = 2 U / (n m) - 1 in [-1, 1] (Cliff's delta); 0 without a
///            change. Its interval after DeLong, on the logistic scale of U / (n m); where all values of one sample are
///            beyond those of the other and DeLong's variance is 0, Newcombe's fifth method.
/// p-value:   two-sided. "exact" without ties where that takes at most `exact_work` steps; else "normal", with the
///            correction for ties and for continuity. All values equal: p = 1.
/// Input:     finite values; NaN (missing) and infinities are left out: count them apart.
/// Cost:      O(N log N) for sorting, then O(N); exact_work at about 1 ns.
/// Errors:    error{bad_data} when a sample has no finite value, naming it.
/// Source:    H. B. Mann and D. R. Whitney, Ann. Math. Statist. 18 (1947) 50-60; E. R. DeLong, D. M. DeLong and D. L.
///            Clarke-Pearson, Biometrics 44 (1988) 837-845; R. G. Newcombe, Statistics in Medicine 25 (2006) 559-573.
class mann_whitney {
 public:
  using params = mann_whitney_params;
  static constexpr test_descriptor about{.name = "mann_whitney",
                                         .title = "Mann-Whitney U test for larger or smaller values",
                                         .source = "Mann and Whitney 1947, Ann. Math. Statist. 18"};
  static constexpr std::tuple schema{
      field{"exact_work",
            &mann_whitney_params::exact_work,
            {0, 1e9},
            "steps",
            "p-value by the exact law up to this many steps, about 1 ns each; by the normal law beyond"},
      detail::confidence_field<mann_whitney_params>, detail::margin_field<mann_whitney_params>};

  explicit mann_whitney(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const double> reference, std::span<const double> current) const {
    return (*this)(sample_pair{reference, current});
  }
  [[nodiscard]] test_result operator()(const sample_pair& samples) const {
    test_result r = detail::begin_test(about, samples);
    const placements p{samples.reference(), samples.current()};
    const double n = static_cast<double>(r.reference), m = static_cast<double>(r.current), both = n + m;
    r.statistic = 0.5 * static_cast<double>(p.twice_u);
    const double share = r.statistic / (n * m);
    r.effect = (static_cast<double>(p.twice_u) - n * m) / (n * m);
    detail::set_interval(r, params_, [&](double error) { return interval(share, p.variance, n, m, error); });
    const double least = std::min(r.statistic, n * m - r.statistic);
    if (!p.ties && n * m * (least + 1.0) <= params_.exact_work) {
      const auto few = static_cast<std::size_t>(std::min(n, m)), many = static_cast<std::size_t>(std::max(n, m));
      r.method = "exact";
      r.p_value = std::min(1.0, 2.0 * detail::mann_whitney_lower_tail(many, few, static_cast<std::size_t>(least)));
      return r;
    }
    r.method = "normal";
    const double variance = n * m / 12.0 * (both + 1.0 - p.tie_cubes / (both * (both - 1.0)));
    const double z = (0.5 * n * m - least - 0.5) / std::sqrt(variance);
    r.p_value = variance > 0 && !p.all_equal ? std::min(1.0, std::erfc(z / std::sqrt(2.0))) : 1.0;
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  /// Ranks of each value among the other sample's.
  struct placements {
    std::uint64_t twice_u = 0;
    double tie_cubes = 0.0;  ///< Sum of t^3 - t over groups of t equal values.
    double variance = 0.0;   ///< Of U / (n m), after DeLong.
    bool ties = false, all_equal = false;

    placements(std::span<const double> a, std::span<const double> b) {
      const double n = static_cast<double>(a.size()), m = static_cast<double>(b.size());
      // Shares of the other sample below a value, equal ones counted half; sums of their deviations from 1/2.
      double of_b = 0.0, of_b2 = 0.0, of_a = 0.0, of_a2 = 0.0;
      for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
        const double x = i == a.size() ? b[j] : j == b.size() ? a[i] : std::min(a[i], b[j]);
        const std::size_t i0 = i, j0 = j;
        while (i < a.size() && a[i] == x) ++i;
        while (j < b.size() && b[j] == x) ++j;
        const std::size_t s = i - i0, t = j - j0;
        twice_u += t * (2 * i0 + s);
        if (s + t > 1) {
          ties = true;
          const double k = static_cast<double>(s + t);
          tie_cubes += k * (k * k - 1.0);
        }
        all_equal = i - i0 == a.size() && j - j0 == b.size();
        const double in_a = (static_cast<double>(i0 + i)) / (2.0 * n) - 0.5,
                     in_b = (static_cast<double>(j0 + j)) / (2.0 * m) - 0.5;
        const double ds = static_cast<double>(s), dt = static_cast<double>(t);
        of_b += dt * in_a;
        of_b2 += dt * in_a * in_a;
        of_a += ds * in_b;
        of_a2 += ds * in_b * in_b;
      }
      const auto of = [](double sum, double squares, double k) {
        return k < 2 ? 0.0 : std::max(0.0, squares - sum * sum / k) / (k - 1.0) / k;
      };
      variance = of(of_a, of_a2, n) + of(of_b, of_b2, m);
    }
  };

  [[nodiscard]] static detail::effect_interval interval(double share, double variance, double n, double m,
                                                        double error) {
    const double z = -normal_quantile(0.5 * error);
    double low, high;
    if (variance > 1e-18 && share > 0 && share < 1 && n > 1 && m > 1) {
      const double logit = std::log(share / (1.0 - share)), radius = z * std::sqrt(variance) / (share * (1.0 - share));
      low = 1.0 / (1.0 + std::exp(radius - logit));
      high = 1.0 / (1.0 + std::exp(-radius - logit));
    } else {
      low = newcombe(share, z, n, m, 0.0);
      high = newcombe(share, z, n, m, 1.0);
    }
    return {2.0 * low - 1.0, 2.0 * high - 1.0};
  }

  /// The probability between `share` and `end` that is z of its own standard errors from `share`.
  [[nodiscard]] static double newcombe(double share, double z, double n, double m, double end) {
    const double half = 0.5 * (n + m) - 1.0;
    double inside = share, outside = end;
    for (int step = 0; step < 100; ++step) {
      const double t = 0.5 * (inside + outside);
      const double v = t * (1.0 - t) * (1.0 + half * ((1.0 - t) / (2.0 - t) + t / (1.0 + t))) / (n * m);
      ((share - t) * (share - t) <= z * z * v ? inside : outside) = t;
    }
    return 0.5 * (inside + outside);
  }

  params params_;
};

static_assert(TwoSampleTest<mann_whitney>);

}  // namespace tepid::inline v0
