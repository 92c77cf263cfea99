// tepid/numerics/scale_fit.hpp - when and how a mean moved, read from EWMAs of several rates.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include <tepid/core/numeric.hpp>

namespace tepid::inline v0 {

/// How a mean leaves its target: at once, or by the same amount at every observation.
enum class change_shape : std::uint8_t { step, ramp };

/// EWMAs of one standardized stream, at different rates, forget at different speeds: together they tell
/// how long ago a change began. Under independent unit-variance values their joint law is normal with
///   cov(e_j, e_k) = r_j r_k (1 - ((1 - r_j)(1 - r_k))^n) / (r_j + r_k - r_j r_k),
/// and a change of age a moves e_j by
///   step of size d:   d u,               u = 1 - (1 - r_j)^a
///   ramp of slope b:  b (a - u (1 - r_j) / r_j).
/// For each age on a geometric grid the size follows by generalized least squares; the age with the
/// largest likelihood ratio wins. Cost: O(N^3) to build, O(log(n) N^2) to ask; no allocation.
template <std::size_t N>
class scale_fit {
 public:
  struct result {
    std::uint64_t age = 0;   ///< Observations since the change began, this one included.
    double level = 0.0;      ///< Shift reached by now, in standard deviations; signed.
    double evidence = 0.0;   ///< Log likelihood ratio against no change, in nats.
  };

  /// `rates` and `values` of equal length, at most N; `count` observations seen, at least 1.
  scale_fit(std::span<const double> rates, std::span<const double> values, std::uint64_t count) noexcept
      : size_{rates.size()}, count_{count} {
    std::copy(rates.begin(), rates.end(), rates_.begin());
    for (std::size_t j = 0; j < size_; ++j)
      for (std::size_t k = 0; k <= j; ++k) {
        const double a = rates[j], b = rates[k];
        const double fill = 1.0 - integer_power((1.0 - a) * (1.0 - b), count);
        // The ridge keeps near-equal rates, or fewer observations than rates, from dividing by zero.
        factor_[j][k] = a * b * fill / (a + b - a * b) * (j == k ? 1.0 + 1e-9 : 1.0);
      }
    decompose();
    whitened_ = solve(values);
  }

  /// Calls f(age) for the ages of the grid, the youngest first: at most most_ages.
  template <class F>
  void for_each_age(F&& f) const noexcept {
    const double slowest = *std::min_element(rates_.begin(), rates_.begin() + static_cast<std::ptrdiff_t>(size_));
    const double longest = std::min(static_cast<double>(count_), 16.0 / slowest);  // older ages look alike
    for (double a = 1.0; a <= longest; a = std::max(a + 1.0, std::floor(a * 1.0905))) f(static_cast<std::uint64_t>(a));
  }
  static constexpr std::size_t most_ages = 512;  // up to 2^62: 12 + log(2^62 / 12) / log(1.085)

  [[nodiscard]] result best(change_shape shape) const noexcept {
    result found;
    for_each_age([&](std::uint64_t age) {
      const result r = at(shape, age);
      if (r.evidence > found.evidence) found = r;
    });
    return found;
  }

  /// The fit for one age, 1 <= age <= count.
  [[nodiscard]] result at(change_shape shape, std::uint64_t age) const noexcept {
    std::array<double, N> response{};
    for (std::size_t j = 0; j < size_; ++j) {
      const double reached = 1.0 - integer_power(1.0 - rates_[j], age);
      response[j] = shape == change_shape::step
                        ? reached
                        : 1.0 - reached * (1.0 - rates_[j]) / (rates_[j] * static_cast<double>(age));
    }
    const auto white = solve(std::span<const double>{response}.first(size_));
    double cross = 0.0, power = 0.0;
    for (std::size_t j = 0; j < size_; ++j) {
      cross += white[j] * whitened_[j];
      power += white[j] * white[j];
    }
    if (!(power > 0)) return {.age = age};
    return {.age = age, .level = cross / power, .evidence = cross * cross / (2.0 * power)};
  }

 private:
  void decompose() noexcept {  // Cholesky, in place
    for (std::size_t j = 0; j < size_; ++j)
      for (std::size_t i = j; i < size_; ++i) {
        double sum = factor_[i][j];
        for (std::size_t k = 0; k < j; ++k) sum -= factor_[i][k] * factor_[j][k];
        factor_[i][j] = i == j ? std::sqrt(std::max(sum, 1e-30)) : sum / factor_[j][j];
      }
  }

  [[nodiscard]] std::array<double, N> solve(std::span<const double> right) const noexcept {
    std::array<double, N> out{};
    for (std::size_t i = 0; i < size_; ++i) {
      double sum = right[i];
      for (std::size_t k = 0; k < i; ++k) sum -= factor_[i][k] * out[k];
      out[i] = sum / factor_[i][i];
    }
    return out;
  }

  std::size_t size_;
  std::uint64_t count_;
  std::array<double, N> rates_{};
  std::array<std::array<double, N>, N> factor_{};
  std::array<double, N> whitened_{};
};

}  // namespace tepid::inline v0
