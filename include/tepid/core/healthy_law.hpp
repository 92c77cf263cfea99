// tepid/core/healthy_law.hpp - which law healthy values have, by what a detector's parameters name.
#pragma once

#include <cstdint>
#include <string_view>

#include <tepid/core/detector.hpp>

namespace tepid::inline v0 {

/// Laws of values, independent but for ar1; what `a` and `b` of a healthy_law are.
enum class law_kind : std::uint8_t {
  normal = 0,       ///< Mean a, standard deviation b.
  student = 1,      ///< Student's t with a > 2 degrees of freedom, scaled to standard deviation 1.
  lognormal = 2,    ///< exp(a Z).
  exponential = 3,  ///< Mean a.
  uniform = 4,      ///< Between a and b.
  beta = 5,         ///< Mean a / (a + b), within [0, 1].
  bernoulli = 6,    ///< 1 with probability a, else 0.
  binomial = 7,     ///< a trials with probability b.
  poisson = 8,      ///< Mean a.
  pairs = 9,        ///< 2 label + prediction: labels 0 and 1 alike, a prediction wrong with probability a.
  ar1 = 10,         ///< Stationary first-order autoregression with coefficient a, mean 0 and standard deviation 1.
};

/// The values in control.
struct healthy_law {
  law_kind kind = law_kind::normal;
  double a = 0.0, b = 1.0;
  double scale = 1.0;  ///< What a count is multiplied with: 1 / n for shares.
  /// The parameters do not name it: a limit depends on what is assumed here.
  bool assumed = false;
  /// A change of size s makes the spread 1 + s times as large; otherwise it moves the mean by s standard deviations.
  bool spread_changes = false;
  /// Values in an observation: columns of a row, values of a sample. Run lengths count observations.
  std::uint64_t values = 1;
  /// For which other laws a limit holds as well, to be read after "holds for"; empty: for none.
  std::string_view holds{};

  [[nodiscard]] static constexpr healthy_law normal(double mean, double sd) noexcept { return {law_kind::normal, mean, sd}; }
  [[nodiscard]] static constexpr healthy_law bernoulli(double p) noexcept { return {law_kind::bernoulli, p, 0.0}; }
  [[nodiscard]] static constexpr healthy_law binomial(double n, double p) noexcept { return {law_kind::binomial, n, p}; }
  [[nodiscard]] static constexpr healthy_law poisson(double mean) noexcept { return {law_kind::poisson, mean, 0.0}; }
  [[nodiscard]] static constexpr healthy_law pairs(double wrong) noexcept { return {law_kind::pairs, wrong, 0.0}; }
  [[nodiscard]] static constexpr healthy_law beta(double a, double b) noexcept { return {law_kind::beta, a, b}; }

  [[nodiscard]] constexpr healthy_law as_assumed() const noexcept {
    healthy_law other = *this;
    other.assumed = true;
    return other;
  }
  [[nodiscard]] constexpr healthy_law holding_for(std::string_view laws) const noexcept {
    healthy_law other = *this;
    other.holds = laws;
    return other;
  }

  friend bool operator==(const healthy_law&, const healthy_law&) = default;
};

/// The law in control that a detector's parameters name. A detector says it by
///
///   static healthy_law healthy(const params&) noexcept;
///
/// and where it does not: normal with the parameters mean and sd, `dimension` values in a row where it takes rows; without
/// those two parameters normal (0, 1), assumed; 0/1 values with an error rate of 0.1, pairs with one of 0.1, both assumed.
/// Detectors of counts and of values in [0, 1] have to say it.
template <class D>
[[nodiscard]] healthy_law healthy_law_of(const typename D::params& p) noexcept {
  healthy_law law;
  if constexpr (requires { D::healthy(p); }) {
    law = D::healthy(p);
  } else if constexpr (D::about.input == input_kind::binary) {
    law = healthy_law::bernoulli(0.1).as_assumed();
  } else if constexpr (D::about.input == input_kind::pair) {
    law = healthy_law::pairs(0.1).as_assumed();
  } else {
    static_assert(D::about.input == input_kind::real, "the detector must say its healthy law: static healthy(params)");
    if constexpr (requires { p.mean; p.sd; })
      law = healthy_law::normal(p.mean, p.sd);
    else
      law = healthy_law{}.as_assumed();
  }
  if constexpr (requires { p.dimension; }) law.values = p.dimension;
  return law;
}

}  // namespace tepid::inline v0
