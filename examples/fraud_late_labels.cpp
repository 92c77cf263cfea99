// A fraud model whose misses triple while its scores stay where they were.
//
// 20,000 payments a day, 2% of them fraud. From day 30 on 22% of fraud is of a kind that the model does not know: it
// scores like an honest payment. What the model scores above its threshold is reviewed within two days; of the rest one
// in fifty, chosen at random, is audited within two weeks. Everything is simulated from a fixed seed, and every number
// that is printed is computed.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <queue>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <tepid/monitors/audit.hpp>
#include <tepid/monitors/column_watch.hpp>
#include <tepid/monitors/profile_builder.hpp>
#include <tepid/monitors/quality_watch.hpp>
#include <tepid/numerics/normal.hpp>

namespace {

constexpr double day = 86'400.0;
constexpr int payments_a_day = 20'000, reference_days = 28, change_day = 30, last_day = 75;
constexpr double prevalence = 0.02, unknown_kind = 0.22, audited = 0.02;
constexpr double threshold_at = 2.7184;  // on the model's scale: a tenth of known fraud lies below

struct payment {
  bool fraud;
  double score;  // the probability of fraud that the model says
};

class traffic {
 public:
  explicit traffic(std::uint64_t seed) : random_{seed} {}
  payment next(bool changed) {
    const bool fraud = random_.uniform() < prevalence;
    const bool known = fraud && !(changed && random_.uniform() < unknown_kind);
    const double z = tepid::normal(random_) + (known ? 4.0 : 0.0);
    return {fraud, score_of(z)};
  }
  static double score_of(double z) {
    const double odds = prevalence / (1 - prevalence) * std::exp(4.0 * z - 8.0);
    return odds / (1 + odds);
  }
  tepid::random_source& random() { return random_; }

 private:
  tepid::random_source random_;
};

/// PSI of today's scores on the reference's deciles, as dashboards compute it.
double psi(const std::vector<double>& cuts, const std::vector<double>& today) {
  std::vector<double> share(cuts.size() + 1, 0.0);
  for (const double x : today)
    share[static_cast<std::size_t>(std::upper_bound(cuts.begin(), cuts.end(), x) - cuts.begin())] +=
        1.0 / static_cast<double>(today.size());
  double sum = 0.0;
  for (const double s : share) sum += (s - 0.1) * std::log(std::max(s, 1e-9) / 0.1);
  return sum;
}

struct waiting {
  double when;
  tepid::label_event label;
  bool audit;
  bool operator<(const waiting& o) const { return when > o.when; }
};

std::string in_days(double seconds) { return fmt::format("day {:.1f}", seconds / day); }

}  // namespace

int main() {
  const double threshold = traffic::score_of(threshold_at);
  traffic payments{20261124};

  // Four healthy weeks: the reference of the score and of the share that is flagged, and the misses among what passed.
  std::vector<double> scores;
  std::uint64_t passed = 0, missed = 0, frauds = 0;
  for (int i = 0; i < reference_days * payments_a_day; ++i) {
    const payment p = payments.next(false);
    scores.push_back(p.score);
    frauds += p.fraud;
    passed += p.score < threshold;
    missed += p.score < threshold && p.fraud;
  }
  const double miss_rate = static_cast<double>(missed) / static_cast<double>(passed);
  const double recall = 1.0 - static_cast<double>(missed) / static_cast<double>(frauds);
  tepid::profile_builder builder;
  builder.add_numeric("score", scores);
  const tepid::profile reference = std::move(builder).finish();
  std::vector<double> cuts = scores;
  std::sort(cuts.begin(), cuts.end());
  std::vector<double> deciles;
  for (std::size_t i = 1; i < 10; ++i) deciles.push_back(cuts[i * cuts.size() / 10]);

  tepid::column_watch score_watch{*reference.find("score"), {.arl0 = 90.0 * payments_a_day}};
  const tepid::audit_params audit_settings{.reference = miss_rate};
  tepid::audit audit{audit_settings};
  tepid::quality_watch quality{{.settings = {.least_probability = audited},
                                .floors = {{"recall", 0.85}},
                                .references = {{"precision", 0.45, 0.05}},
                                .capacity = std::size_t{1} << 20,
                                .horizon_seconds = 30 * day,
                                .fall_cohorts = 90}};

  fmt::print("Healthy: {:.1f}% of fraud is caught; of what passes {:.3f}% is fraud.\n", 100 * recall, 100 * miss_rate);
  const double wanted = tepid::audit_plan(audit_settings, 3.0), likely = tepid::audit_plan(audit_settings, 3.0, 0.9);
  const double a_day = payments_a_day * audited;
  fmt::print(
      "Plan:    to see misses triple, {:.0f} audited cases in the median, {:.0f} in nine of ten cases: {:.0f} and "
      "{:.0f} days at {:.0f} a day.\n\n",
      wanted, likely, wanted / a_day, likely / a_day, a_day);
  fmt::print("From day {} on 22% of fraud looks honest.\n\n", change_day);
  fmt::print("             infrastructure              scores              what was caught, as nobody knows yet\n");
  fmt::print("   day    ok     p99 ms   cpu      PSI     flagged           of all fraud\n");

  std::priority_queue<waiting> labels;
  std::optional<double> score_alarm, audit_alarm;
  std::vector<tepid::quality_alarm> quality_alarms;
  std::uint64_t id = 0, row = 0, audited_labels = 0;
  tepid::random_source machine{7};
  for (int d = 0; d < last_day; ++d) {
    std::vector<double> today;
    int flagged = 0, fraud = 0, caught = 0;
    for (int i = 0; i < payments_a_day; ++i, ++id, ++row) {
      const double now = day * (d + static_cast<double>(i) / payments_a_day);
      while (!labels.empty() && labels.top().when <= now) {
        const waiting w = labels.top();
        labels.pop();
        quality.label(w.label, w.when);
        if (!w.audit) continue;
        ++audited_labels;
        if (audit.update(w.label.outcome == 1.0) && !audit_alarm) audit_alarm = w.when;
      }
      const payment p = payments.next(d >= change_day);
      const bool flag = p.score >= threshold;
      today.push_back(p.score);
      flagged += flag;
      fraud += p.fraud;
      caught += p.fraud && flag;
      if (const auto alarm = score_watch.update(p.score, row); alarm && !score_alarm) score_alarm = now;
      quality.predict({.id = id, .score = p.score, .label = flag}, now);
      const double chance = flag ? 1.0 : audited;
      if (payments.random().uniform() < chance) {
        const double delay =
            flag ? 2 * day * payments.random().uniform() : day * (1 + 13 * payments.random().uniform());
        labels.push({now + delay, {.id = id, .outcome = p.fraud ? 1.0 : 0.0, .probability = chance}, !flag});
      }
    }
    for (const auto& alarm : quality.advance(day * (d + 1))) quality_alarms.push_back(alarm);
    if (d % 7 == 1)
      fmt::print("  {:4}  {:.2f}%  {:5.1f}   {:4.1f}%  {:.5f}    {:.2f}%               {:.1f}%\n", d,
                 99.97 + 0.01 * machine.uniform(), 41 + machine.uniform(), 38 + 2 * machine.uniform(),
                 psi(deciles, today), 100.0 * flagged / payments_a_day, 100.0 * caught / fraud);
  }

  fmt::print("\nScores:  PSI never near 0.1, where people begin to look. ");
  if (score_alarm)
    fmt::print("The drift detector alarmed on {}: fewer high scores, which may as well mean less fraud.\n",
               in_days(*score_alarm));
  else
    fmt::print("The drift detector on the score (one false alarm in 90 days) saw nothing in {} days.\n", last_day);
  const auto& all = quality.overall();
  const auto bounds = all.bounds(tepid::quality_metric::recall, 0.05);
  fmt::print(
      "Quality: since the start, of cohorts whose labels have come: recall {:.1f}% [{:.1f}, {:.1f}], precision "
      "{:.1f}%; {} predictions still wait.\n",
      100 * all.estimate(tepid::quality_metric::recall), 100 * bounds.low, 100 * bounds.high,
      100 * all.estimate(tepid::quality_metric::precision), quality.counts().waiting);
  for (const auto& alarm : quality_alarms)
    fmt::print("         {}: {} {} {:.1f}% (level {:.0f}%)\n", in_days(alarm.time), tepid::to_string(alarm.metric),
               alarm.kind == tepid::quality_alarm_kind::floor ? "below its floor," : "has fallen,",
               100 * alarm.estimate, 100 * alarm.level);
  if (!audit_alarm) {
    fmt::print("Audit:   nothing in {} labels.\n", audited_labels);
    return 1;
  }
  fmt::print(
      "Audit:   alarm on {}, {:.1f} days after the change, at label {}: {} misses, {:.2f} times as many as before; "
      "evidence {:.1f} of {:.1f}.\n",
      in_days(*audit_alarm), *audit_alarm / day - change_day, audit.alarmed_at(), audit.misses(),
      static_cast<double>(audit.misses()) / static_cast<double>(audit.count()) / miss_rate, audit.statistic(),
      audit.limit());
  fmt::print("\nWithout labels this cannot be known: the payments that slip through look like all others.\n");
  return *audit_alarm > change_day * day ? 0 : 1;
}
