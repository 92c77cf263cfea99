// tepid/design/reference.hpp - a limit from the user's own reference, and what that reference can promise.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/design/front_end.hpp>
#include <tepid/design/simulate.hpp>
#include <tepid/numerics/moments.hpp>
#include <tepid/sketches/ecdf.hpp>
#include <tepid/transforms/pit.hpp>

namespace tepid::inline v0::design {

/// How much a reference tells.
struct reference_facts {
  std::size_t size = 0;
  double correlation_time = 1.0;  ///< Variance of its mean over that of as many independent values; 1 if independent.
  double effective_size = 0.0;    ///< size / correlation_time: independent values with as much to tell.
  double block_length = 1.0;      ///< Mean block for resampling; 1: values one by one.
};

/// Correlation time by Geyer's initial positive sequence: autocorrelations are summed in pairs of lags until a pair
/// is not positive. Below 1.2 the values count as independent; otherwise blocks are 50 correlation times long,
/// which for a first-order autoregression keeps all but 1% of the variance of slow averages.
/// Cost: O(size * lags); the lags end by themselves, at size / 4 at the latest.
/// Source: C. J. Geyer, Statistical Science 7 (1992) 473-483. Throws error{bad_data} below 30 values, or if one is not
/// finite, or if all are equal.
[[nodiscard]] inline reference_facts examine_reference(std::span<const double> values) {
  constexpr std::size_t fewest = 30;
  if (values.size() < fewest)
    throw error{errc::bad_data, "reference",
                "a reference of " + std::to_string(values.size()) +
                    " values is too short to tell anything about false alarms; give at least " +
                    std::to_string(fewest) + ", better some thousands"};
  if (!std::all_of(values.begin(), values.end(), is_finite))
    throw error{errc::bad_data, "reference", "the reference holds values that are not finite; leave them out"};
  moments m;
  m.add(values);
  if (!(m.variance() > 0))
    throw error{errc::bad_data, "reference",
                "all values of the reference are equal: there is nothing to measure a change against"};
  const double mean = m.mean(), total = m.variance() * static_cast<double>(values.size() - 1);
  const auto correlation = [&](std::size_t lag) {
    double sum = 0.0;
    for (std::size_t i = lag; i < values.size(); ++i) sum += (values[i] - mean) * (values[i - lag] - mean);
    return sum / total;
  };
  double time = -1.0;
  for (std::size_t lag = 0; lag + 1 < values.size() / 4; lag += 2) {
    detail::checkpoint();
    const double pair = correlation(lag) + correlation(lag + 1);
    if (!(pair > 0)) break;
    time += 2.0 * pair;
  }
  reference_facts facts{.size = values.size(), .correlation_time = std::max(1.0, time)};
  facts.effective_size = static_cast<double>(values.size()) / facts.correlation_time;
  if (facts.correlation_time >= 1.2)
    facts.block_length = std::min(50.0 * facts.correlation_time, static_cast<double>(values.size()) / 10.0);
  return facts;
}

/// What stands between the raw values and the detector; none: it takes them as they are.
enum class front_end { ranks, standardize, none };

/// A limit made from a reference, and an honest account of it.
struct reference_limit {
  double limit = 0.0;
  run_length achieved;           ///< Averaged over references like this one: the budget, within its standard error.
  /// 5% and 95% of references like this one give mean run lengths beyond these. NaN without a front end.
  double low = 0.0, high = 0.0;
  double unwidened_limit = 0.0;  ///< What the limit would be if the reference were the whole truth.
  double share_lost = 0.0;       ///< Share of the budget that estimation would cost under that limit.
  bool fades = false;            ///< See simulated_limit.
  run_length_shape shape;
  std::optional<double> next_lower;  ///< See solved_limit.
  reference_facts facts;
};

namespace detail {

/// A front end made from one resampled reference.
struct baseline {
  std::shared_ptr<const ecdf> distribution;
  double mean = 0.0, inverse_sd = 1.0;

  baseline() = default;
  baseline(std::vector<double> values, front_end kind) {
    if (kind == front_end::ranks) {
      std::sort(values.begin(), values.end());
      distribution = std::make_shared<const ecdf>(ecdf::of_sorted(values));
    } else {
      moments m;
      m.add(values);
      mean = m.mean();
      inverse_sd = m.sd() > 0 ? 1.0 / m.sd() : 1.0;
    }
  }

  [[nodiscard]] std::unique_ptr<sample_stream> over(std::unique_ptr<sample_stream> inner, random_source ties) const {
    if (distribution) return std::make_unique<transformed_stream<pit>>(std::move(inner), pit{distribution, ties});
    const auto transform = [m = mean, s = inverse_sd](double x) { return tepid::standardize(x, m, s); };
    return std::make_unique<transformed_stream<decltype(transform)>>(std::move(inner), transform);
  }
};

}  // namespace detail

/// The limit that gives `detector` a mean run length of `arl0` on streams like `reference` (in its own order), when
/// the front end is made from a reference like it: every simulated path resamples its own baseline, one of 200, and
/// its stream, in blocks where the reference is autocorrelated. So the limit is wider than that for a baseline known
/// exactly, by as much as estimation would cost.
/// Throws error{bad_data} for a reference that tells too little: when estimation would cost more than nine tenths of
/// the budget, the message says how many values would do.
/// Without a front end the reference is taken for the whole truth. Cost: that of two simulate_limit calls.
[[nodiscard]] inline reference_limit limit_from_reference(const erased_detector& detector,
                                                          std::span<const double> reference, double arl0,
                                                          front_end kind, const simulation_options& options = {}) {
  reference_limit found;
  found.facts = examine_reference(reference);
  constexpr double most_work = 1e12;
  if (arl0 * static_cast<double>(options.paths) > most_work)
    throw error{errc::bad_argument, "arl0",
                "a budget of " + to_text(arl0) + " observations needs " +
                    to_text(arl0 * static_cast<double>(options.paths)) +
                    " simulated ones, which would take hours; use fewer paths or a smaller budget"};
  const sampler raw = found.facts.block_length > 1 ? block_bootstrap_sampler(reference, found.facts.block_length)
                                                   : bootstrap_sampler(reference);
  if (kind == front_end::none) {  // nothing is estimated, so that nothing is lost
    const simulated_limit known = simulate_limit(detector, raw, arl0, options);
    found.limit = found.unwidened_limit = known.limit;
    found.achieved = known.achieved;
    found.fades = known.fades;
    found.shape = known.shape;
    found.next_lower = known.next_lower;
    found.low = found.high = std::numeric_limits<double>::quiet_NaN();
    return found;
  }
  const auto with_baselines = [&](std::vector<detail::baseline> baselines) -> sampler {
    auto shared = std::make_shared<const std::vector<detail::baseline>>(std::move(baselines));
    return [shared, raw](random_source source) {
      const detail::baseline& one = (*shared)[source.below(shared->size())];
      const random_source ties{source.bits()};
      return one.over(raw(source), ties);
    };
  };
  const sampler true_baseline = with_baselines({detail::baseline{{reference.begin(), reference.end()}, kind}});
  simulation_options first = options, second = options;
  first.control = detail::part_of(options.control, 0.0, 0.5);
  second.control = detail::part_of(options.control, 0.5, 1.0);
  const double unwidened = simulate_run_lengths(detector, true_baseline, arl0, first).level_for(arl0);
  found.unwidened_limit = detector.row().limit_for(unwidened);

  constexpr std::size_t groups = 200;
  std::vector<detail::baseline> baselines(groups);
  run_paths(groups, options.threads, {}, [&](std::uint64_t b) {
    std::vector<double> values(reference.size());
    raw(random_source{options.seed ^ 0x62617365, b})->draw(values);
    baselines[b] = detail::baseline{std::move(values), kind};
  });
  // Path p has baseline p % groups, so that paths of one baseline can be told apart afterwards.
  auto shared = std::make_shared<const std::vector<detail::baseline>>(std::move(baselines));
  const path_sampler draw = [shared, raw](random_source source, std::uint64_t path) {
    const random_source ties{source.bits()};
    return (*shared)[path % shared->size()].over(raw(source), ties);
  };
  second.level_at_least = unwidened;
  const run_length_curve curve = simulate_run_lengths(detector, draw, arl0, second);
  const double kept = curve.at(unwidened).arl / arl0;
  found.share_lost = std::clamp(1.0 - kept, 0.0, 1.0);
  if (found.share_lost > 0.9) {
    const double enough = static_cast<double>(reference.size()) * 10.0 * std::max(1.0, 0.1 / std::max(kept, 1e-3));
    throw error{errc::bad_data, "reference",
                "a reference of " + std::to_string(reference.size()) + " values (" +
                    to_text(std::round(found.facts.effective_size)) + " independent ones) cannot keep a budget of " +
                    to_text(arl0) + " observations: its own errors would leave " + to_text(std::round(kept * arl0)) +
                    "; give some " + to_text(std::round(enough)) +
                    " values, a smaller budget, or a detector without such slow scales"};
  }
  const double level = curve.level_for(arl0);
  found.limit = detector.row().limit_for(level);
  found.achieved = curve.at(level);
  found.fades = curve.fades(level);
  found.shape = curve.shape_at(level, arl0);
  if (found.achieved.arl > far_beyond * arl0) found.next_lower = curve.next_lower_than(arl0);
  std::tie(found.low, found.high) = curve.spread_between_groups(level, groups);
  return found;
}

}  // namespace tepid::inline v0::design
