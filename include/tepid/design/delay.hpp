// tepid/design/delay.hpp - how soon a detector sees a change, by simulation.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <tepid/design/run_length.hpp>
#include <tepid/design/simulate.hpp>

namespace tepid::inline v0::design {

/// How to simulate delays.
struct delay_options {
  std::uint64_t paths = 1000;
  std::uint64_t healthy = 1000;  ///< In-control observations before the change; paths that alarm there start over.
  double longest = 1e7;  ///< Observations after the change at which a path is given up and counted as that long.
  std::uint64_t seed = 2;
  unsigned threads = 0;  ///< As in simulation_options.
  design_control control{};
};

/// Observations from the first changed one up to and with the alarm.
struct detection_delay {
  double mean = 0.0;   ///< Total time over alarms: paths given up count as longer than `longest`.
  double error = 0.0;  ///< Standard error of the mean.
  double median = 0.0;
  double percentile_90 = 0.0;
  run_length_shape shape;  ///< `early`: within a tenth of the mean.
  double unseen = 0.0;  ///< Share of paths without an alarm within `longest`.
};

/// Delay of `detector`, under the limit that it has, after `change` is added to the stream that `draw` makes, in its
/// units (change.from is not used: the change comes after `healthy` observations). Conditional on no alarm before
/// it, as in Pollak's criterion. With no change and `healthy` = 0 this is the run length from the start, in control.
[[nodiscard]] inline detection_delay simulate_delay(const erased_detector& detector, const sampler& draw,
                                                    const mean_change& change, const delay_options& options = {}) {
  detail::check(change);
  if (options.paths < 10)
    throw error{errc::bad_argument, "paths", "paths is " + std::to_string(options.paths) + "; at least 10 are needed"};
  constexpr int attempts = 1000;
  std::vector<double> delays(options.paths);
  run_paths(options.paths, options.threads, options.control, [&](std::uint64_t path) {
    for (int attempt = 0; attempt < attempts; ++attempt) {
      const auto stream =
          draw(random_source{options.seed + static_cast<std::uint64_t>(attempt) * 0x9e3779b97f4a7c15, path});
      auto one = detector.clone();
      one->reset();
      std::vector<double> values(static_cast<std::size_t>(options.healthy));
      stream->draw(values);
      one->update(values);
      if (one->status() == state::drift) continue;
      double since = 0.0;
      for (std::size_t chunk = 64; since < options.longest; chunk = std::min<std::size_t>(2 * chunk, 4096)) {
        detail::checkpoint();
        values.resize(chunk);
        stream->draw(values);
        for (std::size_t i = 0; i < values.size(); ++i)
          values[i] += change.mean_at(since + static_cast<double>(i) + 1.0);
        since += static_cast<double>(one->update(values));
        if (one->status() == state::drift) break;
      }
      delays[path] = std::min(since, options.longest);
      return;
    }
    throw error{errc::bad_argument, "limit",
                "every healthy path alarms within " + std::to_string(options.healthy) +
                    " observations: the limit is too low to speak of a delay"};
  });
  std::sort(delays.begin(), delays.end());
  const auto n = static_cast<double>(delays.size());
  detection_delay found;
  double followed = 0.0, squares = 0.0;  // mean time on a path, whether it ended in an alarm or not
  for (const double d : delays) {
    followed += d / n;
    found.unseen += d >= options.longest ? 1.0 / n : 0.0;
  }
  for (const double d : delays) squares += (d - followed) * (d - followed);
  found.mean = found.unseen < 1.0 ? followed / (1.0 - found.unseen) : std::numeric_limits<double>::infinity();
  // Cut off, the paths tell as much as exponential ones: the mean is known by the number of alarms.
  found.error = found.unseen > 0.0 ? found.mean / std::sqrt(n * std::fmax(1.0 - found.unseen, 1.0 / n))
                                   : std::sqrt(squares / (n - 1.0) / n);
  found.median = delays[delays.size() / 2];
  std::vector<double> ended = delays;
  for (double& d : ended)
    if (d >= options.longest) d = std::numeric_limits<double>::infinity();
  found.shape = shape_of(std::move(ended), found.mean);
  found.percentile_90 = delays[std::min(delays.size() - 1, static_cast<std::size_t>(0.9 * n))];
  return found;
}

}  // namespace tepid::inline v0::design
