// tepid/transforms/standardizer.hpp - a value becomes its distance from the mean in standard deviations.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include <tepid/core/numeric.hpp>
#include <tepid/core/schema.hpp>
#include <tepid/numerics/moments.hpp>
#include <tepid/transforms/transform.hpp>

namespace tepid::inline v0 {

/// What standardizer has from its reference.
struct standardizer_model {
  double mean = 0.0;
  double sd = 1.0;

  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.mean, self.sd);
  }
  friend bool operator==(const standardizer_model&, const standardizer_model&) = default;
};

/// z = (x - mean) / sd, computed as (x - mean) * (1 / sd) and held within +-standard_max.
///
/// Mean and sd of m reference values are off by about sd / sqrt(m) and sd / sqrt(2 m): charts slower than m / 100
/// observations see that. Values that are not normal stay so; their false alarms differ from a normal limit's.
/// Cost: two operations a value, 24 bytes, no state. Errors: construction and fit() throw, nothing else does.
class standardizer {
 public:
  using model = standardizer_model;

  static constexpr transform_descriptor about{.id = 1,
                                              .name = "standardize",
                                              .title = "Distance from the reference's mean in standard deviations",
                                              .source = ""};

  /// Throws error{bad_parameter} unless |mean| <= 1e100 and sd in [1e-100, 1e100].
  explicit standardizer(const model& m = {}) : model_{m} {
    if (!(m.mean >= -real_max && m.mean <= real_max))
      throw error{errc::bad_parameter, "mean",
                  "standardize: the mean is " + to_text(m.mean) + "; it must be within +-1e100"};
    if (!(m.sd >= real_min && m.sd <= real_max))
      throw error{errc::bad_parameter, "sd",
                  "standardize: the sd is " + to_text(m.sd) + "; it must be in [1e-100, 1e+100]"};
    inverse_sd_ = 1.0 / m.sd;
  }

  /// Mean and sd (divisor m - 1) of at least two finite values. Throws error{bad_data, "reference"}.
  [[nodiscard]] static standardizer fit(std::span<const double> reference) {
    detail::check_reference(about.name, reference, 2);
    moments m;
    m.add(reference);
    if (!(m.sd() >= real_min && m.sd() <= real_max))
      throw error{
          errc::bad_data, "reference",
          "standardize: the reference's standard deviation is " + to_text(m.sd()) + "; it must be in [1e-100, 1e+100]"};
    return standardizer{{m.mean(), m.sd()}};
  }

  [[nodiscard]] double operator()(double x) noexcept { return standardize(x, model_.mean, inverse_sd_); }
  void operator()(std::span<const double> in, std::span<double> out) noexcept {
    detail::transform_each(*this, in, out);
  }

  [[nodiscard]] const model& fitted() const noexcept { return model_; }
  void clear() noexcept {}
  [[nodiscard]] bool sound() const noexcept { return true; }

  template <class Self, class Io>
  static void state_io(Self&, Io&) {}

  friend bool operator==(const standardizer&, const standardizer&) = default;

 private:
  model model_;
  double inverse_sd_ = 1.0;
};

static_assert(FittedTransform<standardizer>);

}  // namespace tepid::inline v0
