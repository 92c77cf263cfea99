// tepid/design/sampler.hpp - where simulated observations come from.
#pragma once

#include <cmath>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/core/random.hpp>
#include <tepid/numerics/normal.hpp>

namespace tepid::inline v0::design {

/// One stream of observations; each path of a simulation draws from a fresh one.
class sample_stream {
 public:
  virtual ~sample_stream() = default;
  /// Fills `out` with the next values.
  virtual void draw(std::span<double> out) = 0;
};

/// Makes independent streams: equal seeds give equal streams, different ones share nothing visible.
/// Called from several threads at once.
using sampler = std::function<std::unique_ptr<sample_stream>(random_source)>;

namespace detail {

template <class Draw>
class drawn_stream final : public sample_stream {
 public:
  drawn_stream(random_source source, Draw draw) : source_{source}, draw_{std::move(draw)} {}
  void draw(std::span<double> out) override {
    for (double& x : out) x = draw_(source_);
  }

 private:
  random_source source_;
  Draw draw_;
};

template <class Draw>
[[nodiscard]] sampler from_draw(Draw draw) {
  return [draw](random_source source) -> std::unique_ptr<sample_stream> {
    return std::make_unique<drawn_stream<Draw>>(source, draw);
  };
}

}  // namespace detail

/// Independent normal values.
[[nodiscard]] inline sampler normal_sampler(double mean = 0.0, double sd = 1.0) {
  return detail::from_draw([mean, sd](random_source& source) { return mean + sd * normal(source); });
}

namespace detail {

/// A value of Student's t scaled to unit variance, by R. W. Bailey's polar method (Mathematics of Computation 62 (1994)
/// 779-781).
[[nodiscard]] inline double student(random_source& source, double degrees) {
  for (;;) {
    const double u = 2.0 * source.uniform() - 1.0, v = 2.0 * source.uniform() - 1.0;
    const double w = u * u + v * v;
    if (w < 1.0) return u * std::sqrt((degrees - 2.0) * (std::pow(w, -2.0 / degrees) - 1.0) / w);
  }
}

/// A value of the gamma law with this shape > 0 and scale 1, by G. Marsaglia and W. W. Tsang, ACM Transactions on
/// Mathematical Software 26 (2000) 363-372.
[[nodiscard]] inline double gamma(random_source& source, double shape) {
  const double d = (shape < 1.0 ? shape + 1.0 : shape) - 1.0 / 3.0, c = 1.0 / std::sqrt(9.0 * d);
  for (;;) {
    const double z = normal(source), root = 1.0 + c * z, v = root * root * root;
    const double u = source.uniform();
    if (!(v > 0.0) || !(std::log(u) < 0.5 * z * z + d * (1.0 - v + std::log(v)))) continue;
    return shape < 1.0 ? d * v * std::pow(source.uniform(), 1.0 / shape) : d * v;
  }
}

}  // namespace detail

/// Independent values of Student's t with `degrees` > 2 degrees of freedom, scaled to unit variance.
[[nodiscard]] inline sampler student_sampler(double degrees) {
  if (!(degrees > 2))
    throw error{errc::bad_argument, "degrees",
                "student_sampler: degrees is " + to_text(degrees) + "; it must be above 2"};
  return detail::from_draw([degrees](random_source& source) { return detail::student(source, degrees); });
}

/// Independent values exp(sigma Z).
[[nodiscard]] inline sampler lognormal_sampler(double sigma = 1.0) {
  return detail::from_draw([sigma](random_source& source) { return std::exp(sigma * normal(source)); });
}

/// Independent Poisson counts, mean in (0, 500], by inversion.
[[nodiscard]] inline sampler poisson_sampler(double mean) {
  if (!(mean > 0 && mean <= 500))
    throw error{errc::bad_argument, "mean", "poisson_sampler: mean is " + to_text(mean) + "; it must be in (0, 500]"};
  return detail::from_draw([mean](random_source& source) {
    double left = source.uniform(), p = std::exp(-mean), k = 0.0;
    while (left > p && k < 100'000) {
      left -= p;
      p *= mean / ++k;
    }
    return k;
  });
}

/// Independent 0/1 values with P(1) = p.
[[nodiscard]] inline sampler bernoulli_sampler(double p) {
  if (!(p >= 0 && p <= 1))
    throw error{errc::bad_argument, "p", "bernoulli_sampler: p is " + to_text(p) + "; it must be in [0, 1]"};
  return detail::from_draw([p](random_source& source) { return source.uniform() < p ? 1.0 : 0.0; });
}

/// Stationary first-order autoregression x_t = phi x_{t-1} + e_t with unit variance, |phi| < 1.
[[nodiscard]] inline sampler autoregressive_sampler(double phi) {
  if (!(phi > -1 && phi < 1))
    throw error{errc::bad_argument, "phi",
                "autoregressive_sampler: phi is " + to_text(phi) + "; it must be in (-1, 1)"};
  return [phi](random_source source) -> std::unique_ptr<sample_stream> {
    const double first = normal(source);
    auto step = [phi, noise = std::sqrt(1.0 - phi * phi), x = first](random_source& s) mutable {
      return std::exchange(x, phi * x + noise * normal(s));
    };
    return std::make_unique<detail::drawn_stream<decltype(step)>>(source, step);
  };
}

/// Values of `reference` drawn with replacement: keeps its law, not its order.
[[nodiscard]] inline sampler bootstrap_sampler(std::span<const double> reference) {
  if (reference.empty()) throw error{errc::bad_data, "reference", "bootstrap_sampler: the reference is empty"};
  auto values = std::make_shared<const std::vector<double>>(reference.begin(), reference.end());
  return detail::from_draw([values](random_source& source) { return (*values)[source.below(values->size())]; });
}

/// The stationary bootstrap: runs of the reference in its own order, wrapped around its end, of geometric
/// length with this mean; keeps dependence up to about that length.
/// Source: D. N. Politis and J. P. Romano, JASA 89 (1994) 1303-1313.
[[nodiscard]] inline sampler block_bootstrap_sampler(std::span<const double> reference, double mean_length) {
  if (reference.empty()) throw error{errc::bad_data, "reference", "block_bootstrap_sampler: the reference is empty"};
  if (!(mean_length >= 1))
    throw error{errc::bad_argument, "mean_length",
                "block_bootstrap_sampler: mean_length is " + to_text(mean_length) + "; it must be at least 1"};
  auto values = std::make_shared<const std::vector<double>>(reference.begin(), reference.end());
  return detail::from_draw([values, restart = 1.0 / mean_length, at = std::size_t{0},
                            begun = false](random_source& source) mutable {
    at = !begun || source.uniform() < restart ? source.below(values->size()) : (at + 1 == values->size() ? 0 : at + 1);
    begun = true;
    return (*values)[at];
  });
}

}  // namespace tepid::inline v0::design
