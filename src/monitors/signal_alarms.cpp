// src/monitors/signal_alarms.cpp - what a signal's watch says of what its detectors found.
#include <algorithm>
#include <cmath>
#include <utility>

#include <tepid/monitors/signal_watch.hpp>
#include <tepid/numerics/normal.hpp>

namespace tepid::inline v0 {

namespace {

/// The shift of a normal law, in standard deviations, that has this total variation.
double shift_of(double variation) noexcept {
  return 2.0 * normal_quantile(0.5 * (1.0 + std::clamp(variation, 0.0, 1.0 - 1e-9)));
}

/// Could the change have been there when the detector started?
bool reaches_start(const change_estimate& c) noexcept { return (c.earliest != no_index ? c.earliest : c.onset) == 0; }

}  // namespace

monitor_alarm signal_watch::blank(alarm_kind kind, reference_kind against, double time, std::uint64_t row) const {
  monitor_alarm a;
  a.signal = config_->name;
  a.role = config_->role;
  a.kind = kind;
  a.reference = against;
  a.reference_text = against == reference_kind::frozen     ? reference_text_
                     : against == reference_kind::trailing ? trailing_text_
                     : against == reference_kind::recent   ? recent_text_
                                                           : std::string{};
  a.time = time;
  a.row = row;
  return a;
}

void signal_watch::tell(monitor_alarm& a, policy_kind which, std::vector<monitor_alarm>& out) {
  finding f{a.effect, a.effect_low, a.effect_high};
  if (a.kind == alarm_kind::outside) f = {};  // a share has no standard deviations
  if (!is_nan(a.onset)) f.evidence_seconds = std::max(0.0, a.time - a.onset);
  if (policies_[which].judge(f, a.direction, a.time) != judgement::told) return;
  a.severity = policies_[which].severity();
  last_effect_ = a.effect;
  out.push_back(std::move(a));
}

/// The share since the evidence began, of values for which the watch is there or, `good`, of all others.
void signal_watch::measure_share(monitor_alarm& a, const share_watch& watch, bool good, double before, std::uint64_t row) {
  a.onset = watch.since();
  a.statistic = watch.statistic();
  a.limit = watch.limit();
  a.onset_row = row + 1 - std::min(row + 1, watch.values());
  if (watch.values() == 0) return;
  const double n = static_cast<double>(watch.values()), bads = static_cast<double>(watch.bads());
  const double share = (good ? n - bads : bads) / n;
  const double error = two_sided_95 * std::sqrt(std::max(share * (1.0 - share), 1.0 / n) / n);
  a.effect = share - before;
  a.effect_low = std::max(0.0, share - error) - before;
  a.effect_high = std::min(1.0, share + error) - before;
}

void signal_watch::share_alarm(share_watch& watch, alarm_kind kind, double before, double time, std::uint64_t row,
                               std::vector<monitor_alarm>& out) {
  monitor_alarm a = blank(kind, reference_kind::level, time, row);
  a.reference_text = "a share of " + to_text(std::round(1e6 * before) / 1e6) + " in the reference; up to " +
                     to_text(std::round(1e6 * watch.tolerated()) / 1e6) + " is tolerated";
  a.direction = kind == alarm_kind::missing ? 1 : 0;
  measure_share(a, watch, false, before, row);
  tell(a, kind == alarm_kind::missing ? of_missing : of_values, out);
  watch.restart();
}

void signal_watch::infinity_alarm(const infinity_watch::finding& found, double time, std::uint64_t row,
                                  std::vector<monitor_alarm>& out) {
  monitor_alarm a = blank(alarm_kind::non_finite, reference_kind::level, time, row);
  const share_watch& watch = infinity_watch_.watch(found);
  const double before = (found.positive ? reference_->infinities.positive : reference_->infinities.negative).share;
  a.direction = found.rise ? 1 : -1;
  measure_share(a, watch, !found.rise, before, row);
  const auto text = [](double share) { return to_text(std::round(1e6 * share) / 1e6); };
  // Appended piece by piece: gcc 12 warns falsely of sums of texts where a sanitizer looks on.
  std::string& told = a.reference_text;
  told = found.positive ? "+infinity" : "-infinity";
  told.append(": a share of ").append(text(before)).append(" in the reference; ");
  told.append(found.rise ? "up to " : "down to ");
  told.append(text(found.rise ? watch.tolerated() : 1.0 - watch.tolerated()));
  told.append(" is tolerated, and since the onset it is ").append(text(before + a.effect));
  infinity_watch_.restart(found);
  // One sign may come while the other goes: two changes, each told once.
  tell(a, found.rise ? of_infinities : of_infinities_gone, out);
}

/// Scores since the recent watch's start that are still there.
std::uint64_t signal_watch::scores_kept() const noexcept {
  return std::min({scores_taken_, recent_.bank().count(), static_cast<std::uint64_t>(most_scores)});
}

const signal_watch::seen_score& signal_watch::score_back(std::uint64_t back) const noexcept {
  return scores_[(scores_taken_ - 1 - back) % most_scores];
}

/// The score that the recent watch accepted as number `accepted` since its start: what is known of it.
signal_watch::seen_score signal_watch::score_at(std::uint64_t accepted) const noexcept {
  const std::uint64_t count = recent_.bank().count(), back = count - 1 - std::min(accepted, count - 1);
  const std::uint64_t kept = scores_kept();
  if (back < kept) return score_back(back);
  const seen_score& oldest = score_back(kept - 1);
  const double share = static_cast<double>(accepted) / static_cast<double>(count - kept);
  return {0.0, std::lerp(first_time_, oldest.time, share),
          first_row_ + static_cast<std::uint64_t>(
                           share * static_cast<double>(oldest.row - std::min(oldest.row, first_row_)))};
}

void signal_watch::recent_alarm(double time, std::uint64_t row, std::vector<monitor_alarm>& out) {
  monitor_alarm a = blank(alarm_kind::values,
                          recent_.level_rate() > 0 ? reference_kind::recent : reference_kind::frozen, time, row);
  const change_estimate change = recent_.bank().change();
  a.direction = change.direction;
  a.statistic = recent_.bank().statistic();
  a.limit = 1.0;
  const std::uint64_t last = recent_.bank().count() - 1;
  const std::uint64_t from = std::min(change.onset, last);
  const seen_score onset = score_at(from);
  a.onset = onset.time;
  a.onset_row = onset.row;
  if (change.earliest != no_index) {
    a.onset_low = score_at(std::min(change.earliest, last)).time;
    a.onset_high = score_at(std::min(change.latest, last)).time;
  }
  const std::uint64_t kept = scores_kept();
  const std::uint64_t since = std::clamp<std::uint64_t>(last - from + 1, 1, kept);
  double sum = 0.0, before = 0.0;
  for (std::uint64_t i = 0; i < since; ++i) sum += score_back(i).score;
  // Against the level it had: the scores before the onset, where enough of them are kept.
  const std::uint64_t earlier = std::min<std::uint64_t>(kept - since, 4 * since);
  if (recent_.level_rate() > 0) {
    for (std::uint64_t i = since; i < since + earlier; ++i) before += score_back(i).score;
    before = earlier >= since ? before / static_cast<double>(earlier) : recent_.level();
  }
  a.effect = sum / static_cast<double>(since) - before;
  // Of the values since the onset, and since the end of its interval: an onset that is told too early dilutes the effect.
  a.effect_low = a.effect_high = a.effect;
  const auto widen = [&](double total, double n) {
    const double mean = total / n - before, error = two_sided_95 * std::sqrt(recent_.bank().inflation(n) / n);
    a.effect_low = std::min(a.effect_low, mean - error);
    a.effect_high = std::max(a.effect_high, mean + error);
  };
  widen(sum, static_cast<double>(since));
  if (change.latest != no_index && change.latest > from && change.latest <= last) {
    double later = 0.0;
    const std::uint64_t fewer = std::clamp<std::uint64_t>(last - change.latest + 1, 1, since);
    for (std::uint64_t i = 0; i < fewer; ++i) later += score_back(i).score;
    widen(later, static_cast<double>(fewer));
  }
  recent_onset_.join(a, reaches_start(change));
  recent_.restart();
  tell(a, of_values, out);
}

void signal_watch::series_alarm(std::size_t i, bool trailing, std::vector<monitor_alarm>& out) {
  watched_series& s = series_[i];
  const rate_bank& detector = trailing ? s.watch.trailing() : s.watch.frozen();
  const window_place last = windows_[(windows_closed_ - 1) % windows_.size()];
  monitor_alarm a = blank(kind_of(s.kind), trailing ? reference_kind::trailing : reference_kind::frozen, last.end, last.row);
  const change_estimate change = detector.change();
  a.statistic = detector.statistic();
  a.limit = 1.0;
  a.direction = change.direction;

  // The places of the windows that this series had a value of, newest first: there is one, or there were no alarm.
  std::vector<std::size_t> places;
  for (std::uint64_t back = 0; back < std::min<std::uint64_t>(windows_closed_, windows_.size()); ++back) {
    const std::size_t place = (windows_closed_ - 1 - back) % windows_.size();
    if (!is_nan(residuals_[place * series_.size() + i])) places.push_back(place);
  }
  const auto place_of = [&](std::uint64_t back) {
    return windows_[places[std::min<std::uint64_t>(back, places.size() - 1)]];
  };
  const auto back_of = [&](std::uint64_t index) {
    return detector.count() - 1 - std::min(index, detector.count() - 1);
  };
  const std::uint64_t since = back_of(change.onset) + 1;
  const window_place onset = place_of(since - 1);
  a.onset = onset.start;
  a.onset_row = onset.row;
  if (change.earliest != no_index) {
    a.onset_low = place_of(back_of(change.earliest)).start;
    a.onset_high = place_of(back_of(change.latest)).end;
  }
  double sum = 0.0, n = 0.0, before = 0.0, n_before = 0.0, expected = 0.0;
  for (const std::size_t place : places) {
    const double r = residuals_[place * series_.size() + i];
    if (n < static_cast<double>(since)) {
      sum += r;
      expected += s.watch.expected(static_cast<std::int64_t>(windows_[place].start));
      n += 1.0;
    } else if (trailing && n_before < trailing_windows_) {
      before += r;
      n_before += 1.0;
    } else {
      break;
    }
  }
  const double moved = sum / n - (n_before > 0 ? before / n_before : 0.0);
  const double error = two_sided_95 * s.watch.standard_error(n);
  if (s.kind == series_kind::shape) {
    const double usual = expected / n;  // of a season that moves the values: it is no change
    const auto effect = [&](double d) {
      const double added = std::max(0.0, d - std::max(0.0, -usual));
      return reference_->kind == counted_kind::numbers ? shift_of(added) : added;
    };
    a.direction = 0;
    a.effect = effect(moved);
    a.effect_low = effect(moved - error);
    a.effect_high = effect(moved + error);
  } else {
    a.effect = moved / s.spread;
    a.effect_low = (moved - error) / s.spread;
    a.effect_high = (moved + error) / s.spread;
  }
  (trailing ? s.trailing : s.frozen).join(a, reaches_start(change));
  if (trailing)
    s.watch.restart_trailing();
  else
    s.watch.restart_frozen();
  tell(a, policy_of(s.kind), out);
}

}  // namespace tepid::inline v0
