// tepid/design/input_law.hpp - healthy data for a detector of which nothing else is known, and the same data changed.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/poisson.hpp>

#include <tepid/core/detector.hpp>
#include <tepid/core/random.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/sampler.hpp>
#include <tepid/numerics/normal.hpp>
#include <tepid/registry.hpp>

namespace tepid::inline v0::design {

/// The law of counts that a detector with input_kind::count says it is made for, by its parameters:
///   n and p                 binomial, unless a choice `law` says poisson
///   kind, center and n      the attributes charts: binomial (p, np) or Poisson (c, u), p and u divided by n
///   mean                    Poisson
///   none of these           Poisson with mean 25
struct count_input {
  bool binomial = false;
  double trials = 1.0;  ///< Of a binomial count.
  double mean = 25.0;   ///< Of a count, in control.
  double scale = 1.0;   ///< What a count is multiplied with.

  explicit count_input(const erased_detector& detector) {
    const auto infos = detector.row().parameters;
    const auto find = [&](std::string_view name) -> std::optional<double> {
      for (std::size_t i = 0; i < infos.size(); ++i)
        if (infos[i].name == name) return detector.parameter(i);
      return std::nullopt;
    };
    const auto n = find("n"), p = find("p"), law = find("law"), kind = find("kind"), center = find("center");
    if (kind && center && n) {
      binomial = *kind < 2.0;
      trials = *n;
      mean = *kind == 2.0 ? *center : *center * *n;
      scale = *kind == 0.0 || *kind == 3.0 ? 1.0 / *n : 1.0;
    } else if (n && p && law.value_or(1.0) == 1.0) {
      binomial = true;
      trials = *n;
      mean = *n * *p;
    } else if (const auto m = find("mean")) {
      mean = *m;
    }
    if (binomial) mean = std::clamp(mean, 0.0, trials);
  }

  [[nodiscard]] double sd() const { return std::sqrt(binomial ? mean * (1.0 - mean / trials) : mean); }

  /// The smallest count whose distribution function at mean `m` reaches u.
  [[nodiscard]] double quantile(double m, double u) const {
    using namespace boost::math::policies;
    using up = policy<discrete_quantile<integer_round_up>>;
    if (m <= 0.0) return 0.0;
    if (!binomial) return boost::math::quantile(boost::math::poisson_distribution<double, up>{m}, u);
    if (m >= trials) return trials;
    return boost::math::quantile(boost::math::binomial_distribution<double, up>{trials, m / trials}, u);
  }
};

/// Values in an observation: the columns of a row for a detector of rows, else 1. Run lengths, budgets and delays count
/// observations.
[[nodiscard]] inline std::uint64_t values_in_observation(const erased_detector& detector) {
  const auto parameters = detector.row().parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (parameters[i].name == "dimension") return static_cast<std::uint64_t>(detector.parameter(i));
  return 1;
}

/// Independent values of the kind that a detector is made for, with a change in units of their in-control standard
/// deviation after `healthy` of them (in rows the change is its Mahalanobis length, the same in every column, and
/// `healthy` values are whole rows):
///   real    normal with the detector's parameters mean and sd, where it has them, else 0 and 1
///   binary  1 with probability 0.1
///   unit    normal with mean 0.5 and standard deviation 0.1, held within [0, 1]
///   count   as count_input says
///   pair    labels 0 and 1 alike, the prediction wrong with probability 0.1; a change is one of that
/// A changed probability or mean is held within what the kind allows.
[[nodiscard]] inline sampler input_of(const erased_detector& detector, const mean_change& change = {},
                                      std::uint64_t healthy = 0) {
  const input_kind kind = detector.row().about.input;
  const auto before = static_cast<double>(healthy);
  if (kind == input_kind::count) {
    const count_input law{detector};
    // Quantiles of the law in control, for every 4,096th of probability: nearly every draw lies between two equal ones.
    constexpr std::size_t cells = 4096;
    auto table = std::make_shared<std::vector<double>>();
    for (std::size_t i = 1; i < cells; ++i) table->push_back(law.quantile(law.mean, static_cast<double>(i) / cells));
    return detail::from_draw([law, table, change, before, drawn = 0.0](random_source& source) mutable {
      const double since = ++drawn - before, u = source.uniform();
      const double now = since > 0.0 ? law.mean + law.sd() * change.mean_at(since) : law.mean;
      if (now != law.mean) return law.scale * law.quantile(now, u);
      const auto cell = static_cast<std::size_t>(u * cells);
      if (cell > 0 && cell + 1 < cells && (*table)[cell - 1] == (*table)[cell]) return law.scale * (*table)[cell];
      return law.scale * law.quantile(law.mean, u);
    });
  }
  double mean = kind == input_kind::unit ? 0.5 : kind == input_kind::binary || kind == input_kind::pair ? 0.1 : 0;
  double sd = kind == input_kind::unit ? 0.1 : kind == input_kind::binary || kind == input_kind::pair ? 0.3 : 1;
  if (kind == input_kind::real) {
    const auto parameters = detector.row().parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      if (parameters[i].name == "mean") mean = detector.parameter(i);
      if (parameters[i].name == "sd") sd = detector.parameter(i);
    }
  }
  const auto columns = static_cast<double>(values_in_observation(detector));
  return detail::from_draw([kind, mean, sd, change, before, columns, drawn = 0.0](random_source& source) mutable {
    const double since = ++drawn - before;
    const double now =
        since > 0.0 ? mean + sd / std::sqrt(columns) * change.mean_at(std::ceil(since / columns)) : mean;
    switch (kind) {
      case input_kind::binary:
        return source.uniform() < now ? 1.0 : 0.0;
      case input_kind::unit:
        return std::clamp(now + sd * normal(source), 0.0, 1.0);
      case input_kind::pair: {
        const double label = source.uniform() < 0.5 ? 0.0 : 1.0;
        return 2.0 * label + (source.uniform() < now ? 1.0 - label : label);
      }
      case input_kind::count:
      case input_kind::real:
        break;
    }
    return now + sd * normal(source);
  });
}

}  // namespace tepid::inline v0::design
