// Six weeks of silent decay.
//
// A recommender serves about one request a second. Its index is no longer refreshed: relevance slips a little every
// day for six weeks. Requests keep succeeding, latency and CPU stay where they were, and nobody labels anything: a
// tepid::monitor sees of each request its relevance and its latency. Everything here is simulated from a fixed seed,
// and every number that is printed is computed.
//
// Traffic is not independent: weekends are a little better than weekdays, and taste wanders from hour to hour.
// Both are in the healthy reference, and both are in the healthy year on which false alarms are counted.
//
// With six other sets of seeds the monitor noticed on days 4 to 18 (in the middle 9; the rule of three standard deviations
// on days 5 to 11) and raised 0, 0, 0, 0, 6 and 2 false alarms in the healthy year, where the budget allows 4.1 on average.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <tepid/monitors/monitor.hpp>
#include <tepid/monitors/monitor_reference.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

constexpr double day_seconds = 86'400.0, start = 1'767'571'200.0;  // Monday 5 January 2026, 00:00 UTC
constexpr int minutes_a_day = 24 * 60;
constexpr double requests_a_minute = 60.0;
constexpr int reference_days = 28, decay_days = 42, healthy_days = 365;
constexpr double begins = start + reference_days * day_seconds;  // where the reference ends
constexpr int shown = 10;                                        // items shown to a user at once
constexpr double engaged = 0.30;                                 // share of them that a healthy model makes users open
constexpr double lost_at_the_end = 0.10;                         // of that share, after six weeks
constexpr double budget_days = 90.0;                             // one false alarm in 90 days

/// What the monitor is given of a request.
struct request {
  double relevance;  // the share of shown items that the user opened
  double latency_ms;
};

/// One simulated service.
class service {
 public:
  explicit service(std::uint64_t seed) : random_{seed} {}

  /// The next minute's requests, while the index has lost the share `loss` of engagement.
  void minute(double loss, std::vector<request>& requests) {
    requests.clear();
    if (minute_ % 60 == 0) {
      taste_ = 0.9 * taste_ + 0.003 * tepid::normal(random_);
      prepare(engaged * (1.0 + (minute_ / minutes_a_day % 7 >= 5 ? 0.01 : 0.0) + taste_) * (1.0 - loss));
    }
    const auto n = std::lround(requests_a_minute + std::sqrt(requests_a_minute) * tepid::normal(random_));
    for (long r = 0; r < n; ++r) requests.push_back({one(), 38.0 * std::exp(0.35 * tepid::normal(random_))});
    ++minute_;
  }

  /// What dashboards show of a day besides latency: none of it depends on relevance.
  struct infrastructure {
    double ok = 0.0, p99_ms = 0.0, cpu = 0.0;
  };
  infrastructure dashboards(std::vector<double>& latencies) {
    const auto p99 = latencies.begin() + static_cast<std::ptrdiff_t>(latencies.size() / 100 * 99);
    std::nth_element(latencies.begin(), p99, latencies.end());
    const double n = static_cast<double>(latencies.size()), failures = 0.0004 * n;
    return {1.0 - std::max(0.0, failures + std::sqrt(failures) * tepid::normal(random_)) / n, *p99,
            0.46 + 0.01 * tepid::normal(random_)};
  }

 private:
  /// Cumulative probabilities of 0 .. shown opened items at this share.
  void prepare(double share) {
    double p = std::pow(1.0 - share, shown), sum = 0.0;
    for (int k = 0; k <= shown; ++k) {
      cumulative_[static_cast<std::size_t>(k)] = sum += p;
      p *= share / (1.0 - share) * (shown - k) / (k + 1.0);
    }
  }
  double one() {
    const double u = random_.uniform();
    int k = 0;
    while (k < shown && u > cumulative_[static_cast<std::size_t>(k)]) ++k;
    return static_cast<double>(k) / shown;
  }

  tepid::random_source random_;
  double taste_ = 0.0;
  int minute_ = 0;
  std::array<double, shown + 1> cumulative_{};
};

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// A rule on the mean of a day, as dashboards have them: pages when it is below a level, once until it recovers.
class daily_rule {
 public:
  explicit daily_rule(double level) : level_{level} {}
  /// True when this day's mean pages somebody.
  bool page(double mean) {
    const bool below = mean < level_, news = below && !was_below_;
    was_below_ = below;
    return news;
  }
  [[nodiscard]] double level() const { return level_; }

 private:
  double level_;
  bool was_below_ = false;
};

struct outcome {
  std::string rule;
  std::optional<double> noticed_day;  // days since the decay began
  int false_alarms = 0;
};

/// Four healthy weeks: the monitor's reference, and what the rules compare with.
struct healthy_weeks {
  tepid::profile reference;
  double mean = 0.0, sd_of_days = 0.0;
  std::size_t requests = 0;
};

healthy_weeks observe_healthy(const tepid::monitor_config& config) {
  service healthy{2026};
  std::vector<request> now;
  std::vector<double> times, relevance, latency, daily;
  for (int d = 0; d < reference_days; ++d) {
    const std::size_t before = relevance.size();
    for (int m = 0; m < minutes_a_day; ++m) {
      healthy.minute(0.0, now);
      for (const request& r : now) {
        times.push_back(start + d * day_seconds + m * 60.0);
        relevance.push_back(r.relevance);
        latency.push_back(r.latency_ms);
      }
    }
    daily.push_back(mean_of({relevance.begin() + static_cast<std::ptrdiff_t>(before), relevance.end()}));
  }
  const double mean = mean_of(daily);
  double squares = 0.0;
  for (const double m : daily) squares += (m - mean) * (m - mean);
  const std::vector<tepid::signal_values> signals{{.numbers = relevance}, {.numbers = latency}};
  return {tepid::make_reference(config, times, signals), mean, std::sqrt(squares / (reference_days - 1)), times.size()};
}

/// Serves some days under the monitor, as a server would: observe each request, drain every minute. `loss` says how
/// much is lost at a time in days; `each_day` is given the day's relevances and latencies.
template <class Loss, class EachDay>
void serve(service& s, tepid::monitor& monitor, int days, Loss&& loss, EachDay&& each_day) {
  tepid::shard mine = monitor.shard();
  std::vector<request> now;
  std::vector<double> relevance, latency;
  for (int d = 0; d < days; ++d) {
    relevance.clear();
    latency.clear();
    for (int m = 0; m < minutes_a_day; ++m) {
      const double time = begins + d * day_seconds + m * 60.0;
      s.minute(loss((time - begins) / day_seconds), now);
      for (const request& r : now) {
        const double row[]{r.relevance, r.latency_ms};
        mine.observe(row, static_cast<std::int64_t>(time) * 1'000'000'000);
        relevance.push_back(r.relevance);
        latency.push_back(r.latency_ms);
      }
      monitor.drain(time + 60.0);
    }
    each_day(d, relevance, latency);
  }
}

std::string day_of(double time) { return fmt::format("day {:.1f}", (time - begins) / day_seconds); }

/// An alarm in words; of the first one also since when.
void print(const tepid::monitor_alarm& a, bool first) {
  const char* moved = a.direction < 0 ? "went down" : a.direction > 0 ? "went up" : "is distributed differently";
  fmt::print("  {}, {}: {} ({}) {}\n", day_of(a.time), tepid::to_string(a.severity), a.signal, tepid::to_string(a.role),
             moved);
  fmt::print("    by {:.3f} standard deviations, 95% interval {:.3f} to {:.3f}\n", a.effect, a.effect_low,
             a.effect_high);
  fmt::print("    against {}; statistic {:.2f}, limit {:.2f}\n", a.reference_text, a.statistic, a.limit);
  if (!first) return;
  fmt::print("    since {}", day_of(a.onset));
  if (!std::isnan(a.onset_low)) fmt::print(", between {} and {}", day_of(a.onset_low), day_of(a.onset_high));
  if (a.nearest)
    fmt::print("; the newest change before: {} \"{}\", {}", a.nearest->kind, a.nearest->id, day_of(a.nearest->time));
  fmt::print("\n");
}

/// Daily means as a picture: one column a day, the highest row the best day.
void plot(const std::vector<double>& means, double reference_mean) {
  constexpr int rows = 9;
  const double top = reference_mean * 1.02, bottom = reference_mean * (1.0 - lost_at_the_end - 0.01);
  for (int row = 0; row < rows; ++row) {
    const double high = top - (top - bottom) * row / rows, low = top - (top - bottom) * (row + 1) / rows;
    std::string line;
    for (const double m : means)
      line += m >= low && m < high ? "●" : (reference_mean >= low && reference_mean < high ? "·" : " ");
    fmt::print("  {:.3f} |{}\n", (high + low) / 2, line);
  }
  fmt::print("        +{:-^{}}\n         day 1{:>{}}\n", "", means.size(), fmt::format("day {}", means.size()),
             means.size() - 5);
}

}  // namespace

int main() {
  const auto config =
      tepid::monitor_config{.name = "recommender", .budget = "1 per 90 d", .rate = requests_a_minute / 60}
          .add({.name = "relevance", .role = tepid::signal_role::quality, .margin = 0.05})
          .add({.name = "latency_ms", .role = tepid::signal_role::resource});
  fmt::print(
      "A recommender, about {:.0f} requests a minute. Relevance: the share of the {} shown items that a user "
      "opens.\n\n",
      requests_a_minute, shown);
  const healthy_weeks healthy = observe_healthy(config);
  const double mean = healthy.mean;
  fmt::print("Reference: {} days, {} requests, mean relevance {:.4f}.\n", reference_days, healthy.requests, mean);

  // Six weeks of decay, seen by two rules on the mean of a day and by the monitor on every request.
  daily_rule ten_percent{0.9 * mean}, three_sigma{mean - 3 * healthy.sd_of_days};
  outcome fixed{"daily mean 10% below the reference", {}, 0}, sigma{"daily mean 3 sd of days below", {}, 0},
      ours{"tepid::monitor", {}, 0};
  tepid::monitor monitor{config, healthy.reference};
  fmt::print("Budget: one false alarm in {:.0f} days over both signals, split among {} parts.\n\n", budget_days,
             monitor.parts());
  for (const std::string& note : monitor.notes()) fmt::print("Note: {}\n", note);
  std::vector<tepid::monitor_alarm> alarms;
  monitor.on_alarm([&](const tepid::monitor_alarm& a) { alarms.push_back(a); });
  monitor.changed({begins, "configuration", "nightly index refresh off"});
  std::vector<double> decaying;
  std::array<service::infrastructure, 6> weeks{};
  service sick{42};
  serve(
      sick, monitor, decay_days, [](double day) { return lost_at_the_end * day / decay_days; },
      [&](int d, const std::vector<double>& relevance, std::vector<double>& latency) {
        decaying.push_back(mean_of(relevance));
        if (ten_percent.page(decaying.back()) && !fixed.noticed_day) fixed.noticed_day = d + 1.0;
        if (three_sigma.page(decaying.back()) && !sigma.noticed_day) sigma.noticed_day = d + 1.0;
        const auto seen = sick.dashboards(latency);
        auto& week = weeks[static_cast<std::size_t>(d / 7)];
        week.ok += seen.ok / 7;
        week.p99_ms += seen.p99_ms / 7;
        week.cpu += seen.cpu / 7;
      });
  for (const auto& a : alarms)
    if (a.signal == "relevance" && !ours.noticed_day) ours.noticed_day = (a.time - begins) / day_seconds;

  fmt::print("What the dashboards show, week by week:\n\n  week          ");
  for (std::size_t w = 0; w < weeks.size(); ++w) fmt::print("{:>9}", w + 1);
  fmt::print("\n  HTTP 200      ");
  for (const auto& w : weeks) fmt::print("{:>8.2f}%", 100 * w.ok);
  fmt::print("\n  p99 latency   ");
  for (const auto& w : weeks) fmt::print("{:>6.0f} ms", w.p99_ms);
  fmt::print("\n  CPU           ");
  for (const auto& w : weeks) fmt::print("{:>8.0f}%", 100 * w.cpu);
  fmt::print("\n\nWhat nobody plots: mean relevance by day (dots: the reference).\n\n");
  plot(decaying, mean);

  // A healthy year, for the other side of the coin.
  service year{7};
  tepid::monitor healthy_monitor{config, healthy.reference};
  healthy_monitor.on_alarm([&](const tepid::monitor_alarm&) { ++ours.false_alarms; });
  daily_rule healthy_ten{ten_percent.level()}, healthy_three{three_sigma.level()};
  serve(
      year, healthy_monitor, healthy_days, [](double) { return 0.0; },
      [&](int, const std::vector<double>& relevance, std::vector<double>&) {
        const double today = mean_of(relevance);
        fixed.false_alarms += healthy_ten.page(today);
        sigma.false_alarms += healthy_three.page(today);
      });

  fmt::print("\nWho notices:\n\n  {:<38}{:>12}{:>18}{:>20}\n", "", "noticed", "relevance lost", "false alarms in a");
  fmt::print("  {:<38}{:>12}{:>18}{:>20}\n", "rule", "on day", "by then", "healthy year");
  for (const outcome& o : {fixed, sigma, ours}) {
    if (o.noticed_day)
      fmt::print("  {:<38}{:>12.1f}{:>17.1f}%{:>20}\n", o.rule, *o.noticed_day,
                 100 * lost_at_the_end * *o.noticed_day / decay_days, o.false_alarms);
    else
      fmt::print("  {:<38}{:>12}{:>18}{:>20}\n", o.rule, "never", "", o.false_alarms);
  }
  fmt::print("\n  The budget allows {:.1f} false alarms in that year.\n",
             healthy_monitor.snapshot(begins + healthy_days * day_seconds).expected_false_alarms);
  fmt::print("\nWhat the monitor said (the decay began at day 0):\n\n");
  for (const auto& a : alarms) print(a, &a == &alarms.front());
  return ours.noticed_day ? 0 : 1;
}
