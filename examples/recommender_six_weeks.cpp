// Six weeks of silent decay.
//
// A recommender serves about 100 requests a minute. Its index is no longer refreshed: relevance slips a little
// every day for six weeks. Requests keep succeeding, latency and CPU stay where they were. Everything here is
// simulated from a fixed seed, and every number that is printed is computed.
//
// Traffic is not independent: weekends are a little better than weekdays, and taste wanders from hour to hour.
// Both are in the healthy reference, and both are in the healthy year on which false alarms are counted.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <tepid/monitors/column_watch.hpp>
#include <tepid/monitors/profile_builder.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

constexpr int minutes_a_day = 24 * 60;
constexpr double requests_a_minute = 100.0;
constexpr int reference_days = 28, decay_days = 42, healthy_days = 365;
constexpr int shown = 10;                 // items shown to a user at once
constexpr double engaged = 0.30;          // share of them that a healthy model makes users open
constexpr double lost_at_the_end = 0.10;  // of that share, after six weeks
constexpr double budget_days = 90.0;      // one false alarm in 90 days

/// One simulated service. A day has its requests, each with a relevance: the share of shown items opened.
class service {
 public:
  explicit service(std::uint64_t seed) : random_{seed} {}

  /// The relevances of one day's requests; `loss` is the share of engagement lost by its start and its end.
  void day(double loss_before, double loss_after, std::vector<double>& relevance) {
    relevance.clear();
    for (int minute = 0; minute < minutes_a_day; ++minute) {
      if (minute % 60 == 0) {
        taste_ = 0.9 * taste_ + 0.003 * tepid::normal(random_);
        const double part = static_cast<double>(minute) / minutes_a_day;
        prepare(engaged * (1.0 + (day_ % 7 >= 5 ? 0.01 : 0.0) + taste_) *
                (1.0 - std::lerp(loss_before, loss_after, part)));
      }
      const int requests = std::max(
          0, static_cast<int>(std::lround(requests_a_minute + std::sqrt(requests_a_minute) * tepid::normal(random_))));
      for (int r = 0; r < requests; ++r) relevance.push_back(one());
    }
    ++day_;
  }

  /// What the infrastructure dashboards show of a day: none of it depends on relevance.
  struct infrastructure {
    double ok = 0.0, p99_ms = 0.0, cpu = 0.0;
  };
  infrastructure dashboards(std::size_t requests) {
    std::vector<double> latency(2'000);  // a sample of the day's requests, as tracing takes one
    for (double& ms : latency) ms = 38.0 * std::exp(0.35 * tepid::normal(random_));
    const auto p99 = latency.begin() + static_cast<std::ptrdiff_t>(latency.size() / 100 * 99);
    std::nth_element(latency.begin(), p99, latency.end());
    const double failures = 0.0004 * static_cast<double>(requests);
    const double ok =
        1.0 - std::max(0.0, failures + std::sqrt(failures) * tepid::normal(random_)) / static_cast<double>(requests);
    return {ok, *p99, 0.46 + 0.01 * tepid::normal(random_)};
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
  int day_ = 0;
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
  fmt::print(
      "A recommender, about {:.0f} requests a minute. Relevance: the share of the {} shown items that a user "
      "opens.\n\n",
      requests_a_minute, shown);

  // What healthy looks like: four weeks.
  service healthy{2026};
  std::vector<double> day, reference, daily;
  for (int d = 0; d < reference_days; ++d) {
    healthy.day(0, 0, day);
    daily.push_back(mean_of(day));
    reference.insert(reference.end(), day.begin(), day.end());
  }
  tepid::profile_builder builder;
  builder.add_numeric("relevance", reference);
  const tepid::profile profile = builder.finish();
  const tepid::column_profile& relevance = profile.columns().front();
  const double mean = mean_of(daily);
  double squares = 0.0;
  for (const double m : daily) squares += (m - mean) * (m - mean);
  const double sd_of_days = std::sqrt(squares / (reference_days - 1));
  reference.clear();
  reference.shrink_to_fit();

  const double arl0 = budget_days * minutes_a_day * requests_a_minute;
  const tepid::watch_params params{.arl0 = arl0};
  tepid::column_watch watch{relevance, params};
  fmt::print("Reference: {} days, {} requests, mean relevance {:.4f}.\n", reference_days, relevance.values.count(),
             mean);
  fmt::print(
      "Budget: one false alarm in {:.0f} days, which is {:.3g} requests. Limit {:.2f} ({}).\n\n", budget_days, arl0,
      watch.limit(),
      watch.origin() == tepid::limit_origin::replay ? "set by the reference's own movements" : "for independent data");

  // Six weeks of decay, seen by two rules on the mean of a day and by tepid on every request.
  daily_rule ten_percent{0.9 * mean}, three_sigma{mean - 3 * sd_of_days};
  outcome fixed{"daily mean 10% below the reference", {}, 0}, sigma{"daily mean 3 sd of days below", {}, 0},
      ours{"tepid, every request", {}, 0};
  std::optional<tepid::watch_alarm> first;
  std::vector<double> decaying, starts;
  std::array<service::infrastructure, 6> weeks{};
  service sick{42};
  std::uint64_t row = 0;
  for (int d = 0; d < decay_days; ++d) {
    sick.day(lost_at_the_end * d / decay_days, lost_at_the_end * (d + 1) / decay_days, day);
    starts.push_back(static_cast<double>(row));
    decaying.push_back(mean_of(day));
    if (ten_percent.page(decaying.back()) && !fixed.noticed_day) fixed.noticed_day = d + 1.0;
    if (three_sigma.page(decaying.back()) && !sigma.noticed_day) sigma.noticed_day = d + 1.0;
    for (const double x : day) {
      const auto alarm = watch.update(x, row++);
      if (alarm && !first) {
        first = alarm;
        ours.noticed_day = d + (static_cast<double>(alarm->row) - starts.back()) / static_cast<double>(day.size());
      }
    }
    const auto seen = sick.dashboards(day.size());
    auto& week = weeks[static_cast<std::size_t>(d / 7)];
    week.ok += seen.ok / 7;
    week.p99_ms += seen.p99_ms / 7;
    week.cpu += seen.cpu / 7;
  }

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
  tepid::column_watch healthy_watch{relevance, params};
  daily_rule healthy_ten{ten_percent.level()}, healthy_three{three_sigma.level()};
  row = 0;
  for (int d = 0; d < healthy_days; ++d) {
    year.day(0, 0, day);
    const double today = mean_of(day);
    fixed.false_alarms += healthy_ten.page(today);
    sigma.false_alarms += healthy_three.page(today);
    for (const double x : day) ours.false_alarms += healthy_watch.update(x, row++).has_value();
  }

  fmt::print("\nWho notices:\n\n  {:<38}{:>12}{:>18}{:>20}\n", "", "noticed", "relevance lost", "false alarms in a");
  fmt::print("  {:<38}{:>12}{:>18}{:>20}\n", "rule", "on day", "by then", "healthy year");
  for (const outcome& o : {fixed, sigma, ours}) {
    if (o.noticed_day)
      fmt::print("  {:<38}{:>12.1f}{:>17.1f}%{:>20}\n", o.rule, *o.noticed_day,
                 100 * lost_at_the_end * *o.noticed_day / decay_days, o.false_alarms);
    else
      fmt::print("  {:<38}{:>12}{:>18}{:>20}\n", o.rule, "never", "", o.false_alarms);
  }
  fmt::print("\n  The budget allows {:.1f} false alarms in that year.\n", healthy_days / budget_days);
  if (!first) return 1;
  const auto day_of = [&](std::uint64_t at) {
    const auto next = std::upper_bound(starts.begin(), starts.end(), static_cast<double>(at));
    const auto d = static_cast<double>(next - starts.begin()) - 1.0;
    return d + (static_cast<double>(at) - *(next - 1)) / (minutes_a_day * requests_a_minute);
  };
  fmt::print(
      "\ntepid's alarm: relevance goes {}, by {:+.3f} reference standard deviations; since day {:.1f} if it came\n"
      "at once, since day {:.1f} if it came gradually. It began at day 0. Statistic {:.1f}, limit {:.1f}.\n",
      first->direction < 0 ? "down" : "up", first->effect, day_of(first->onset), day_of(first->onset_ramp),
      first->statistic, first->limit);
}
