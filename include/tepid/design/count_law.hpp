// tepid/design/count_law.hpp - the law of a count: Poisson and binomial probabilities with both tails.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/poisson.hpp>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>

namespace tepid::inline v0::design {

/// Probabilities of 0, 1, ..., max(); beyond max() they are below 1e-40 together and taken as 0. Tails are summed
/// from their far end, so that each keeps its relative accuracy.
class count_law {
 public:
  static constexpr double max_mean = 1e6;

  /// Mean in [0, 1e6]. @throws error{bad_argument, "mean"}.
  [[nodiscard]] static count_law poisson(double mean) {
    if (!(is_finite(mean) && mean >= 0.0 && mean <= max_mean))
      throw error{errc::bad_argument, "mean", "mean: of a Poisson count must be in [0, 1e6], not " + to_text(mean)};
    if (mean == 0.0) return count_law{{1.0}};
    const boost::math::poisson_distribution<double> law{mean};
    const auto most = static_cast<std::size_t>(std::ceil(mean + 14.0 * std::sqrt(mean) + 60.0));
    return count_law{most, [&](double x) { return boost::math::pdf(law, x); }};
  }

  /// n in [1, 1e6], p in [0, 1]. @throws error{bad_argument, "n" | "p"}.
  [[nodiscard]] static count_law binomial(std::uint64_t n, double p) {
    check_binomial_size(n);
    if (!(p >= 0.0 && p <= 1.0))
      throw error{errc::bad_argument, "p", "p: must be a probability in [0, 1], not " + to_text(p)};
    const boost::math::binomial_distribution<double> law{static_cast<double>(n), p};
    return count_law{static_cast<std::size_t>(n), [&](double x) { return boost::math::pdf(law, x); }};
  }

  static void check_binomial_size(std::uint64_t n) {
    if (n < 1 || n > 1'000'000)
      throw error{errc::bad_argument, "n", "n: the number of trials must be 1 to 1000000, not " + std::to_string(n)};
  }

  /// The largest count with a probability, as far as double precision goes.
  [[nodiscard]] std::int64_t max() const noexcept { return static_cast<std::int64_t>(p_.size()) - 1; }
  [[nodiscard]] double mean() const noexcept {
    double sum = 0.0;
    for (std::size_t i = p_.size(); i-- > 0;) sum += static_cast<double>(i) * p_[i];
    return sum;
  }
  [[nodiscard]] double variance() const noexcept {
    const double m = mean();
    double sum = 0.0;
    for (std::size_t i = p_.size(); i-- > 0;)
      sum += (static_cast<double>(i) - m) * (static_cast<double>(i) - m) * p_[i];
    return sum;
  }
  [[nodiscard]] double probability(std::int64_t x) const noexcept {
    return x < 0 || x > max() ? 0.0 : p_[static_cast<std::size_t>(x)];
  }
  /// P(count > x), for any x.
  [[nodiscard]] double above(std::int64_t x) const noexcept {
    return x < 0 ? 1.0 : x >= max() ? 0.0 : above_[static_cast<std::size_t>(x)];
  }
  /// P(count <= x), for any x.
  [[nodiscard]] double at_most(std::int64_t x) const noexcept {
    return x < 0 ? 0.0 : x >= max() ? 1.0 : at_most_[static_cast<std::size_t>(x)];
  }

 private:
  explicit count_law(std::vector<double> p) : p_{std::move(p)} { sum(); }

  template <class Density>
  count_law(std::size_t most, Density&& density) : p_(most + 1) {
    for (std::size_t x = 0; x <= most; ++x) p_[x] = density(static_cast<double>(x));
    while (p_.size() > 1 && p_.back() < 1e-50) p_.pop_back();
    sum();
  }

  void sum() {
    above_.resize(p_.size());
    at_most_.resize(p_.size());
    double total = 0.0;
    for (std::size_t i = p_.size(); i-- > 0; total += p_[i]) above_[i] = total;
    total = 0.0;
    for (std::size_t i = 0; i < p_.size(); ++i) at_most_[i] = total += p_[i];
  }

  std::vector<double> p_;
  std::vector<double> above_;
  std::vector<double> at_most_;
};

}  // namespace tepid::inline v0::design
