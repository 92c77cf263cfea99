// tepid/design/radial_kernel.hpp - the density of the length of a normal vector (noncentral chi).
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace tepid::inline v0::design {

/// Density at r >= 0 of |a u + e|: u a unit vector, e standard normal in `dimension` >= 1 dimensions, a >= 0. It is
/// r^(n/2) a^(1-n/2) exp(-(r^2 + a^2)/2) I_(n/2-1)(a r), summed as a Poisson mixture of chi densities outwards from
/// the largest term: all terms positive, relative error about 1e-13, cost about 6 sqrt(1 + a r) multiplications.
class radial_kernel {
 public:
  explicit radial_kernel(std::size_t dimension)
      : dimension_{dimension}, half_{0.5 * static_cast<double>(dimension)}, log_gamma_half_{std::lgamma(half_)} {}

  [[nodiscard]] std::size_t dimension() const noexcept { return dimension_; }

  [[nodiscard]] double operator()(double r, double a) const {
    if (dimension_ == 1) {
      const double scale = 1.0 / std::sqrt(2.0 * std::numbers::pi);
      return scale * (std::exp(-0.5 * (r - a) * (r - a)) + std::exp(-0.5 * (r + a) * (r + a)));
    }
    if (!(r > 0.0)) return 0.0;
    const double x = 0.25 * a * a * r * r;
    // Term k is proportional to x^k / (k! Gamma(n/2 + k)); the largest has k (k + n/2 - 1) close to x.
    const double b = half_ - 1.0;
    const double top = std::floor(0.5 * (std::sqrt(b * b + 4.0 * x) - b));
    const auto mode = static_cast<std::size_t>(std::fmax(0.0, top));
    const double log_term = static_cast<double>(mode) * (x > 0.0 ? std::log(x) : 0.0) - log_factorial(mode) -
                            log_gamma(mode) - 0.5 * (r * r + a * a) +
                            (static_cast<double>(dimension_) - 1.0) * std::log(r) + (1.0 - half_) * std::numbers::ln2;
    if (log_term < -745.0) return 0.0;
    double sum = 1.0;
    double term = 1.0;
    for (double k = static_cast<double>(mode); term > 1e-17 * sum; k += 1.0) {
      term *= x / ((k + 1.0) * (half_ + k));
      sum += term;
    }
    term = 1.0;
    for (double k = static_cast<double>(mode); k > 0.0 && term > 1e-17 * sum; k -= 1.0) {
      term *= k * (half_ + k - 1.0) / x;
      sum += term;
    }
    return sum * std::exp(log_term);
  }

 private:
  [[nodiscard]] double log_factorial(std::size_t k) const {
    extend(k);
    return log_factorial_[k];
  }
  /// log Gamma(n/2 + k).
  [[nodiscard]] double log_gamma(std::size_t k) const {
    extend(k);
    return log_gamma_[k];
  }
  void extend(std::size_t k) const {
    if (log_factorial_.empty()) {
      log_factorial_.push_back(0.0);
      log_gamma_.push_back(log_gamma_half_);
    }
    while (log_factorial_.size() <= k) {
      const auto i = static_cast<double>(log_factorial_.size());
      log_factorial_.push_back(log_factorial_.back() + std::log(i));
      log_gamma_.push_back(log_gamma_.back() + std::log(half_ + i - 1.0));
    }
  }

  std::size_t dimension_;
  double half_;
  double log_gamma_half_;
  mutable std::vector<double> log_factorial_, log_gamma_;  // an object is one thread's
};

}  // namespace tepid::inline v0::design
