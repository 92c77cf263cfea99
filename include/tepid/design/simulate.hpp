// tepid/design/simulate.hpp - a detector's limit for a false-alarm budget, by simulation.
//
// A detector alarms when its statistic exceeds its level: on one path, the first time above a level is the first
// time that the statistic's running maximum is. So one batch of paths, followed once with the level always at the
// running maximum, gives the run length for every level at once, with the same random numbers for all of them.
// The level is the limit itself or, for a significance, a function of it: registry_row::limit_for.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <numeric>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/sampler.hpp>
#include <tepid/design/solve_limit.hpp>
#include <tepid/registry.hpp>

namespace tepid::inline v0::design {

/// A new largest statistic on a path, after `time` observations.
struct running_record {
  double time = 0.0;
  double statistic = 0.0;
};

/// How to simulate.
struct simulation_options {
  std::uint64_t paths = 2000;  ///< Independent paths; the standard error is about 1 / sqrt(paths).
  double horizon = 4.0;        ///< Length of a path in multiples of the target run length; then it is censored.
  std::uint64_t seed = 1;
  unsigned threads = 0;                    ///< 0: one for each processor. The result does not depend on it.
  std::function<void(double)> progress{};  ///< Called now and then with the share done, from any thread, one at a time.
};

/// Run length as a function of the level, from one batch of simulated paths.
class run_length_curve {
 public:
  /// `records[p]`: the running records of path p, times and statistics increasing; every path is `horizon` long.
  run_length_curve(std::vector<std::vector<running_record>> records, double horizon)
      : records_{std::move(records)}, horizon_{horizon} {}

  /// Mean run length at a level: total time over alarms, the maximum-likelihood estimate for exponential
  /// run lengths of which those beyond the horizon are known only to be longer. No alarm: infinite.
  [[nodiscard]] run_length at(double level) const { return at(level, 0, 1); }

  /// The same over the paths p with p % groups == group only.
  [[nodiscard]] run_length at(double level, std::size_t group, std::size_t groups) const {
    double time = 0.0, alarms = 0.0;
    for (std::size_t p = group; p < records_.size(); p += groups) {
      const auto& path = records_[p];
      const auto first = std::upper_bound(path.begin(), path.end(), level,
                                          [](double l, const running_record& r) { return l < r.statistic; });
      time += first == path.end() ? horizon_ : first->time;
      alarms += first == path.end() ? 0.0 : 1.0;
    }
    if (alarms == 0)
      return {std::numeric_limits<double>::infinity(), limit_kind::simulated, std::numeric_limits<double>::infinity()};
    return {time / alarms, limit_kind::simulated, time / alarms / std::sqrt(alarms)};
  }

  /// The level whose run length is `arl0`, between the simulated statistics on either side of it. A statistic of counts
  /// or shares takes few values, each many times, and no level between two of them differs from the lower one: then the
  /// level lies above the first value that keeps `arl0`, halfway to the next, so that rounding cannot cross either.
  [[nodiscard]] double level_for(double arl0) const {
    std::vector<double> statistics;
    for (const auto& path : records_)
      for (const auto& r : path) statistics.push_back(r.statistic);
    std::sort(statistics.begin(), statistics.end());
    const auto above =
        std::partition_point(statistics.begin(), statistics.end(), [&](double level) { return at(level).arl < arl0; });
    const auto none = [&](const std::string& why) {
      throw error{errc::bad_argument, "arl0", "arl0: no limit gives a run length of " + to_text(arl0) + ": " + why};
    };
    if (statistics.empty()) none("no simulated path came to a verdict; ask for a larger budget");
    if (above == statistics.begin()) {
      none("with the lowest it is " + to_text(std::round(at(statistics.front()).arl)) +
           " already, for the detector waits before it decides; ask for more");
    }
    if (above == statistics.end()) {
      none("with the highest that was seen it is " + to_text(std::round(at(statistics.back()).arl)) +
           "; ask for less, or give more paths");
    }
    const double high = *above, low = *(above - 1);
    const auto next = std::find_if(above, statistics.end(), [&](double s) { return s - high > 1e-9 * std::abs(high); });
    if (next - above > 1) return next == statistics.end() ? *(next - 1) : std::midpoint(*(next - 1), *next);
    const double arl_high = at(high).arl, arl_low = at(low).arl;
    if (!(arl_high > arl_low) || !std::isfinite(arl_high)) return high;
    return low + (high - low) * std::log(arl0 / arl_low) / std::log(arl_high / arl_low);
  }

  /// Mean run lengths that 5% and 95% of the groups stay below, where group g is made of the paths p with
  /// p % groups == g: the spread of the groups' own means, less what chance adds to it, taken as lognormal.
  [[nodiscard]] std::pair<double, double> spread_between_groups(double level, std::size_t groups) const {
    std::vector<double> logs;
    double noise = 0.0;
    for (std::size_t g = 0; g < groups; ++g) {
      const run_length one = at(level, g, groups);
      if (!std::isfinite(one.arl)) continue;
      logs.push_back(std::log(one.arl));
      noise += (one.error / one.arl) * (one.error / one.arl);
    }
    if (logs.size() < 2) return {0.0, std::numeric_limits<double>::infinity()};
    double mean = 0.0, squares = 0.0;
    for (const double l : logs) mean += l / static_cast<double>(logs.size());
    for (const double l : logs) squares += (l - mean) * (l - mean);
    const double own = squares / static_cast<double>(logs.size() - 1) - noise / static_cast<double>(logs.size());
    const double width = 1.6449 * std::sqrt(std::max(0.0, own)), centre = std::log(at(level).arl);
    return {std::exp(centre - width), std::exp(centre + width)};
  }

  [[nodiscard]] std::size_t paths() const noexcept { return records_.size(); }
  [[nodiscard]] double horizon() const noexcept { return horizon_; }

 private:
  std::vector<std::vector<running_record>> records_;
  double horizon_;
};

namespace detail {

/// The same detector under the limit that has this level, or as near to it as the limit's bounds permit.
[[nodiscard]] inline std::unique_ptr<erased_detector> with_level(const erased_detector& detector, double level) {
  const bounds range = limit_range(detector.row());
  const double low = range.low_open ? std::nextafter(range.low, range.high) : range.low;
  const double high = range.high_open ? std::nextafter(range.high, range.low) : range.high;
  return detector.with_limit(std::clamp(detector.row().limit_for(level), low, high));
}

/// Follows one path and keeps the records above `from`, then returns them.
[[nodiscard]] inline std::vector<running_record> follow(const erased_detector& fresh, sample_stream& stream,
                                                        double from, double horizon) {
  constexpr std::size_t chunk = 4096;
  std::vector<double> values(chunk);
  std::vector<running_record> records;
  auto detector = with_level(fresh, from);
  double seen = 0.0;
  while (seen < horizon) {
    const auto n = static_cast<std::size_t>(std::min(static_cast<double>(chunk), horizon - seen));
    std::span<double> left = std::span{values}.first(n);
    stream.draw(left);
    while (!left.empty()) {
      const std::size_t taken = detector->update(left);
      seen += static_cast<double>(taken);
      left = left.subspan(taken);
      if (detector->status() != state::drift) break;
      const double statistic = detector->statistic();
      if (records.empty() || statistic > records.back().statistic) records.push_back({seen, statistic});
      detector = with_level(*detector, statistic);
      if (detector->level() < statistic * (1.0 - 1e-6)) return records;  // no limit is above it
    }
  }
  return records;
}

}  // namespace detail

/// Runs `count` paths in parallel: `run(path)` for path = 0 .. count - 1, in any order.
template <class Run>
void run_paths(std::uint64_t count, unsigned threads, const std::function<void(double)>& progress, Run&& run) {
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
  std::atomic<std::uint64_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  std::uint64_t done = 0;
  const auto work = [&] {
    for (std::uint64_t path; (path = next.fetch_add(1)) < count;) {
      try {
        run(path);
      } catch (...) {
        const std::lock_guard lock{mutex};
        if (!failure) failure = std::current_exception();
        next = count;
      }
      const std::lock_guard lock{mutex};
      ++done;
      if (progress) progress(static_cast<double>(done) / static_cast<double>(count));
    }
  };
  std::vector<std::thread> others;
  for (unsigned t = 1; t < threads; ++t) others.emplace_back(work);
  work();
  for (auto& t : others) t.join();
  if (failure) std::rethrow_exception(failure);
}

/// A sampler that is told which path its stream is for.
using path_sampler = std::function<std::unique_ptr<sample_stream>(random_source, std::uint64_t path)>;

/// The whole curve around `arl0` for a detector whose other parameters are those of `detector`; its own limit
/// does not matter. Cost: about paths * (arl0 + tail) updates and draws, over all threads.
[[nodiscard]] inline run_length_curve simulate_run_lengths(const erased_detector& detector, const path_sampler& draw,
                                                           double arl0, const simulation_options& options = {}) {
  detail::check_arl0(arl0);
  if (options.paths < 10)
    throw error{errc::bad_argument, "paths", "paths is " + std::to_string(options.paths) + "; at least 10 are needed"};
  auto fresh = detector.clone();
  fresh->reset();
  // A level that most short paths exceed: records below it cannot matter, and skipping them saves time.
  const double start = detail::with_level(*fresh, -standard_max)->level();
  std::vector<double> pilot;
  for (std::uint64_t path = 0; path < 25; ++path) {
    const auto stream = draw(random_source{options.seed ^ 0x70696c6f74, path}, path);
    const auto records = detail::follow(*fresh, *stream, start, std::ceil(arl0 / 50));
    pilot.push_back(records.empty() ? start : records.back().statistic);
  }
  const double from = *std::min_element(pilot.begin(), pilot.end());
  const double horizon = std::ceil(arl0 * options.horizon);
  std::vector<std::vector<running_record>> records(options.paths);
  run_paths(options.paths, options.threads, options.progress, [&](std::uint64_t path) {
    const auto stream = draw(random_source{options.seed, path}, path);
    records[path] = detail::follow(*fresh, *stream, from, horizon);
  });
  return {std::move(records), horizon};
}

[[nodiscard]] inline run_length_curve simulate_run_lengths(const erased_detector& detector, const sampler& draw,
                                                           double arl0, const simulation_options& options = {}) {
  return simulate_run_lengths(
      detector, path_sampler{[&draw](random_source source, std::uint64_t) { return draw(source); }}, arl0, options);
}

/// The limit that gives `arl0`. Throws error{bad_argument} for a budget that makes no sense or that no limit keeps.
[[nodiscard]] inline solved_limit simulate_limit(const erased_detector& detector, const sampler& draw, double arl0,
                                                 const simulation_options& options = {}) {
  const run_length_curve curve = simulate_run_lengths(detector, draw, arl0, options);
  const double level = curve.level_for(arl0);
  return {detector.row().limit_for(level), curve.at(level)};
}

}  // namespace tepid::inline v0::design
