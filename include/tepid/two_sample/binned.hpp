// tepid/two_sample/binned.hpp - two samples in bins of the reference's quantiles, and divergences of the counts.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <tepid/core/random.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/sketches/bins.hpp>
#include <tepid/two_sample/samples.hpp>

namespace tepid::inline v0 {

/// Where current values outside the reference's range are counted. The numbers are frozen.
enum class outside_bins : std::uint8_t {
  separate = 0,  ///< In two bins of their own, below and above.
  merged = 1,    ///< In the first and the last quantile bin, as is usual.
};
inline constexpr std::string_view outside_bins_names[] = {"separate", "merged"};

/// Parameters of jensen_shannon, hellinger and total_variation.
struct binned_params {
  std::uint64_t bins = 10;
  outside_bins outside = outside_bins::separate;
  std::uint64_t permutations = 999;
  std::uint64_t seed = 0;
  double confidence = 0.95;

  friend bool operator==(const binned_params&, const binned_params&) = default;
};

namespace detail {

/// The fields that every binned test has.
template <class P>
inline constexpr field bins_field{"bins", &P::bins, {2, 256}, "", "bins of equal probability under the reference"};
template <class P>
inline constexpr field outside_field{"outside",
                                     &P::outside,
                                     choice_of(2),
                                     "",
                                     "values outside the reference's range: in bins of their own or in the end bins",
                                     outside_bins_names};
template <class P>
inline constexpr field permutations_field{"permutations",
                                          &P::permutations,
                                          {0, 1e6},
                                          "",
                                          "random divisions for the p-value where a bin expects under 100; 0 for none"};
template <class P>
inline constexpr field seed_field{"seed", &P::seed, {0, count_max}, "", "of the random divisions"};
template <class P>
inline constexpr field confidence_field{"confidence", &P::confidence, {0.5, 0.9999}, "", "of the effect's interval"};

inline constexpr std::tuple binned_schema{bins_field<binned_params>, outside_field<binned_params>,
                                          permutations_field<binned_params>, seed_field<binned_params>,
                                          confidence_field<binned_params>};

/// One sample in bins.
struct binned_sample {
  std::vector<std::uint64_t> counts;
  std::uint64_t below = 0, above = 0, missing = 0, not_finite = 0;

  explicit binned_sample(const bins& b)
      : counts(b.counts().begin(), b.counts().end()),
        below{b.below()},
        above{b.above()},
        missing{b.missing()},
        not_finite{b.not_finite()} {}
  /// Sorted values in these edges.
  binned_sample(const bins& edges, std::span<const double> sorted, const left_out& rest)
      : missing{rest.missing}, not_finite{rest.not_finite} {
    const auto through = [&](double x) {
      return static_cast<std::uint64_t>(std::upper_bound(sorted.begin(), sorted.end(), x) - sorted.begin());
    };
    below = static_cast<std::uint64_t>(std::lower_bound(sorted.begin(), sorted.end(), edges.low()) - sorted.begin());
    std::uint64_t before = below;
    for (const double cut : edges.cuts()) {
      const std::uint64_t now = std::max(before, through(cut));
      counts.push_back(now - before);
      before = now;
    }
    const std::uint64_t inside = through(edges.high());
    counts.push_back(inside - before);
    above = sorted.size() - inside;
  }
  [[nodiscard]] double finite() const noexcept {
    return static_cast<double>(std::accumulate(counts.begin(), counts.end(), below + above));
  }
  [[nodiscard]] std::vector<std::uint64_t> row(bool merged) const {
    std::vector<std::uint64_t> all = counts;
    if (merged) {
      all.front() += below;
      all.back() += above;
    } else {
      all.insert(all.end(), {below, above});
    }
    all.insert(all.end(), {missing, not_finite});
    return all;
  }
};

/// log k!, within 1e-15 relative.
[[nodiscard]] inline double log_factorial(double k) noexcept {
  if (k < 20.0) {
    double product = 1.0;
    for (double i = 2.0; i <= k; i += 1.0) product *= i;
    return std::log(product);
  }
  const double x = k + 1.0, r = 1.0 / (x * x);
  return (x - 0.5) * std::log(x) - x + 0.9189385332046727 +
         (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r / 1680.0))) / x;
}

/// How many of c marked places are among `taken` places drawn without replacement from `places`: hypergeometric, by
/// inversion outward from the mode.
[[nodiscard]] inline std::uint64_t hypergeometric_draw(std::uint64_t marked, std::uint64_t taken, std::uint64_t places,
                                                       random_source& random) noexcept {
  const double c = static_cast<double>(marked), t = static_cast<double>(taken), all = static_cast<double>(places);
  const double least = std::max(0.0, t - (all - c)), most = std::min(c, t);
  if (least >= most) return static_cast<std::uint64_t>(most);
  const double mode = std::clamp(std::floor((c + 1.0) * (t + 1.0) / (all + 2.0)), least, most);
  const auto choose = [](double n, double k) { return log_factorial(n) - log_factorial(k) - log_factorial(n - k); };
  double up = std::exp(choose(c, mode) + choose(all - c, t - mode) - choose(all, t)), down = up;
  double u = random.uniform() - up, high = mode, low = mode;
  while (u > 0) {
    const double start = u;
    if (high < most) {
      up *= (c - high) * (t - high) / ((high + 1.0) * (all - c - t + high + 1.0));
      high += 1.0;
      if ((u -= up) <= 0) return static_cast<std::uint64_t>(high);
    }
    if (low > least) {
      down *= low * (all - c - t + low) / ((c - low + 1.0) * (t - low + 1.0));
      low -= 1.0;
      if ((u -= down) <= 0) return static_cast<std::uint64_t>(low);
    }
    if (u == start) break;  // nothing is left but rounding
  }
  return static_cast<std::uint64_t>(mode);
}

/// P(the first k or more of n + m values in random order are all of the m).
[[nodiscard]] inline double beyond_range(std::uint64_t k, double n, double m) noexcept {
  double p = 1.0;
  for (double i = 0.0; i < static_cast<double>(k) && p > 0; i += 1.0) p *= (m - i) / (n + m - i);
  return p;
}

/// A divergence of shares: a sum of term(p, q) over bins.
///
/// A Divergence has term(p, q), its derivatives by p and by q, shown(sum): what is told, increasing in the sum, and
/// `chi`: chi * sum / (1/N + 1/M) follows the chi-squared law with one degree of freedom less than bins when both
/// samples come from one law; 0 when it has no such law.
template <class Divergence>
class divergence_of_counts {
 public:
  divergence_of_counts(const Divergence& d, std::span<const std::uint64_t> reference,
                       std::span<const std::uint64_t> current)
      : divergence_{d}, reference_{reference}, current_{current} {
    const auto sum = [](std::span<const std::uint64_t> c) {
      return std::accumulate(c.begin(), c.end(), std::uint64_t{0});
    };
    n_ = sum(reference);
    m_ = sum(current);
    for (std::size_t i = 0; i < reference.size(); ++i) {
      const double both = static_cast<double>(reference[i] + current[i]);
      if (both == 0) continue;
      ++used_;
      fewest_ = std::min(fewest_, both * static_cast<double>(std::min(n_, m_)) / static_cast<double>(n_ + m_));
    }
  }

  [[nodiscard]] double sum() const { return sum_of(reference_, current_); }

  /// Sets p-value and method.
  void test(test_result& r, std::uint64_t permutations, std::uint64_t seed) const {
    if (used_ < 2) return without_p(r);
    if (Divergence::chi > 0 && (fewest_ >= 100.0 || permutations == 0)) {
      r.method = "chi-squared";
      r.p_value = boost::math::gamma_q(0.5 * (used_ - 1), 0.5 * Divergence::chi * sum() / unit());
    } else if (permutations > 0) {
      r.method = "permutation";
      r.p_value = permuted(permutations, seed);
    } else {
      without_p(r);
    }
  }

  /// Interval of the sum: from noncentral chi-squared near equality, the delta method elsewhere; the wider of both.
  void interval(test_result& r, double confidence) const {
    const double at = sum(), tail = 0.5 * (1.0 - confidence);
    const double radius = normal_quantile(1.0 - tail) * std::sqrt(variance());
    double low = at - radius, high = at + radius;
    if constexpr (Divergence::chi > 0) {
      if (used_ >= 2) {
        const double x = Divergence::chi * at / unit(), df = used_ - 1, scale = unit() / Divergence::chi;
        low = std::min(low, noncentrality(df, x, 1.0 - tail) * scale);
        high = std::max(high, noncentrality(df, x, tail) * scale);
      }
    } else {  // expectations of |share - its law| by their standard deviations, and McDiarmid's inequality
      const double wide =
          scatter(reference_, n_) + scatter(current_, m_) + std::sqrt(0.5 * unit() * std::log(0.5 / tail));
      low = std::min(low, at - wide);
      high = std::max(high, at + wide);
    }
    r.effect_low = divergence_.shown(std::max(0.0, low));
    r.effect_high = divergence_.shown(high);
  }

 private:
  [[nodiscard]] double unit() const { return 1.0 / static_cast<double>(n_) + 1.0 / static_cast<double>(m_); }

  [[nodiscard]] double sum_of(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) const {
    const double n = static_cast<double>(n_), m = static_cast<double>(m_);
    double total = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (a[i] != 0 || b[i] != 0)
        total += divergence_.term(static_cast<double>(a[i]) / n, static_cast<double>(b[i]) / m);
    return total;
  }

  [[nodiscard]] double variance() const {
    const double n = static_cast<double>(n_), m = static_cast<double>(m_);
    double p1 = 0.0, p2 = 0.0, q1 = 0.0, q2 = 0.0;
    for (std::size_t i = 0; i < reference_.size(); ++i) {
      if (reference_[i] == 0 && current_[i] == 0) continue;
      const double p = std::max(1e-12, static_cast<double>(reference_[i]) / n);
      const double q = std::max(1e-12, static_cast<double>(current_[i]) / m);
      const double by_p = divergence_.by_p(p, q), by_q = divergence_.by_q(p, q);
      p1 += p * by_p;
      p2 += p * by_p * by_p;
      q1 += q * by_q;
      q2 += q * by_q * by_q;
    }
    return std::max(0.0, p2 - p1 * p1) / n + std::max(0.0, q2 - q1 * q1) / m;
  }

  [[nodiscard]] static double scatter(std::span<const std::uint64_t> counts, std::uint64_t size) {
    double total = 0.0;
    for (const std::uint64_t c : counts) {
      const double p = static_cast<double>(c) / static_cast<double>(size);
      total += 0.5 * std::sqrt(p * (1.0 - p) / static_cast<double>(size));
    }
    return total;
  }

  /// The noncentrality under which x is at this probability of the law; 0 when even that of the central law is less.
  [[nodiscard]] static double noncentrality(double df, double x, double probability) {
    if (!(x > 0)) x = 1e-12;
    if (x > 1e6) {  // the normal law of the root
      const double z = normal_quantile(probability), root = std::sqrt(x) - z;
      return std::max(0.0, root * root - df);
    }
    const auto below = [&](double lambda) {
      return lambda == 0 ? boost::math::gamma_p(0.5 * df, 0.5 * x)
                         : cdf(boost::math::non_central_chi_squared{df, lambda}, x);
    };
    if (below(0.0) <= probability) return 0.0;
    double inside = 0.0, outside = x + 10.0 + 10.0 * std::sqrt(x);
    for (int step = 0; step < 60 && outside - inside > 1e-9 * outside; ++step) {
      const double middle = 0.5 * (inside + outside);
      (below(middle) > probability ? inside : outside) = middle;
    }
    return 0.5 * (inside + outside);
  }

  [[nodiscard]] double permuted(std::uint64_t permutations, std::uint64_t seed) const {
    std::vector<std::uint64_t> a(reference_.size()), b(reference_.size());
    random_source random{seed};
    const double observed = sum(), bound = observed - 1e-12 * std::abs(observed);
    std::uint64_t reached = 0;
    for (std::uint64_t t = 0; t < permutations; ++t) {
      std::uint64_t left = m_, places = n_ + m_;
      for (std::size_t i = 0; i < a.size(); ++i) {
        const std::uint64_t here = reference_[i] + current_[i];
        b[i] = here == 0 ? 0 : hypergeometric_draw(here, left, places, random);
        a[i] = here - b[i];
        left -= b[i];
        places -= here;
      }
      reached += sum_of(a, b) >= bound;
    }
    return static_cast<double>(1 + reached) / static_cast<double>(1 + permutations);
  }

  Divergence divergence_;
  std::span<const std::uint64_t> reference_, current_;
  std::uint64_t n_ = 0, m_ = 0;
  int used_ = 0;
  double fewest_ = std::numeric_limits<double>::infinity();
};

/// A binned test: the divergence with values outside the reference's range in bins of their own or not.
/// The law knows the bins of the merged counts; what chance puts beyond the range is known exactly (see psi).
template <class Divergence, class Params>
[[nodiscard]] test_result compare_binned(const test_descriptor& about, const Divergence& divergence, const Params& p,
                                         const binned_sample& before, const binned_sample& after) {
  const std::vector<std::uint64_t> a = before.row(true), b = after.row(true);
  const divergence_of_counts<Divergence> merged{divergence, a, b};
  test_result r{.name = about.name,
                .reference = std::accumulate(a.begin(), a.end(), std::uint64_t{0}),
                .current = std::accumulate(b.begin(), b.end(), std::uint64_t{0})};
  merged.test(r, p.permutations, p.seed);
  if (p.outside == outside_bins::merged) {
    r.statistic = r.effect = divergence.shown(merged.sum());
    merged.interval(r, p.confidence);
    return r;
  }
  const std::vector<std::uint64_t> apart_a = before.row(false), apart_b = after.row(false);
  const divergence_of_counts<Divergence> apart{divergence, apart_a, apart_b};
  r.statistic = r.effect = divergence.shown(apart.sum());
  apart.interval(r, p.confidence);
  const double n = before.finite(), m = after.finite();
  const double beyond = 20.0 * std::min(beyond_range(after.below, n, m), beyond_range(after.above, n, m));
  if (r.method == "no p-value" && p.permutations == 0 && Divergence::chi == 0) return r;
  r.p_value = std::min({1.0, is_nan(r.p_value) ? 1.0 : r.p_value / 0.9, beyond});
  r.method = r.method == "permutation" ? "permutation and range" : "chi-squared and range";
  return r;
}

/// The same on samples: the reference's quantiles are the bins.
template <class Divergence, class Params>
[[nodiscard]] test_result compare_binned(const test_descriptor& about, const Divergence& divergence, const Params& p,
                                         const sample_pair& samples) {
  samples.require_values(about.name);
  const bins edges = bins::on_quantiles(samples.reference(), static_cast<std::size_t>(p.bins));
  return compare_binned(about, divergence, p, binned_sample{edges, samples.reference(), samples.reference_left_out()},
                        binned_sample{edges, samples.current(), samples.current_left_out()});
}

/// The same on counts in equal bins. Throws error{bad_argument} unless the edges are equal, error{bad_data} naming the
/// side that is empty.
template <class Divergence, class Params>
[[nodiscard]] test_result compare_binned(const test_descriptor& about, const Divergence& divergence, const Params& p,
                                         const bins& reference, const bins& current) {
  bins same = reference;
  same.merge(current);
  for (const bool first : {true, false})
    if ((first ? reference : current).total() == 0)
      throw error{errc::bad_data, first ? "reference" : "current",
                  std::string{about.name} + ": the " + (first ? "reference" : "current") + " sample is empty"};
  return compare_binned(about, divergence, p, binned_sample{reference}, binned_sample{current});
}

}  // namespace detail

}  // namespace tepid::inline v0
