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
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <mutex>
#include <numeric>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <tepid/core/random.hpp>
#include <tepid/design/control.hpp>
#include <tepid/design/run_length.hpp>
#include <tepid/design/sampler.hpp>
#include <tepid/design/solve_limit.hpp>
#include <tepid/registry.hpp>

namespace tepid::inline v0::design {

/// Of run lengths, infinite for those without an alarm, in any order; at least one.
[[nodiscard]] inline run_length_shape shape_of(std::vector<double> times, double mean) {
  std::sort(times.begin(), times.end());
  const auto early = std::upper_bound(times.begin(), times.end(), 0.1 * mean) - times.begin();
  const auto n = static_cast<double>(times.size());
  return {.median = times[times.size() / 2], .early = static_cast<double>(early) / n, .runs = n};
}

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
  unsigned threads = 0;  ///< 0: one for each processor. The result does not depend on it.
  /// The curve is asked for levels up to here, however long their run lengths are.
  double level_at_least = -std::numeric_limits<double>::infinity();
  design_control control{};
};

/// Run length as a function of the level, from one batch of simulated paths: exact for levels up to the one after which
/// its paths were not followed, see simulate_run_lengths.
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
      const auto first = first_above(path, level);
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
    const auto [statistics, lower] = split_at(arl0);
    const auto above = statistics.begin() + static_cast<std::ptrdiff_t>(lower);
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

  /// The run length at the highest simulated statistic that does not keep `arl0`: where limits come in steps, that of the
  /// next lower one; 0: there is none.
  [[nodiscard]] double next_lower_than(double arl0) const {
    const auto [statistics, lower] = split_at(arl0);
    return lower == 0 ? 0.0 : at(statistics[lower - 1]).arl;
  }

  /// What the paths tell of the run lengths at a level; `early` within a tenth of arl0.
  [[nodiscard]] run_length_shape shape_at(double level, double arl0) const {
    std::vector<double> times;
    for (const auto& path : records_) {
      const auto first = first_above(path, level);
      times.push_back(first == path.end() ? std::numeric_limits<double>::infinity() : first->time);
    }
    return shape_of(std::move(times), arl0);
  }

  /// The lowest simulated statistic up to `most` that has a run length of `arl` as a level; infinite if none has.
  [[nodiscard]] double lowest_level_for(double arl, double most) const {
    std::vector<double> statistics;
    for (const auto& path : records_)
      for (const auto& r : path)
        if (r.statistic <= most) statistics.push_back(r.statistic);
    std::sort(statistics.begin(), statistics.end());
    const auto found =
        std::partition_point(statistics.begin(), statistics.end(), [&](double level) { return at(level).arl < arl; });
    return found == statistics.end() ? std::numeric_limits<double>::infinity() : *found;
  }

  /// Do alarms come early or hardly ever? True where, at a level, the chance of one after a quarter of the horizon is less
  /// than half of that before it, by four standard errors: then the mean run length is longer than at() can tell.
  [[nodiscard]] bool fades(double level) const {
    const double quarter = 0.25 * horizon_;
    double early = 0.0, late = 0.0, early_time = 0.0, late_time = 0.0;
    for (const auto& path : records_) {
      const auto first = first_above(path, level);
      const bool alarmed = first != path.end();
      const double time = alarmed ? first->time : horizon_;
      early_time += std::min(time, quarter);
      late_time += std::max(0.0, time - quarter);
      (time <= quarter ? early : late) += alarmed ? 1.0 : 0.0;
    }
    if (early < 20.0 || !(late_time > 0.0)) return false;
    const double expected = 0.5 * early / early_time * late_time;
    return late + 4.0 * std::sqrt(expected * (1.0 + expected / early)) < expected;
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
  /// The record at which a path first passes a level; its end if it never does.
  [[nodiscard]] static std::vector<running_record>::const_iterator first_above(const std::vector<running_record>& path,
                                                                               double level) {
    return std::upper_bound(path.begin(), path.end(), level,
                            [](double l, const running_record& r) { return l < r.statistic; });
  }

  /// All simulated statistics, sorted, and how many of them do not keep `arl0`.
  [[nodiscard]] std::pair<std::vector<double>, std::size_t> split_at(double arl0) const {
    std::vector<double> statistics;
    for (const auto& path : records_)
      for (const auto& r : path) statistics.push_back(r.statistic);
    std::sort(statistics.begin(), statistics.end());
    const auto above =
        std::partition_point(statistics.begin(), statistics.end(), [&](double level) { return at(level).arl < arl0; });
    const auto lower = static_cast<std::size_t>(above - statistics.begin());
    return {std::move(statistics), lower};
  }

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

/// Follows one path and keeps the records above `from`, up to the first above `enough`, then returns them.
[[nodiscard]] inline std::vector<running_record> follow(
    const erased_detector& fresh, sample_stream& stream, double from, double horizon,
    double enough = std::numeric_limits<double>::infinity()) {
  constexpr std::size_t chunk = 4096;
  std::vector<double> values(chunk);
  std::vector<running_record> records;
  auto detector = with_level(fresh, from);
  double seen = 0.0;
  while (seen < horizon) {
    checkpoint();
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
      if (statistic > enough) return records;
      detector = with_level(*detector, statistic);
      if (detector->level() < statistic * (1.0 - 1e-6)) return records;  // no limit is above it
    }
  }
  return records;
}

}  // namespace detail

/// Runs `count` paths in parallel: `run(path)` for path = 0 .. count - 1, in any order. A run that takes long calls
/// detail::checkpoint() several times a second. Throws what a run or the control throws, `stopped` when asked to stop.
template <class Run>
void run_paths(std::uint64_t count, unsigned threads, const design_control& control, Run&& run) {
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
  threads = static_cast<unsigned>(std::min<std::uint64_t>(threads, std::max<std::uint64_t>(count, 1)));
  std::atomic<std::uint64_t> next{0}, done{0};
  std::atomic<bool> halted{false};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto fail = [&] {
    const std::lock_guard lock{mutex};
    if (!failure) failure = std::current_exception();
    halted = true;
    next = count;
  };
  detail::stage* const outer_stage = detail::current_work().now;
  const auto share = [&](std::uint64_t paths) { return static_cast<double>(paths) / static_cast<double>(count); };
  const auto work = [&](const design_control* mine) {
    try {
      for (std::uint64_t path; (path = next.fetch_add(1)) < count;) {
        {
          const std::uint64_t before = done;
          detail::stage one{control.on_progress, share(before), share(before + 1)};
          detail::stage* const told = control.on_progress ? &one : outer_stage;
          const detail::working scope{{.control = mine, .halted = &halted, .now = mine == nullptr ? nullptr : told}};
          run(path);
        }
        ++done;
        if (mine == nullptr) continue;
        if (control.on_progress) control.on_progress(share(done));
        const detail::working scope{{.control = mine, .halted = &halted}};
        detail::checkpoint();
      }
    } catch (...) {
      fail();
    }
  };
  // Without one of its own it can be stopped by the control of the work that it is a part of.
  const design_control* const outer = detail::current_work().control;
  const design_control* const asked = control.stop_requested || outer == nullptr ? &control : outer;
  std::vector<std::thread> helpers;
  try {
    for (unsigned t = 1; t < threads; ++t) helpers.emplace_back(work, nullptr);
  } catch (...) {  // no more threads are to be had: fewer do the work
  }
  work(asked);
  // The calling thread goes on asking while the others finish their last paths.
  while (!halted && done < count) {
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
    try {
      const detail::working scope{{.control = asked, .halted = &halted, .now = control.on_progress ? nullptr : outer_stage}};
      detail::checkpoint();
    } catch (...) {
      fail();
    }
  }
  for (auto& t : helpers) t.join();
  if (failure) std::rethrow_exception(failure);
}

/// A sampler that is told which path its stream is for.
using path_sampler = std::function<std::unique_ptr<sample_stream>(random_source, std::uint64_t path)>;

/// The curve up to somewhat above `arl0` (and up to options.level_at_least) for a detector whose other parameters are
/// those of `detector`; its own limit does not matter. The first paths are followed to the horizon and tell the level that
/// is four standard errors beyond the one for arl0; the others end where they pass it, as no level above it is asked for.
/// What is told of lower levels is the same as if all were followed. Cost: about paths * (1.3 arl0 + tail) updates and
/// draws, over all threads.
[[nodiscard]] inline run_length_curve simulate_run_lengths(const erased_detector& detector, const path_sampler& draw,
                                                           double arl0, const simulation_options& options = {}) {
  detail::check_arl0(arl0);
  if (options.paths < 10)
    throw error{errc::bad_argument, "paths", "paths is " + std::to_string(options.paths) + "; at least 10 are needed"};
  auto fresh = detector.clone();
  fresh->reset();
  // A level that most short paths exceed: records below it cannot matter, and skipping them saves time.
  const double start = detail::with_level(*fresh, -standard_max)->level();
  constexpr std::uint64_t pilots = 25;
  std::vector<double> pilot(pilots);
  run_paths(pilots, options.threads, {}, [&](std::uint64_t path) {
    const auto stream = draw(random_source{options.seed ^ 0x70696c6f74, path}, path);
    const auto records = detail::follow(*fresh, *stream, start, std::ceil(arl0 / 50));
    pilot[path] = records.empty() ? start : records.back().statistic;
  });
  const double from = *std::min_element(pilot.begin(), pilot.end());
  const double horizon = std::ceil(arl0 * options.horizon);
  constexpr double unending = std::numeric_limits<double>::infinity();
  std::vector<std::vector<running_record>> records(options.paths);
  const double whole = static_cast<double>(options.paths);
  const auto simulate = [&](std::uint64_t begin, std::uint64_t end, double enough) {
    const auto part = detail::part_of(options.control, static_cast<double>(begin) / whole, static_cast<double>(end) / whole);
    run_paths(end - begin, options.threads, part, [&](std::uint64_t i) {
      const std::uint64_t path = begin + i;
      const auto stream = draw(random_source{options.seed, path}, path);
      records[path] = detail::follow(*fresh, *stream, from, horizon, enough);
    });
  };
  const auto curve_of = [&](std::uint64_t paths) {
    return run_length_curve{{records.begin(), records.begin() + static_cast<std::ptrdiff_t>(paths)}, horizon};
  };
  double enough = unending;
  std::uint64_t known = 0;
  for (const std::uint64_t until : {std::uint64_t{64}, std::uint64_t{512}, options.paths}) {
    const std::uint64_t end = std::min(until, options.paths);
    if (end == known) continue;
    simulate(known, end, enough);
    known = end;
    if (known == options.paths) break;
    const double wanted = arl0 * (1.0 + 4.0 / std::sqrt(static_cast<double>(known)));
    const double lowest = curve_of(known).lowest_level_for(wanted, enough);
    // Equal values that rounding has set apart stay together, as level_for keeps them.
    enough = std::max(lowest + 2e-9 * std::abs(lowest), options.level_at_least);
  }
  // Once in some ten thousand designs the first paths were that far from the others: then all are followed to the end.
  if (std::isfinite(enough) && curve_of(options.paths).at(enough).arl < arl0) simulate(std::min<std::uint64_t>(64, known), known, unending);
  return {std::move(records), horizon};
}

[[nodiscard]] inline run_length_curve simulate_run_lengths(const erased_detector& detector, const sampler& draw,
                                                           double arl0, const simulation_options& options = {}) {
  return simulate_run_lengths(
      detector, path_sampler{[&draw](random_source source, std::uint64_t) { return draw(source); }}, arl0, options);
}

/// A limit, and whether alarms under it come early or hardly ever; see run_length_curve::fades.
struct simulated_limit : solved_limit {
  bool fades = false;
  run_length_shape shape;  ///< `early`: within a tenth of the budget.
};

/// The limit that gives `arl0`. Throws error{bad_argument} for a budget that makes no sense or that no limit keeps.
[[nodiscard]] inline simulated_limit simulate_limit(const erased_detector& detector, const sampler& draw, double arl0,
                                                 const simulation_options& options = {}) {
  const run_length_curve curve = simulate_run_lengths(detector, draw, arl0, options);
  const double level = curve.level_for(arl0);
  simulated_limit found{{detector.row().limit_for(level), curve.at(level)}, curve.fades(level), curve.shape_at(level, arl0)};
  if (found.achieved.arl > far_beyond * arl0) found.next_lower = curve.next_lower_than(arl0);
  return found;
}

}  // namespace tepid::inline v0::design
