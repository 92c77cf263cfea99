// tepid/two_sample/divergence_of_counts.hpp - a divergence of counts in bins, its p-value and its interval.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include <boost/math/special_functions/gamma.hpp>

#include <tepid/core/random.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/two_sample/interval.hpp>
#include <tepid/two_sample/noncentral.hpp>
#include <tepid/two_sample/permutation.hpp>
#include <tepid/two_sample/result.hpp>
#include <tepid/two_sample/samples.hpp>

namespace tepid::inline v0::detail {

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

  /// Interval of what is shown: from noncentral chi-squared near equality, the delta method elsewhere; the wider of
  /// both. The sum itself is known to be between `least` and `most`.
  [[nodiscard]] effect_interval interval(double error, double least, double most) const {
    const double radius = -normal_quantile(0.5 * error) * std::sqrt(variance());
    double low = least - radius, high = most + radius;
    if constexpr (Divergence::chi > 0) {
      if (used_ >= 2) {
        const double scale = unit() / Divergence::chi;
        // A bin that a sample lacks by chance makes a logarithm as large as the floor lets it: the lower end must hold
        // with one value more in each.
        const double softened = std::min(least, least + softened_sum() - sum());
        low = std::min(low, noncentrality_interval(used_ - 1, softened / scale, error).first * scale);
        high = std::max(high, noncentrality_interval(used_ - 1, most / scale, error).second * scale);
      }
    } else {  // expectations of |share - its law| by their standard deviations, and McDiarmid's inequality
      const double wide =
          scatter(reference_, n_) + scatter(current_, m_) + std::sqrt(0.5 * unit() * std::log(1.0 / error));
      low = std::min(low, least - wide);
      high = std::max(high, most + wide);
    }
    return {divergence_.shown(std::max(0.0, low)), divergence_.shown(high)};
  }
  [[nodiscard]] effect_interval interval(double error) const {
    const double at = sum();
    return interval(error, at, at);
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

  [[nodiscard]] double softened_sum() const {
    const double n = static_cast<double>(n_) + used_, m = static_cast<double>(m_) + used_;
    double total = 0.0;
    for (std::size_t i = 0; i < reference_.size(); ++i)
      if (reference_[i] != 0 || current_[i] != 0)
        total += divergence_.term((static_cast<double>(reference_[i]) + 1.0) / n,
                                  (static_cast<double>(current_[i]) + 1.0) / m);
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

  [[nodiscard]] double permuted(std::uint64_t permutations, std::uint64_t seed) const {
    std::vector<std::uint64_t> a(reference_.size()), b(reference_.size());
    random_source random{seed};
    const double observed = sum(), bound = observed - 1e-12 * std::abs(observed);
    std::uint64_t reached = 0;
    for (std::uint64_t t = 0; t < permutations; ++t) {
      std::uint64_t left = m_, places = n_ + m_;
      for (std::size_t i = 0; i < a.size(); ++i) {
        const std::uint64_t here = reference_[i] + current_[i];
        b[i] = here == 0 ? 0 : hypergeometric(random, places, here, left);
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

}  // namespace tepid::inline v0::detail
