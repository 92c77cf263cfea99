// A healthy year of 50 signals at 10 requests a second, every value of which a monitor takes: daily and weekly seasons,
// wandering over minutes to days, some of it shared between signals, against a budget of one false alarm in 90 days over
// all of them: about 4 to expect, at most 8 allowed on each of five seeds. Then slow ramps and steps, which must be found.
//
// Simulated: every 10 seconds a signal's level moves; each request's value is that level and its own normal noise of
// variance 1, drawn from a table of 262,144 numbers. Reference: the eight weeks before. Five years and their references
// are some 10^11 values: an hour on two cores.
#include "support/catch.hpp"

#include <array>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <tepid/monitors/monitor.hpp>
#include <tepid/monitors/monitor_reference.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

constexpr std::size_t signals = 50, requests_a_step = 100;
constexpr double day = 86'400.0, week = 7 * day, step = 10.0, reference_weeks = 8;
using row = std::array<double, signals>;

class service {
 public:
  explicit service(std::uint64_t seed) : random_{seed, 7}, noise_(std::size_t{1} << 18) {
    for (part& s : own_)
      s = {0.15 * tepid::normal(random_), 0.5 + random_.uniform(), 6.2831853 * random_.uniform(),
           tepid::normal(random_), tepid::normal(random_)};
    for (double& f : shared_) f = tepid::normal(random_);
    for (double& x : noise_) x = tepid::normal(random_);
  }
  /// The requests of ten seconds, each given to take(row, time).
  template <class Take>
  void ten_seconds(Take&& take) {
    constexpr std::array<double, 6> memory{60.0, 600.0, 1800.0, 3600.0, 6 * 3600.0, day};
    for (std::size_t k = 0; k < shared_.size(); ++k) wander(shared_[k], memory[k]);
    const double turn = 6.283185307179586;
    row level{};
    for (std::size_t i = 0; i < signals; ++i) {
      part& s = own_[i];
      wander(s.fast, 1800.0);
      wander(s.slow, 20'000.0);
      level[i] = s.swing * std::sin(turn * time_ / day + s.phase) + 0.4 * std::sin(turn * time_ / week + 2 * s.phase) +
                 (std::fmod(time_ / day, 7.0) >= 5.0 ? 0.3 : 0.0) + s.load * shared_[i % shared_.size()] +
                 0.1 * s.fast + 0.1 * s.slow;
    }
    row x{};
    for (std::size_t r = 0; r < requests_a_step; ++r) {
      const std::size_t at = random_.below(noise_.size() - signals);
      for (std::size_t i = 0; i < signals; ++i) x[i] = level[i] + noise_[at + i];
      take(x, time_ + step * static_cast<double>(r) / requests_a_step);
    }
    time_ += step;
  }
  [[nodiscard]] double now() const { return time_; }

 private:
  struct part {
    double load, swing, phase, fast, slow;
  };
  void wander(double& x, double memory) {
    const double keep = std::exp(-step / memory);
    x = keep * x + std::sqrt(1.0 - keep * keep) * tepid::normal(random_);
  }

  tepid::random_source random_;
  std::array<part, signals> own_{};
  std::array<double, 6> shared_{};
  std::vector<double> noise_;
  double time_ = 0.0;
};

tepid::monitor_config config() {
  tepid::monitor_config c{.name = "healthy year", .budget = "1 per 90 d", .rate = requests_a_step / step};
  for (std::size_t i = 0; i < signals; ++i) c.add({.name = "signal " + std::to_string(i)});
  c.window_seconds = 1800.0;
  c.threads = 1;
  return c;
}

void pass(service& from, tepid::reference_builder& builder, bool second) {
  std::vector<double> times;
  std::vector<std::vector<double>> columns(signals);
  const auto flush = [&] {
    const std::vector<tepid::signal_values> values = [&] {
      std::vector<tepid::signal_values> v;
      for (const auto& c : columns) v.push_back({.numbers = c});
      return v;
    }();
    second ? builder.second_pass(times, values) : builder.first_pass(times, values);
    times.clear();
    for (auto& c : columns) c.clear();
  };
  for (std::size_t k = 0; k < static_cast<std::size_t>(reference_weeks * week / step); ++k) {
    from.ten_seconds([&](const row& x, double time) {
      times.push_back(time);
      for (std::size_t i = 0; i < signals; ++i) columns[i].push_back(x[i]);
    });
    if (times.size() >= 8192) flush();
  }
  flush();
}

struct outcome {
  std::size_t alarms = 0;
  double expected = 0.0;
  std::vector<double> ramps;  // days to the first alarm of each ramp; -1: none within six weeks
  std::vector<double> steps;  // hours, likewise within ten days
};

outcome year_of(std::uint64_t seed) {
  service live{seed};
  tepid::reference_builder builder{config(), false};
  {
    service again = live;
    pass(again, builder, false);
  }
  builder.begin_second_pass();
  pass(live, builder, true);
  tepid::monitor m{config(), builder.finish()};
  outcome found;
  {
    tepid::shard mine = m.shard();
    const auto run = [&](double seconds, auto&& change, auto&& told) {
      const double begun = live.now();
      while (live.now() < begun + seconds) {
        live.ten_seconds([&](row x, double time) {
          change(x, time - begun);
          mine.observe(x, static_cast<std::int64_t>(time * 1e9));
        });
        for (const tepid::monitor_alarm& a : m.drain(live.now())) told(a, live.now() - begun);
      }
    };
    run(365 * day, [](row&, double) {}, [&](const auto&, double) { ++found.alarms; });
    const tepid::monitor_snapshot s = m.snapshot(live.now());
    found.expected = s.expected_false_alarms;

    // Signals 0 to 9 lose one standard deviation of a request in six weeks; 10 to 19 jump by half of one after a day.
    found.ramps.assign(10, -1.0);
    found.steps.assign(10, -1.0);
    run(
        42 * day,
        [](row& x, double t) {
          for (std::size_t i = 0; i < 10; ++i) x[i] -= t / (42 * day);
          for (std::size_t i = 10; i < 20; ++i) x[i] += t >= day ? 0.5 : 0.0;
        },
        [&](const tepid::monitor_alarm& a, double t) {
          const auto i = static_cast<std::size_t>(std::stoul(a.signal.substr(7)));
          if (i < 10 && found.ramps[i] < 0) found.ramps[i] = t / day;
          if (i >= 10 && i < 20 && t >= day && t < 11 * day && found.steps[i - 10] < 0)
            found.steps[i - 10] = (t - day) / 3600.0;
        });
  }
  return found;
}

std::string listed(const std::vector<double>& xs) {
  std::string text;
  for (const double x : xs) {
    char one[32];
    std::snprintf(one, sizeof one, x < 0 ? " never" : " %.1f", x);
    text += one;
  }
  return text;
}

}  // namespace

TEST_CASE("a healthy year raises about as many alarms as its budget; ramps and steps are found") {
  std::array<outcome, 5> all;
  std::atomic<std::size_t> next{0};
  std::mutex printing;
  const auto work = [&] {
    for (std::size_t i = next++; i < all.size(); i = next++) {
      all[i] = year_of(i + 1);
      const std::lock_guard lock{printing};
      std::printf("seed %zu: %zu alarms in the year, %.1f to expect\n  a ramp of 1 sd in six weeks is found on day:%s\n"
                  "  a step of 0.5 sd is found after hours:%s\n",
                  i + 1, all[i].alarms, all[i].expected, listed(all[i].ramps).c_str(), listed(all[i].steps).c_str());
      std::fflush(stdout);
    }
  };
  std::vector<std::thread> workers;
  for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i) workers.emplace_back(work);
  for (auto& w : workers) w.join();
  std::size_t ramps = 0, steps = 0;
  for (const outcome& o : all) {
    CHECK(o.alarms <= 8);
    CHECK(o.expected == Approx(365.0 / 90.0).epsilon(0.01));
    for (const double d : o.ramps) ramps += d >= 0;
    for (const double h : o.steps) steps += h >= 0;
  }
  // Of 50 each: what wanders by itself as far, within days, hides some.
  CHECK(ramps >= 45);
  CHECK(steps >= 40);
}
