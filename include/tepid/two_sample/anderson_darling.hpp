// tepid/two_sample/anderson_darling.hpp - the two-sample Anderson-Darling test, strict in the tails too.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <span>

#include <tepid/numerics/quadratic_tail.hpp>
#include <tepid/two_sample/divisions.hpp>
#include <tepid/two_sample/samples.hpp>

namespace tepid::inline v0 {

/// anderson_darling has nothing to set but how it tells p.
struct anderson_darling_params {
  bool exact = true;

  friend bool operator==(const anderson_darling_params&, const anderson_darling_params&) = default;
};

/// Two-sample Anderson-Darling test, from midranks.
///
/// Statistic: (A^2 - 1) / sigma, A^2 and its standard deviation sigma after Scholz and Stephens; as
///            scipy.stats.anderson_ksamp with midranks. NaN of fewer than four values together (no sigma), and when all
///            values are equal.
/// Effect:    the root mean square over the pooled values of F - G in units of sqrt(H (1 - H)), H the pooled
///            distribution function: sqrt(A^2 (n + m) / (n m)). No interval and no margin_p:
///            the weight has no bound towards the tails, so no band of the distribution functions bounds the error of
///            the mean, and there a few values decide, which a bootstrap repeats or lacks.
/// p-value:   "exact", "exact given ties": over all divisions of the pooled values where they are few; else
///            "asymptotic": the limit law of A^2 brought to its exact mean and variance, by its integral: digits are
///            kept in the far tail (scipy's p ends at 0.001 and 0.25). All values equal: p = 1.
/// Input:     finite values; NaN (missing) and infinities are left out: count them apart.
/// Cost:      O(N log N) for sorting, then 15 ns a value.
/// Errors:    error{bad_data} when a sample has no finite value, naming it.
/// Source:    F. W. Scholz and M. A. Stephens, J. Amer. Statist. Assoc. 82 (1987) 918-924; A. N. Pettitt, Biometrika 63
///            (1976) 161-168; T. W. Anderson and D. A. Darling, Ann. Math. Statist. 23 (1952) 193-212 (the law).
class anderson_darling {
 public:
  using params = anderson_darling_params;
  static constexpr test_descriptor about{.name = "anderson_darling",
                                         .title = "Two-sample Anderson-Darling test",
                                         .source = "Scholz and Stephens 1987, J. Amer. Statist. Assoc. 82"};
  static constexpr std::tuple schema{field{"exact", &anderson_darling_params::exact, boolean_bounds, "",
                                           "p-value over all divisions where they are few"}};

  explicit anderson_darling(const params& p = {}) : params_{p} { validate(about.name, p, schema); }

  [[nodiscard]] test_result operator()(std::span<const double> reference, std::span<const double> current) const {
    return (*this)(sample_pair{reference, current});
  }
  [[nodiscard]] test_result operator()(const sample_pair& samples) const {
    test_result r = detail::begin_test(about, samples);
    const detail::pooled_groups groups{samples.reference(), samples.current()};
    const double n = static_cast<double>(groups.n), m = static_cast<double>(groups.m), both = n + m;
    const double square = of(groups, groups.reference);
    const double sigma = deviation(groups.n, groups.m);
    r.statistic = groups.value.size() > 1 ? (square - 1.0) / sigma : std::numeric_limits<double>::quiet_NaN();
    r.effect = std::sqrt(square * both / (n * m));
    if (groups.value.size() < 2) {
      r.method = "exact given ties";
      r.p_value = 1.0;
    } else if ((params_.exact || is_nan(sigma)) && detail::all_divisions_feasible(groups.n, groups.m)) {
      r.method = groups.ties() ? "exact given ties" : "exact";
      r.p_value =
          detail::share_of_divisions(groups, [&](std::span<const std::uint32_t> counts) { return of(groups, counts); });
    } else {
      r.method = "asymptotic";
      const double limit = 2.0 / 3.0 * (std::numbers::pi * std::numbers::pi - 9.0);
      r.p_value = anderson_darling_upper_tail(1.0 + r.statistic * std::sqrt(limit));
    }
    return r;
  }

  [[nodiscard]] const params& parameters() const noexcept { return params_; }

 private:
  /// A^2 when so many of each group are the reference's.
  [[nodiscard]] static double of(const detail::pooled_groups& groups, std::span<const std::uint32_t> counts) {
    const double n = static_cast<double>(groups.n), m = static_cast<double>(groups.m), both = n + m;
    double passed = 0.0, of_reference = 0.0, sum = 0.0;
    for (std::size_t g = 0; g < counts.size(); ++g) {
      const double size = groups.size[g], part = counts[g];
      const double b = passed + 0.5 * size, lead = both * (of_reference + 0.5 * part) - b * n;
      const double below = b * (both - b) - 0.25 * both * size;
      if (below > 0) sum += size * lead * lead / below;
      passed += size;
      of_reference += part;
    }
    return sum * (1.0 / n + 1.0 / m) * (both - 1.0) / (both * both);
  }

  /// Of A^2 when both samples come from one law; NaN below four values together.
  [[nodiscard]] static double deviation(std::uint64_t n, std::uint64_t m) {
    const std::uint64_t count = n + m;
    if (count < 4) return std::numeric_limits<double>::quiet_NaN();
    double harmonic = 0.0, g = 0.0;
    for (std::uint64_t i = 1; i + 1 < count; ++i) {
      harmonic += 1.0 / static_cast<double>(count - i);
      g += harmonic / static_cast<double>(i + 1);
    }
    const double h = harmonic + 1.0, inverse = 1.0 / static_cast<double>(n) + 1.0 / static_cast<double>(m);
    const double a = 4.0 * g - 6.0 + (10.0 - 6.0 * g) * inverse;
    const double b = 4.0 * (2.0 * g - 4.0) + 16.0 * h + (2.0 * g - 14.0 * h - 4.0) * inverse - 8.0 * h + 4.0 * g - 6.0;
    const double c =
        4.0 * (6.0 * h + 2.0 * g - 2.0) + 2.0 * (4.0 * h - 4.0 * g + 6.0) + (2.0 * h - 6.0) * inverse + 4.0 * h;
    const double d = 4.0 * (2.0 * h + 6.0) - 8.0 * h;
    const double all = static_cast<double>(count);
    return std::sqrt((((a * all + b) * all + c) * all + d) / ((all - 1.0) * (all - 2.0) * (all - 3.0)));
  }

  params params_;
};

static_assert(TwoSampleTest<anderson_darling>);

}  // namespace tepid::inline v0
