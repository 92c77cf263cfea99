// tepid/design/input_law.hpp - simulated healthy values of a law, and the same values changed.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/poisson.hpp>

#include <tepid/core/error.hpp>
#include <tepid/core/healthy_law.hpp>
#include <tepid/core/random.hpp>
#include <tepid/core/schema.hpp>
#include <tepid/design/law_text.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/sampler.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/registry.hpp>

namespace tepid::inline v0::design {

/// The law in control that a detector's parameters name: healthy_law_of its type. Compiled once, into tepid::static.
[[nodiscard]] healthy_law law_of(const erased_detector& detector);
/// The same from settings, which need not make a detector together. Error: unknown_name.
[[nodiscard]] healthy_law law_of(std::string_view detector, std::span<const setting> settings);

/// Values in an observation: the columns of a row for a detector of rows, the values of a sample for one of samples,
/// else 1. Run lengths, budgets and delays count observations.
[[nodiscard]] inline std::uint64_t values_in_observation(const erased_detector& detector) {
  return law_of(detector).values;
}

[[nodiscard]] inline double mean_of(const healthy_law& law) {
  switch (law.kind) {
    case law_kind::uniform:
      return 0.5 * law.a + 0.5 * law.b;
    case law_kind::beta:
      return law.a / (law.a + law.b);
    case law_kind::binomial:
      return law.scale * law.a * law.b;
    case law_kind::lognormal:
      return std::exp(0.5 * law.a * law.a);
    case law_kind::student:
    case law_kind::ar1:
      return 0.0;
    case law_kind::normal:
    case law_kind::exponential:
    case law_kind::bernoulli:
    case law_kind::poisson:
    case law_kind::pairs:
      break;
  }
  return law.scale * law.a;
}

/// Of pairs: of their errors.
[[nodiscard]] inline double sd_of(const healthy_law& law) {
  switch (law.kind) {
    case law_kind::normal:
      return law.b;
    case law_kind::uniform:
      return (law.b - law.a) / std::sqrt(12.0);
    case law_kind::beta:
      return std::sqrt(law.a * law.b / (law.a + law.b + 1.0)) / (law.a + law.b);
    case law_kind::bernoulli:
    case law_kind::pairs:
      return std::sqrt(law.a * (1.0 - law.a));
    case law_kind::binomial:
      return law.scale * std::sqrt(law.a * law.b * (1.0 - law.b));
    case law_kind::poisson:
      return law.scale * std::sqrt(law.a);
    case law_kind::lognormal:
      return std::exp(0.5 * law.a * law.a) * std::sqrt(std::expm1(law.a * law.a));
    case law_kind::exponential:
      return law.a;
    case law_kind::student:
    case law_kind::ar1:
      break;
  }
  return 1.0;
}

namespace detail {

/// Draws one value of a law after another, each changed by so many in-control standard deviations; one change, `usual`, is
/// as quick to draw as none.
class law_draw {
 public:
  explicit law_draw(const healthy_law& law, double usual = 0.0) : law_{law}, mean_{mean_of(law)}, sd_{sd_of(law)}, usual_{usual} {
    const bool rows = law.values > 1 && !law.spread_changes;
    step_ = rows ? sd_ / std::sqrt(static_cast<double>(law.values)) : sd_;
    if (law.kind != law_kind::poisson && law.kind != law_kind::binomial) return;
    table_ = quantiles(counts_mean());
    changed_ = usual == 0.0 ? table_ : quantiles(changed_mean(usual));
  }

  [[nodiscard]] double operator()(random_source& source, double change) {
    switch (law_.kind) {
      case law_kind::normal:
        if (law_.spread_changes) return mean_ + sd_ * (1.0 + change) * normal(source);
        return mean_ + step_ * change + sd_ * normal(source);
      case law_kind::student:
        return moved(student(source, law_.a), change);
      case law_kind::lognormal:
        return moved(std::exp(law_.a * normal(source)), change);
      case law_kind::exponential:
        return moved(-law_.a * std::log(source.uniform()), change);
      case law_kind::uniform:
        return moved(law_.a + (law_.b - law_.a) * source.uniform(), change);
      case law_kind::ar1: {
        const double noise = begun_ ? std::sqrt(1.0 - law_.a * law_.a) : 1.0;
        last_ = (begun_ ? law_.a * last_ : 0.0) + noise * normal(source);
        begun_ = true;
        return moved(last_, change);
      }
      case law_kind::beta: {
        const double now = std::clamp(mean_ + step_ * change, 0.0, 1.0), both = law_.a + law_.b;
        if (now <= 0.0 || now >= 1.0) return now;
        const double x = gamma(source, both * now), y = gamma(source, both * (1.0 - now));
        return x + y > 0.0 ? x / (x + y) : now;
      }
      case law_kind::bernoulli:
        return source.uniform() < mean_ + step_ * change ? 1.0 : 0.0;
      case law_kind::pairs: {
        const double label = source.uniform() < 0.5 ? 0.0 : 1.0;
        return 2.0 * label + (source.uniform() < mean_ + step_ * change ? 1.0 - label : label);
      }
      case law_kind::binomial:
      case law_kind::poisson:
        break;
    }
    const double u = source.uniform(), mean = change != 0.0 ? changed_mean(change) : counts_mean();
    if (change != 0.0 && change != usual_) return law_.scale * count_at(mean, u);
    const auto cell = static_cast<std::size_t>(u * cells);
    const std::vector<double>& table = change != 0.0 ? *changed_ : *table_;
    if (cell > 0 && cell + 1 < cells && table[cell - 1] == table[cell]) return law_.scale * table[cell];
    return law_.scale * count_at(mean, u);
  }

 private:
  static constexpr std::size_t cells = 4096;

  [[nodiscard]] double moved(double x, double change) const noexcept {
    return law_.spread_changes ? mean_ + (1.0 + change) * (x - mean_) : x + step_ * change;
  }
  [[nodiscard]] double counts_mean() const noexcept { return law_.kind == law_kind::binomial ? law_.a * law_.b : law_.a; }

  [[nodiscard]] double changed_mean(double change) const noexcept { return counts_mean() + step_ / law_.scale * change; }

  /// Quantiles for every 4,096th of probability: nearly every draw lies between two equal ones.
  [[nodiscard]] std::shared_ptr<const std::vector<double>> quantiles(double mean) const {
    auto table = std::make_shared<std::vector<double>>();
    for (std::size_t i = 1; i < cells; ++i) table->push_back(count_at(mean, static_cast<double>(i) / cells));
    return table;
  }

  /// The smallest count whose distribution function at mean `m` reaches u.
  [[nodiscard]] double count_at(double m, double u) const {
    using namespace boost::math::policies;
    using up = policy<discrete_quantile<integer_round_up>>;
    if (m <= 0.0) return 0.0;
    if (law_.kind == law_kind::poisson) return boost::math::quantile(boost::math::poisson_distribution<double, up>{m}, u);
    if (m >= law_.a) return law_.a;
    return boost::math::quantile(boost::math::binomial_distribution<double, up>{law_.a, m / law_.a}, u);
  }

  healthy_law law_;
  double mean_, sd_, usual_, step_ = 1.0;
  std::shared_ptr<const std::vector<double>> table_, changed_;
  double last_ = 0.0;  // ar1
  bool begun_ = false;
};

}  // namespace detail

/// Values of a law with a change in units of their in-control standard deviation after `healthy` of them (in rows the
/// change is its Mahalanobis length, the same in every column, and `healthy` values are whole rows). A changed probability
/// or mean is held within what the law allows. Throws error{bad_argument, "law"} for a law that there is not.
[[nodiscard]] inline sampler sampler_of(const healthy_law& law, const mean_change& change = {}, std::uint64_t healthy = 0) {
  if (const std::string_view fault = fault_of(law); !fault.empty())
    throw error{errc::bad_argument, "law", "law " + text_of(law) + ": " + std::string{fault}};
  if (change.step == 0.0 && change.slope == 0.0)
    return detail::from_draw([draw = detail::law_draw{law}](random_source& source) mutable { return draw(source, 0.0); });
  const auto before = static_cast<double>(healthy), columns = static_cast<double>(law.values);
  const detail::law_draw fresh{law, change.slope == 0.0 ? change.step : 0.0};
  return detail::from_draw([draw = fresh, change, before, columns, drawn = 0.0](random_source& source) mutable {
    const double since = ++drawn - before;
    return draw(source, since > 0.0 ? change.mean_at(std::ceil(since / columns)) : 0.0);
  });
}

/// Values of the law that a detector's parameters name.
[[nodiscard]] inline sampler input_of(const erased_detector& detector, const mean_change& change = {},
                                      std::uint64_t healthy = 0) {
  return sampler_of(law_of(detector), change, healthy);
}

}  // namespace tepid::inline v0::design
