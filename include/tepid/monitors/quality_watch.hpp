// tepid/monitors/quality_watch.hpp - a model's quality from labels that come late, partly, twice or never.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tepid/core/error.hpp>
#include <tepid/core/numeric.hpp>
#include <tepid/monitors/alarm_policy.hpp>
#include <tepid/monitors/confidence_sequence.hpp>
#include <tepid/monitors/fall_detector.hpp>
#include <tepid/monitors/label_delays.hpp>
#include <tepid/monitors/prediction_table.hpp>
#include <tepid/monitors/quality_alarm.hpp>
#include <tepid/monitors/quality_config.hpp>
#include <tepid/monitors/quality_tally.hpp>

namespace tepid::inline v0 {

/// Joins predictions and labels, tallies them by day of prediction and by segment, and alarms on what has matured.
///
/// Maturity: a cohort (the predictions of one stretch of time) is reported once so much time has passed since its end
///           that mature_share of the labels that ever come have come, as the cohorts before it showed, older ones
///           counting for less; until one cohort has been seen for the whole horizon that is the horizon. Fast labels
///           are often the bad cases: numbers of young cohorts would mislead. Labels that come later still are added.
/// Floors:   an alarm when the confidence sequence over all matured labels since the start, or since restart(), lies
///           beyond the level: below it, for losses above. On a system that meets its levels any such alarm, in any
///           segment, ever, has probability at most alpha. Each floor and segment has an equal part of it.
/// Falls:    fall_detector on the matured cohorts: it forgets the good days before, which dilute the sequence.
///           Raised once; again after seven quiet cohorts, or rearm_seconds if that is longer.
/// Sampled:  labels with a probability below 1 weigh accordingly (quality_settings::least_probability).
/// Audit:    where one is configured, each such label of a prediction of class 0 is also one of its cases, a miss if
///           the outcome was 1, as soon as it comes: a chosen case waits for no cohort. Raised once until restart().
/// Memory:   prediction_table's, and (horizon / cohort + 3) (most_segments + 2) tallies (most_segments = 0: one each).
/// Cost:     predict and label are noexcept and allocate nothing; about 0.1 us a label. advance() some ms a cohort.
class quality_watch {
 public:
  /// Throws error{bad_argument} that names the member of the configuration.
  explicit quality_watch(quality_watch_config c = {})
      : config_{checked(std::move(c))}, table_{config_.capacity, config_.horizon_seconds} {
    const std::size_t cohorts =
        static_cast<std::size_t>(std::ceil(config_.horizon_seconds / config_.cohort_seconds)) + 2;
    const quality_tally empty{config_.settings};
    cohorts_.resize(cohorts);
    for (cohort& c2 : cohorts_) c2.tallies.assign(places(), empty);
    total_.assign(places(), empty);
    segments_.reserve(config_.most_segments);
    // A fall that goes on is found again every few cohorts: only a longer silence ends it.
    alarm_config falling = config_.alarms;
    falling.rearm_seconds = std::max(falling.rearm_seconds, 7.0 * config_.cohort_seconds);
    const double parts = static_cast<double>(std::max<std::size_t>(1, config_.references.size()) * places());
    for (const quality_reference& r : config_.references)
      for (std::size_t p = 0; p < places(); ++p)
        falls_.push_back({*quality_metric_called(r.metric), p, r.level,
                          fall_detector{r.level - r.margin, config_.fall_cohorts * parts}, alarm_policy{0.0, falling}});
    for (const quality_floor& f : config_.floors)
      for (std::size_t p = 0; p < places(); ++p)
        floors_.push_back({*quality_metric_called(f.metric), p, f.level, false});
    if (config_.audit) audit_.emplace(*config_.audit);
  }

  /// Times are seconds since 1970.
  void predict(const prediction_event& e, double time) noexcept {
    table_.predict(e, time);
    if (cohort* c = cohort_at(time)) ++c->predictions;
  }
  label_fate label(const label_event& e, double time) noexcept {
    prediction_table::entry of;
    const label_fate fate = table_.label(e.id, of);
    if (fate != label_fate::matched) return fate;
    cohort* c = cohort_at(of.time);
    if (e.probability < config_.settings.least_probability) ++too_rare_;
    if (!(e.probability > 0.0 && e.probability <= 1.0)) {
      ++impossible_;
      return fate;
    }
    if (of.time < since_) return fate;
    // A label of a matured cohort, or of one that is gone, belongs to what has matured.
    std::vector<quality_tally>& into = c == nullptr || c->matured ? total_ : c->tallies;
    const outcome_fate was = into[0].add(of.label, of.score, e.outcome, e.probability);
    if (was == outcome_fate::impossible) {
      ++impossible_;
      return fate;
    }
    if (places() > 1) into[place_of(of.segment)].add(of.label, of.score, e.outcome, e.probability);
    if (c != nullptr) c->delays.add(std::max(0.0, time - of.time), config_.horizon_seconds);
    if (audit_ && of.label == 0 && e.probability < 1.0) audit_case(e.outcome == 1.0, time);
    return fate;
  }

  /// It is `now`: what is old enough matures; the alarms that this raises, by time.
  [[nodiscard]] std::vector<quality_alarm> advance(double now) {
    table_.advance(now);
    std::vector<quality_alarm> alarms;
    std::vector<cohort*> ripe;
    for (cohort& c : cohorts_)
      if (c.used && !c.matured) ripe.push_back(&c);
    std::sort(ripe.begin(), ripe.end(), [](const cohort* a, const cohort* b) { return a->index < b->index; });
    for (cohort* c : ripe)
      if (now - end_of(*c) >= maturity_age()) mature(*c, alarms);
    for (cohort& c : cohorts_)
      if (c.used && now - end_of(c) >= config_.horizon_seconds) retire(c);
    if (std::exchange(audited_.waiting, false)) {
      const auto at = std::upper_bound(alarms.begin(), alarms.end(), audited_.time,
                                       [](double t, const quality_alarm& a) { return t < a.time; });
      alarms.insert(at, audit_alarm());
    }
    return alarms;
  }

  /// Another model, or a repaired one, since `time`: confidence sequences and fall detectors start anew, earlier
  /// predictions are ignored, and an audit alarm that advance() has not returned yet is discarded.
  void restart(double time) noexcept {
    since_ = time;
    for (cohort& c : cohorts_)
      if (c.used && static_cast<double>(c.index) * config_.cohort_seconds < time)
        for (auto& t : c.tallies) t.clear();
    for (auto& t : total_) t.clear();
    for (auto& f : falls_) {
      f.detector.restart();
      f.policy.acknowledge();
    }
    for (auto& f : floors_) f.latched = false;
    if (audit_) audit_->clear();
    audited_ = {};
  }

  /// Seconds between a cohort's end and its report.
  [[nodiscard]] double maturity_age() const noexcept {
    if (config_.matures_after_seconds > 0) return config_.matures_after_seconds;
    return known_.age_of(config_.mature_share) * config_.horizon_seconds;
  }
  /// The tally of all matured cohorts: over all, or of a segment; null for one that has not been seen.
  [[nodiscard]] const quality_tally& overall() const noexcept { return total_[0]; }
  [[nodiscard]] const quality_tally* segment(std::uint32_t key) const noexcept {
    const auto at = std::find(segments_.begin(), segments_.end(), key);
    return at == segments_.end() ? nullptr : &total_[1 + static_cast<std::size_t>(at - segments_.begin())];
  }
  /// All segments that were beyond most_segments.
  [[nodiscard]] const quality_tally* other_segments() const noexcept { return places() > 1 ? &total_.back() : nullptr; }
  [[nodiscard]] std::span<const std::uint32_t> segments() const noexcept { return segments_; }

  [[nodiscard]] const prediction_counts& counts() const noexcept { return table_.counts(); }
  /// Labels left out: an outcome, score or probability that cannot be.
  [[nodiscard]] std::uint64_t impossible() const noexcept { return impossible_; }
  /// Labels whose probability was below least_probability: they counted as that.
  [[nodiscard]] std::uint64_t too_rare() const noexcept { return too_rare_; }
  /// Cohorts that have matured, and those that are waiting.
  [[nodiscard]] std::uint64_t matured() const noexcept { return matured_; }
  [[nodiscard]] std::uint64_t young() const noexcept {
    return static_cast<std::uint64_t>(
        std::count_if(cohorts_.begin(), cohorts_.end(), [](const cohort& c) { return c.used && !c.matured; }));
  }
  /// Null where none is configured.
  [[nodiscard]] const tepid::audit* audit() const noexcept { return audit_ ? &*audit_ : nullptr; }
  [[nodiscard]] const quality_watch_config& config() const noexcept { return config_; }
  /// Is a floor broken now?
  [[nodiscard]] bool latched(quality_metric m) const noexcept {
    return std::any_of(floors_.begin(), floors_.end(), [&](const auto& f) { return f.metric == m && f.latched; });
  }

  /// The configuration is the owner's.
  template <class Self, class Io>
  static void state_io(Self& self, Io& io) {
    io(self.table_, self.known_, self.since_, self.impossible_, self.too_rare_, self.matured_);
    if constexpr (Io::is_loading)
      if (std::max({self.impossible_, self.too_rare_, self.matured_}) > counter_max ||
          !(is_saved_time(self.since_) || self.since_ == -std::numeric_limits<double>::infinity()))
        return io.fail();
    std::vector<std::uint32_t> segments = self.segments_;
    io(segments);
    if constexpr (Io::is_loading) {
      std::vector<std::uint32_t> sorted = segments;
      std::sort(sorted.begin(), sorted.end());
      if (segments.size() > self.config_.most_segments ||
          std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
        return io.fail();
      self.segments_.assign(segments.begin(), segments.end());
    }
    for (auto& t : self.total_) io(t);
    const quality_tally empty{self.config_.settings};
    for (auto& c : self.cohorts_) {
      io(c.used, c.matured, c.index, c.predictions, c.delays);
      for (auto& t : c.tallies) io(t);
      if constexpr (Io::is_loading)
        if (!self.sound(c, empty)) return io.fail();
    }
    for (auto& f : self.falls_) io(f.detector, f.policy);
    for (auto& f : self.floors_) io(f.latched);
    if (!self.audit_) return;
    io(*self.audit_, self.audited_.waiting, self.audited_.time, self.audited_.statistic, self.audited_.since);
    if constexpr (Io::is_loading)
      if (!is_saved_time(self.audited_.time) || !is_finite(self.audited_.statistic) ||
          !is_saved_time_or_none(self.audited_.since.time) ||
          self.audited_.since.misses > self.audited_.since.count || self.audited_.since.count > counter_max ||
          (self.audited_.waiting && (self.audit_->alarmed_at() == 0 ||
                                     self.audited_.since.count > self.audit_->alarmed_at())))
        io.fail();
  }

 private:
  struct cohort {
    bool used = false, matured = false;
    std::int64_t index = 0;  // floor(time / cohort_seconds)
    std::uint64_t predictions = 0;
    label_delays delays;
    std::vector<quality_tally> tallies;
  };
  struct fall {
    quality_metric metric;
    std::size_t place;
    double level;
    fall_detector detector;
    alarm_policy policy;
  };
  struct floor {
    quality_metric metric;
    std::size_t place;
    double level;
    bool latched;
  };
  /// The audit at its alarm, until advance() has returned that.
  struct audit_finding {
    bool waiting = false;
    double time = 0.0;
    double statistic = 0.0;
    tepid::audit::rise since;
  };
  /// What older cohorts' delays still count after another one: some 16 cohorts are remembered.
  static constexpr double remembered = 0.9375;

  static quality_watch_config checked(quality_watch_config c) {
    c.validate();
    return c;
  }
  [[nodiscard]] std::size_t places() const noexcept {
    return config_.most_segments == 0 ? 1 : std::size_t{config_.most_segments} + 2;
  }
  /// The place of a cohort among all that are kept.
  [[nodiscard]] std::size_t slot_of(std::int64_t index) const noexcept {
    const auto n = static_cast<std::int64_t>(cohorts_.size());
    return static_cast<std::size_t>(((index % n) + n) % n);
  }
  /// After loading: at its own place, of a time that can be; empty unless it is used, of labels too once it has matured.
  [[nodiscard]] bool sound(const cohort& c, const quality_tally& empty) const noexcept {
    const double end = end_of(c.index);
    if (c.predictions > counter_max || !(std::abs(end) <= most_time + 2.0 * config_.cohort_seconds)) return false;
    if (c.used && slot_of(c.index) != static_cast<std::size_t>(&c - cohorts_.data())) return false;
    if (!c.used && (c.matured || c.predictions != 0 || c.delays.total() > 0)) return false;
    return (c.used && !c.matured) ||
           std::all_of(c.tallies.begin(), c.tallies.end(), [&](const quality_tally& t) { return t == empty; });
  }
  [[nodiscard]] std::size_t place_of(std::uint32_t key) noexcept {
    const auto at = std::find(segments_.begin(), segments_.end(), key);
    if (at != segments_.end()) return 1 + static_cast<std::size_t>(at - segments_.begin());
    if (segments_.size() == config_.most_segments) return places() - 1;
    segments_.push_back(key);  // within what was reserved
    return segments_.size();
  }
  /// As numbers: whatever the index is.
  [[nodiscard]] double end_of(std::int64_t index) const noexcept {
    return (static_cast<double>(index) + 1.0) * config_.cohort_seconds;
  }
  [[nodiscard]] double end_of(const cohort& c) const noexcept { return end_of(c.index); }
  /// The cohort of a time, begun if it is new; null if it is older than all that are kept, or not a time.
  cohort* cohort_at(double time) noexcept {
    const double place = std::floor(time / config_.cohort_seconds);
    if (!(std::abs(place) < 9e15)) return nullptr;
    const auto index = static_cast<std::int64_t>(place);
    cohort& c = cohorts_[slot_of(index)];
    if (c.used && c.index == index) return &c;
    if (c.used && c.index > index) return nullptr;
    if (c.used) retire(c);
    c.used = true;
    c.index = index;
    return &c;
  }

  /// Nothing more can come: what has not matured does so without a report of its own.
  void retire(cohort& c) noexcept {
    if (!c.matured) {
      for (std::size_t p = 0; p < places(); ++p) total_[p].merge(c.tallies[p]);
      ++matured_;
    }
    known_.add_cohort(c.delays, remembered);
    for (auto& t : c.tallies) t.clear();
    c.delays.clear();
    c.used = c.matured = false;
    c.predictions = 0;
  }
  void mature(cohort& c, std::vector<quality_alarm>& alarms) {
    c.matured = true;
    ++matured_;
    for (std::size_t p = 0; p < places(); ++p) total_[p].merge(c.tallies[p]);
    for (fall& f : falls_) {
      const weighted_sums s = c.tallies[f.place].share_of(f.metric);
      if (s.n == 0) continue;
      // Sampled values x become p + (x - p) w / most: in [0, 1], and no less on average while x is no less than p.
      const double n = static_cast<double>(s.n), p = f.detector.level(), most = total_[0].most_weight();
      const bool alarmed = f.detector.update(n, n * p + (s.wx - p * s.w) / most);
      if (alarmed && f.policy.judge({}, -1, end_of(c)) == judgement::told) {
        alarms.push_back(alarm_of(quality_alarm_kind::fall, f.metric, f.place, f.level, end_of(c), c.tallies[f.place]));
        alarms.back().statistic = f.detector.statistic();
        alarms.back().limit = f.detector.limit();
      }
      if (alarmed)
        f.detector.restart();
      else
        f.policy.observe(std::max(0.0, f.detector.statistic()), f.detector.limit(), end_of(c));
    }
    for (floor& f : floors_) {
      const mean_bounds b = total_[f.place].bounds(f.metric, floor_alpha());
      const bool broken = is_loss(f.metric) ? b.low > f.level : b.high < f.level;
      if (broken && !f.latched)
        alarms.push_back(alarm_of(quality_alarm_kind::floor, f.metric, f.place, f.level, end_of(c), total_[f.place]));
      f.latched = broken;
    }
    for (auto& t : c.tallies) t.clear();
  }
  void audit_case(bool missed, double time) noexcept {
    if (!audit_->update(missed, time) || audit_->alarmed_at() != audit_->count()) return;
    audited_ = {true, time, audit_->statistic(), audit_->since()};
  }
  [[nodiscard]] quality_alarm audit_alarm() const {
    const double n = static_cast<double>(std::max<std::uint64_t>(1, audited_.since.count));
    const double misses = static_cast<double>(audited_.since.misses);
    const audit_params& p = audit_->parameters();
    const mean_bounds b = unit_mean_bounds(n, misses, p.alpha);
    return {.kind = quality_alarm_kind::audit,
            .metric = quality_metric::recall,
            .segment = {},
            .other_segments = false,
            .time = audited_.time,
            .onset = audited_.since.time,
            .estimate = misses / n,
            .low = b.low,
            .high = b.high,
            .level = p.reference * p.tolerance,
            .labels = audited_.since.count,
            .statistic = audited_.statistic,
            .limit = audit_->limit()};
  }
  [[nodiscard]] double floor_alpha() const noexcept {
    return config_.alpha / static_cast<double>(std::max<std::size_t>(1, floors_.size()));
  }
  [[nodiscard]] quality_alarm alarm_of(quality_alarm_kind kind, quality_metric m, std::size_t place, double level,
                                       double time, const quality_tally& from) const {
    const mean_bounds b = from.bounds(m, floor_alpha());
    quality_alarm a{.kind = kind,
                    .metric = m,
                    .segment = {},
                    .other_segments = place > 0 && place + 1 == places(),
                    .time = time,
                    .estimate = from.estimate(m),
                    .low = b.low,
                    .high = b.high,
                    .level = level,
                    .labels = from.count(m),
                    .statistic = 0.0,
                    .limit = 0.0};
    if (place > 0 && !a.other_segments) a.segment = segments_[place - 1];
    return a;
  }

  quality_watch_config config_;
  prediction_table table_;
  std::vector<cohort> cohorts_;       // by index modulo their number
  std::vector<quality_tally> total_;  // matured: over all, each segment, all others
  std::vector<std::uint32_t> segments_;
  std::vector<fall> falls_;
  std::vector<floor> floors_;
  std::optional<tepid::audit> audit_;
  audit_finding audited_;
  label_delays known_;                                       // of cohorts that were seen for the whole horizon
  double since_ = -std::numeric_limits<double>::infinity();  // what was predicted before counts no more
  std::uint64_t impossible_ = 0, too_rare_ = 0, matured_ = 0;
};

}  // namespace tepid::inline v0
